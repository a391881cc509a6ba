"""Definition texts in, checked workflows and all their problems out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.definition.bases import Bases, given_or, lay_over_base
from engine.definition.check_clock_names import check_clock_names
from engine.definition.check_clocks import check_clocks
from engine.definition.check_cycles import check_cycles
from engine.definition.check_duties import check_duties
from engine.definition.check_expressions import check_expressions
from engine.definition.check_family import check_family
from engine.definition.check_graph import check_graph
from engine.definition.check_handoff import check_handoff, check_handoff_names
from engine.definition.check_ladders import check_ladders
from engine.definition.check_ledgers import check_ledgers
from engine.definition.check_names import check_names
from engine.definition.check_people import check_people
from engine.definition.check_secrets import check_secrets
from engine.definition.compile import Compiled, compile_definition, taken_by
from engine.definition.duty_workflow import with_duties
from engine.definition.problems import Finding, Path, Problem, unknown
from engine.definition.scope import Index
from engine.definition.shape import Shape, shape_of
from engine.definition.source import Read, Source, read
from engine.definition.subject import Subject
from engine.definition.workflow import TakeEvent, TellChildren, Workflow

if TYPE_CHECKING:
    from engine.definition.model import Definition

__all__ = ["Checked", "Source", "check_sources"]


class Checked(NamedTuple):
    """What came of a set of files: the workflows without problems, and all problems."""

    workflows: tuple[Workflow, ...]
    problems: tuple[Problem, ...]


class _File:
    """One file on its way from text to workflow."""

    def __init__(self, source: Source, bases: Bases, known: list[str]) -> None:
        self.read: Read = read(source.text, source.file)
        laid = lay_over_base(self.read, bases, known)
        self.shape = Shape()
        if self.read.data is not None:
            self.shape = shape_of(self.read.data, self.read.places)
        self.compiled: Compiled | None = None
        self.findings: list[Finding] = [*laid, *self.shape.findings]

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the file, each at its place."""
        yield from self.read.problems
        yield from self.read.locate(self.findings)


def check_sources(
    sources: Sequence[Source],
    known: Mapping[str, tuple[Workflow, ...]],
    *,
    calendars: Collection[str] | None = None,
    profiles: Collection[str] | None = None,
    bases: Bases = lambda _name, _version: None,
) -> Checked:
    """Check definitions together; never raise on bad input.

    Names resolve in the files given, then in `known`, whose definitions are still in force.
    Files may repeat a name and version: each means itself by it, others mean the last given.
    Calendars and counting profiles are looked up where they are given. What a file is based on
    is looked for among the files, then by `bases`.
    """
    found = given_or(sources, bases)
    versions = [f"{one.name}@{one.version}" for each in known.values() for one in each]
    files = [_File(source, found, versions) for source in sources]
    _compile(files, known)
    index = _index(files, known)
    for file in files:
        file.findings += _meaning(file, index)
        file.findings += _counting(file, calendars, profiles)
    problems = sorted(_unique(files), key=lambda problem: problem.order)
    faulty = {problem.file for problem in problems}
    workflows = tuple(
        with_duties(file.compiled.workflow)
        for file in files
        if file.compiled is not None and file.read.file not in faulty
    )
    return Checked(workflows, tuple(problems))


def _unique(files: Iterable[_File]) -> Iterator[Problem]:
    """Yield each problem once: a ladder used by several deadlines is written in one place."""
    seen = set()
    for file in files:
        for problem in file.problems():
            key = (problem.order, tuple(sorted((k, str(v)) for k, v in problem.facts.items())))
            if key not in seen:
                seen.add(key)
                yield problem


def _compile(files: Sequence[_File], known: Mapping[str, tuple[Workflow, ...]]) -> None:
    taken = {
        (one.name, one.version): _taken_by_known(one)
        for versions in known.values()
        for one in versions
    }
    for file in files:
        if file.shape.definition is not None:
            taken[_named(file.shape.definition)] = taken_by(file.shape.definition)
    for file in files:
        definition = file.shape.definition
        if definition is not None:
            # Of two files of one name and version, each stands for itself.
            seen = {**taken, _named(definition): taken_by(definition)}
            by_steps = frozenset().union(*seen.values())
            file.compiled = compile_definition(definition, by_steps, file.shape.dropped)


