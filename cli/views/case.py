"""A case as a screen and as JSON that other programs rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cli.tables import aligned, one_line
from cli.views.telling import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case, Clock
    from runtime.library import DatabaseLibrary
    from store.views import CaseLine


class CaseFacts(NamedTuple):
    """A case with what stands around it; its calendar is read only where a clock is late."""

    case: Case
    workflow: Workflow
    now: dt.datetime
    library: DatabaseLibrary
    parent: str | None = None
    children: Sequence[CaseLine] = ()

    @property
    def stage(self) -> str | None:
        """The stage that the case's state belongs to."""
        return self.workflow.states[self.case.state].stage

    @property
    def organisation(self) -> str | None:
        """The organisation that the case is about, else the one whose case it is."""
        subject = self.workflow.subject
        return (self.case.fields.get(subject) if subject else None) or self.case.home

    @property
    def calendar(self) -> Calendar:
        """The calendar that the case's periods are counted on."""
        return self.library.calendar(self.workflow.calendar)

    def local(self, instant: dt.datetime) -> str:
        """Return an instant as the office's clock shows it."""
        zone = self.library.zone(self.workflow.calendar)
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def case_data(facts: CaseFacts) -> dict[str, Any]:
    """Return a case as programs read it."""
    case = facts.case
    return {
        "number": case.number,
        "workflow": case.workflow,
        "version": case.version,
        "state": case.state,
        "stage": facts.stage,
        "organisation": facts.organisation,
        "parent": facts.parent,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "fields": case.fields,
        "deadlines": [clock_data(facts, clock) for clock in latest(case)],
        "children": [child_data(child) for child in facts.children],
    }


def latest(case: Case) -> list[Clock]:
    """Return the latest generation of each deadline, in the order in which they first started."""
    return list({clock.name: clock for clock in case.clocks}.values())


def clock_data(facts: CaseFacts, clock: Clock) -> dict[str, Any]:
    """Return a deadline as programs read it."""
    return {
        "name": clock.name,
        "status": clock.status,
        "due_on": clock.due_on,
        "due_at": clock.due_at,
        "provisional": clock.provisional,
        "overdue_working_days": overdue_days(facts, clock),
        "next_step": clock.next_step,
        "next_at": clock.next_at,
    }


def overdue_days(facts: CaseFacts, clock: Clock) -> int:
    """Return by how many working days a running deadline is late."""
    if clock.status != "running" or clock.due_at is None or facts.now < clock.due_at:
        return 0
    assert clock.due_on is not None
    calendar = facts.calendar
    return calendar.working_days_between(clock.due_on, calendar.local_date(facts.now))


def child_data(child: CaseLine) -> dict[str, Any]:
    """Return what a parent says of a child."""
    names = ("number", "workflow", "state", "stage", "organisation")
    return {name: getattr(child, name) for name in names} | {"field": child.parent_field}


def case_screen(session: Session, facts: CaseFacts) -> Iterator[str]:
    """Show a case to a person."""
    case, says = facts.case, session.says
    yield one_line(f"{case.number}  {said(facts.workflow.title, session)}")
    yield from aligned(list(_head(session, facts)), indent="  ")
    if case.fields:
        yield ""
        yield says("case_fields")
        yield from aligned(list(_fields(session, facts)), indent="  ")
    if case.clocks:
        yield ""
        yield says("case_deadlines")
        yield from aligned(list(_clocks(session, facts)), indent="  ")
    if facts.children:
        yield ""
        yield says("case_children")
        yield from aligned([_child(child) for child in facts.children], indent="  ")


def _head(session: Session, facts: CaseFacts) -> Iterator[tuple[str, str]]:
    case, says = facts.case, session.says
    state = facts.workflow.states[case.state]
    yield says("label_workflow"), f"{case.workflow}@{case.version}"
    yield says("label_state"), f"{said(state.title, session)} ({case.state})"
    if state.stage:
        yield says("label_stage"), said(facts.workflow.stages[state.stage], session)
    if facts.organisation:
        yield says("label_organisation"), str(facts.organisation)
    if facts.parent:
        yield says("label_parent"), facts.parent
    yield says("label_opened_on"), f"{case.opened_on}  {case.opened_by}"
    if case.closed_on:
        yield says("label_closed_on"), str(case.closed_on)
    if case.marks:
        yield says("label_marks"), ", ".join(case.marks)


def _fields(session: Session, facts: CaseFacts) -> Iterator[tuple[str, str]]:
    for name, value in facts.case.fields.items():
        field = facts.workflow.fields.get(name)
        title = said(field.title, session) if field else name
        yield one_line(title), one_line(shown(session, value))


def shown(session: Session, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return session.says("yes" if value else "no")
    if isinstance(value, list | tuple):
        return session.says("list_separator").join(shown(session, each) for each in value)
    if isinstance(value, dict):
        return " ".join(f"{key}={shown(session, each)}" for key, each in value.items())
    return str(value)


def _clocks(session: Session, facts: CaseFacts) -> Iterator[tuple[str, ...]]:
    for clock in latest(facts.case):
        deadline = facts.workflow.deadlines.get(clock.name)
        yield (
            said(deadline.title, session) if deadline else clock.name,
            clock.name,
            clock.due_on.isoformat() if clock.due_on else session.says("status_undated"),
            status(session, facts, clock),
            next_text(session, facts, clock),
        )


def status(session: Session, facts: CaseFacts, clock: Clock) -> str:
    """Return how a deadline stands, in words."""
    days = overdue_days(facts, clock)
    late = clock.status == "running" and clock.due_at is not None and facts.now >= clock.due_at
    text = session.says("clock_overdue" if late else f"clock_{clock.status}", days=days)
    provisional = clock.provisional and clock.status == "running"
    return text + session.says("clock_provisional") if provisional else text


def next_text(session: Session, facts: CaseFacts, clock: Clock) -> str:
    """Return which step of a deadline comes next, and when."""
    if clock.next_at is None or clock.next_step is None:
        return ""
    return session.says("clock_next", step=clock.next_step, at=facts.local(clock.next_at))


def _child(child: CaseLine) -> tuple[str, ...]:
    return (child.number, child.workflow, child.state, child.organisation or "")
