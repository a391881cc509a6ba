"""The way by which a case comes to where a problem of its definition lies, act by act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import problem_data, problem_line
from cli.tables import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session

CLOCKS = ("started", "ended", "held", "lapsed")


def trail_data(problem: Any, language: str) -> dict[str, Any]:
    """Return a problem as programs read it, with its `trail` where it has one."""
    told = problem_data(problem, language)
    trail = problem.facts.get("trail")
    return {**told, "trail": trail} if trail else told


def trail_lines(session: Session, problem: Any) -> Iterator[str]:
    """Yield the line of a problem, and the trail below it."""
    yield problem_line(problem, session.language)
    for number, passage in enumerate(problem.facts.get("trail") or (), start=1):
        yield one_line(_line(session, number, passage))


def _line(session: Session, number: int, passage: dict[str, Any]) -> str:
    if "workflow" in passage:
        return session.says("trail_follows", number=number, **passage)
    clocks = [
        session.says(f"trail_{kind}", names=session.says("list_separator").join(passage[kind]))
        for kind in CLOCKS
        if passage.get(kind)
    ]
    facts = {"number": number, "event": passage["event"], "state": passage["state"]}
    if not clocks:
        return session.says("trail_act", **facts)
    told = session.says("list_separator").join(clocks)
    return session.says("trail_act_clocks", clocks=told, **facts)
