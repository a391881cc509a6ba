"""How a clock stands along a path: what runs, what is held, and what still rings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.definition.workflow import OpenCase, TakeEvent, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.definition.workflow import Deadline, Step

#: `PAST` and `SPENT` run on after their ladder's last event: one still rings, the other does not.
#: A claim made late and undone takes no step again, so what was past or spent is so once more.
OFF, RUNNING, HELD, PAST, SPENT, MET, MET_PAST, MET_SPENT = range(8)
ALIVE = (RUNNING, HELD, PAST, SPENT)
_MET = {RUNNING: MET, HELD: MET, PAST: MET_PAST, SPENT: MET_SPENT}
_CLAIMED = (MET, MET_PAST, MET_SPENT)
_UNDONE = {MET: RUNNING, MET_PAST: PAST, MET_SPENT: SPENT}

Happening = tuple[str, str]
"""A kind of trigger, and what it names."""


class Mover(NamedTuple):
    """A step of a clock's ladder that takes an event; `left` is how the clock then stands."""

    number: int
    step: Step
    event: str
    left: int


def movers_of(number: int, deadline: Deadline) -> list[Mover]:
    """Return the steps by which the ladder of a clock takes events, the last of each event."""
    places = [
        index for index, step in enumerate(deadline.overdue) if isinstance(step.verb, TakeEvent)
    ]
    found: dict[str, Mover] = {}
    for index in places:
        step = deadline.overdue[index]
        assert isinstance(step.verb, TakeEvent)
        is_last = index == places[-1] and step.every is None
        left = RUNNING if not is_last else PAST if _goes_on(deadline, index) else SPENT
        found[step.verb.event] = Mover(number, step, step.verb.event, left)
    return list(found.values())


def _goes_on(deadline: Deadline, index: int) -> bool:
    """Return whether a clock still rings once the step at an index has been taken."""
    reminded = deadline.remind is not None and deadline.remind.every is not None
    last = deadline.overdue[-1]
    return reminded or (index < len(deadline.overdue) - 1 and _lasts(last))


def _lasts(last: Step) -> bool:
    lasting = last.every is not None or isinstance(last.verb, (TakeEvent, OpenCase))
    return lasting and last.when is None


def is_dated(deadline: Deadline) -> bool:
    """Return whether a clock has a due day."""
    return deadline.due is not None or (
        deadline.within is not None and deadline.within.unit != "promptly"
    )


def rings(deadline: Deadline) -> bool:
    """Return whether a running clock rings, and rings again or moves something."""
    if deadline.remind is not None and deadline.remind.every is not None:
        return True
    return is_dated(deadline) and bool(deadline.overdue) and _lasts(deadline.overdue[-1])


def touched_by(deadlines: Iterable[Deadline]) -> dict[Happening, set[int]]:
    """Return the numbers of the clocks that each happening may move."""
    found: dict[Happening, set[int]] = {}
    for number, deadline in enumerate(deadlines):
        held = deadline.suspended
        triggers = [
            *deadline.starts, *deadline.stops, *deadline.cancels,
            *(one.trigger for one in deadline.undone_by),
            *((*held.begins, *held.ends) if held is not None else ()),
        ]  # fmt: skip
        for trigger in triggers:
            found.setdefault((trigger.kind, trigger.name), set()).add(number)
    return found


class Pulling:
    """What happened at once, and what is known of the conditions of triggers.

    `holds` says whether a condition holds, or None where that depends on the case.
    """

    def __init__(
        self, happened: list[Happening], holds: Callable[[str | None], bool | None], starting: bool
    ) -> None:
        self.happened = happened
        self._holds = holds
        self._starting = starting

    def standings(self, deadline: Deadline, status: int, *, moving: bool) -> set[int]:
        """Return how one clock may stand: stops, cancels, undoing, suspension, starts in order.

        A clock that is `moving` the case by its own ladder is missed, and cannot be undone.
        """
        undoings = [one.trigger for one in deadline.undone_by]
        held = deadline.suspended
        met = dict.fromkeys(ALIVE, OFF) if moving or not undoings else _MET
        found = self._shift({status}, deadline.stops, met)
        found = self._shift(found, deadline.cancels, dict.fromkeys(ALIVE, OFF))
        found = self._shift(found, undoings, _UNDONE)
        if held is not None:
            found = self._shift(found, held.ends, {HELD: RUNNING})
            before = found
            found = self._shift(found, held.begins, {RUNNING: HELD})
            # What is overdue cannot be held: it runs on.
            found = found | before if is_dated(deadline) else found
        if self._starting:
            again = ALIVE if deadline.again == "restart" else ()
            begun = dict.fromkeys((OFF, *_CLAIMED, *again), RUNNING)
            found = self._shift(found, deadline.starts, begun)
        return found

    def _shift(self, found: set[int], triggers: Iterable[Trigger], to: dict[int, int]) -> set[int]:
        fitting = [one for one in triggers if (one.kind, one.name) in self.happened]
        holds = [self._holds(one.when) for one in fitting]
        if not any(one is not False for one in holds):
            return found
        shifted = {to.get(status, status) for status in found}
        return shifted if any(one is True for one in holds) else found | shifted
