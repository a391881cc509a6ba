"""Why a law of definitions exists, and which codes it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.messages import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.laws import Law

EVERY = "*"


def explain(session: Session, code: str | None) -> None:
    """Explain the law behind a code, or list every code by law; raise NotFound."""
    from runtime.laws import PREFIX, law_of, laws

    if code is None:
        found = laws()
        session.output.show(
            lambda: [_data(session, law) for law in found],
            lambda: [line for law in found for line in _listed(session, law)],
        )
        return
    law = law_of(code)
    whole = code if code.startswith(PREFIX) else PREFIX + code
    text = catalogue(session.language)[whole]
    told = {"code": whole, "message": text.message, "hint": text.hint}
    session.output.show(
        lambda: {**told, "law": _data(session, law)},
        lambda: [f"{whole}: {text.message}", text.hint, *_screen(session, law)],
    )


def _data(session: Session, law: Law) -> dict[str, Any]:
    chinese = session.language == "zh"
    return {
        "name": law.name,
        "title": law.title.zh if chinese else law.title.en,
        "why": law.why.zh if chinese else law.why.en,
        "example": law.example,
        "wrong": law.wrong,
        "right": law.right,
        "codes": list(law.codes),
    }


def _listed(session: Session, law: Law) -> Iterator[str]:
    yield _data(session, law)["title"]
    yield from (f"  {code}" for code in law.codes)


def _screen(session: Session, law: Law) -> Iterator[str]:
    told = _data(session, law)
    yield from ("", told["title"], told["why"], "")
    yield session.says("law_wrong", code=law.example)
    yield from (f"  {line}" for line in law.wrong.splitlines())
    yield session.says("law_right")
    yield from (f"  {line}" for line in law.right.splitlines())
