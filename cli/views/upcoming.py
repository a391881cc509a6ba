"""The next step of a deadline in words, without the values behind its definition."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.case import CaseFacts

    Clock = dict[str, Any]

#: How the id of a warning writes the units of its offset.
_UNITS = {"h": "hours", "d": "days", "wd": "working_days", "w": "weeks", "m": "months",
          "y": "years"}  # fmt: skip


#: The step that opens a duty's period, and how many digits its last day has there.
PERIOD, _DAY = "period", len("20190131")


def period_end(number: str) -> str:
    """Return the last day of a period out of the number of the step that opens it."""
    return f"{number[:4]}-{number[4:6]}-{number[6:]}"


def next_text(session: Session, facts: CaseFacts, clock: Clock) -> str:
    """Return which step of a deadline comes next, and when."""
    if clock.get("next_at") is None:
        return ""
    at = facts.local(dt.datetime.fromisoformat(clock["next_at"]))
    step = _step(session, facts, clock["name"], clock["next_step"])
    return session.says("clock_next", step=step, at=at)


def _step(session: Session, facts: CaseFacts, deadline: str, step: str) -> str:
    """Return a step as people call it: a warning, a reminder, or how late a rung is."""
    base, _, number = step.partition("#")
    if base.startswith("warn:"):
        offset = base.removeprefix("warn:")
        amount = offset.rstrip("".join(_UNITS))
        unit = _UNITS.get(offset[len(amount) :])
        return session.says("step_warn", length=_length(session, amount, unit)) if unit else step
    if base.startswith("remind"):
        return session.says("step_remind")
    if base == PERIOD and len(number) == _DAY:
        return session.says("step_period", ends=period_end(number))
    after = facts.words.rung_after(deadline, base)
    if after is None or number not in ("", "1"):
        return step
    if after["amount"] == 0:
        return session.says("rung_at_once", step=base)
    length = _length(session, str(after["amount"]), after["unit"])
    return session.says("rung_later", step=base, after=length)


def _length(session: Session, amount: str, unit: str) -> str:
    code = f"length_one_{unit}" if amount == "1" else f"length_{unit}"
    return session.says(code, amount=amount)
