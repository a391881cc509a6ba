"""Several workers on one database: each fact once, nobody's work lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import Conflict
from store.database import open_store
from tests.store import samples
from tests.store.samples import DAY, HOUR, START

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.database import DatabaseStore

WORKERS = 4


def together(work: Callable[[int], object], workers: int = WORKERS) -> list[Any]:
    """Run work in threads that begin together; return what each returned or raised."""
    found: list[Any] = [None] * workers
    ready = threading.Barrier(workers)

    def one(place: int) -> None:
        ready.wait()
        try:
            found[place] = work(place)
        except Exception as error:
            found[place] = error

    threads = [threading.Thread(target=one, args=(place,)) for place in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_several_who_act_on_what_they_saw_one_wins(database: DatabaseStore) -> None:
    seen = samples.case()
    with database.unit() as unit:
        unit.record([samples.change(None, seen)])

    def act(place: int) -> str:
        with database.unit() as unit:
            unit.record([samples.change(seen, samples.moved(seen), actor=f"clerk {place}")])
        return f"clerk {place}"

    outcomes = together(act)
    winners = [one for one in outcomes if isinstance(one, str)]
    losers = [one for one in outcomes if isinstance(one, Conflict)]
    assert (len(winners), len(losers)) == (1, WORKERS - 1)
    assert {one.code for one in losers} == {"case_changed"}
    assert {one.facts["actor"] for one in losers} == set(winners)
    assert [row.actor for row in database.reader.history("01")] == ["leader", *winners]


_CHILD = """
import sys
from engine.errors import Conflict
from store.database import open_store
from tests.store import samples

store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
seen = samples.case()
try:
    with store.unit() as unit:
        unit.record([samples.change(seen, samples.moved(seen), actor=sys.argv[2])])
except Conflict as lost:
    print("conflict", lost.facts["actor"])
else:
    print("won", sys.argv[2])
