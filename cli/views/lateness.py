"""What falls due and what is late: by how many working days, at which step, what comes next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from cli.cases import rungs
from cli.tables import aligned, one_line
from cli.views.lists import INSTANT, named
from cli.views.telling import step_text
from engine.calendar.counting import offset_after
from engine.calendar.lengths import parse_length
from engine.errors import UsageError
from engine.kernel.ladder import ahead, all_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Clock
    from store.views import OverdueLine, Past

WITHIN = "5 working days"


class Late(NamedTuple):
    """A deadline: by how many working days it is late, or how many are left; its ladder.

    `step` is the last step taken, `next_step` the one that comes at `next_at`.
    """

    line: OverdueLine
    days: int
    step: str | None
    next_step: str | None
    next_at: dt.datetime | None


def last_day(session: Session, within: str | None, by: dt.date | None) -> dt.date:
    """Return the day up to which deadlines are listed; raise UsageError where both are given."""
    calendar = session.office.library.calendar(session.settings.calendar)
    if within is not None and by is not None:
        raise UsageError("within_and_by")
    if by is not None:
        return by
    length = parse_length(within or WITHIN)
    today = calendar.local_date(session.now)
    return calendar.local_date(offset_after(calendar, today, length) - INSTANT)


def due(session: Session, line: OverdueLine) -> Late:
    """Return a deadline with how many working days are left after today."""
    _, calendar = _surroundings(session, line)
    today = calendar.local_date(session.now)
    days = calendar.working_days_between(today, line.due_on)
    return Late(line, days, None, line.next_step, line.next_at)


def late(
    session: Session, line: OverdueLine, before: dt.datetime, past: Past | None = None
) -> Late:
    """Return a late deadline with how late it is before an instant, and how far its ladder got."""
    workflow, calendar = _surroundings(session, line)
    today = calendar.local_date(before - INSTANT)
    days = calendar.working_days_between(line.due_on, today)
    # The first day after the due day counts as one even where it is a rest day.
    days = max(1, days) if today > line.due_on else 0
    clock = _clock(session, line)
    if clock is None:
        return Late(line, days, None, line.next_step, line.next_at)
    deadline = workflow.deadlines[line.deadline]
    ladder = rungs(session, workflow, line.deadline, line.case.id)
    taken = all_taken(deadline, calendar, clock)
    passed = [one.id for one in taken if one.id.partition("#")[0] in ladder and one.at < before]
    step = passed[-1] if passed else None
    if past is None:
        return Late(line, days, step, line.next_step, line.next_at)
    coming = _next_then(workflow, calendar, clock, line, before)
    return Late(line, days, step, *coming)


def _clock(session: Session, line: OverdueLine) -> Clock | None:
    """Return the clock of a line, where it still is in the term that the line speaks of."""
    for clock in session.office.reader.body(line.case.id).clocks:
        if (clock.name, clock.generation, clock.term) == (
            line.deadline, line.generation, line.term,
        ):  # fmt: skip
            return clock
    return None


def _next_then(
    workflow: Workflow, calendar: Calendar, clock: Clock, line: OverdueLine, before: dt.datetime
) -> tuple[str | None, dt.datetime | None]:
    """Return the step that came next in a past, as the ladder has it."""
    deadline = workflow.deadlines[line.deadline]
    taken = tuple(one for one in all_taken(deadline, calendar, clock) if one.at < before)
    then = replace(clock, taken=taken, due_on=line.due_on, due_at=line.due_at)
    for step in ahead(deadline, calendar, then):
        if step.at >= before:
            return step.id, step.at
    return None, None


def _surroundings(session: Session, line: OverdueLine) -> tuple[Workflow, Calendar]:
    library = session.office.library
    workflow = library.workflow(line.case.workflow, line.case.version)
    return workflow, library.calendar(workflow.calendar)


def late_data(late: Late) -> dict[str, Any]:
    """Return a late deadline as programs read it."""
    return _data(late, overdue_working_days=late.days, step=late.step)


def due_data(due: Late) -> dict[str, Any]:
    """Return a deadline that falls due as programs read it."""
    return _data(due, working_days_left=due.days, soft=due.line.soft)


def _data(late: Late, **more: Any) -> dict[str, Any]:
    line = late.line
    return {
        "case": line.case.number,
        "workflow": line.case.workflow,
        "state": line.case.state,
        "organisation": line.case.organisation,
        "deadline": line.deadline,
        "due_on": line.due_on,
        "due_at": line.due_at,
        **more,
        "next_step": late.next_step,
        "next_at": late.next_at,
    }


def late_screen(session: Session, found: Sequence[Late]) -> Iterator[str]:
    """Show what is late, the longest first."""
    if not found:
        yield session.says("nothing_late")
        return
    yield from _screen(session, found, ("late_by", "step", "next_step"), _how_late)


def due_screen(session: Session, found: Sequence[Late], last: dt.date) -> Iterator[str]:
    """Show what falls due, the earliest first."""
    if not found:
        yield session.says("nothing_due_by", day=last)
        return
    yield from _screen(session, found, ("days_left", "next_step"), _how_soon)


def _screen(
    session: Session, found: Sequence[Late], last: tuple[str, ...], cells: Any
) -> Iterator[str]:
    names = ("number", "organisation", "deadline", "due_on", *last)
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_row(session, each) + cells(session, each) for each in found)])


def _row(session: Session, late: Late) -> list[str]:
    line = late.line
    workflow, _ = _surroundings(session, line)
    title = workflow.deadlines[line.deadline].title
    return [
        one_line(line.case.number),
        named(session, line.case.organisation),
        one_line(title.said(session.language)),
        line.due_on.isoformat(),
    ]


def _how_late(session: Session, late: Late) -> list[str]:
    step = _step(session, late, late.step) if late.step else ""
    return [session.says("late_days", days=late.days), step, _coming(session, late)]


def _how_soon(session: Session, due: Late) -> list[str]:
    code = "due_today" if due.days == 0 else "late_days"
    text = session.says(code, days=due.days)
    return [text + (session.says("due_soft") if due.line.soft else ""), _coming(session, due)]


def _coming(session: Session, late: Late) -> str:
    if late.next_step is None or late.next_at is None:
        return ""
    _, calendar = _surroundings(session, late.line)
    at = f"{late.next_at.astimezone(calendar.zone):%Y-%m-%d %H:%M}"
    return f"{at}  {_step(session, late, late.next_step)}"


def _step(session: Session, late: Late, step: str) -> str:
    workflow, _ = _surroundings(session, late.line)
    return one_line(step_text(session, workflow, workflow.deadlines[late.line.deadline], step))
