"""The next step of a deadline in words, without the values behind its definition."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.tables import one_line
from cli.views.verbs import doing

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
    """Return a step as people call it: a warning, a reminder, or a rung of the ladder."""
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
    rung = facts.words.rung(deadline, base)
    if rung is None:
        return step
    done = one_line(doing(_Titles(session, facts), rung["verb"]))
    late, counted_in = _how_late(rung, int(number) if number.isdigit() else 1)
    if late == 0:
        return session.says("step_late", what=done)
    return session.says("step_later", after=_length(session, str(late), counted_in), what=done)


def _how_late(rung: dict[str, Any], number: int) -> tuple[int, str]:
    """Return after how long a rung takes effect, a repetition counted on."""
    after, every = rung.get("after"), rung.get("every")
    first = after["amount"] if after else 0
    if every is None or number == 1:
        return first, after["unit"] if after else ""
    return first + every["amount"] * (number - 1), every["unit"]


class _Titles:
    """The words of a definition as plain data."""

    def __init__(self, session: Session, facts: CaseFacts) -> None:
        self._facts = facts
        self._language = session.language
        self.says = session.says

    def title(self, kind: str, name: str) -> str:
        """Return the title of a role, mark, document, event, duty, or of another definition."""
        if kind == "workflows":
            return self._facts.lexicon.title(name, self._language)
        if kind == "marks":
            return self._facts.words.mark(name, self._language)
        return self._facts.words.of(kind, name, self._language)


def _length(session: Session, amount: str, unit: str) -> str:
    code = f"length_one_{unit}" if amount == "1" else f"length_{unit}"
    return session.says(code, amount=amount)