def _named(definition: Definition) -> tuple[str, int]:
    return (definition.workflow, definition.version)


def _taken_by_known(workflow: Workflow) -> frozenset[tuple[str, str]]:
    steps = [step for event in workflow.events.values() for step in event.then]
    steps += [step for deadline in workflow.deadlines.values() for step in deadline.overdue]
    taken = set()
    for step in steps:
        if isinstance(step.verb, TakeEvent):
            taken.add((workflow.name, step.verb.event))
        elif isinstance(step.verb, TellChildren):
            field = workflow.fields.get(step.verb.children)
            if field is not None and field.workflow is not None:
                taken.add((field.workflow, step.verb.event))
    return frozenset(taken)


def _index(files: Iterable[_File], known: Mapping[str, tuple[Workflow, ...]]) -> Index:
    """Return all versions by name, those given before those known, newest first."""
    given = {
        (file.compiled.workflow.name, file.compiled.workflow.version): file.compiled.workflow
        for file in files
        if file.compiled is not None
    }
    found: dict[str, list[Workflow]] = {}
    older = [one for versions in known.values() for one in versions]
    for several in (given.values(), older):
        for one in sorted(several, key=lambda one: one.version, reverse=True):
            if several is not older or (one.name, one.version) not in given:
                found.setdefault(one.name, []).append(one)
    return {name: tuple(versions) for name, versions in found.items()}


def _seen_by(workflow: Workflow, index: Index) -> Index:
    """Return the index in which a name that a definition bears means the definition itself."""
    others = [one for one in index[workflow.name] if one.version != workflow.version]
    return {**index, workflow.name: (workflow, *others)}


def _meaning(file: _File, index: Index) -> list[Finding]:
    definition, compiled = file.shape.definition, file.compiled
    if definition is None or compiled is None:
        return []
    torn = [problem for problem in file.read.problems if problem.code != "definition_encoding"]
    whole = file.shape.whole and not torn and not compiled.findings
    seen = _seen_by(compiled.workflow, index)
    subject = Subject(compiled.workflow, definition, seen, file.shape.dropped, whole=whole)
    unresolved = [
        *check_names(subject), *check_clock_names(subject), *check_handoff_names(subject),
    ]  # fmt: skip
    findings = [*unresolved, *compiled.findings, *check_family(subject)]
    findings += check_expressions(subject)
    findings += check_secrets(subject)
    findings += check_ladders(subject)
    findings += check_duties(subject)
    findings += check_ledgers(subject)
    # Paths cannot be followed over names that lead nowhere.
    findings = [one for one in findings if not _is_torn(one, file.shape)]
    if subject.whole and not unresolved:
        findings += check_graph(subject)
        findings += check_people(subject)
        findings += check_handoff(subject)
        findings += check_clocks(subject)
        findings += check_cycles(subject)
    return findings


def _counting(
    file: _File, calendars: Collection[str] | None, profiles: Collection[str] | None
) -> Iterator[Finding]:
    """Yield calendars and counting profiles that do not exist."""
    if file.compiled is None:
        return
    workflow = file.compiled.workflow
    named: list[tuple[Path, str]] = [(("counting",), workflow.counting)]
    named += [
        (("deadlines", deadline.name, "counting"), deadline.counting)
        for deadline in workflow.deadlines.values()
        if deadline.counting is not None
    ]
    for path, name in named:
        if profiles is not None and name not in profiles:
            yield unknown(*path, code="definition_profile_unknown", name=name, known=profiles)
    if calendars is not None and workflow.calendar not in calendars:
        code, name = "definition_calendar_unknown", workflow.calendar
        yield unknown("calendar", code=code, name=name, known=calendars)


def _is_torn(finding: Finding, shape: Shape) -> bool:
    """Return whether an expression is only the part of a text before its first comma."""
    return finding.path[:-1] in shape.torn and finding.code.startswith("definition_expression")
