"""Acts on many cases, as both databases keep them."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest

from engine.errors import NotFound
from engine.kernel.effects import Refusal
from engine.service.many import Job
from tests.store import samples

if TYPE_CHECKING:
    from store.database import DatabaseStore

CASES = ("01", "02", "03")
LATER = samples.START + dt.timedelta(hours=9)


def job(person: str = "li") -> Job:
    return Job(
        event="staff", values={"note": "x"}, reason="why", chosen={"state": "open"},
        person=person, created_at=samples.START,
    )  # fmt: skip


@pytest.fixture
def number(database: DatabaseStore) -> int:
    with database.unit() as unit:
        unit.record([samples.change(None, samples.case(case)) for case in CASES])
    return database.jobs.add(job(), CASES)


def test_jobs_are_numbered_and_belong_to_who_began_them(
    database: DatabaseStore, number: int
) -> None:
    assert (number, database.jobs.add(job("wang"), CASES[:1])) == (1, 2)
    ((own, counts),) = database.jobs.of("li")
    assert (own.id, own.values, own.reason, counts) == (1, {"note": "x"}, "why", {"waiting": 3})
    assert [item.case for item in database.jobs.items(1)] == list(CASES)
    with pytest.raises(NotFound):
        database.jobs.job(3)


def test_an_item_is_done_only_with_the_transaction_that_took_it(
    database: DatabaseStore, number: int
) -> None:
    with pytest.raises(ZeroDivisionError):
        samples.interrupted(database.unit(), lambda unit: unit.take_item(number, 1))
    with database.unit() as unit:
        assert unit.take_item(number, 1)
        assert not unit.take_item(number, 1)
    with database.unit() as unit:
        assert not unit.take_item(number, 1)
    assert [item.status for item in database.jobs.items(number)] == ["done", "waiting", "waiting"]


def test_a_finished_job_forgets_what_was_supplied(database: DatabaseStore, number: int) -> None:
    database.jobs.refuse(number, 1, Refusal(code="not_permitted", facts={"person": "li"}))
    for place in (2, 3):
        assert not database.jobs.finish(number, LATER)
        with database.unit() as unit:
            unit.take_item(number, place)
    database.jobs.refuse(number, 2, Refusal(code="too_late"))
    assert database.jobs.finish(number, LATER)
    done = database.jobs.job(number)
    assert (done.values, done.reason, done.finished_at) == ({}, None, LATER)
    first, second, _ = database.jobs.items(number)
    assert (first.refusal, first.status) == (
        Refusal(code="not_permitted", facts={"person": "li"}), "refused")  # fmt: skip
    assert second.status == "done"


def test_two_who_resume_one_job_never_take_the_same_item(
    database: DatabaseStore, number: int
) -> None:
    taken: list[int] = []

    def work() -> None:
        for place in (1, 2, 3):
            with database.unit() as unit:
                if unit.take_item(number, place):
                    taken.append(place)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [1, 2, 3]
