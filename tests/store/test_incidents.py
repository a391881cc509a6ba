"""A case that cannot be settled becomes an incident, stands in nobody's way, and is tried again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.workflow import OpenCase, TakeEvent
from engine.errors import Conflict, PatrolError, StoreError
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.engine import Engine
from engine.service.incidents import LONGEST_PAUSE, Fault, next_try
from engine.service.sweep import sweep
from tests.model.build import day, deadline, event, field, local, step, then, workflow
from tests.model.kernel_adapter import Counter, PlanClock
from tests.model.world import Plan
from tests.service.office import OfficeLibrary, china
from tests.store.test_concurrency import together

if TYPE_CHECKING:
    from engine.service.sweep import SweepReport
    from store.database import DatabaseStore

MINUTE = dt.timedelta(minutes=1)


class Desk:
    """An engine over a database, with a clock set by hand."""

    def __init__(self, store: DatabaseStore, *workflows: Any) -> None:
        self.store = store
        self.clock = PlanClock(local("2019-09-02 09:00"))
        plan = Plan(workflows=workflows, posts={"clerk": "li"}, operations=(),
                    until=local("2019-01-01"))  # fmt: skip
        self.library = OfficeLibrary(plan, china())
        self.identity = Counter()
        self.known = dict(self.library.known)
        self.start()

    def start(self) -> None:
        """Begin anew, as another process would."""
        self.engine = Engine(self.store, self.library, self.clock, self.identity)
        self.engine.incidents = self.store.incidents

    def break_definition(self, name: str) -> None:
        del self.library.known[name]
        self.start()

    def mend_definition(self, name: str) -> None:
        self.library.known[name] = self.known[name]

    def open(self, name: str, **values: Any) -> Any:
        found: Any = self.engine.open_case(name, values, Actor(person="li"))
        return found.case

    def sweep(self, moment: str) -> SweepReport:
        self.clock.at = local(moment)
        return sweep(self.engine)


def nagging(name: str) -> Any:
    return workflow(
        name, "open done=done", [event("finish", "open", "done")],
        [deadline("plan", "enter:open", "5wd", stops="event:finish",
                  overdue=(step("late", "0d", every="5wd"),))],
    )  # fmt: skip


def endless(name: str) -> Any:
    """A definition whose ladder starts its own past deadline again and again."""
    return workflow(
        name, "open again done=done",
        [event("back", "open again", "again", by="engine"), event("finish", "open again", "done")],
        [deadline("plan", "enter:open enter:again", field="limit", again="restart",
                  overdue=(step("back", "0d", verb=TakeEvent(event="back")),))],
        [field("limit", "date")],
    )  # fmt: skip


def parent() -> Any:
    """A definition that opens a child on entering, and cannot settle its own deadline."""
    bad = endless("bad")
    begin = event("begin", "open again", None, then=(
        then(OpenCase(workflow="child", as_field="kids", values={})),))  # fmt: skip
    return workflow(
        "parent", "open again done=done", [*bad.events.values(), begin],
        [*bad.deadlines.values()],
        [field("limit", "date"), field("kids", "cases", workflow="child")],
    )  # fmt: skip


def child() -> Any:
    """A definition that a parent opens."""
    return workflow(
        "child", "open done=done", [event("finish", "open", "done")],
        [deadline("plan", "enter:open", "3wd", stops="event:finish",
                  overdue=(step("late", "0d", every="5wd"),))],
    )  # fmt: skip


@pytest.fixture
def desk(database: DatabaseStore) -> Desk:
    return Desk(database, nagging("w"), endless("bad"))


def test_a_case_that_fails_becomes_an_incident_and_the_others_go_on(desk: Desk) -> None:
    bad = desk.open("bad", limit=day("2019-09-10"))
    good = [desk.open("w") for _ in range(3)]
    report = desk.sweep("2019-09-12 09:00")
    assert report.failed == (f"{bad.number}: steps_without_end",)
    assert report.cases == len(good)
    (found,) = desk.store.incidents.all()
    assert (found.number, found.code, found.tries) == (bad.number, "steps_without_end", 1)
    assert found.due_at == local("2019-09-11 00:00")
    assert found.retry_at == local("2019-09-12 09:01")


def test_what_fails_is_tried_again_ever_more_rarely(desk: Desk) -> None:
    desk.open("bad", limit=day("2019-09-10"))
    assert desk.sweep("2019-09-12 09:00").failed
    assert not desk.sweep("2019-09-12 09:00").failed
    for moment, again in (("09:01", "09:03"), ("09:03", "09:07"), ("10:00", "10:08")):
        assert desk.sweep(f"2019-09-12 {moment}").failed
        (found,) = desk.store.incidents.all()
        assert found.retry_at == local(f"2019-09-12 {again}")
    assert found.tries == 4
    assert found.first_at == local("2019-09-12 09:00")


@given(tries=st.integers(1, 1000))
def test_no_pause_is_longer_than_the_longest_nor_shorter_than_the_one_before(tries: int) -> None:
    at = local("2019-09-12 09:00")
    assert at + MINUTE <= next_try(tries, at) <= next_try(tries + 1, at) <= at + LONGEST_PAUSE


def test_an_incident_closes_itself_when_its_case_settles(desk: Desk) -> None:
    case = desk.open("w")
    desk.break_definition("w")
    desk.sweep("2019-09-12 09:00")
    (found,) = desk.store.incidents.all()
    assert found.code == "workflow_unknown"
    desk.mend_definition("w")
    assert desk.sweep("2019-09-12 09:01").cases == 1
    assert desk.store.incidents.all() == []
    (closed,) = desk.store.incidents.of_case(case.id)
    assert (closed.status, closed.closed_at, closed.closed_by) == (
        "closed", local("2019-09-12 09:01"), None)  # fmt: skip
    entry = desk.store.reader.history(case.id)[-1]
    assert (entry.event, entry.occurred_at) == ("plan:late", local("2019-09-10 00:00"))


def test_an_incident_closes_itself_when_a_person_moves_its_case_on(desk: Desk) -> None:
    case = desk.open("w")
    desk.break_definition("w")
    desk.sweep("2019-09-12 09:00")
    desk.mend_definition("w")
    desk.engine.act(case.id, "finish", {}, Actor(person="li", permits=OF_A_SANDBOX))
    assert len(desk.store.incidents.all()) == 1
    desk.sweep("2019-09-12 09:00")
    assert desk.store.incidents.all() == []


def test_an_act_that_meets_the_bound_leaves_an_incident_and_nothing_else(desk: Desk) -> None:
    case = desk.open("bad", limit=day("2019-09-10"))
    desk.clock.at = local("2019-09-12 09:00")
    with pytest.raises(PatrolError, match="200"):
        desk.engine.act(case.id, "finish", {}, Actor(person="li", permits=OF_A_SANDBOX))
    (found,) = desk.store.incidents.all()
    assert (found.case, found.code) == (case.id, "steps_without_end")
    assert len(desk.store.reader.history(case.id)) == 1


def test_a_retry_can_be_asked_for_at_once_and_an_incident_closed_by_a_person(desk: Desk) -> None:
    desk.open("bad", limit=day("2019-09-10"))
    desk.sweep("2019-09-12 09:00")
    book = desk.store.incidents
    (found,) = book.all()
    assert book.retry(found, desk.clock.at)
    assert desk.sweep("2019-09-12 09:00").failed
    assert book.close(found, desk.clock.at, "li")
    assert not book.close(found, desk.clock.at, "li")
    assert book.all() == []
    assert book.all(closed=True)[0].closed_by == "li"


def test_a_database_that_is_lost_is_nobodys_incident(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open("w")

    def lost(*_: object) -> None:
        raise StoreError("store_lost")

    monkeypatch.setattr("engine.service.sweep._settle", lost)
    with pytest.raises(StoreError):
        desk.sweep("2019-09-12 09:00")
    assert desk.store.incidents.all() == []


def test_a_fault_that_nobody_foresaw_is_an_incident_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open("w")

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("engine.service.cascade.settle_once", breaks)
    desk.sweep("2019-09-12 09:00")
    (found,) = desk.store.incidents.all()
    assert (found.code, found.facts["kind"]) == ("unexpected", "ZeroDivisionError")


def test_a_case_at_which_somebody_else_was_first_is_nobodys_incident(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open("w")
    desk.open("w")

    def taken(*_: object) -> None:
        raise Conflict("case_changed", number="w-2019-1")

    with monkeypatch.context() as others:
        others.setattr("engine.service.sweep._settle", taken)
        report = desk.sweep("2019-09-12 09:00")
    assert (report.cases, report.failed) == (0, ())
    assert desk.store.incidents.all() == []
    assert desk.sweep("2019-09-12 09:00").cases == 2


def test_a_sweep_that_is_asked_to_stop_ends_between_batches(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.service.sweep.BATCH", 2)
    for _ in range(5):
        desk.open("w")
    desk.clock.at = local("2019-09-12 09:00")
    asked: list[None] = []

    def stop() -> bool:
        asked.append(None)
        return len(asked) > 2

    assert sweep(desk.engine, stop=stop).cases == 4
    assert sweep(desk.engine).cases == 1


def test_two_schedulers_that_fail_at_one_case_note_it_once(desk: Desk) -> None:
    case = desk.open("w")
    fault = Fault(case=case.id, code="steps_without_end", facts={"most": 1})
    at = local("2019-09-12 09:00")

    def note(_: int) -> None:
        for _ in range(5):
            desk.store.incidents.note(fault, at)

    assert together(note) == [None] * 4
    (found,) = desk.store.incidents.all()
    assert found.tries == 20


def test_what_a_family_had_due_before_the_fault_takes_effect(database: DatabaseStore) -> None:
    desk = Desk(database, parent(), child())
    top = desk.open("parent", limit=day("2019-09-10"))
    done: Any = desk.engine.act(top.id, "begin", {}, Actor(person="li", permits=OF_A_SANDBOX))
    (kid,) = done.touched
    report = desk.sweep("2019-09-30 09:00")
    assert report.failed == (f"{top.number}: steps_without_end",)
    (found,) = database.incidents.all()
    assert (found.case, found.due_at) == (top.id, local("2019-09-11 00:00"))
    taken = [entry.event for entry in database.reader.history(kid.id) if entry.kind == "step"]
    assert taken == ["plan:late"]
    assert found.tries == 1
    assert desk.sweep("2019-09-30 09:00").failed == ()
