"""What is wrong with scenarios before any is played: names, moments, contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.problems import Finding, found, found_key, unknown, unknown_key
from runtime.scenarios.cast import Cast
from runtime.scenarios.check_expected import check_expected
from runtime.scenarios.check_given import check_given
from runtime.scenarios.contradictions import contradictions
from runtime.scenarios.script import PAPERS, VERBS, day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.definition.workflow import Event
    from runtime.scenarios.script import Line, Scenario
    from runtime.scenarios.world import World


def check_scenario(
    scenario: Scenario, course: tuple[Scenario, ...], world: World, rules: Collection[str]
) -> Iterator[Finding]:
    """Yield what is wrong with a scenario; `course` holds those that go before it, and itself."""
    for index, row in enumerate(scenario.covers):
        if row not in rules:
            path = (*scenario.path, "covers", index)
            yield unknown(*path, code="scenario_rule_unknown", name=row, known=rules)
    if not scenario.lines and scenario.given.after is None:
        yield found_key(*scenario.path, code="scenario_without_lines", name=scenario.name)
    cast = Cast(scenario, world)
    yield from check_given(scenario, world, cast)
    for earlier in course[:-1]:
        for line in earlier.lines:
            list(_line(line, cast))
    for line in scenario.lines:
        yield from _line(line, cast)
        for path, expected in line.expects:
            yield from check_expected(path, expected, line, cast)
    yield from contradictions(scenario, course, cast)


def _line(line: Line, cast: Cast) -> Iterator[Finding]:
    """Check who acts in what, and take in the cases that come of it."""
    yield from _form(line)
    yield from _actor(line, cast)
    names = line.cases
    for name in names:
        if name not in cast.cases:
            code = "scenario_case_unknown"
            yield unknown(*line.path, "in", code=code, name=name, known=cast.cases)
    if line.verb == "open":
        yield from _opening(line, cast)
    elif line.verb is not None:
        for name in names or cast.first():
            workflow = cast.workflow(name)
            if workflow is not None:
                yield from _verb(line, cast, name)
    yield from cast.take_in(line)


def _form(line: Line) -> Iterator[Finding]:
    """Check that a line says one thing, and all that it takes."""
    face = line.face
    done = [verb for verb in VERBS if getattr(face, verb) is not None]
    if len(done) > 1:
        yield found(*line.path, code="scenario_several_acts", verbs=", ".join(done))
    if not done and face.expect is None and face.called is None:
        yield found(*line.path, code="scenario_line_empty")
    if done and face.by is None:
        yield found(*line.path, code="scenario_actor_missing", verb=done[0])
    if face.extend is not None and (face.to is None or face.reason is None):
        yield found(*line.path, code="scenario_extension_incomplete")
    if face.to is not None and day(face.to) is None:
        yield found(*line.path, "to", code="scenario_moment_unreadable", text=face.to)
    refused = [path for path, expected in line.expects if expected.refused is not None]
    for path in refused:
        if not done:
            yield found(*path, "refused", code="scenario_refusal_without_act")
        if face.called is not None:
            yield found(*line.path, "called", code="scenario_refused_and_called")


def _actor(line: Line, cast: Cast) -> Iterator[Finding]:
    by = line.face.by
    if by is None or cast.is_person(by):
        return
    if line.verb == "open":
        opened = cast.world.workflows.get(line.object)
        if opened is not None and cast.opener(opened, by) is not None:
            return
        if opened is not None and by in opened.roles:
            yield found(*line.path, "by", code="scenario_opener_not_by_role", role=by)
            return
    elif any(
        by in workflow.roles
        for name in line.cases or cast.first()
        if (workflow := cast.workflow(name)) is not None
    ):
        return
    yield unknown(
        *line.path, "by", code="scenario_person_unknown", name=by, known=cast.people(line)
    )


def _opening(line: Line, cast: Cast) -> Iterator[Finding]:
    workflows = cast.world.workflows
    opened = workflows.get(line.object)
    if opened is None:
        code = "scenario_workflow_unknown"
        yield unknown(*line.path, "open", code=code, name=line.object, known=workflows)
        return
    yield from _values(line, opened.fields)


def _values(line: Line, allowed: Collection[str]) -> Iterator[Finding]:
    for name in line.face.with_:
        if name not in allowed:
            path = (*line.path, "with", name)
            yield unknown_key(*path, code="scenario_field_unknown", name=name, known=allowed)


def _verb(line: Line, cast: Cast, case: str) -> Iterator[Finding]:
    workflow = cast.workflow(case)
    assert workflow is not None
    verb = line.verb or "act"
    names: dict[str, Collection[str]] = {
        "act": workflow.events,
        "extend": workflow.deadlines,
        "sign": workflow.documents,
    }
    verb_told = "sign" if verb in PAPERS else verb
    known = names[verb_told]
    if line.object not in known:
        yield unknown(
            *line.path, verb, code=f"scenario_{verb_told}_unknown", name=line.object, known=known,
            workflow=workflow.name,
        )  # fmt: skip
    elif verb == "act":
        yield from _values(line, _asked(workflow.events[line.object]))


def _asked(event: Event) -> set[str]:
    """Return everything that may be supplied with an event."""
    later = [name for step in event.then for name in getattr(step.verb, "asked", ())]
    dated = [event.dated] if event.dated else []
    return {*event.asks, *event.needs, *event.defaults, *dated, *later}
