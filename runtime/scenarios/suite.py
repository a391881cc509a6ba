"""Running scenarios: which are meant, whether each holds, and what they touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from engine.definition.problems import Problem, found, path_text, unknown, unknown_key
from engine.errors import InputError, NotFound
from engine.kernel.effects import Refusal
from runtime.scenarios.cast import Cast
from runtime.scenarios.check import check_scenario
from runtime.scenarios.coverage import Coverage, Touches, everything_in
from runtime.scenarios.judge import Judge, refusal_fits
from runtime.scenarios.play import Play, Snapshot, Stuck, registry_of
from runtime.scenarios.script import ScenarioText, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from engine.definition.check import Source
    from engine.definition.problems import Finding, Path
    from runtime.rehearsal.observing import WatchingRegistry
    from runtime.scenarios.faces import ScenarioFile
    from runtime.scenarios.script import Line, Scenario
    from runtime.scenarios.why import Why
    from runtime.scenarios.world import World


class Failure(msgspec.Struct, frozen=True):
    """A line that does not hold: its place, a code with its facts, and why by language."""

    file: str
    line: int
    path: str
    code: str
    facts: dict[str, Any]
    why: Why = {}


class Verdict(msgspec.Struct, frozen=True):
    """What came of one scenario; without failures it holds."""

    workflow: str
    name: str
    title_zh: str
    title_en: str
    file: str
    covers: tuple[str, ...]
    expectations: int
    failures: tuple[Failure, ...]


class Suite:
    """Scenario files with the definitions that they speak of."""

    def __init__(self, sources: Sequence[Source], world: World, rules: Collection[str]) -> None:
        self._world = world
        self._rules = rules
        self._texts = [ScenarioText(source) for source in sources]
        self.scenarios: dict[tuple[str, str], Scenario] = {}
        self._kept: dict[tuple[str, ...], Snapshot] = {}
        self._touches: dict[str, Touches] = {}
        self._registries: dict[tuple[str, ...], WatchingRegistry] = {}

    def problems(self) -> list[Problem]:
        """Return everything that is wrong in the files, in order of place."""
        for text in self._texts:
            self._collect(text)
        for text in self._texts:
            if text.face is not None and text.face.workflow in self._world.workflows:
                text.findings += self._excused(text.face)
                for scenario in text.scenarios:
                    text.findings += self._meaning(self._with_all_given(scenario))
        problems = [problem for text in self._texts for problem in text.problems()]
        return sorted(problems, key=lambda problem: problem.order)

    def _collect(self, text: ScenarioText) -> None:
        known = self._world.workflows
        if text.face is not None and text.face.workflow not in known:
            name = text.face.workflow
            text.findings.append(
                unknown("workflow", code="scenario_workflow_unknown", name=name, known=known)
            )
        for scenario in text.scenarios:
            key = (scenario.workflow, scenario.name)
            other = self.scenarios.setdefault(key, scenario)
            if other is not scenario:
                facts = {"name": scenario.name, "file": other.file, "line": other.place.line}
                text.findings.append(found(*scenario.path, code="scenario_twice", **facts))

    def _excused(self, face: ScenarioFile) -> Iterator[Finding]:
        """Take in what a file says cannot happen; yield what its definition does not know."""
        kinds = everything_in(self._world.workflows[face.workflow])
        known = [name for names in kinds.values() for name in names]
        for name in face.cannot_happen:
            if name not in known:
                code = "scenario_cannot_unknown"
                yield unknown_key("cannot_happen", name, code=code, name=name, known=known)
        self.touches(face.workflow).excuse(face.cannot_happen)

    def _with_all_given(self, scenario: Scenario) -> Scenario:
        """Return a scenario with what is given to those that it goes on from as well."""
        course, _ = self._course(scenario)
        several = [given for one in course for given in (one.whole, one.face.given)]
        given = merged(several).model_copy(update={"after": scenario.given.after})
        return msgspec.structs.replace(scenario, given=given)

    def _meaning(self, scenario: Scenario) -> Iterator[Finding]:
        course, fault = self._course(scenario)
        if fault is not None:
            yield fault
            course = (scenario,)
        yield from check_scenario(scenario, course, self._world, self._rules)

    def _course(self, scenario: Scenario) -> tuple[tuple[Scenario, ...], Finding | None]:
        """Return the scenarios that one goes on from, the first one first, and it itself last."""
        course, current = [scenario], scenario
        while (after := current.given.after) is not None:
            path = (*scenario.path, "given", "after")
            names = [name for workflow, name in self.scenarios if workflow == scenario.workflow]
            before = self.scenarios.get((scenario.workflow, after))
            if before is None:
                code = "scenario_after_unknown"
                return tuple(course), unknown(*path, code=code, name=after, known=names)
            if before in course:
                return tuple(course), found(*path, code="scenario_after_circle", name=after)
            course.insert(0, before)
            current = before
        return tuple(course), None

    def run(self, wanted: Callable[[Scenario], bool]) -> Iterator[Verdict]:
        """Play the scenarios that are wanted, one after another; raise InputError for faults."""
        if problems := self.problems():
            raise InputError("scenarios_invalid", problems, count=len(problems))
        for scenario in self.scenarios.values():
            if wanted(scenario):
                yield self._verdict(self._with_all_given(scenario))

    def course_of(self, workflow: str, name: str) -> tuple[Play, tuple[Line, ...]]:
        """Return a play of a scenario, and its lines after those of all that go before it.

        Raise InputError for faults, NotFound where no scenario of the workflow is called so.
        """
        if problems := self.problems():
            raise InputError("scenarios_invalid", problems, count=len(problems))
        scenario = self.scenarios.get((workflow, name))
        if scenario is None:
            known = ", ".join(sorted(each for of, each in self.scenarios if of == workflow)) or "-"
            raise NotFound("scenario_unknown", scenario=name, known=known)
        course, _ = self._course(scenario)
        play = self._play(self._with_all_given(scenario))
        return play, tuple(line for one in course for line in one.lines)

    def touches(self, workflow: str) -> Touches:
        """Return what the scenarios of a workflow have touched of it."""
        if workflow not in self._touches:
            definition = self._world.workflows[workflow]
            self._touches[workflow] = Touches(definition, self._world.base_of(definition))
        return self._touches[workflow]

    def coverage(self) -> list[Coverage]:
        """Return what the scenarios played so far touch, by workflow."""
        return [self._touches[name].coverage() for name in sorted(self._touches)]

    def _verdict(self, scenario: Scenario) -> Verdict:
        course, _ = self._course(scenario)
        touches = self.touches(scenario.workflow)
        play = self._play(scenario)
        failures = list(self._begin(play, course))
        for line in scenario.lines if not failures else ():
            failed, ends = _played(play, line, scenario)
            failures += failed
            if ends:
                break
        self._take_in(play, scenario, touches, holds=not failures)
        title = scenario.face.title
        zh, en = (title, title) if isinstance(title, str) else (title.zh, title.en)
        return Verdict(
            workflow=scenario.workflow, name=scenario.name, title_zh=zh, title_en=en,
            file=scenario.file, covers=scenario.covers,
            expectations=sum(len(line.expects) for line in scenario.lines),
            failures=tuple(failures),
        )  # fmt: skip

    def _play(self, scenario: Scenario) -> Play:
        """Return a play; scenarios that are given the same share what is compiled."""
        cast = Cast(scenario, self._world)
        key = (scenario.workflow, scenario.file, _environment(scenario))
        registry = self._registries.get(key) or registry_of(cast)
        self._registries[key] = registry
        registry.tell = self.touches(scenario.workflow).guard
        return Play(cast, registry)

    def _begin(self, play: Play, course: tuple[Scenario, ...]) -> Iterator[Failure]:
        """Bring a play to where the scenarios that go before end; each is played once only."""
        scenario = course[-1]
        key: tuple[str, ...] = (_environment(scenario),)
        for before in course[:-1]:
            key = (*key, before.workflow, before.name)
            if key in self._kept:
                play.go_on_from(self._kept[key])
                continue
            for line in before.lines:
                if line.is_refused:
                    continue
                for refused in play.take(line):
                    facts = {"before": before.name, "line": line.place.line}
                    yield _refused(scenario, ("given", "after"), refused, facts)
                    return
            self._kept[key] = play.snapshot()

    def _take_in(self, play: Play, scenario: Scenario, touches: Touches, *, holds: bool) -> None:
        stage = play.stage
        for case in stage.store.state.cases.values():
            touches.history(case.workflow, stage.history(case.id))
        if not holds:
            return
        cast = Cast(scenario, self._world)
        for line in (line for one in self._course(scenario)[0] for line in one.lines):
            list(cast.take_in(line))
            for _, expected in line.expects:
                names = [expected.in_] if expected.in_ else line.cases or cast.first()
                workflow = cast.workflow(names[0]) if names else None
                if workflow is not None:
                    for name in (*expected.deadlines, *expected.steps):
                        touches.deadline(workflow.name, name)


def _environment(scenario: Scenario) -> str:
    """Return what is given to a scenario, but for the scenario that goes before."""
    return repr(scenario.given.model_copy(update={"after": None}))


def _played(play: Play, line: Line, scenario: Scenario) -> tuple[list[Failure], bool]:
    """Play a line; return what does not hold, and whether going on has a meaning."""
    refusals = play.take(line)
    wanted = [(path, one.refused) for path, one in line.expects if one.refused is not None]
    failures: list[Failure] = []
    if wanted and not refusals:
        facts = {"expected": wanted[0][1]}
        failures.append(_failure(scenario, line, "scenario_not_refused", facts))
    for refused in refusals:
        fits = isinstance(refused, Refusal) and any(
            refusal_fits(text or "", refused) for _, text in wanted
        )
        if not fits:
            expected = {"expected": wanted[0][1]} if wanted else {}
            failures.append(_refused(scenario, line.path, refused, {**expected}, line))
    if refusals and not wanted:
        return failures, True
    return failures + list(_judged(play, line, scenario)), False


def _judged(play: Play, line: Line, scenario: Scenario) -> Iterator[Failure]:
    for _, expected in line.expects:
        if expected.model_fields_set <= {"refused", "in_"}:
            continue
        opened = [line.face.called or line.object] if line.verb == "open" else []
        names = [expected.in_] if expected.in_ else opened or play.meant(line)
        for name in names:
            if name not in play.names:
                facts = {"case": name}
                yield _failure(scenario, line, "scenario_case_not_there", facts)
                continue
            for differs in Judge(play, name).differences(expected):
                facts = {
                    "case": name, "what": path_text(differs.path), "expected": differs.expected,
                    "got": differs.got,
                }  # fmt: skip
                yield _failure(scenario, line, "scenario_differs", facts, differs.why)


def _failure(
    scenario: Scenario, line: Line, code: str, facts: dict[str, Any], why: Why | None = None
) -> Failure:
    return Failure(scenario.file, line.place.line, path_text(line.path), code, facts, why or {})


def _refused(
    scenario: Scenario, path: Path, refused: Refusal | Stuck, facts: dict[str, Any],
    line: Line | None = None,
) -> Failure:  # fmt: skip
    number = line.place.line if line else scenario.place.line
    code = "scenario_refused" if line else "scenario_given_failed"
    if "expected" in facts:
        code = "scenario_refused_otherwise"
    reason = {"reason_code": refused.code, "reason_facts": refused.facts, **facts}
    return Failure(scenario.file, number, path_text(path), code, reason)
