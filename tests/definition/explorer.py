"""A slow and obvious explorer of small definitions: a case lives every life that it can have.

It knows nothing of the checker. A clock stands on a rung of its ladder, time passes rung by rung,
and whatever is said of a definition is read off the lives themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tests.definition.small_definitions import ENDS, STATES, Happening, Plan, Timer, Trigger

#: The rungs of each kind of ladder: what a clock does as time passes. `again` is for ever.
RUNGS = {
    "none": (),
    "remind": ("again",),
    "nag": ("again",),
    "moves": ("move",),
    "moves_and_nags": ("move", "again"),
    "moves_and_reminds": ("move", "again"),
}
DATED = ("nag", "moves", "moves_and_nags", "moves_and_reminds")


@dataclass(frozen=True)
class Clock:
    """What a clock is doing, and how many rungs of its ladder it has climbed."""

    doing: str = "nothing"
    rung: int = 0

    @property
    def is_alive(self) -> bool:
        return self.doing in ("running", "held")


@dataclass(frozen=True)
class Moment:
    """Where a case stands."""

    state: str
    clocks: tuple[Clock, ...]


class Explorer:
    """All moments of all lives of a case under a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.timers = list(plan.timers.values())
        self.names = list(plan.timers)
        self.ever_ended: set[str] = set()

    @cached_property
    def moments(self) -> set[Moment]:
        """Live every life."""
        nothing = tuple(Clock() for _ in self.timers)
        waiting = list(self._pull("a", nothing, [("enter", "a")], None))
        seen: set[Moment] = set()
        while waiting:
            moment = waiting.pop()
            if moment not in seen:
                seen.add(moment)
                if moment.state not in ENDS:
                    waiting += self._next(moment)
        return seen

    def _next(self, moment: Moment) -> Iterator[Moment]:
        for name, event in self.plan.events.items():
            if moment.state in event.sources and "office" in event.by:
                yield from self._take(moment, name, event, None)
        for number, timer in enumerate(self.timers):
            clock = moment.clocks[number]
            rungs = RUNGS[timer.ladder]
            moves = clock.doing == "running" and rungs[clock.rung : clock.rung + 1] == ("move",)
            if moves:
                yield from self._climb(moment, number, timer)

    def _climb(self, moment: Moment, number: int, timer: Timer) -> Iterator[Moment]:
        """Let a ladder take its event; where it is not possible, or refused, the rung is past."""
        clocks = list(moment.clocks)
        clocks[number] = replace(clocks[number], rung=clocks[number].rung + 1)
        past = Moment(moment.state, tuple(clocks))
        event = self.plan.events[timer.moves]
        if moment.state not in event.sources:
            yield past
            return
        if event.guarded:
            yield past
        yield from self._take(past, timer.moves, event, number)

    def _take(
        self, moment: Moment, name: str, event: Happening, mover: int | None
    ) -> Iterator[Moment]:
        for target in event.targets:
            happened = [("event", name)]
            state = moment.state
            if target != "stay":
                happened += [("leave", state), ("enter", target)]
                state = target
            yield from self._pull(state, moment.clocks, happened, mover, moment)

    def _pull(
        self,
        state: str,
        clocks: tuple[Clock, ...],
        happened: list[tuple[str, str]],
        mover: int | None,
        before: Moment | None = None,
    ) -> Iterator[Moment]:
        lives: list[tuple[Clock, ...]] = [()]
        for number, timer in enumerate(self.timers):
            own = mover == number
            nexts = set(self._one(timer, clocks[number], happened, state, own=own))
            lives = [(*life, clock) for life in lives for clock in nexts]
        for life in lives:
            for number, clock in enumerate(life):
                if clocks[number].is_alive and not clock.is_alive:
                    self.ever_ended.add(self.names[number])
            yield Moment(state, life)

    def _one(
        self, timer: Timer, clock: Clock, happened: list[tuple[str, str]], state: str, *, own: bool
    ) -> Iterator[Clock]:
        """Yield what one clock may do after something happened, one rule after the other."""
        found = [clock]
        found = self._when(found, timer.stops, happened, lambda one: _stopped(one, own=own))
        found = self._when(found, timer.cancels, happened, _cancelled)
        undone: tuple[Trigger, ...] = ()
        if timer.undone_by is not None:
            undone = (("event", timer.undone_by, False),)
        found = self._when(found, undone, happened, _undone)
        if timer.held is not None:
            begins, ends = timer.held
            found = self._when(found, (ends,), happened, _released)
            found = self._when(found, (begins,), happened, lambda one: _held(one, timer))
        if state not in ENDS:
            found = self._when(found, timer.starts, happened, lambda one: _begun(one, timer))
        for one in found:
            # A clock whose own ladder brings the case to its end is done with it.
            yield Clock() if own and state in ENDS and one.is_alive else one

    def _when(
        self,
        clocks: list[Clock],
        triggers: tuple[Trigger, ...],
        happened: list[tuple[str, str]],
        change: Callable[[Clock], list[Clock]],
    ) -> list[Clock]:
        fitting = [one for one in triggers if (one[0], one[1]) in happened]
        if not fitting:
            return clocks
        changed = [after for clock in clocks for after in change(clock)]
        surely = any(not sometimes for _, _, sometimes in fitting)
        return changed if surely else [*clocks, *changed]

    def unseen(self) -> set[str]:
        """Return the states in which a case may lie with no clock that will ever ring."""
        return {
            moment.state
            for moment in self.moments
            if moment.state not in (*ENDS, *self.plan.resting)
            if not any(self._will_ring(moment, number) for number in range(len(self.timers)))
        }

    def _is_hard(self, timer: Timer) -> bool:
        """What is to be done promptly has no day on which it is late."""
        return not timer.soft and timer.ladder in DATED

    def _will_ring(self, moment: Moment, number: int) -> bool:
        clock, rungs = moment.clocks[number], RUNGS[self.timers[number].ladder]
        return clock.doing == "running" and clock.rung < len(rungs)

    def never_started(self) -> set[str]:
        """Return the clocks that run in no life."""
        started = {
            self.names[number]
            for moment in self.moments
            for number, clock in enumerate(moment.clocks)
            if clock.is_alive
        }
        return set(self.names) - started

    def never_ended(self) -> set[str]:
        """Return the clocks that run in some life, and end in none."""
        assert self.moments
        return set(self.names) - self.never_started() - self.ever_ended

    def left_running(self) -> set[tuple[str, str]]:
        """Return the clocks that still run when a case is done."""
        return {
            (self.names[number], moment.state)
            for moment in self.moments
            if moment.state == "done"
            for number, clock in enumerate(moment.clocks)
            if clock.is_alive and self._is_hard(self.timers[number])
        }


