"""A case as a screen and as JSON that other programs rely on."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.below import child_data, child_row
from cli.views.held import due_text, held_data, held_text, is_held
from cli.views.related import related_data, related_lines
from cli.views.upcoming import next_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.session import Session
    from engine.calendar.calendar import Calendar
    from engine.calendar.profile import CountingProfile
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case
    from engine.kernel.redaction import Reading
    from engine.service.ports import SpanRow
    from runtime.lexicon import Lexicon
    from runtime.visibility import Sights
    from runtime.wiring import Office
    from runtime.wording import Wording
    from store.plain import Line, PlainCase

LINKING = ("case", "cases")
NAMED = ("organisation", "organisations", "person", "persons")
Clock = dict[str, Any]


class CaseFacts:
    """A case as plain data with what stands around it; what is dear is made only when asked for."""

    def __init__(
        self, found: PlainCase, children: Sequence[Line], office: Office, person: str | None
    ) -> None:
        self.body = found.body
        self.line = found.line
        self.children = children
        self.related: list[tuple[str, str]] = []
        self.now = office.clock.now()
        self.lexicon = office.lexicon
        self.office = office
        self._person = person

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The fields that the reader may see, with their values."""
        given: dict[str, Any] = self.body.get("fields", {})
        if not self.words.secret_fields & given.keys():
            return given
        seen = self._sights.of(self.line["id"]).fields
        return {name: value for name, value in given.items() if name in seen}

    @cached_property
    def reading(self) -> Reading | None:
        """What is left of the history for the reader; None where it is given whole."""
        if not self.words.secret_fields:
            return None
        reading = self._sights.reading(self.line["id"])
        return None if reading.whole else reading

    @property
    def _sights(self) -> Sights:
        from runtime.visibility import sights_of

        return sights_of(self.office, self._person)

    @property
    def seq(self) -> int:
        """The number of the last entry of the history that the reader is shown."""
        true: int = self.body["seq"]
        if self._person is None or not self.words.refers(self.body):
            return true
        if self.reading is None or not self.reading.concealed:
            return true
        return sum(self.tells(row.event) for row in self.office.reader.history(self.line["id"]))

    def tells(self, event: str) -> bool:
        """Return whether an act, or a step named `deadline:step`, is shown to the reader."""
        return self.reading is None or self.reading.tells(event)

    @property
    def number(self) -> str:
        """The case's number."""
        return str(self.line["number"])

    @property
    def words(self) -> Wording:
        """The words of the definition that the case runs under."""
        return self.lexicon.words(self.line["workflow"], self.line["version"])

    @property
    def spans(self) -> list[SpanRow]:
        """What the clocks of the case were, in the order it was recorded."""
        return self.office.reader.spans(self.line["id"])

    @property
    def case(self) -> Case:
        """The case as a value."""
        return self.office.reader.body(self.line["id"])

    @property
    def workflow(self) -> Workflow:
        """The definition as a value."""
        return self.office.library.workflow(self.line["workflow"], self.line["version"])

    @property
    def calendar(self) -> Calendar:
        """The calendar that the case's periods are counted on."""
        return self.office.library.calendar(self.words.calendar)

    @property
    def profiles(self) -> Mapping[str, CountingProfile]:
        """The counting profiles by name."""
        return self.office.library.profiles()

    def local(self, instant: dt.datetime) -> str:
        """Return an instant as the office's clock shows it."""
        return f"{instant.astimezone(self.lexicon.zone(self.words.calendar)):%Y-%m-%d %H:%M}"


def case_data(facts: CaseFacts) -> dict[str, Any]:
    """Return a case as programs read it."""
    body, line = facts.body, facts.line
    return {
        "number": line["number"],
        "workflow": line["workflow"],
        "version": line["version"],
        "seq": facts.seq,
        "state": line["state"],
        "stage": line["stage"],
        "organisation": line["organisation"],
        "parent": line["parent_number"],
        "opened_at": body["opened_at"],
        "closed_at": body.get("closed_at"),
        "fields": facts.fields,
        "deadlines": [clock_data(facts, clock) for clock in clocks_of(facts)],
        "children": [child_data(child) for child in facts.children],
        **({"void": True} if body.get("void") else {}),
        **related_data(facts),
    }


def clocks_of(facts: CaseFacts) -> list[Clock]:
    """Return the latest generation of each deadline, in the order in which they first started.

    What a migration left behind under an earlier version is told by its history alone.
    """
    clocks = (clock for clock in facts.body.get("clocks", ()) if not clock.get("undone"))
    if facts.body.get("earlier"):
        known = facts.words.names("deadlines")
        clocks = (clock for clock in clocks if clock["name"] in known)
    return list({clock["name"]: clock for clock in clocks}.values())


