"""Why a law of definitions exists, and which codes it finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from engine.messages import Sentence, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.laws import Flaw, Law

EVERY = "*"
BLANK = re.compile(r"\{[a-z_]+\}")


def explain(session: Session, code: str | None) -> None:
    """Explain the law behind a code, or list every code by law; raise NotFound."""
    from runtime.laws import flaw_of, law_of, laws, reason_of, whole_code

    if code is None:
        found = laws()
        session.output.show(
            lambda: [_data(session, law) for law in found],
            lambda: [line for law in found for line in _listed(session, law)],
        )
        return
    law, flaw = law_of(code), flaw_of(code)
    whole, why = whole_code(code), reason_of(code).said(session.language)
    text = _said(session, whole, flaw)
    told = {"code": whole, "message": text.message, "hint": text.hint, "why": why}
    head = [f"{whole}: {text.message}", *filter(None, [text.hint]), "", why]
    session.output.show(
        lambda: {**told, "example": _example(session, flaw), "law": _data(session, law)},
        lambda: [*head, *_screen(session, law, flaw)],
    )


def _said(session: Session, code: str, flaw: Flaw | None) -> Sentence:
    """Return what is said of a code: of its example, or with dots for what a case fills in."""
    from runtime.laws import problem_of

    if flaw is not None and flaw.code == code:
        return problem_of(flaw).sentence(session.language)
    return Sentence(*(BLANK.sub("…", one) for one in catalogue(session.language)[code]))


def _data(session: Session, law: Law) -> dict[str, Any]:
    return {
        "name": law.name,
        "title": law.title.said(session.language),
        "why": law.why.said(session.language),
        "example": law.example,
        "wrong": law.wrong,
        "right": law.right,
        "codes": list(law.codes),
    }


def _example(session: Session, flaw: Flaw | None) -> dict[str, Any] | None:
    from runtime.laws import problem_of

    if flaw is None:
        return None
    return {**flaw._asdict(), "says": problem_of(flaw).text(session.language)}


def _listed(session: Session, law: Law) -> Iterator[str]:
    yield _data(session, law)["title"]
    yield from (f"  {code}" for code in law.codes)


def _screen(session: Session, law: Law, flaw: Flaw | None) -> Iterator[str]:
    from runtime.laws import problem_of

    told = _data(session, law)
    yield from ("", told["title"], told["why"])
    if flaw is None:
        return
    yield from ("", session.says("law_wrong", code=flaw.code))
    yield from (f"  {line}" for line in flaw.wrong.splitlines())
    yield f"  -> {problem_of(flaw).text(session.language)}"
    yield session.says("law_right")
    yield from (f"  {line}" for line in flaw.right.splitlines())
