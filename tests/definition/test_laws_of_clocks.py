"""Laws 2 to 4 against the plain thing: walking a case through its events, one by one."""

from __future__ import annotations

import random
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.definition.check import check_sources
from engine.definition.problems import Problem
from engine.definition.source import Source

STATES = ("a", "b", "c")
ENDS = {"done": "done", "void": "void"}


class Happening(NamedTuple):
    """An event: where it may be taken, and where it leads; `stay` leads nowhere."""

    sources: tuple[str, ...]
    target: str


class Timer(NamedTuple):
    """A deadline: its triggers by what they do, and whether it rings again and again."""

    starts: tuple[tuple[str, str], ...]
    stops: tuple[tuple[str, str], ...]
    cancels: tuple[tuple[str, str], ...]
    undone_by: str | None
    rings: bool


class Plan(NamedTuple):
    """A definition, as plain as can be."""

    events: dict[str, Happening]
    timers: dict[str, Timer]

    def text(self) -> str:
        """Return it as a file."""
        lines = ["workflow: plan", "version: 1", "title: 计划", "opened_by: {hand: office}"]
        lines += ["roles: {office: {title: 办公室, office: head, at: home}}", "states:"]
        lines += ["  a: {initial: true}", "  b: {}", "  c: {}"]
        lines += [f"  {name}: {{final: {kind}}}" for name, kind in ENDS.items()]
        lines.append("events:")
        for name, event in self.events.items():
            ways = f"from: [{', '.join(event.sources)}], to: {event.target}"
            lines.append(f"  {name}: {{title: 事, {ways}, by: office}}")
        lines.append("deadlines:")
        lines += [_deadline(name, timer) for name, timer in self.timers.items()]
        return "\n".join(lines) + "\n"


def _triggers(found: tuple[tuple[str, str], ...]) -> str:
    return "[" + ", ".join(f"{{{kind}: {name}}}" for kind, name in found) + "]"


def _deadline(name: str, timer: Timer) -> str:
    undone = f", undone_by: {{event: {timer.undone_by}}}" if timer.undone_by else ""
    rings = ", overdue: [{id: late, after: 0 days, every: 3 days, notify: [office]}]"
    return (
        f"  {name}: {{title: 期限, starts: {_triggers(timer.starts)}, within: 9 days, "
        f"stops: {_triggers(timer.stops)}, cancels: {_triggers(timer.cancels)}{undone}"
        f"{rings if timer.rings else ''}}}"
    )


class Walk:
    """A case walked through a plan: its state, and what each clock is doing."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.state = "a"
        self.clocks = dict.fromkeys(plan.timers, "off")
        self._pull({("enter", "a")})

    def possible(self) -> list[str]:
        return [name for name, one in self.plan.events.items() if self.state in one.sources]

    def take(self, name: str) -> None:
        event = self.plan.events[name]
        happened = {("event", name)}
        if event.target != "stay":
            happened |= {("leave", self.state), ("enter", event.target)}
            self.state = event.target
        self._pull(happened)

    def _pull(self, happened: set[tuple[str, str]]) -> None:
        for name, timer in self.plan.timers.items():
            status = self.clocks[name]
            if status == "running" and happened & set(timer.stops):
                status = "met"
            if status == "running" and happened & set(timer.cancels):
                status = "off"
            if status == "met" and ("event", timer.undone_by) in happened:
                status = "running"
            if status != "running" and happened & set(timer.starts) and self.state not in ENDS:
                status = "running"
            self.clocks[name] = status

    def rings(self) -> bool:
        timers = self.plan.timers.items()
        return any(timer.rings and self.clocks[name] == "running" for name, timer in timers)


events = st.builds(
    Happening,
    st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True).map(tuple),
    st.sampled_from((*STATES, *ENDS, "stay")),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(2, 6))
    happenings = {f"e{number}": draw(events) for number in range(count)}
    names = st.sampled_from(sorted(happenings))
    trigger = st.one_of(
        st.tuples(st.just("event"), names),
        st.tuples(st.sampled_from(["enter", "leave"]), st.sampled_from(STATES)),
    )
    some = st.lists(trigger, min_size=1, max_size=2, unique=True).map(tuple)
    none_or_one = st.lists(trigger, max_size=1).map(tuple)
    timer = st.builds(
        Timer,
        some,
        some,
        none_or_one,
        st.one_of(st.none(), names),
        st.sampled_from([True, True, False]),
    )
    timers = draw(st.lists(timer, min_size=1, max_size=3))
    return Plan(happenings, {f"d{number}": one for number, one in enumerate(timers)})


def told(plan: Plan) -> list[Problem]:
    return list(check_sources([Source("plan.yaml", plan.text())], {}).problems)


def walks(plan: Plan, seed: int) -> list[Walk]:
    """Return random walks, as they stand after each of their events."""
    chance = random.Random(seed)
    walk = Walk(plan)
    stops = [walk]
    for _ in range(30):
        possible = walk.possible()
        if not possible:
            break
        after = Walk(plan)
        after.state, after.clocks = walk.state, dict(walk.clocks)
        after.take(chance.choice(possible))
        walk = after
        stops.append(walk)
    return stops


@given(plans(), st.integers(0, 999))
def test_no_walk_rests_where_the_checker_says_that_none_does(plan: Plan, seed: int) -> None:
    unseen = {
        one.facts["name"] for one in told(plan)
        if one.code in ("definition_rests_unseen", "definition_rests_silent")
    }  # fmt: skip
    for walk in walks(plan, seed):
        if walk.state not in ENDS and walk.state not in unseen:
            assert walk.rings()


@given(plans())
def test_the_way_that_the_checker_tells_does_lead_to_rest(plan: Plan) -> None:
    found = [one for one in told(plan) if one.code.startswith("definition_rests_")]
    assume(found)
    for problem in found:
        walk = Walk(plan)
        for name in problem.facts["way"].split(" → ")[1:]:
            assert name in walk.possible()
            walk.take(name)
        assert walk.state == problem.facts["name"]
        assert not walk.rings()


@given(plans(), st.integers(0, 999))
def test_no_walk_ends_with_a_clock_that_the_checker_did_not_tell(plan: Plan, seed: int) -> None:
    told_of = {one.facts["name"] for one in told(plan) if one.code == "definition_runs_at_end"}
    for walk in walks(plan, seed):
        if walk.state == "done":
            running = {name for name, status in walk.clocks.items() if status == "running"}
            assert running <= told_of


@given(plans(), st.integers(0, 999))
def test_a_walk_comes_only_to_states_that_can_be_reached_and_left(plan: Plan, seed: int) -> None:
    problems = told(plan)
    unreachable = {
        one.facts["name"] for one in problems if one.code == "definition_state_unreachable"
    }
    stuck = {one.facts["name"] for one in problems if one.code == "definition_no_way_out"}
    for walk in walks(plan, seed):
        assert walk.state not in unreachable
        if walk.state not in ENDS and not walk.possible():
            assert walk.state in stuck
