"""Correcting and annulling on both databases: what was said of the past, and known then, stays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.events import Actor, Correction
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.service.annulling import annul_case
from engine.service.correcting import correct_act
from engine.service.engine import Engine, Outcome
from engine.service.sweep import sweep
from tests.model.build import day, deadline, event, field, local, step, workflow
from tests.model.kernel_adapter import PlanClock
from tests.model.world import Plan
from tests.service.office import POSTS, OfficeLibrary, china

if TYPE_CHECKING:
    from store.database import DatabaseStore

ANNA = Actor(person="li", permits=OF_A_SANDBOX)


class Ids:
    """Identities that count upwards behind a prefix."""

    def __init__(self, prefix: str) -> None:
        self.prefix, self.last = prefix, 0

    def case_id(self) -> str:
        self.last += 1
        return f"{self.prefix}{self.last:04}"

    def salt(self) -> str:
        return "00"


def office(database: DatabaseStore, name: str) -> Engine:
    late = step("late", "0d")
    plan = deadline(
        "plan", "event:go", "5wd", stops="event:hand_in", overdue=(late,), again="restart",
        governing=True,
    )  # fmt: skip
    work = workflow(
        name,
        "open in done=done",
        [
            event("go", "open", "open"),
            event("hand_in", "open", "in", asks=("text",)),
            event("end", "in", "done"),
        ],
        [plan],
        [field("text", "text")],
    )
    posts: Any = Plan(workflows=(work,), posts=POSTS, operations=(), until=local("2019-01-01"))
    library = OfficeLibrary(posts, china())
    return Engine(database, library, PlanClock(local("2019-09-02 09:00")), Ids(name))


def at(engine: Engine, moment: str) -> None:
    assert isinstance(engine.clock, PlanClock)
    engine.clock.at = local(moment)


def took(found: object) -> Outcome:
    assert isinstance(found, Outcome), found
    return found


def figures(database: DatabaseStore, name: str, known: dt.datetime) -> list[Any]:
    days = (local("2019-09-02 09:00") + dt.timedelta(days=n) for n in range(40))
    return [database.reader.figures(name, one, known) for one in days]


def test_a_correction_moves_no_figure_that_was_known_before_it(database: DatabaseStore) -> None:
    engine = office(database, "undoing")
    case = took(engine.open_case("undoing", {}, ANNA)).case.id
    took(engine.act(case, "go", {}, ANNA))
    at(engine, "2019-09-04 09:00")
    took(engine.act(case, "hand_in", {"text": "wrong"}, ANNA))
    at(engine, "2019-09-20 09:00")
    sweep(engine)
    known = engine.clock.now()
    before = figures(database, "undoing", known)
    at(engine, "2019-09-20 10:00")
    asked = Correction(seq=3, actor=ANNA, reason="wrong case")
    took(correct_act(engine, case, asked))
    assert figures(database, "undoing", known) == before
    (now,) = database.reader.figures("undoing", local("2019-09-11 09:00"), engine.clock.now())
    assert (now.opened, now.closed, now.overdue) == (1, 0, 1)
    with database.unit() as unit:
        kept = unit.case(case)
        assert replace(replay(unit.history(case)), head=kept.head) == kept
    assert kept.fields == {}


def test_a_clock_started_anew_by_mistake_hides_the_earlier_one_no_more(
    database: DatabaseStore,
) -> None:
    engine = office(database, "anew")
    case = took(engine.open_case("anew", {}, ANNA)).case.id
    took(engine.act(case, "go", {}, ANNA))
    at(engine, "2019-09-05 09:00")
    took(engine.act(case, "go", {}, ANNA))
    took(correct_act(engine, case, Correction(seq=3, actor=ANNA, reason="twice")))
    at(engine, "2019-09-30 09:00")
    (found,) = database.reader.figures("anew", local("2019-09-10 09:00"), engine.clock.now())
    assert (found.opened, found.overdue) == (1, 1)
    clock = took(engine.act(case, "go", {}, ANNA)).case.clock("plan")
    assert clock is not None
    assert (clock.generation, clock.started_on) == (3, day("2019-09-30"))


def test_an_annulled_case_leaves_the_figures_of_the_days_before_as_they_were(
    database: DatabaseStore,
) -> None:
    engine = office(database, "annulled")
    case = took(engine.open_case("annulled", {}, ANNA)).case.id
    took(engine.act(case, "go", {}, ANNA))
    took(engine.act(case, "hand_in", {"text": "x"}, ANNA))
    at(engine, "2019-09-10 09:00")
    known = engine.clock.now()
    before = figures(database, "annulled", known)
    at(engine, "2019-09-10 10:00")
    took(annul_case(engine, case, ANNA, "opened twice"))
    assert figures(database, "annulled", known) == before
    (now,) = database.reader.figures("annulled", local("2019-09-12 09:00"), engine.clock.now())
    assert (now.opened, now.closed) == (0, 0)
