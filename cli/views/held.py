"""A clock that stands still: since when, by what, what is left of it, and its day that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.session import Session

    Clock = dict[str, Any]


def is_held(clock: Clock) -> bool:
    """Return whether a clock stands still; the day it shows is then that of before."""
    return clock.get("status") == "suspended"


def held_data(clock: Clock) -> dict[str, Any]:
    """Return since when a clock is held, by what, and what is left, as programs read it."""
    left, working = clock.get("left"), clock.get("left_working", False)
    return {
        "held_on": clock.get("held_on"),
        "held_by": clock.get("held_by") or None,
        "days_left": None if left is None or working else left,
        "working_days_left": left if working else None,
    }


def held_text(session: Session, clock: Clock) -> str:
    """Return how a clock stands that is held, in words."""
    left, unit = clock.get("left"), "working_days" if clock.get("left_working") else "days"
    if left is None or clock.get("due_on") is None:
        return session.says("clock_held_undated", since=clock.get("held_on"))
    code = f"length_one_{unit}" if left == 1 else f"length_{unit}"
    since, length = clock.get("held_on"), session.says(code, amount=left)
    by = clock.get("held_by") or "suspension"
    return session.says(f"clock_held_by_{by}", since=since, left=length)


def due_text(session: Session, clock: Clock) -> str:
    """Return on which day a clock falls due, or fell due before it was held."""
    due_on = clock.get("due_on")
    if due_on is None:
        return session.says("status_undated")
    return session.says("due_before_held", due_on=due_on) if is_held(clock) else str(due_on)
