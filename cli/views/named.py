"""Whom a paper names for being late with a duty, as a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.case import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts


def named_screen(
    session: Session, facts: CaseFacts, about: dict[str, Any] | None,
    names: Sequence[dict[str, Any]],
) -> Iterator[str]:  # fmt: skip
    """Show what a paper is about and whom it names, one a line."""
    if about is None:
        return
    period = {"starts": about["starts_on"] or "-", "ends": about["ends_on"]}
    title = about["title"][session.language]
    told = session.says("paper_about", duty=title, **period)
    yield from aligned([(session.says("label_paper_about"), told)], indent="  ")
    if names:
        yield from ("", session.says("paper_named", count=len(names)))
        yield from aligned([_row(session, facts, one) for one in names], indent="  ")


def _row(session: Session, facts: CaseFacts, one: dict[str, Any]) -> list[str]:
    """Return a case of the duty, its organisation, and who answers for it."""
    bodies = [named(session, facts.lexicon, body) for body in (one["unit"], one["item"]) if body]
    people = [named(session, facts.lexicon, person) for person in one["people"]]
    separator = session.says("list_separator")
    return [one_line(one["number"]), separator.join(bodies), separator.join(people)]
