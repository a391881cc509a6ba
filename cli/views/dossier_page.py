"""A dossier as a page that any browser shows, without a network."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from cli.views.attachments import size_text
from cli.views.case import clocks_of, named, shown, status
from cli.views.earlier import with_definitions
from cli.views.held import due_text
from cli.views.telling import what

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cli.session import Session
    from cli.views.dossier import Dossier

STYLE = """
body { font: 16px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif;
       max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222; }
h1 { font-size: 1.5em; } h2 { font-size: 1.25em; margin-top: 2.5em; border-bottom: 1px solid #999; }
h3 { font-size: 1em; margin: 1.5em 0 .3em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #ccc; padding: .2em .5em; text-align: left; vertical-align: top; }
th { background: #f3f3f3; font-weight: normal; white-space: nowrap; }
details, p { margin: .3em 0 .8em; color: #555; font-size: .9em; }
"""


def page(session: Session, found: Dossier) -> str:
    """Return the page of a case and all below it."""
    language = "zh-CN" if session.language == "zh" else "en"
    title = _title(session, found)
    body = "\n".join(line for each in found.all() for line in case_part(session, each))
    contents = [
        f'<li><a href="#{_anchor(each)}">{_title(session, each)}</a></li>' for each in found.all()
    ]
    listed = f"<ul>{''.join(contents)}</ul>" if len(contents) > 1 else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n{listed}\n{body}\n</body>\n</html>\n"
    )


def _title(session: Session, found: Dossier) -> str:
    return escape(f"{found.facts.number}  {found.facts.words.title(session.language)}")


def _anchor(found: Dossier) -> str:
    return quote(found.folder.replace("/", "-"))


def case_part(session: Session, found: Dossier) -> Iterator[str]:
    """Yield the part of a page that tells of one case."""
    says = session.says
    yield f'<h2 id="{_anchor(found)}">{_title(session, found)}</h2>'
    yield table(_head(session, found))
    yield from section(says("case_fields"), _fields(session, found))
    yield from _clocks(session, found)
    yield from section(says("export_papers"), _papers(session, found), _names(
        session, "document", "number", "paper_status", "drafted_at", "signed_by"))  # fmt: skip
    yield from _files(session, found)
    yield from section(says("export_history"), _history(session, found), _names(
        session, "seq", "occurred_at", "what", "from", "to", "actor"))  # fmt: skip


def _names(session: Session, *names: str) -> list[str]:
    return [session.says(f"label_{name}") for name in names]


def section(title: str, rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> Iterator[str]:
    """Yield a heading with a table, nothing where the table has no rows."""
    if found := list(rows):
        yield f"<h3>{escape(title)}</h3>"
        yield table(found, head)


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """Return a table; without a head the first column names what stands beside it."""
    first = "td" if head else "th"
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in head)] if head else []
    for name, *cells in rows:
        rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        lines.append(f"<{first}>{escape(name)}</{first}>{rest}")
    return "<table>\n" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "\n</table>"


def _head(session: Session, found: Dossier) -> Iterator[tuple[str, str]]:
    facts, says = found.facts, session.says
    line, words, language = facts.line, facts.words, session.language
    yield says("label_workflow"), f"{line['workflow']}@{line['version']}"
    yield says("label_state"), words.of("states", line["state"], language)
    if line["organisation"]:
        yield says("label_organisation"), named(session, facts.lexicon, line["organisation"])
    if line["parent_number"]:
        yield says("label_parent"), line["parent_number"]
    opener = named(session, facts.lexicon, facts.body["opened_by"])
    yield says("label_opened_on"), f"{line['opened_on']}  {opener}"
    if line["closed_on"]:
        yield says("label_closed_on"), line["closed_on"]


def _fields(session: Session, found: Dossier) -> Iterator[tuple[str, str]]:
    facts = found.facts
    for name, value in facts.fields.items():
        if not facts.words.is_hidden(name):
            yield (
                facts.words.of("fields", name, session.language),
                shown(session, facts, name, value),
            )


def _clocks(session: Session, found: Dossier) -> Iterator[str]:
    facts = found.facts
    plain = {clock["name"]: clock for clock in clocks_of(facts)}
    if found.told:
        yield f"<h3>{escape(session.says('case_deadlines'))}</h3>"
    for told in found.told:
        due = due_text(session, plain[told.clock.name])
        title = told.deadline.title.said(session.language)
        standing = status(session, facts, plain[told.clock.name])
        clause = told.deadline.clause.said(session.language) if told.deadline.clause else ""
        yield table([(title, str(due), standing, clause)])
        start = escape(session.says("explained_start", start=told.clock.started_on))
        lines = "".join(f"<li>{escape(each)}</li>" for each in told.lines)
        yield f"<details><summary>{start}</summary><ul>{lines}</ul></details>" if lines else (
            f"<p>{start}</p>")  # fmt: skip


def _papers(session: Session, found: Dossier) -> Iterator[list[str]]:
    facts = found.facts
    for row in (one.row for one in found.papers):
        yield [
            facts.words.of("documents", row.document, session.language),
            row.number or "",
            session.says(f"paper_{row.status}"),
            facts.local(row.drafted_at),
            named(session, facts.lexicon, row.signed_by) if row.signed_by else "",
        ]


def _files(session: Session, found: Dossier) -> Iterator[str]:
    if not found.files:
        return
    yield f"<h3>{escape(session.says('export_attachments'))}</h3>"
    for file in found.files:
        link = f'<a href="{quote(found.path(file))}">{escape(file.name)}</a>'
        yield f"<p>{link} ({size_text(file.size)}, SHA-256 {file.sha256})</p>"


def _history(session: Session, found: Dossier) -> Iterator[list[str]]:
    facts = found.facts
    for row, was, workflow in with_definitions(facts, found.history):
        states = (was, row.source), (workflow, row.target)
        yield [
            str(row.seq),
            facts.local(row.occurred_at),
            what(session, workflow, row),
            *(
                of.states[state].title.said(session.language) if state else ""
                for of, state in states
            ),
            named(session, facts.lexicon, row.actor),
        ]