def _stopped(clock: Clock, *, own: bool) -> list[Clock]:
    """A clock that its own ladder ends is missed: nobody claimed anything."""
    if not clock.is_alive:
        return [clock]
    return [Clock()] if own else [Clock("met", clock.rung)]


def _cancelled(clock: Clock) -> list[Clock]:
    return [Clock()] if clock.is_alive else [clock]


def _undone(clock: Clock) -> list[Clock]:
    """What was climbed before a late claim stays climbed."""
    return [Clock("running", clock.rung)] if clock.doing == "met" else [clock]


def _released(clock: Clock) -> list[Clock]:
    return [Clock("running")] if clock.doing == "held" else [clock]


def _held(clock: Clock, timer: Timer) -> list[Clock]:
    """What is overdue cannot be held, and nobody knows whether it is."""
    if clock.doing != "running" or clock.rung:
        return [clock]
    return [Clock("held"), clock] if timer.ladder in DATED else [Clock("held")]


def _begun(clock: Clock, timer: Timer) -> list[Clock]:
    return [clock] if clock.is_alive and timer.again == "keep" else [Clock("running")]


def onward(plan: Plan, state: str) -> set[str]:
    """Return the states to which events lead from a state, one event after another."""
    seen = {state}
    for _ in range(len(STATES) + len(ENDS)):
        for event in plan.events.values():
            if seen & set(event.sources):
                seen |= {one for one in event.targets if one != "stay"}
    return seen


def unreachable(plan: Plan) -> set[str]:
    """Return the states to which nothing leads from the beginning."""
    return {*STATES, *ENDS} - onward(plan, STATES[0])


def stuck(plan: Plan) -> set[str]:
    """Return the states that can be reached and from which no end can."""
    return {one for one in onward(plan, STATES[0]) if not onward(plan, one) & set(ENDS)}


Chain = tuple[str, tuple[str, ...]]
"""A state, and the events that wait to be taken there, one after the other."""

#: More events than ever wait in a chain that ends: each waits at most once in each state.
LONGEST = 12


def endless(plan: Plan) -> bool:
    """Return whether the engine could go on by itself for ever, whatever set it going."""
    going = {(state, (name,)) for name, event in plan.events.items() for state in event.sources}
    after: dict[Chain, set[Chain]] = {}
    waiting: list[Chain] = list(going)
    while waiting:
        here = waiting.pop()
        if len(here[1]) > LONGEST:
            return True
        if here not in after:
            after[here] = set(_engine_goes_on(plan, *here))
            waiting += after[here]
    # What leads only to ends is done with, until nothing is left, or only what goes round.
    while done := [here for here, nexts in after.items() if not nexts & after.keys()]:
        for here in done:
            del after[here]
    return bool(after)


def _engine_goes_on(plan: Plan, state: str, waiting: tuple[str, ...]) -> Iterator[Chain]:
    """Yield what comes next where some events wait, the first of which may be refused."""
    if not waiting:
        for event in plan.events.values():
            if event.by == "engine":
                yield from _taken(event, state, ())
        return
    name, *rest = waiting
    yield state, tuple(rest)
    yield from _taken(plan.events[name], state, tuple(rest))


def _taken(event: Happening, state: str, rest: tuple[str, ...]) -> Iterator[Chain]:
    for target in event.targets if state in event.sources else ():
        yield state if target == "stay" else target, (*event.then, *rest)
