"""Which scenarios are meant: all that are shipped, those of a workflow, or those of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.definition.check import Source
from engine.definition.source import read
from engine.errors import DefinitionError, NotFound, UsageError
from runtime import shipped
from runtime.bases import either, shipped_bases
from runtime.publishing import check, nowhere, shipped_sources, shipped_workflows
from runtime.rules import carried, rule_rows
from runtime.scenarios.script import ScenarioText
from runtime.scenarios.suite import Suite
from runtime.scenarios.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.definition.bases import Bases
    from engine.definition.workflow import Workflow
    from runtime.publishing import Known
    from runtime.rules import Carried

DEFINITION = "workflow.yaml"


class Meant(NamedTuple):
    """Definition files that are given, and the scenario files beside them."""

    definitions: list[Path]
    scenarios: list[Path]


def suite_of(named: Sequence[str], known: Known | None = None, kept: Bases = nowhere) -> Suite:
    """Return the scenarios of files or of shipped workflows, of all where none is named.

    Other workflows are those of `known`, such as a database's, whose texts `kept` finds, then
    the shipped ones. Raise NotFound, UsageError for what cannot be found, DefinitionError for what
    is faulty.
    """
    meant = _all_shipped() if not named else _named(named)
    world = _world(meant.definitions, known or {}, kept)
    return Suite(_sources(meant.scenarios), world, tuple(rule_rows()))


def rule_table() -> list[Carried]:
    """Return every rule with the shipped clauses that carry it, and the scenarios that try it."""
    covers = {}
    for source in _sources(_all_shipped().scenarios):
        for one in ScenarioText(source).scenarios:
            covers[f"{one.workflow}/{one.name}"] = one.covers
    # A definition that is based on another carries the rows of that one, which tell them.
    own = [each[-1] for each in shipped_workflows().values() if not each[-1].based_on]
    return carried(own, covers)


def scenarios_beside(definition: Path) -> list[Path]:
    """Return the scenario files that stand beside a definition."""
    folder = definition.parent
    single = folder / "scenarios.yaml"
    return [*([single] if single.is_file() else []), *sorted(folder.glob("scenarios/*.yaml"))]


def _all_shipped() -> Meant:
    files = shipped.definition_files(examples=True)
    return Meant([], [each for file in files for each in scenarios_beside(file)])


def _named(named: Iterable[str]) -> Meant:
    definitions: list[Path] = []
    scenarios: list[Path] = []
    for name in named:
        definition, told = _one(name)
        if definition is not None:
            definitions.append(definition)
        scenarios += told
    unique = list(dict.fromkeys(scenarios))
    return Meant([one for one in dict.fromkeys(definitions) if not _is_shipped(one)], unique)


def _is_shipped(file: Path) -> bool:
    return file.resolve() in {one.resolve() for one in shipped.definition_files(examples=True)}


def _one(name: str) -> tuple[Path | None, list[Path]]:
    """Return the definition and the scenarios that a file or a workflow's name stands for."""
    path = Path(name)
    if path.is_dir():
        path /= DEFINITION
    if path.is_file():
        return _of_file(path)
    if path.suffix or len(path.parts) > 1:
        raise UsageError("file_missing", file=name)
    files = {one.parent.name: one for one in shipped.definition_files(examples=True)}
    if name not in files:
        raise NotFound("scenario_workflow_not_shipped", workflow=name, known=", ".join(files))
    return files[name], scenarios_beside(files[name])


def _of_file(path: Path) -> tuple[Path | None, list[Path]]:
    data = read(path.read_bytes(), str(path)).data
    if not isinstance(data, dict) or "scenarios" not in data:
        return path, scenarios_beside(path)
    beside = [path.parent / DEFINITION, path.parent.parent / DEFINITION]
    return next((one for one in beside if one.is_file()), None), [path]


def _sources(files: Iterable[Path]) -> list[Source]:
    return [Source(_shown(file), file.read_bytes()) for file in files]


def _shown(file: Path) -> str:
    """Return a file's name as seen from where the person is."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def _world(files: Sequence[Path], known: Known, kept: Bases) -> World:
    """Return the definitions given over those known and the shipped ones, each with its text."""
    standing = {**shipped_workflows(), **known}
    workflows: dict[str, Workflow] = {name: versions[-1] for name, versions in standing.items()}
    # Of what a database knows the text is kept there, and may be another than the shipped one.
    sources = {
        name: source
        for source in shipped_sources(examples=True)
        if (name := _name(source)) not in known
    }
    given = _sources(files)
    if given:
        checked = check(given, known, kept)
        if checked.problems:
            problems = checked.problems
            raise DefinitionError("definitions_unusable", problems, count=len(problems))
        for workflow, source in zip(checked.workflows, given, strict=True):
            workflows[workflow.name] = workflow
            sources[workflow.name] = source
    return World(workflows, sources, either(kept, shipped_bases))


def _name(source: Source) -> str:
    return str(read(source.text, source.file).data["workflow"])
