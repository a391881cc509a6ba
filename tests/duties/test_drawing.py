"""A draw can be done again by anybody, and in a round nobody comes twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from engine.kernel.drawing import draw, lot

NAMES = st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=10, unique=True)
SEEDS = st.text("0123456789abcdef", min_size=4, max_size=8)
RULES = st.sampled_from([None, "round", "ever"])
Rule = Literal["round", "ever"] | None


def test_the_lowest_lots_are_drawn() -> None:
    names = ["north", "south", "west"]
    lots = sorted(names, key=lambda name: lot("5eed", name))
    assert draw("5eed", names, [], 2) == tuple(lots[:2])


def test_a_lot_is_the_hash_of_the_seed_a_line_feed_and_the_name() -> None:
    assert lot("5eed", "north") == hashlib.sha256(b"5eed\nnorth").hexdigest()


@given(seed=SEEDS, names=NAMES, count=st.integers(1, 12), rule=RULES, before=NAMES)
def test_the_order_of_the_candidates_does_not_matter(
    seed: str, names: list[str], count: int, rule: Rule, before: list[str]
) -> None:
    one = draw(seed, names, before, count, no_repeat=rule)
    assert one == draw(seed, names[::-1], before, count, no_repeat=rule)
    assert one == draw(seed, sorted(names), before, count, no_repeat=rule)


@given(seed=SEEDS, names=NAMES, count=st.integers(1, 12), rule=RULES)
def test_nobody_is_drawn_twice_at_once_and_as_many_as_there_are(
    seed: str, names: list[str], count: int, rule: Rule
) -> None:
    found = draw(seed, names, [], count, no_repeat=rule)
    assert len(found) == len(set(found)) == min(count, len(names))
    assert set(found) <= set(names)


@given(seeds=st.lists(SEEDS, min_size=1, max_size=25), names=NAMES, count=st.integers(1, 4))
def test_in_a_round_nobody_comes_again_until_all_have_come(
    seeds: list[str], names: list[str], count: int
) -> None:
    drawn: list[str] = []
    for seed in seeds:
        drawn += draw(seed, names, drawn, min(count, len(names)), no_repeat="round")
    times = Counter(dict.fromkeys(names, 0))
    for one in drawn:
        assert times[one] == min(times.values())
        times[one] += 1


@given(seeds=st.lists(SEEDS, min_size=1, max_size=12), names=NAMES)
def test_ever_means_never_again(seeds: list[str], names: list[str]) -> None:
    drawn: list[str] = []
    for seed in seeds:
        drawn += draw(seed, names, drawn, 1, no_repeat="ever")
    assert len(drawn) == len(set(drawn)) == min(len(seeds), len(names))


@given(seeds=st.lists(SEEDS, min_size=1, max_size=10), names=NAMES)
def test_those_who_go_apart_draw_the_same_only_when_there_are_too_few(
    seeds: list[str], names: list[str]
) -> None:
    apart: list[str] = []
    for seed in seeds:
        apart += draw(seed, names, [], 1, apart=apart)
    first = apart[: len(names)]
    assert len(first) == len(set(first))
