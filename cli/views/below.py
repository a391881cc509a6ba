"""The cases below a case, as a parent shows and tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import one_line

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.case import CaseFacts
    from runtime.wording import Wording
    from store.plain import Line


def child_data(child: Line) -> dict[str, Any]:
    """Return what a parent says of a child."""
    names = ("number", "workflow", "state", "stage", "organisation")
    return {name: child[name] for name in names} | {"field": child["parent_field"]}


def child_row(session: Session, facts: CaseFacts, child: Line) -> tuple[str, ...]:
    """Return a child as a row of a table."""
    from cli.views.case import named

    words = facts.lexicon.words(child["workflow"], child["version"])
    body = child["organisation"]
    return (
        child["number"],
        one_line(words.title(session.language)),
        _state(session, words, child),
        named(session, facts.lexicon, body) if body else "",
    )


def _state(session: Session, words: Wording, child: Line) -> str:
    """Return where a case stands; one that was made void stands nowhere any more."""
    if child["final"] == "void" and not words.is_void(child["state"]):
        return session.says("made_void")
    return one_line(words.of("states", child["state"], session.language))
