"""What would become of a new case: if nobody did anything, or everybody waited to the last day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

import msgspec

from engine.errors import PatrolError, UsageError
from engine.kernel.effects import Refusal
from runtime.rehearsal.library import RehearsalLibrary
from runtime.rehearsal.performing import Performance
from runtime.rehearsal.stage import Stage
from runtime.scenarios.world import organisations
from runtime.shipped import sample_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case, Clock

COURSES: tuple[Course, ...] = ("nobody", "last-day")
Course = Literal["nobody", "last-day", "scenario"]
Kind = Literal["opened", "act", "step", "due"]
OPENING = dt.time(9)
LAST_YEAR = 9000


class Happening(msgspec.Struct, frozen=True):
    """Something that would happen: who or what, in which case, on which local day.

    `what` is an event, a deadline's step (`plan:late`), or a deadline where its due day is meant.
    """

    on: dt.date
    case: str
    workflow: str
    kind: Kind
    what: str
    source: str | None = None
    target: str | None = None
    provisional: bool = False


class Forecast(msgspec.Struct, frozen=True):
    """The course of a case and of all that came of it."""

    course: Course
    number: str
    start: dt.date
    until: dt.date
    calendar: Calendar
    happenings: tuple[Happening, ...]
    cases: tuple[Case, ...]
    failed: tuple[str, ...]

    @property
    def provisional(self) -> bool:
        """Whether any of its dates may still be moved by a notice."""
        return any(one.provisional for one in self.happenings)


class Question(msgspec.Struct, frozen=True):
    """What is to be foretold: which definition, from which day to which, with which values."""

    workflow: Workflow
    others: Mapping[str, Workflow]
    start: dt.date
    until: dt.date
    values: Mapping[str, Any]


def forecast(question: Question, course: Course) -> Forecast:
    """Return what would happen; raise PatrolError where no such case could be opened."""
    people = organisations(sample_of(question.workflow.name), "")
    assert people is not None
    assert people.home is not None
    if not question.start <= question.until or question.until.year > LAST_YEAR:
        raise UsageError("simulate_until", start=question.start, until=question.until)
    workflows = {**question.others, question.workflow.name: question.workflow}
    library = RehearsalLibrary(workflows, people.directory, people.home)
    stage = Stage(library)
    calendar = stage.library.calendar(question.workflow.calendar)
    performance = Performance(stage, calendar.zone, question.values)
    start = dt.datetime.combine(question.start, OPENING, calendar.zone).astimezone(dt.UTC)
    opened = performance.open(question.workflow, start)
    if isinstance(opened, Refusal):
        why = opened.facts.get("problems") or [{"code": opened.code, "facts": opened.facts}]
        raise PatrolError("simulate_not_opened", workflow=question.workflow.name, problems=why)
    end = calendar.end_of(question.until)
    failed = performance.wait(end) if course == "nobody" else performance.last_days(end)
    span = (question.start, question.until)
    return told_of(stage, opened, course=course, span=span, calendar=calendar, failed=failed)


def told_of(
    stage: Stage, first: str, *, course: Course, span: tuple[dt.date, dt.date],
    calendar: Calendar, failed: tuple[str, ...],
) -> Forecast:  # fmt: skip
    """Return what has become of all cases on a stage, and of the first, from a day to a day."""
    cases = tuple(stage.store.state.cases.values())
    found = [one for case in cases for one in _happenings(stage, case, calendar)]
    return Forecast(
        course=course, number=stage.case(first).number, start=span[0], until=span[1],
        calendar=calendar, cases=cases, failed=failed,
        happenings=tuple(sorted(found, key=lambda one: (one.on, one.kind == "due"))),
    )  # fmt: skip


def _happenings(stage: Stage, case: Case, calendar: Calendar) -> Iterator[Happening]:
    for row in stage.history(case.id):
        if row.kind in ("opened", "act", "step"):
            kind: Kind = "opened" if row.kind == "opened" else "act"
            on = calendar.local_date(row.occurred_at)
            yield Happening(
                on=on, case=case.number, workflow=case.workflow,
                kind="step" if row.kind == "step" else kind, what=row.event,
                source=row.source, target=row.target,
                provisional=row.kind == "step" and on.year not in calendar.arranged_years,
            )  # fmt: skip
    for clock in case.clocks:
        if clock.due_on is not None and not clock.undone:
            yield _due(case, clock, clock.due_on)


def _due(case: Case, clock: Clock, on: dt.date) -> Happening:
    return Happening(
        on=on, case=case.number, workflow=case.workflow, kind="due", what=clock.name,
        provisional=clock.provisional,
    )  # fmt: skip
