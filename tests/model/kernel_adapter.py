"""Runs a plan through the real service over a store, and tells the outcome in neutral words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from engine.calendar.calendar import Calendar
from engine.calendar.notices import Arrangement
from engine.calendar.notices import Notice as CalendarNotice
from engine.calendar.profile import CountingProfile
from engine.definition.duties import counted_by
from engine.definition.workflow import Text, Workflow
from engine.errors import NotFound
from engine.kernel.case import Case, Clock
from engine.kernel.correction import correctable
from engine.kernel.directory import Directory, Organisation, Person, Post
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor, CalendarChange, Correction
from engine.kernel.history import unseal
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.correcting import correct_act
from engine.service.engine import Engine
from engine.service.engine import Outcome as Service
from engine.service.following import Progress
from engine.service.ports import HistoryRow
from engine.service.recomputing import follow_changes
from engine.service.sweep import sweep
from tests.fakes.memory_store import MemoryStore
from tests.model.world import (
    Act,
    Appoint,
    CaseOutcome,
    ClockLine,
    Correct,
    Extend,
    Line,
    Notice,
    Open,
    Outcome,
    Plan,
    Sweep,
)

HOME = "home"


class PlanClock:
    """A clock that stands at the plan's present operation."""

    def __init__(self, now: dt.datetime) -> None:
        self.at = now

    def now(self) -> dt.datetime:
        return self.at


class Counter:
    """Identities that count upwards."""

    def __init__(self) -> None:
        self.last = 0

    def case_id(self) -> str:
        self.last += 1
        return f"{self.last:06}"

    def salt(self) -> str:
        return "00"


class PlanLibrary:
    """A plan's definitions and posts as the service asks for them."""

    def __init__(self, plan: Plan, calendar: Calendar) -> None:
        self.known = {workflow.name: workflow for workflow in plan.workflows}
        self.days = calendar
        self.posts = [Post(organisation=HOME, office=office, person=person)
                      for office, person in plan.posts.items()]  # fmt: skip
        self.revisions = {calendar.revision: calendar}
        self.unfollowed: list[CalendarChange] = []

    def workflow(self, name: str, version: int | None = None) -> Workflow:
        if name not in self.known:
            raise NotFound("workflow_unknown", workflow=name)
        return self.known[name]

    def calendar(self, name: str, revision: str | None = None) -> Calendar:
        return self.days if revision is None else self.revisions[revision]

    def changes(self) -> list[CalendarChange]:
        return list(self.unfollowed)

    def renew_calendars(self) -> bool:
        return True

    def profiles(self) -> Mapping[str, CountingProfile]:
        return {"civil_code": CountingProfile(name="civil_code")}

    def directory(self) -> Directory:
        people = sorted({*(post.person for post in self.posts), "nobody"})
        return Directory(
            organisations=(Organisation(id=HOME, name=Text(zh=HOME, en=HOME), kind="office"),),
            people=tuple(Person(id=name, name=Text(zh=name, en=name)) for name in people),
            posts=tuple(self.posts),
        )

    def appoint(self, office: str, person: str, since: dt.date) -> None:
        """Let a person take over an office from a day on."""
        eve = since - dt.timedelta(days=1)
        for place, post in enumerate(self.posts):
            if post.office == office and post.until is None:
                self.posts[place] = replace(post, until=eve)
        self.posts.append(Post(organisation=HOME, office=office, person=person, since=since))

    def announce(self, notice: Notice) -> None:
        """Take in a notice at its instant; no case has followed yet."""
        before, count = self.days, len(self.revisions)
        self.days = with_notice(before, notice, count)
        self.revisions[self.days.revision] = self.days
        change = CalendarChange(
            id=count, calendar=before.name, before=before.revision, after=self.days.revision,
            notices=(f"notice {count}",), at=notice.at,
        )  # fmt: skip
        self.unfollowed.append(change)

    def counted(self) -> Mapping[str, frozenset[str]]:
        return counted_by(self.known.values())

    def home(self) -> str:
        return HOME


def with_notice(calendar: Calendar, notice: Notice, number: int) -> Calendar:
    """Return a calendar with one notice more, the last word on the days it names."""
    known = calendar.data.notices
    days = (*(Arrangement(name="x", first=day) for day in notice.rest),
            Arrangement(name="x", works=notice.work))  # fmt: skip
    latest = CalendarNotice(
        id=f"notice-{number}", for_year=notice.at.year, amends=known[0].id, holidays=days,
        published=max(each.known_on for each in known) + dt.timedelta(days=1),
    )  # fmt: skip
    return Calendar(replace(calendar.data, notices=(*known, latest)))


