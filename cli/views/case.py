"""A case as a screen and as JSON that other programs rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case, Clock
    from runtime.library import DatabaseLibrary
    from runtime.wording import Wording
    from store.views import CaseLine, CaseView

NAMED = ("organisation", "organisations", "person", "persons")


class CaseFacts:
    """A case with what stands around it; what is dear is made only when it is asked for."""

    def __init__(
        self, view: CaseView, children: Sequence[CaseLine], now: dt.datetime,
        library: DatabaseLibrary,
    ) -> None:  # fmt: skip
        self.case = view.case
        self.line = view.line
        self.children = children
        self.now = now
        self.library = library

    @property
    def workflow(self) -> Workflow:
        """The definition that the case runs under."""
        return self.library.workflow(self.case.workflow, self.case.version)

    @property
    def words(self) -> Wording:
        """The words of that definition."""
        return self.library.words(self.case.workflow, self.case.version)

    @property
    def calendar(self) -> Calendar:
        """The calendar that the case's periods are counted on."""
        return self.library.calendar(self.words.calendar)

    def local(self, instant: dt.datetime) -> str:
        """Return an instant as the office's clock shows it."""
        zone = self.library.zone(self.words.calendar)
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def case_data(facts: CaseFacts) -> dict[str, Any]:
    """Return a case as programs read it."""
    case = facts.case
    return {
        "number": case.number,
        "workflow": case.workflow,
        "version": case.version,
        "state": case.state,
        "stage": facts.line.stage,
        "organisation": facts.line.organisation,
        "parent": facts.line.parent_number,
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
    name = facts.words.calendar
    today = facts.now.astimezone(facts.library.zone(name)).date()
    return facts.library.working_days_between(name, clock.due_on, today)


def child_data(child: CaseLine) -> dict[str, Any]:
    """Return what a parent says of a child."""
    names = ("number", "workflow", "state", "stage", "organisation")
    return {name: getattr(child, name) for name in names} | {"field": child.parent_field}


def case_screen(session: Session, facts: CaseFacts) -> Iterator[str]:
    """Show a case to a person."""
    case, says, words = facts.case, session.says, facts.words
    yield one_line(f"{case.number}  {words.title(session.language)}")
    yield from aligned(list(_head(session, facts)), indent="  ")
    if case.fields:
        yield from ("", says("case_fields"))
        yield from aligned(list(_fields(session, facts)), indent="  ")
    if case.clocks:
        yield from ("", says("case_deadlines"))
        yield from aligned(list(_clocks(session, facts)), indent="  ")
    if facts.children:
        yield from ("", says("case_children"))
        yield from aligned([_child(session, facts, each) for each in facts.children], indent="  ")


def _head(session: Session, facts: CaseFacts) -> Iterator[tuple[str, str]]:
    case, line, says = facts.case, facts.line, session.says
    state = facts.words.of("states", case.state, session.language)
    yield says("label_workflow"), f"{case.workflow}@{case.version}"
    yield says("label_state"), f"{state} ({case.state})"
    if line.stage:
        yield says("label_stage"), facts.words.stage(line.stage, session.language)
    if line.organisation:
        yield says("label_organisation"), named(session, facts.library, line.organisation)
    if line.parent_number:
        yield says("label_parent"), line.parent_number
    opener = named(session, facts.library, case.opened_by)
    yield says("label_opened_on"), f"{case.opened_on}  {opener}"
    if case.closed_on:
        yield says("label_closed_on"), str(case.closed_on)
    if case.marks:
        yield says("label_marks"), says("list_separator").join(case.marks)


def named(session: Session, library: DatabaseLibrary, who: str) -> str:
    """Return an organisation or person by name, with the id that commands take."""
    if who in ("engine", "import"):
        return session.says(f"actor_{who}")
    name = library.names.get(who)
    return one_line(f"{name[session.language]} ({who})") if name else who


def _fields(session: Session, facts: CaseFacts) -> Iterator[tuple[str, str]]:
    for name, value in facts.case.fields.items():
        title = facts.words.of("fields", name, session.language)
        yield one_line(title), one_line(shown(session, facts, name, value))


def shown(session: Session, facts: CaseFacts, field: str, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return session.says("yes" if value else "no")
    if isinstance(value, list | tuple):
        each = (shown(session, facts, field, one) for one in value)
        return session.says("list_separator").join(each)
    if isinstance(value, dict):
        return " ".join(f"{key}={shown(session, facts, field, one)}" for key, one in value.items())
    kind = facts.words.field_type(field)
    if kind in NAMED:
        return named(session, facts.library, str(value))
    return facts.words.choice(field, str(value), session.language)


def _clocks(session: Session, facts: CaseFacts) -> Iterator[tuple[str, ...]]:
    for clock in latest(facts.case):
        yield (
            facts.words.of("deadlines", clock.name, session.language),
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


def _child(session: Session, facts: CaseFacts, child: CaseLine) -> tuple[str, ...]:
    words = facts.library.words(child.workflow, child.version)
    body = child.organisation
    return (
        child.number,
        one_line(words.title(session.language)),
        one_line(words.of("states", child.state, session.language)),
        named(session, facts.library, body) if body else "",
    )
