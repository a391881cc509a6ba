"""Why a law of definitions exists, and which codes it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.messages import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.laws import Flaw, Law

EVERY = "*"


def explain(session: Session, code: str | None) -> None:
    """Explain the law behind a code, or list every code by law; raise NotFound."""
    from runtime.laws import PREFIX, flaw_of, law_of, laws

    if code is None:
        found = laws()
        session.output.show(
            lambda: [_data(session, law) for law in found],
            lambda: [line for law in found for line in _listed(session, law)],
        )
        return
    law, flaw = law_of(code), flaw_of(code)
    whole = code if code.startswith(PREFIX) else PREFIX + code
    text = catalogue(session.language)[whole]
    told = {"code": whole, "message": text.message, "hint": text.hint}
    session.output.show(
        lambda: {**told, "example": _example(session, flaw), "law": _data(session, law)},
        lambda: [f"{whole}: {text.message}", text.hint, *_screen(session, law, flaw)],
    )


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


def _example(session: Session, flaw: Flaw) -> dict[str, Any]:
    from runtime.laws import problem_of

    return {**flaw._asdict(), "says": problem_of(flaw).text(session.language)}


def _listed(session: Session, law: Law) -> Iterator[str]:
    yield _data(session, law)["title"]
    yield from (f"  {code}" for code in law.codes)


def _screen(session: Session, law: Law, flaw: Flaw) -> Iterator[str]:
    told = _data(session, law)
    yield from ("", told["title"], told["why"], "")
    yield session.says("law_wrong", code=flaw.code)
    yield from (f"  {line}" for line in flaw.wrong.splitlines())
    yield f"  -> {_example(session, flaw)['says']}"
    yield session.says("law_right")
    yield from (f"  {line}" for line in flaw.right.splitlines())
