"""What is said again and again, taken in one go, is what taking it step by step makes of it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.definition.workflow import Deadline, Step
from engine.kernel.case import Case, Clock, Entry
from engine.kernel.machine import Machine
from engine.kernel.repeating import taken_in_a_row
from engine.kernel.settle import ringing, settle, take_tellings
from engine.service.workspace import Workspace
from tests.model.build import deadline, event, local, step, workflow
from tests.service.office import Office

LENGTHS = st.builds("{}{}".format, st.integers(1, 40), st.sampled_from(["wd", "d", "w", "h", "m"]))
REPEATED = st.one_of(st.none(), LENGTHS)
UNTIL = st.integers(0, 500)


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Step, ...]:
    """Draw rungs that come ever later, some of them again and again."""
    ends = sorted(draw(st.sets(st.integers(0, 60), max_size=3)))
    return tuple(step(f"s{end}", f"{end}d", draw(REPEATED)) for end in ends)


@st.composite
def deadlines(draw: st.DrawFn, name: str) -> Deadline:
    return deadline(
        name, "enter:open", draw(st.sampled_from(["5wd", "0d", "40d", "3h"])),
        overdue=draw(ladders()), remind=draw(REPEATED),
        warn=draw(st.lists(LENGTHS, max_size=2, unique=True)),
    )  # fmt: skip


def _opened(*clocks: Deadline) -> tuple[Office, Machine, Case]:
    events = [event("finish", "open", "done")]
    here = Office(workflow("w", "open done=done", events, list(clocks)))
    case = here.case(here.open())
    return here, here.engine.registry.newest("w"), case


def _step_by_step(
    here: Office, machine: Machine, case: Case, until: dt.datetime
) -> tuple[Case, list[Entry]]:
    with here.store.unit() as unit:
        work = Workspace(unit, here.engine.registry)
        decisions = settle(machine, case, until, work, until)
    entries = [entry for decision in decisions for entry in decision.entries]
    return (decisions[-1].case if decisions else case), entries


@settings(max_examples=60, deadline=None)
@given(deadlines("one"), deadlines("other"), UNTIL, st.one_of(st.none(), st.integers(0, 90)))
def test_taking_all_that_only_tells_at_once_is_taking_it_step_by_step(
    one: Deadline, other: Deadline, days: int, held_for: int | None
) -> None:
    here, machine, case = _opened(one, other)
    if held_for is not None:
        rings_from = case.opened_at + dt.timedelta(days=held_for)
        case = replace(case, clocks=tuple(_ringing_from(c, rings_from) for c in case.clocks))
    until = case.opened_at + dt.timedelta(days=days)
    expected = _step_by_step(here, machine, case, until)
    assert take_tellings(machine, case, until, until) == expected


def _ringing_from(clock: Clock, at: dt.datetime) -> Clock:
    return replace(clock, rings_from=at, next_at=max(clock.next_at, at) if clock.next_at else None)


def test_a_row_of_repetitions_ends_where_another_clock_has_its_turn() -> None:
    late = deadline("late", "enter:open", "5wd", overdue=(step("nag", "0d", "1d"),))
    _, machine, case = _opened(late)
    ring = ringing(machine, case, local("2020-01-01"))
    assert ring is not None
    before = ring.due.at + dt.timedelta(days=3)
    row = taken_in_a_row(
        late, machine.calendar, *ring, seq=2, until=local("2020-01-01"), before=before
    )
    assert [due.id for due, _ in row] == ["nag", "nag#2", "nag#3"]
