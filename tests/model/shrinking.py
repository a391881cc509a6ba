"""Makes a counterexample small by leaving things out, and tells it in few words."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from engine.definition.workflow import Deadline, Event, Workflow
from tests.model.world import Act, Outcome, Plan

PLAIN_EVENT: dict[str, Any] = {"then": (), "sets": {}, "when": None, "needs": (), "by_each": (),
                               "not_same_person_as": ()}  # fmt: skip
PLAIN_DEADLINE: dict[str, Any] = {
    "warn": (), "remind": None, "overdue": (), "cancels": (), "undone_by": (), "suspended": None,
    "extension": None, "roll": None, "first_day": "excluded", "soft": False, "again": "keep",
}  # fmt: skip


def smallest(plan: Plan, fails: Callable[[Plan], bool], most: int = 600) -> Plan:
    """Return a smaller plan that still fails, after trying at most so many."""
    tries = 0
    progress = True
    while progress:
        progress = False
        for smaller in simpler(plan):
            tries += 1
            if tries > most:
                return plan
            if fails(smaller):
                plan, progress = smaller, True
                break
    return plan


def simpler(plan: Plan) -> Iterator[Plan]:
    """Yield the plan with one thing less."""
    for operations in _less(plan.operations):
        yield dataclasses.replace(plan, operations=operations)
    used = {each.event for each in plan.operations if isinstance(each, Act)}
    for place, workflow in enumerate(plan.workflows):
        for smaller in simpler_workflow(workflow, used):
            found = (*plan.workflows[:place], smaller, *plan.workflows[place + 1 :])
            yield dataclasses.replace(plan, workflows=found)


def simpler_workflow(workflow: Workflow, used: set[str]) -> Iterator[Workflow]:
    """Yield a definition with one deadline, event, or part of one less."""
    for name, deadline in workflow.deadlines.items():
        others = {key: each for key, each in workflow.deadlines.items() if key != name}
        yield replace(workflow, deadlines=others)
        for smaller in simpler_deadline(deadline):
            yield replace(workflow, deadlines={**workflow.deadlines, name: smaller})
    for name, event in workflow.events.items():
        if name not in used:
            others_left = {key: each for key, each in workflow.events.items() if key != name}
            yield replace(workflow, events=others_left)
        for smaller_event in simpler_event(event):
            yield replace(workflow, events={**workflow.events, name: smaller_event})


def simpler_deadline(deadline: Deadline) -> Iterator[Deadline]:
    """Yield a deadline with one thing less."""
    yield from _plainer(deadline, PLAIN_DEADLINE)
    for name in ("starts", "stops", "warn", "overdue", "undone_by"):
        for fewer in _less(getattr(deadline, name)):
            if fewer or name != "starts":
                yield replace(deadline, **{name: fewer})


def simpler_event(event: Event) -> Iterator[Event]:
    """Yield an event with one thing less; what takes itself keeps its guard."""
    if not event.automatic:
        yield from _plainer(event, PLAIN_EVENT)
    for name in ("then", "sources", "branches"):
        for fewer in _less(getattr(event, name)):
            if fewer or name == "then":
                yield replace(event, **{name: fewer})


def _plainer(value: Any, plain: dict[str, Any]) -> Iterator[Any]:
    for name, nothing in plain.items():
        if getattr(value, name) != nothing:
            yield replace(value, **{name: nothing})


def _less(items: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for place in range(len(items)):
        yield (*items[:place], *items[place + 1 :])


# ------------------------------------------------------------ telling


def told_plan(plan: Plan) -> str:
    """Return a plan as a developer wants to read it."""
    lines = []
    for workflow in plan.workflows:
        if workflow.name != "longer":
            lines.append(f"{workflow.name}: {' '.join(workflow.states)}")
            lines += [f"  {_told(each)}" for each in workflow.events.values()]
            lines += [f"  {_told(each)}" for each in workflow.deadlines.values()]
    return "\n".join([*lines, *map(str, plan.operations), f"until {plan.until}"])


def told_difference(expected: Outcome, found: Outcome) -> str:
    """Return where two outcomes differ, line by line."""
    lines = [f"done: {expected.done} / {found.done}"]
    for label in sorted({*expected.cases, *found.cases}):
        pair = [outcome.cases.get(label) for outcome in (expected, found)]
        if pair[0] == pair[1]:
            continue
        for name in ("state", "fields", "lines", "clocks"):
            left, right = (getattr(each, name, ()) for each in pair)
            if left != right:
                lines.append(f"{label}.{name}:")
                lines += _unlike(left, right)
    return "\n".join(lines)


def _unlike(left: Any, right: Any) -> list[str]:
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        return [f"   model {left}", f"  kernel {right}"]
    pairs = itertools.zip_longest(left, right, fillvalue="-")
    return [f"  {'  ' if a == b else '! '}{a}" + ("" if a == b else f" / {b}") for a, b in pairs]


def _told(value: Any) -> str:
    if isinstance(value, msgspec.Struct):
        known = {field.name: field.default for field in msgspec.structs.fields(value)}
        said = [f"{name}={_told(getattr(value, name))}" for name, default in known.items()
                if name != "title" and getattr(value, name) != default
                and getattr(value, name) not in ((), {})]  # fmt: skip
        return f"{type(value).__name__}({', '.join(said)})"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_told, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_told(each)}' for key, each in value.items())}}}"
    return str(value)
