"""What scenarios speak of: definitions, organisations and people, and the rules there are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.definition.check import Source, check_sources
from engine.definition.duties import host_and_duty
from engine.definition.scalars import resolve
from engine.definition.source import read
from engine.errors import NotFound
from runtime import shipped
from runtime.bases import shipped_bases
from runtime.organisations import Organisations, read_organisations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.bases import Bases
    from engine.definition.problems import Problem
    from engine.definition.workflow import Workflow

SAMPLE = shipped.SAMPLE


class World:
    """Definitions by name with their texts; organisations are read when first asked for."""

    def __init__(
        self,
        workflows: Mapping[str, Workflow],
        sources: Mapping[str, Source],
        bases: Bases = shipped_bases,
    ) -> None:
        self.workflows = dict(workflows)
        self._sources = sources
        self._bases = bases
        self._set: dict[tuple[str, tuple[tuple[str, str], ...]], Substituted] = {}

    def definition(self, name: str) -> Workflow | None:
        """Return a definition, or what a duty of one follows from it; None for neither."""
        host, duty = host_and_duty(name)
        found = self.workflows.get(host)
        return found.duty_workflows.get(duty) if found and duty else found

    def base_of(self, workflow: Workflow) -> Workflow | None:
        """Return what a definition is based on, where that very version is known."""
        name, _, version = (workflow.based_on or ("",))[0].partition("@")
        base = self.workflows.get(name)
        return base if base is not None and str(base.version) == version else None

    def with_settings(self, workflow: str, settings: Mapping[str, str]) -> Substituted:
        """Return a definition with some of its settings changed, checked like any other."""
        key = (workflow, tuple(sorted(settings.items())))
        if key not in self._set:
            self._set[key] = self._substituted(workflow, settings)
        return self._set[key]

    def _substituted(self, workflow: str, settings: Mapping[str, str]) -> Substituted:
        source = self._source(self.workflows[workflow])
        data: dict[str, Any] = read(source.text, source.file).data
        own, known = data.setdefault("settings", {}), self.workflows[workflow].settings
        for name, text in settings.items():
            # What a definition is based on says the rest of a setting.
            said = own.get(name)
            is_number = name in known and known[name].type == "number"
            value = resolve(text) if is_number else text
            own[name] = {**(said if isinstance(said, dict) else {}), "default": value}
        changed = Source(source.file, json.dumps(data, ensure_ascii=False))
        others = {name: (one,) for name, one in self.workflows.items() if name != workflow}
        checked = check_sources([changed], others, bases=self._bases)
        return Substituted(checked.workflows[0] if checked.workflows else None, checked.problems)

    def _source(self, workflow: Workflow) -> Source:
        """Return the text of a definition: of its file, or as it is kept; raise NotFound."""
        found = self._sources.get(workflow.name)
        found = found or self._bases(workflow.name, workflow.version)
        if found is None:
            facts = {"workflow": workflow.name, "version": workflow.version}
            raise NotFound("scenario_text_missing", **facts)
        return found


class Substituted(NamedTuple):
    """A definition with other settings, or why it may not have them."""

    workflow: Workflow | None
    problems: tuple[Problem, ...]


def organisations(name: str, beside: str) -> Organisations | None:
    """Return the organisations of a file, or of the shipped sample of that name; None for none.

    Raise InputError with every fault of the file.
    """
    near = Path(beside).parent / name
    file = near if near.suffix and near.is_file() else shipped.organisations_file(name)
    return _read(file.resolve()) if file.is_file() else None


@cache
def _read(file: Path) -> Organisations:
    return read_organisations(file.read_bytes(), str(file))