class NoBook:
    """Keeps nothing of how far cases have followed a change: they follow all at once."""

    def progress(self, change: int) -> Progress:
        return Progress()

    def finish(self, change: int, now: dt.datetime) -> None:
        """Nothing is kept."""


class ServiceRun:
    """One plan, operation by operation."""

    def __init__(self, plan: Plan, calendar: Calendar, store: MemoryStore) -> None:
        self.plan = plan
        self.store = store
        self.clock = PlanClock(plan.until)
        self.library = PlanLibrary(plan, calendar)
        self.ids = Counter()
        self.engine = Engine(store, self.library, self.clock, self.ids)
        self.roots: dict[str, str] = {}

    def outcome(self) -> Outcome:
        """Return what comes of the plan."""
        done = [self.do(operation) for operation in self.plan.operations]
        self.clock.at = self.plan.until
        sweep(self.engine)
        return Outcome(tuple(done), self.cases())

    def do(self, operation: Any) -> bool:
        self.clock.at = operation.at
        if isinstance(operation, Open):
            return self.open(operation)
        if not isinstance(operation, Act | Extend | Correct):
            return self.pass_by(operation)
        case_id = self.found(operation.case)
        if case_id is None:
            return False
        actor = Actor(person=operation.actor, permits=OF_A_SANDBOX)
        if isinstance(operation, Act):
            found = self.engine.act(
                case_id, operation.event, operation.values, actor, reason=operation.reason
            )
        elif isinstance(operation, Correct):
            found = self.correct(case_id, actor)
        else:
            found = self.engine.extend(case_id, operation.deadline, operation.to, "why", actor)
        return not isinstance(found, Refusal)

    def correct(self, case_id: str, actor: Actor) -> Service | Refusal:
        """Take back the last act of a case, whatever kind of act it was."""
        sweep(self.engine)  # What is due may be seen before one says what is wrong.
        last = correctable([unseal(row.text, {}) for row in self.history(case_id)])
        asked = Correction(seq=last.seq if last else 0, actor=actor, reason="slip")
        return correct_act(self.engine, case_id, asked, recalls=True)

    def pass_by(self, operation: Appoint | Notice | Sweep) -> bool:
        """Let something happen that nobody does to a case."""
        if isinstance(operation, Appoint):
            self.library.appoint(operation.office, operation.person, operation.since)
            self.engine = Engine(self.store, self.library, self.clock, self.ids)
        elif isinstance(operation, Notice):
            self.library.announce(operation)
            follow_changes(self.engine, NoBook())
        else:
            assert not sweep(self.engine).failed
        return True

    def found(self, label: str) -> str | None:
        """Return the id of a case that may be about to be opened by a step that is due."""
        if label not in self.family(label):
            sweep(self.engine)
        return self.family(label).get(label)

    def open(self, operation: Open) -> bool:
        found = self.engine.open_case(
            operation.workflow, operation.values, Actor(person=operation.actor)
        )
        if isinstance(found, Refusal):
            return False
        self.roots[operation.label] = found.case.id
        return True

    def family(self, label: str) -> dict[str, str]:
        """Return the ids of a family by label: descendants are numbered in order of opening."""
        root = label.partition(".")[0]
        if root not in self.roots:
            return {}
        ids = sorted(self.descendants(self.roots[root]))
        return {root if n == 0 else f"{root}.{n}": each for n, each in enumerate(ids)}

    def descendants(self, case_id: str) -> list[str]:
        with self.store.unit() as unit:
            children = [child.id for child in unit.children(case_id)]
        return [case_id, *(one for child in children for one in self.descendants(child))]

    def cases(self) -> dict[str, CaseOutcome]:
        ids = {label: case_id for root in self.roots for label, case_id in
               self.family(root).items()}  # fmt: skip
        found = {}
        for label, case_id in ids.items():
            with self.store.unit() as unit:
                case = unit.case(case_id)
            found[label] = neutral(case, self.history(case_id))
        return found

    def history(self, case_id: str) -> list[HistoryRow]:
        """Return the rows of a case's history, oldest first."""
        return self.store.reader.history(case_id)


def neutral(case: Case, rows: list[HistoryRow]) -> CaseOutcome:
    """Return a case in neutral words."""
    lines = tuple(
        Line(row.kind, row.event, row.source, row.target, row.occurred_at)
        for row in rows
        if row.kind not in ("passed", "marked")
    )
    return CaseOutcome(
        case.state, dict(case.fields), lines, tuple(sorted(map(clock_line, case.clocks)))
    )


def clock_line(clock: Clock) -> ClockLine:
    """Return a clock in neutral words."""
    return ClockLine(clock.name, clock.generation, clock.term, clock.status, clock.started_on,
                     clock.due_on, clock.ended_on)  # fmt: skip