"""


def test_of_two_processes_on_one_case_one_wins_and_the_other_is_told(database_url: str) -> None:
    store = open_store(database_url)
    with store.unit() as unit:
        unit.record([samples.change(None, samples.case())])
    store.close()
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, database_url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("first", "second")
    ]
    for one in children:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    said = sorted(_released(children))
    winner = said[1].split()[1]
    assert said == [f"conflict {winner}", f"won {winner}"]


def _released(children: list[Any]) -> list[str]:
    for one in children:
        one.stdin.write("\n")
        one.stdin.flush()
    return [one.communicate()[0].strip() for one in children]


def test_numbers_have_no_gap_and_no_double_among_workers(database: DatabaseStore) -> None:
    def take(place: int) -> list[int]:
        taken = []
        for turn in range(10):
            try:
                with database.unit() as unit:
                    number = unit.next_number("office", "patrol", 2019)
                    assert (turn + place) % 4, "this one comes to nothing"
                    taken.append(number)
            except AssertionError:
                continue
        return taken

    outcomes = together(take)
    numbers = sorted(number for one in outcomes for number in one)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 30


def test_members_of_a_locked_family_are_changed_in_turn(database: DatabaseStore) -> None:
    parent = samples.case("01")
    members = [samples.child(f"0{n}", parent) for n in range(2, 2 + WORKERS)]
    with database.unit() as unit:
        unit.record([samples.change(None, one) for one in (parent, *members)])

    def act(place: int) -> None:
        for _ in range(5):
            with database.unit() as unit:
                unit.lock_family("01")
                for case_id in ("01", members[place].id):
                    read = unit.case(case_id)
                    unit.record([samples.change(read, samples.moved(read))])

    assert together(act) == [None] * WORKERS
    assert database.reader.body("01").seq == 1 + 5 * WORKERS
    assert {database.reader.body(one.id).seq for one in members} == {6}


def test_what_one_scheduler_holds_another_passes_over(postgresql_url: str) -> None:
    first, second = open_store(postgresql_url), open_store(postgresql_url)
    parent = samples.case("01")
    with first.unit() as unit:
        alone = samples.case("03")
        unit.record(
            [samples.change(None, one) for one in (parent, samples.child("02", parent), alone)]
        )
    until = START + 100 * DAY
    with first.unit() as one:
        assert [case.id for case in one.claim_due(until, 1, ())] == ["01"]
        with second.unit() as other:
            # The second case is held too: it is of the same family.
            assert [case.id for case in other.claim_due(until, 10, ())] == ["03"]
    with second.unit() as other:
        assert len(other.claim_due(until, 10, ())) == 3
    first.close()
    second.close()


def test_every_due_case_is_settled_once_by_several_schedulers(database: DatabaseStore) -> None:
    with database.unit() as unit:
        unit.record([samples.change(None, samples.case(f"{n:03}")) for n in range(1, 61)])
    until = START + 100 * DAY

    def sweep(_place: int) -> int:
        done = 0
        while True:
            with database.unit() as unit:
                claimed = unit.claim_due(until, 7, ())
                changes = []
                for read in claimed:
                    later = samples.moved(read, clocks=(samples.clock(next_at=None),))
                    steps = (samples.step(later),)
                    changes.append(samples.change(read, later, steps=steps))
                unit.record(changes)
            done += len(claimed)
            if not claimed:
                return done

    assert sum(together(sweep)) == 60
    assert {row.seq for row in database.reader.history("007")} == {1, 2}


def test_each_message_is_claimed_by_one_of_several_senders(database: DatabaseStore) -> None:
    opened = samples.case()
    messages = tuple(samples.message(opened, f"m{n:02}") for n in range(40))
    with database.unit() as unit:
        unit.record([samples.change(None, opened, messages=messages)])

    def send(_place: int) -> list[str]:
        sent: list[str] = []
        while taken := database.outbox.claim(3, START, START + HOUR):
            for one in taken:
                database.outbox.mark_sent(one.key, START)
                sent.append(one.key)
        return sent

    claimed = sorted(key for one in together(send) for key in one)
    assert claimed == [f"m{n:02}" for n in range(40)]


def test_a_case_read_before_a_sweep_took_it_is_a_conflict(postgresql_url: str) -> None:
    first, second = open_store(postgresql_url), open_store(postgresql_url)
    with first.unit() as unit:
        unit.record([samples.change(None, samples.case())])

    def act_while_swept() -> None:
        with second.unit() as acting:
            seen = acting.case("01")
            with first.unit() as sweeping:
                (claimed,) = sweeping.claim_due(START + 100 * DAY, 1, ())
                sweeping.record([samples.change(claimed, samples.moved(claimed), "late")])
            acting.record([samples.change(seen, samples.moved(seen), "leave")])

    with pytest.raises(Conflict) as lost:
        act_while_swept()
    assert lost.value.facts["event"] == "late"
    first.close()
    second.close()


def opened_beside(store: Any, case_id: str) -> None:
    """Open a child of the first case in another transaction."""
    with store.unit() as unit:
        parent = unit.case("01")
        unit.record([samples.change(None, samples.child(case_id, parent))])


def test_a_child_opened_meanwhile_is_a_change_of_a_case_that_was_alone(
    postgresql_url: str,
) -> None:
    first, second = open_store(postgresql_url), open_store(postgresql_url)
    with first.unit() as unit:
        unit.record([samples.change(None, samples.case("01"))])

    def close_while_a_child_is_opened() -> None:
        with second.unit() as closing:
            seen = closing.case("01")
            assert closing.is_alone("01")
            opened_beside(first, "02")
            closing.record([samples.change(seen, samples.closed(seen), "close")])

    with pytest.raises(Conflict):
        close_while_a_child_is_opened()
    assert first.reader.body("01").closed_at is None
    first.close()
    second.close()


def test_a_child_of_a_case_that_was_closed_meanwhile_is_a_conflict(postgresql_url: str) -> None:
    first, second = open_store(postgresql_url), open_store(postgresql_url)
    with first.unit() as unit:
        unit.record([samples.change(None, samples.case("01"))])

    def open_while_the_parent_is_closed() -> None:
        with second.unit() as opening:
            parent = opening.case("01")
            with first.unit() as closing:
                seen = closing.case("01")
                closing.record([samples.change(seen, samples.closed(seen), "close")])
            opening.record([samples.change(None, samples.child("02", parent))])

    with pytest.raises(Conflict):
        open_while_the_parent_is_closed()
    assert first.reader.case("01").children == ()
    first.close()
    second.close()


def test_an_act_that_opens_a_child_of_a_case_that_was_alone_can_go_on(
    database: DatabaseStore,
) -> None:
    with database.unit() as unit:
        unit.record([samples.change(None, samples.case("01"))])
    with database.unit() as unit:
        seen = unit.case("01")
        later = samples.moved(seen)
        born = samples.child("02", later)
        unit.record([samples.change(seen, later), samples.change(None, born)])
        assert not unit.is_alone("01")
        last = samples.moved(later)
        unit.record([samples.change(later, last), samples.change(born, samples.moved(born))])
    with database.unit() as unit:
        assert unit.case("01") == last
        assert not unit.is_alone("01")
    _, counted = database.session().query("SELECT id, children FROM cases ORDER BY id", ())
    assert counted == [("01", 1), ("02", 0)]
