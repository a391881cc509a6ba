"""Checking a large definition, beside nothing but reading its YAML."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import yaml

from bench.measure import Ratio, turns
from engine.definition.check import check_sources
from engine.definition.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

STATES, EVENTS = 300, 600
#: Four times a bare reading, itself half a second on two busy cores: about two seconds.
BAR = 4.0
HEAD = """\
workflow: broad
version: 1
title: {zh: 大流程, en: Broad}
opened_by: {hand: office}
roles: {office: {title: 办公室, office: head, at: home}}
fields: {note: {type: text, title: 说明}, score: {type: number, title: 分数}}
"""
ONWARD = "case.score == null || case.score > {number}.0"
DEADLINE = """\
  d{number}:
    title: 期限{number}
    starts: {{enter: s{number}}}
    within: {length} working days
    stops: {{leave: s{number}}}
    warn: [2 working days]
    overdue:
      - {{id: late, after: 0 days, notify: [office]}}
      - {{id: nag, after: 5 working days, every: 5 working days, notify: [office]}}
"""


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure the check of a definition of 300 states, 600 events and as many deadlines."""
    text = large_definition(STATES, EVENTS)
    ours, bare = turns(partial(_check, text), partial(_read, text), 3 if quick else 9)
    name = f"check {STATES} states, {EVENTS} events"
    yield Ratio(name=name, ours=ours, bare=bare, kind="cost", bar=BAR)


def large_definition(states: int, events: int) -> str:
    """Return a definition whose states follow each other, with ways back, each with a clock."""
    last = states - 1
    lines = ["states:", "  s0: {title: 状态0, initial: true}"]
    lines += [f"  s{number}: {{title: 状态{number}}}" for number in range(1, last)]
    lines += [f"  s{last}: {{title: 办结, final: done}}", "events:"]
    lines += [_onward(number) for number in range(last)]
    lines += [_back(number, last) for number in range(events - last)]
    clocks = [DEADLINE.format(number=number, length=number % 20 + 5) for number in range(last)]
    return "\n".join([HEAD.rstrip(), *lines, "deadlines:", *clocks])


def _onward(number: int) -> str:
    when = ONWARD.format(number=number)
    ways = f"from: s{number}, to: s{number + 1}"
    return f"  go{number}: {{title: 办理, {ways}, by: office, asks: [note], when: {when}}}"


def _back(number: int, last: int) -> str:
    ways = f"[{{to: s{number * 7 % last}, when: case.score != null}}, {{to: stay}}]"
    return f"  back{number}: {{title: 退回, from: s{number % last}, to: {ways}, by: office}}"


def _check(text: str) -> None:
    checked = check_sources([Source("broad.yaml", text)], {})
    if checked.problems:
        raise AssertionError(checked.problems[0].text("en"))


def _read(text: str) -> None:
    yaml.load(text, Loader=yaml.CSafeLoader)
