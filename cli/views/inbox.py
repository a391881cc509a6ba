"""What waits for a person, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.papers import shorthand
from cli.tables import aligned, one_line
from cli.views.held import due_text, held_text
from cli.views.lists import named
from cli.views.telling import asks
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.kernel.case import Clock
    from engine.service.ports import PaperRow
    from runtime.inbox import Matter


def post(session: Session, person: str, text: str | None) -> tuple[str, str] | None:
    """Return the office and organisation of a post that a person holds today."""
    if text is None:
        return None
    office, at, body = text.partition("@")
    if not (office and at and body):
        raise UsageError("post_unreadable", text=text)
    directory = session.office.library.directory()
    directory.organisation(body)
    calendar = session.office.library.calendar(session.settings.calendar)
    if person not in directory.holders(office, body, calendar.local_date(session.now)):
        held = ", ".join(
            f"{each.office}@{each.organisation}"
            for each in directory.posts
            if each.person == person
        )
        raise NotFound("post_not_held", post=text, person=person, held=held or "-")
    return office, body


def matter_data(session: Session, matter: Matter) -> dict[str, Any]:
    """Return a case that waits for somebody as programs read it."""
    line, clock = matter.line, matter.clock
    return {
        "case": line.number,
        "workflow": line.workflow,
        "state": line.state,
        "organisation": line.organisation,
        "deadline": clock.name if clock else None,
        "due_on": clock.due_on if clock else None,
        "working_days_left": _left(session, matter, clock) if clock else None,
        "held": [each.name for each in _held(matter)],
        "events": [
            {"event": task.event.name, "role": task.role, "asks": asks(task.event)}
            for task in matter.tasks
        ],
        "papers": [
            {"paper": paper.key, "place": place, "document": paper.document}
            for place, paper in matter.papers
        ],
    }


def _held(matter: Matter) -> list[Clock]:
    """Return the deadlines of a case that stand still, the one that was due first before others."""
    found = [each for each in matter.case.clocks if each.status == "suspended" and each.due_on]
    return sorted(found, key=lambda each: (each.due_on, each.name))


def _left(session: Session, matter: Matter, clock: Clock) -> int:
    """Return how many working days are left, below zero where the due day has ended."""
    calendar = matter.machine.calendar
    today, due_on = calendar.local_date(session.now), clock.due_on
    assert due_on is not None
    if today > due_on:
        return -max(1, calendar.working_days_between(due_on, today))
    return calendar.working_days_between(today, due_on)


def inbox_screen(session: Session, found: Sequence[Matter], *, more: bool) -> Iterator[str]:
    """Show what waits, one line for each thing to do; a case is named once."""
    if not found:
        yield session.says("nothing_waits")
        return
    names = ("number", "organisation", "to_do", "deadline", "due_on", "days_left")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(row for each in found for row in _rows(session, each))])
    if more:
        yield session.says("inbox_goes_on", count=len(found))


def _rows(session: Session, matter: Matter) -> Iterator[list[str]]:
    start = [one_line(matter.line.number), named(session, matter.line.organisation)]
    clock = _clock(session, matter)
    for what in _things(session, matter):
        yield [*start, what, *clock]
        start, clock = ["", ""], ["", "", ""]


def _things(session: Session, matter: Matter) -> Iterator[str]:
    for task in matter.tasks:
        title = task.event.title.said(session.language)
        yield one_line(session.says("title_with_name", title=title, name=task.event.name))
    for place, paper in matter.papers:
        name = shorthand(matter.line.number, place)
        title = _title(session, matter, paper)
        yield one_line(session.says("to_sign", title=title, paper=name))


def _title(session: Session, matter: Matter, paper: PaperRow) -> str:
    return one_line(matter.machine.workflow.documents[paper.document].title.said(session.language))


def _clock(session: Session, matter: Matter) -> list[str]:
    clock = matter.clock
    if clock is None and (held := _held(matter)):
        return _standing_still(session, matter, held[0])
    if clock is None or clock.due_on is None:
        return ["", "", ""]
    deadline = matter.machine.workflow.deadlines[clock.name]
    left = _left(session, matter, clock)
    if left < 0:
        code = "inbox_soft_past" if deadline.soft else "inbox_late"
    else:
        code = "due_today" if left == 0 else "late_days"
    title = one_line(deadline.title.said(session.language))
    return [title, clock.due_on.isoformat(), session.says(code, days=abs(left))]


def _standing_still(session: Session, matter: Matter, clock: Clock) -> list[str]:
    title = matter.machine.workflow.deadlines[clock.name].title.said(session.language)
    plain = {"due_on": clock.due_on, "status": clock.status, "held_on": clock.held_on}
    return [one_line(title), due_text(session, plain), held_text(session, plain)]
