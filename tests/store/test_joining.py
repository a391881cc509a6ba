"""Mergers, splittings and receipts on both databases, alone and at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import Conflict
from engine.kernel.effects import Refusal
from engine.kernel.history import unseal
from engine.kernel.replay import replay
from engine.service.engine import Engine, Outcome
from engine.service.joining import Splitting, merge_cases, split_case
from engine.service.papers import sign_paper
from engine.service.serving import receipt_paper, send_paper
from tests.model.build import day
from tests.model.kernel_adapter import Counter
from tests.service.office import Office
from tests.service.test_joining import CHIEF, matters
from tests.service.test_receipts import KEY, actor, answering, letters
from tests.store.test_concurrency import together

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow
    from store.database import DatabaseStore


def at_work(database: DatabaseStore, *workflows: Workflow) -> Office:
    """Return an office whose cases stand in a database."""
    here = Office(*workflows)
    library = here.engine.registry.library
    here.engine = Engine(database, library, here.clock, Counter())
    here.store = database  # type: ignore[assignment]
    return here


def told(database: DatabaseStore, case: str) -> Any:
    rows = database.reader.history(case)
    return replay(unseal(row.text, {}) for row in rows)


def test_a_merger_and_a_splitting_are_kept_whole(database: DatabaseStore) -> None:
    here = at_work(database, *matters())
    first = here.at("2019-09-02 09:00").open(answer_by="2019-10-31", subject="wall")
    second = here.at("2019-09-03 09:00").open(answer_by="2019-10-15", subject="wall")
    assert isinstance(merge_cases(here.engine, second, first, "why", CHIEF), Outcome)
    done = split_case(here.engine, first, [{"subject": "roof"}], "why", CHIEF)
    assert isinstance(done, Splitting)
    for case in (first, second, done.cases[0].id):
        assert told(database, case).clocks == here.case(case).clocks
        assert told(database, case).related == here.case(case).related
    assert done.cases[0].number == "w-2019-3"
    due = [clock.due_on for clock in done.cases[0].clocks]
    assert due == [day("2019-10-15")]


def test_a_receipt_is_kept_and_deemed_by_the_sweep(database: DatabaseStore) -> None:
    here = at_work(database, letters(answering()))
    cases = [here.at("2019-09-02 09:00").open() for _ in range(2)]
    for case in cases:
        here.does(case, "urge")
        assert isinstance(sign_paper(here.engine, case, KEY, actor("wang")), Outcome)
        assert isinstance(send_paper(here.engine, case, KEY, actor("li")), Outcome)
    signed = receipt_paper(here.engine, cases[0], KEY, actor("zhao"))
    assert isinstance(signed, Outcome)
    report = here.at("2019-09-06 09:00").sweep()
    assert (report.cases, report.steps, report.failed) == (1, 1, ())
    papers = [database.reader.papers(case)[0] for case in cases]
    assert [(one.status, one.receipted_by, one.receipted_on) for one in papers] == [
        ("receipted", "zhao", day("2019-09-02")),
        ("receipted", "engine", day("2019-09-05")),
    ]
    assert here.case(cases[1]).clock("answering") is not None


def test_mergers_both_ways_at_once_leave_one_case_open(database: DatabaseStore) -> None:
    here = at_work(database, *matters())
    cases = [here.at("2019-09-02 09:00").open(answer_by="2019-10-31") for _ in range(3)]
    for case in cases:
        here.does(case, "open_sub")  # No case is alone any more: each family is locked.
        (sub,) = here.children(case, "subs")
        here.does(sub.id, "end")
    pairs = [(2, 0), (2, 1), (1, 0), (2, 0)]

    def merge(place: int) -> object:
        later, earlier = pairs[place]
        return merge_cases(here.engine, cases[later], cases[earlier], "why", CHIEF)

    found = together(merge, len(pairs))
    assert all(isinstance(one, Outcome | Refusal | Conflict) for one in found), found
    assert sum(isinstance(one, Outcome) for one in found) >= 1
    void = [here.case(case).void for case in cases]
    assert void[0] is False
    assert void[2] is True
