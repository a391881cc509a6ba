"""What is wrong with an expectation: names that its definition does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from engine.definition.problems import Finding, found, unknown, unknown_key
from engine.definition.terms import words
from engine.kernel.case import ClockStatus
from runtime.scenarios.cast import children_of
from runtime.scenarios.script import NONE, NOT_YET, PASSED, TAKEN, day, moment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from engine.definition.problems import Path
    from engine.definition.workflow import Deadline, Workflow
    from runtime.scenarios.cast import Cast
    from runtime.scenarios.faces import ClockFace, ExpectFace
    from runtime.scenarios.script import Line

REMIND = "remind"


def check_expected(path: Path, expected: ExpectFace, line: Line, cast: Cast) -> Iterator[Finding]:
    """Yield what is wrong with an expectation."""
    if expected.in_ is not None and expected.in_ not in cast.cases:
        code, name = "scenario_case_unknown", expected.in_
        yield unknown(*path, "in", code=code, name=name, known=cast.cases)
    for case in meant(expected, line, cast)[:1]:
        workflow = cast.workflow(case)
        if workflow is not None:
            yield from _names(path, expected, workflow)
            yield from _steps(path, expected, line, workflow)


def meant(expected: ExpectFace, line: Line, cast: Cast) -> list[str]:
    """Return the cases that an expectation speaks of."""
    if expected.in_ is not None:
        return [expected.in_]
    if line.verb == "open" and not isinstance(line.face.called, dict):
        return [line.face.called or line.object]
    return list(line.cases) or cast.first()


def _names(path: Path, expected: ExpectFace, workflow: Workflow) -> Iterator[Finding]:
    if expected.state is not None and expected.state not in workflow.states:
        yield unknown(
            *path, "state", code="scenario_state_unknown", name=expected.state,
            known=workflow.states,
        )  # fmt: skip
    steps = {f"{each.name}:{step}" for each in workflow.deadlines.values() for step in ids(each)}
    known: list[tuple[str, str, Mapping[str, object], Collection[str]]] = [
        ("fields", "scenario_field_unknown", expected.fields, workflow.fields),
        ("deadlines", "scenario_deadline_unknown", expected.deadlines, workflow.deadlines),
        ("steps", "scenario_deadline_unknown", expected.steps, workflow.deadlines),
        ("papers", "scenario_paper_unknown", expected.papers, workflow.documents),
        ("named", "scenario_paper_unknown", expected.named, workflow.documents),
        ("children", "scenario_children_unknown", expected.children, children_of(workflow)),
        ("messages", "scenario_message_unknown", expected.messages, {*workflow.events, *steps}),
    ]
    for key, code, told, names in known:
        for name in told:
            if name not in names:
                yield unknown_key(*path, key, name, code=code, name=name, known=names)
    for about, roles in expected.messages.items():
        for role in words(roles):
            if role not in workflow.roles and role != NONE:
                here = (*path, "messages", about)
                yield unknown(*here, code="scenario_role_unknown", name=role, known=workflow.roles)
    for name, clock in expected.deadlines.items():
        yield from _clock((*path, "deadlines", name), clock)


def _clock(path: Path, clock: str | ClockFace) -> Iterator[Finding]:
    if isinstance(clock, str):
        statuses = [NONE, *get_args(ClockStatus)]
        if clock not in statuses and day(clock) is None:
            known = ", ".join(statuses)
            yield found(*path, code="scenario_clock_unreadable", text=clock, known=known)
    elif clock.due not in (None, NONE) and day(clock.due or "") is None:
        yield found(*path, "due", code="scenario_moment_unreadable", text=clock.due)


def ids(deadline: Deadline) -> list[str]:
    """Return the steps that a deadline may take: warnings, nudges, its ladder."""
    remind = deadline.remind
    nudges = [f"{REMIND}:{length.short}" for length in remind.at] if remind else []
    again = [REMIND] if remind and remind.every is not None else []
    warnings = [f"warn:{length.short}" for length in deadline.warn]
    return [*warnings, *nudges, *again, *(step.id for step in deadline.overdue)]


def _steps(path: Path, expected: ExpectFace, line: Line, workflow: Workflow) -> Iterator[Finding]:
    for name, steps in expected.steps.items():
        if name not in workflow.deadlines:
            continue
        known = ids(workflow.deadlines[name])
        for step, told in steps.items():
            here = (*path, "steps", name, step)
            if step.partition("#")[0] not in known:
                yield unknown_key(*here, code="scenario_step_unknown", name=step, known=known)
            yield from _moment(here, told, line)


def _moment(path: Path, told: str, line: Line) -> Iterator[Finding]:
    if told in (NOT_YET, TAKEN, PASSED):
        return
    at = moment(told)
    if at is None:
        yield found(*path, code="scenario_step_unreadable", text=told)
    elif line.at is not None and at.date() > line.at.date():
        yield found(*path, code="scenario_step_in_future", text=told, at=line.face.at)
