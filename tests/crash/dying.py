"""One process dies at a boundary, another finishes its work; what is found is judged."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, NamedTuple

from tests.crash.judge import delivered, facts, parted, sound
from tests.crash.killing import DIED, DONE, Countdown, arm, dying_at, ended, forked
from tests.crash.works import WORKS, do, finish

if TYPE_CHECKING:
    from tests.crash.judge import Facts
    from tests.crash.places import Copies
    from tests.crash.works import Place, Work

_MANY = 1_000_000


class Undisturbed(NamedTuple):
    """What a work comes to where nobody dies, and how many boundaries it passes."""

    facts: Facts
    boundaries: int


def undisturbed(copies: Copies, work: Work) -> Undisturbed:
    """Do a work to its end."""
    place = copies.place(swept=work.swept)
    boundaries = _counted(work, place)
    expected = facts(place.url)
    _judge(copies, work, place, expected)
    return Undisturbed(expected, boundaries)


def die_and_finish(copies: Copies, work: Work, boundary: int, expected: Facts) -> int:
    """Let a process die at a boundary of a work and another finish; return how the first ended."""
    place = copies.place(swept=work.swept)
    end = dying_at(boundary, lambda: do(work, place))
    assert end in (DIED, DONE), f"{work.name} failed at boundary {boundary}: {end}"
    try:
        finish(work, place)
        _judge(copies, work, place, expected)
    except BaseException as fault:
        fault.add_note(f"{work.name}, killed at boundary {boundary}")
        raise
    return end


def random_deaths(copies: Copies, seed: int, count: int) -> int:
    """Let processes die at boundaries of chance, of every work in turn, each finished by another.

    Every third dies twice: who finishes its work dies as well. Return how many died.
    """
    deaths = 0
    chance = random.Random(seed)
    known = {work.name: undisturbed(copies, work) for work in WORKS}
    for number in range(count):
        work = WORKS[number % len(WORKS)]
        expected, boundaries = known[work.name]
        place = copies.place(swept=work.swept)
        places = [chance.randint(1, boundaries) for _ in range(1 + (number % 3 == 0))]
        ends = [dying_at(each, lambda: do(work, place)) for each in places]  # noqa: B023
        told = f"{work.name}, killed at boundaries {places}: {ends}"
        deaths += ends.count(DIED)
        assert ends[0] == DIED, told
        try:
            assert set(ends) <= {DIED, DONE}, told
            finish(work, place)
            _judge(copies, work, place, expected)
        except BaseException as fault:
            fault.add_note(told)
            raise
    return deaths


def _judge(copies: Copies, work: Work, place: Place, expected: Facts) -> None:
    assert parted(expected, facts(place.url)) == {}
    sound(place.url)
    if work.swept:
        delivered(place.url, place.folder, copies.server.received)
    copies.forget(place)


def _counted(work: Work, place: Place) -> int:
    """Do a work in a process of its own; return how many boundaries it passed."""
    told, telling = os.pipe()

    class Counting(Countdown):
        count = 0

        def __call__(self, *_: object) -> None:
            self.count += 1

    def counting() -> None:
        counter = Counting(_MANY)
        arm(counter)
        do(work, place)
        os.write(telling, str(counter.count).encode())

    assert ended(forked(counting)) == DONE
    os.close(telling)
    with os.fdopen(told, "rb") as said:
        return int(said.read())
