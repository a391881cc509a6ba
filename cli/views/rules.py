"""Rules of the source documents as a table: row, clause, scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import one_line
from runtime.rules import rule_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from runtime.rules import Carried


def rule_data(one: Carried) -> dict[str, Any]:
    """Return a row as programs read it."""
    book, rule = rule_book(), one.rule
    document = book.documents[one.id.partition("-")[0]]
    return {
        "id": one.id,
        "document": document.title,
        "issued": document.issued,
        "article": rule.article,
        "kind": rule.kind,
        "text": {"zh": rule.zh, "en": rule.en},
        "why": book.reasons[rule.why] if rule.why else None,
        "clauses": list(one.clauses),
        "scenarios": list(one.scenarios),
        "carried": bool(one.clauses),
    }


def rules_screen(session: Session, found: Sequence[Carried]) -> Iterator[str]:
    """Show each row with its text, then what carries and what tries it; none is uncarried."""
    if not found:
        yield session.says("rules_none_uncarried")
        return
    document = ""
    for one in found:
        prefix = one.id.partition("-")[0]
        if prefix != document:
            yield from ([""] if document else [])
            document = prefix
            yield _document(session, prefix)
        yield from _row(session, one)
    yield ""
    counts = {
        "count": len(found),
        "carried": sum(bool(one.clauses) for one in found),
        "uncarried": sum(one.uncarried for one in found),
        "context": sum(one.rule.kind == "context" and not one.clauses for one in found),
    }
    yield session.says("rules_counted", **counts)


def _document(session: Session, prefix: str) -> str:
    document = rule_book().documents[prefix]
    title = document.title.said(session.language)
    code = "rules_document" if document.issued else "rules_document_undated"
    return session.says(code, title=title, issued=document.issued)


def _row(session: Session, one: Carried) -> Iterator[str]:
    rule = one.rule
    text = rule.zh if session.language == "zh" else rule.en
    yield one_line(f"  {one.id}  {text}")
    separator = session.says("list_separator")
    if one.clauses:
        yield "         " + session.says("rule_clauses", clauses=separator.join(one.clauses))
    elif rule.why is not None:
        reason = rule_book().reasons[rule.why]
        why = reason.said(session.language)
        yield "         " + session.says("rule_context", why=why)
    else:
        yield "         " + session.says("rule_uncarried")
    if one.scenarios:
        yield "         " + session.says("rule_scenarios", scenarios=separator.join(one.scenarios))
    elif one.clauses:
        yield "         " + session.says("rule_untried")