def clock_data(facts: CaseFacts, clock: Clock) -> dict[str, Any]:
    """Return a deadline as programs read it."""
    return {
        "name": clock["name"],
        "status": clock.get("status", "running"),
        "due_on": clock.get("due_on"),
        "due_at": clock.get("due_at"),
        "provisional": clock.get("provisional", False),
        **held_data(clock),
        "overdue_working_days": overdue_days(facts, clock),
        "next_step": clock.get("next_step"),
        "next_at": clock.get("next_at"),
    }


def is_late(facts: CaseFacts, clock: Clock) -> bool:
    """Return whether a deadline runs although its due day has ended; a soft one is never late."""
    due_at = None if facts.words.is_soft(clock["name"]) else clock.get("due_at")
    running = clock.get("status", "running") == "running"
    return running and due_at is not None and facts.now >= dt.datetime.fromisoformat(due_at)


def overdue_days(facts: CaseFacts, clock: Clock) -> int:
    """Return by how many working days a running deadline is late, at least 1 after its day."""
    if not is_late(facts, clock):
        return 0
    calendar = facts.words.calendar
    today = facts.now.astimezone(facts.lexicon.zone(calendar)).date()
    due_on = dt.date.fromisoformat(clock["due_on"])
    if today <= due_on:
        return 0
    return max(1, facts.lexicon.working_days_between(calendar, due_on, today))


def case_screen(session: Session, facts: CaseFacts) -> Iterator[str]:
    """Show a case to a person."""
    says = session.says
    yield one_line(f"{facts.number}  {facts.words.title(session.language)}")
    yield from aligned(list(_head(session, facts)), indent="  ")
    if fields := list(_fields(session, facts)):
        yield from ("", says("case_fields"))
        yield from aligned(fields, indent="  ")
    if facts.body.get("clocks"):
        yield from ("", says("case_deadlines"))
        yield from aligned(list(_clocks(session, facts)), indent="  ")
    hidden = facts.words.is_hidden
    if shown := [each for each in facts.children if not hidden(each["parent_field"] or "")]:
        yield from ("", says("case_children"))
        yield from aligned([child_row(session, facts, each) for each in shown], indent="  ")


def _head(session: Session, facts: CaseFacts) -> Iterator[tuple[str, str]]:
    body, line, says = facts.body, facts.line, session.says
    state = facts.words.of("states", line["state"], session.language) + f" ({line['state']})"
    yield says("label_workflow"), f"{line['workflow']}@{line['version']}"
    yield says("label_state"), says("label_void", state=state) if body.get("void") else state
    if line["stage"]:
        yield says("label_stage"), facts.words.stage(line["stage"], session.language)
    if line["organisation"]:
        yield says("label_organisation"), named(session, facts.lexicon, line["organisation"])
    if line["parent_number"]:
        yield says("label_parent"), line["parent_number"]
    opener = named(session, facts.lexicon, body["opened_by"])
    yield says("label_opened_on"), f"{line['opened_on']}  {opener}"
    if line["closed_on"]:
        yield says("label_closed_on"), line["closed_on"]
    if marks := [facts.words.mark(word, session.language) for word in body.get("marks", ())]:
        yield says("label_marks"), says("list_separator").join(marks)
    yield from related_lines(session, facts)


def named(session: Session, lexicon: Lexicon, who: str) -> str:
    """Return an organisation or person by name, with the id that commands take."""
    if who in ("engine", "import"):
        return session.says(f"actor_{who}")
    name = lexicon.names.get(who)
    return one_line(f"{name[session.language]} ({who})") if name else who


def _fields(session: Session, facts: CaseFacts) -> Iterator[tuple[str, str]]:
    order = {name: place for place, name in enumerate(facts.words.names("fields"))}
    known = sorted(facts.fields.items(), key=lambda item: order.get(item[0], len(order)))
    for name, value in known:
        if facts.words.is_hidden(name):
            continue
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
        return session.says("list_separator").join(filter(None, each))
    if isinstance(value, dict):
        return " ".join(f"{key}={shown(session, facts, field, one)}" for key, one in value.items())
    if facts.words.field_type(field) in NAMED:
        return named(session, facts.lexicon, str(value))
    if facts.words.field_type(field) in LINKING:
        from cli.cases import number_of

        return number_of(session, str(value))
    return facts.words.choice(field, str(value), session.language)


def _clocks(session: Session, facts: CaseFacts) -> Iterator[tuple[str, ...]]:
    for clock in clocks_of(facts):
        yield (
            facts.words.of("deadlines", clock["name"], session.language),
            clock["name"],
            due_text(session, clock),
            status(session, facts, clock),
            next_text(session, facts, clock),
        )


def status(session: Session, facts: CaseFacts, clock: Clock) -> str:
    """Return how a deadline stands, in words."""
    if is_held(clock):
        return held_text(session, clock)
    standing = clock.get("status", "running")
    code = "clock_overdue" if is_late(facts, clock) else f"clock_{standing}"
    text = session.says(code, days=overdue_days(facts, clock))
    provisional = clock.get("provisional") and standing == "running"
    return text + session.says("clock_provisional") if provisional else text
