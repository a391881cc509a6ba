"""Lists of cases and of late deadlines, as tables and JSON."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.tables import aligned, one_line
from cli.usage import close_to
from engine.errors import NotFound
from store.views import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from store.views import CaseLine, OverdueLine


INSTANT = dt.timedelta(microseconds=1)
ONE_DAY = dt.timedelta(days=1)


class Late(NamedTuple):
    """A late deadline: by how many working days, and the last step of its ladder taken."""

    line: OverdueLine
    days: int
    step: str | None


def filters(
    session: Session,
    *,
    organisation: str | None = None,
    due_before: dt.date | None = None,
    overdue: bool = False,
    **given: Any,
) -> Filters:
    """Return what a list is narrowed by; raise NotFound for a name that there is not."""
    check_names(session, given.get("workflow"), given.get("state"), given.get("stage"))
    is_open, is_closed = given.pop("open", False), given.pop("closed", False)
    return Filters(
        **given,
        open=None if is_open == is_closed else is_open,
        organisations=organisations(session, organisation),
        overdue_before=session.now + INSTANT if overdue else None,
        due_by=due_before - ONE_DAY if due_before else None,
        visible=None if session.person else (),
    )


def check_names(
    session: Session, workflow: str | None, state: str | None, stage: str | None
) -> None:
    """Refuse a workflow, state or stage that there is not; raise NotFound."""
    library = session.office.library
    names = sorted({row.workflow for row in session.office.registry.definitions()})
    if workflow is not None:
        library.workflow(workflow)
        names = [workflow]
    if state is None and stage is None:
        return
    known = [library.workflow(name) for name in names]
    _check("state", state, sorted({one for each in known for one in each.states}))
    _check("stage", stage, sorted({one for each in known for one in each.stages}))


def _check(kind: str, name: str | None, known: list[str]) -> None:
    if name is None or name in known:
        return
    guess = close_to(name, known)
    if guess:
        raise NotFound(f"{kind}_unknown_close", name=name, guess=guess)
    raise NotFound(f"{kind}_unknown", name=name, known=", ".join(known))


def organisations(session: Session, area: str | None) -> tuple[str, ...] | None:
    """Return an organisation with all below it or serving it; raise NotFound."""
    if area is None:
        return None
    directory = session.office.library.directory()
    wanted = directory.organisation(area).id
    found = [
        body.id
        for body in directory.organisations
        if any(each.id == wanted for each in directory.upwards(body.id))
        or (body.serves and any(each.id == wanted for each in directory.upwards(body.serves)))
    ]
    return tuple(found)


def line_data(line: CaseLine) -> dict[str, Any]:
    """Return a case of a list as programs read it."""
    return {
        "number": line.number,
        "workflow": line.workflow,
        "version": line.version,
        "state": line.state,
        "stage": line.stage,
        "organisation": line.organisation,
        "parent": line.parent_number,
        "opened_at": line.opened_at,
        "closed_at": line.closed_at,
        "next_due_at": line.next_due_at,
    }


def lines_screen(session: Session, lines: Sequence[CaseLine]) -> Iterator[str]:
    """Show a list of cases."""
    if not lines:
        yield session.says("nothing_found")
        return
    names = ("number", "workflow", "state", "organisation", "opened_on", "closed_on")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_row(session, line) for line in lines)])


def _row(session: Session, line: CaseLine) -> list[str]:
    workflow = session.office.library.workflow(line.workflow, line.version)
    title, state = workflow.title, workflow.states[line.state].title
    chinese = session.language == "zh"
    return [
        one_line(line.number),
        one_line(title.zh if chinese else title.en),
        one_line(state.zh if chinese else state.en),
        named(session, line.organisation),
        line.opened_on.isoformat(),
        line.closed_on.isoformat() if line.closed_on else "",
    ]


def named(session: Session, organisation: str | None) -> str:
    """Return an organisation's name in the language of the screen; its id where it has none."""
    name = session.office.lexicon.names.get(organisation or "")
    return one_line(name[session.language]) if name else organisation or ""


def ending(session: Session, day: dt.date | None, workflow: str | None) -> dt.datetime:
    """Return the instant at which a day ends where a workflow counts; just after now without."""
    if day is None:
        return session.now + INSTANT
    library = session.office.library
    name = library.workflow(workflow).calendar if workflow else session.settings.calendar
    return library.calendar(name).end_of(day)


def late(session: Session, line: OverdueLine, before: dt.datetime) -> Late:
    """Return a late deadline with how late it is before an instant, and how far its ladder got."""
    library = session.office.library
    workflow = library.workflow(line.case.workflow, line.case.version)
    calendar = library.calendar(workflow.calendar)
    today = calendar.local_date(before - INSTANT)
    days = calendar.working_days_between(line.due_on, today)
    ladder = {step.id for step in workflow.deadlines[line.deadline].overdue}
    clock = session.office.reader.body(line.case.id).clock(line.deadline)
    steps = clock.taken if clock else ()
    taken = [one.id for one in steps if one.id.partition("#")[0] in ladder and one.at < before]
    # The first day after the due day counts as one even where it is a rest day.
    days = max(1, days) if today > line.due_on else 0
    return Late(line, days, taken[-1] if taken else None)


def late_data(late: Late) -> dict[str, Any]:
    """Return a late deadline as programs read it."""
    line = late.line
    return {
        "case": line.case.number,
        "workflow": line.case.workflow,
        "state": line.case.state,
        "organisation": line.case.organisation,
        "deadline": line.deadline,
        "due_on": line.due_on,
        "due_at": line.due_at,
        "overdue_working_days": late.days,
        "step": late.step,
        "next_step": line.next_step,
        "next_at": line.next_at,
    }


def late_screen(session: Session, found: Sequence[Late]) -> Iterator[str]:
    """Show what is late, the longest first."""
    if not found:
        yield session.says("nothing_late")
        return
    names = ("number", "organisation", "deadline", "due_on", "late_by", "step", "next_step")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_late_row(session, each) for each in found)])


def _late_row(session: Session, late: Late) -> list[str]:
    line = late.line
    workflow = session.office.library.workflow(line.case.workflow, line.case.version)
    title = workflow.deadlines[line.deadline].title
    return [
        one_line(line.case.number),
        named(session, line.case.organisation),
        one_line(title.zh if session.language == "zh" else title.en),
        line.due_on.isoformat(),
        session.says("late_days", days=late.days),
        late.step or "",
        line.next_step or "",
    ]
