"""Definitions on their way into a database: checked together, then kept under their versions."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import msgspec

from engine.definition.check import Source, check_sources
from engine.definition.duties import counted_by
from engine.definition.source import read
from engine.errors import Conflict, DefinitionError
from runtime import shipped
from runtime.bases import either, kept_bases, shipped_bases
from runtime.library import COMPILED_FORMAT, compiled
from runtime.number_patterns import shared_patterns
from runtime.texts import keep_texts, kept_texts
from runtime.texts_beside import texts_beside
from store.values import DefinitionRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from engine.definition.bases import Bases
    from engine.definition.check import Checked
    from engine.definition.problems import Problem
    from engine.definition.workflow import Workflow
    from runtime.texts import Texts
    from store.registry import Registry

Known = dict[str, tuple["Workflow", ...]]


class Published(msgspec.Struct, frozen=True):
    """A version that stands in the database; `new` where this call put it there.

    `texts` where the texts beside it became others.
    """

    workflow: str
    version: int
    hash: str
    new: bool
    texts: bool = False


def published_workflows(registry: Registry) -> Known:
    """Return every version that a database holds, by name, oldest first."""
    found: Known = {}
    for brief in registry.definitions():
        row = registry.definition(brief.workflow, brief.version)
        if row is not None and row.compiled_format == COMPILED_FORMAT:
            found[row.workflow] = (*found.get(row.workflow, ()), compiled(row))
    return found


def shipped_sources(*, examples: bool) -> list[Source]:
    """Return the definitions that come with the program."""
    files = shipped.definition_files(examples=examples)
    return [Source(str(file), file.read_bytes()) for file in files]


@cache
def shipped_workflows() -> Known:
    """Return the shipped definitions by name, each as its one version."""
    checked = _checked_alone(tuple(shipped_sources(examples=True)))
    return {each.name: (each,) for each in checked.workflows}


def nowhere(_name: str, _version: int) -> Source | None:
    """Find no text: where there is no database, only shipped ones are there to be based on."""
    return None


def check(sources: Sequence[Source], known: Known, kept: Bases = nowhere) -> Checked:
    """Check definitions; names resolve in the files, then in `known`, then in the shipped ones.

    A shipped definition of a name that a file gives itself is not in force beside it. What a file
    is based on is looked for in the files, then by `kept`, then among the shipped ones.
    """
    bases = either(kept, shipped_bases)
    checked = check_sources(sources, known, bases=bases)
    # The shipped definitions cost a second to compile, so only a file with faults pays for it.
    if checked.problems:
        given = {_name(source) for source in sources}
        others = {name: each for name, each in shipped_workflows().items() if name not in given}
        checked = check_sources(sources, {**others, **known}, bases=bases)
    if checked.problems:
        return checked
    return checked._replace(problems=texts_beside(sources, checked.workflows).problems)


def _name(source: Source) -> str | None:
    """Return the name that a file gives its workflow, as far as it can be read."""
    data = read(source.text, source.file).data
    name = data.get("workflow") if isinstance(data, dict) else None
    return name if isinstance(name, str) else None


class Prepared(msgspec.Struct, frozen=True):
    """Definitions that may be published: each with its file, and the texts beside them."""

    workflows: tuple[Workflow, ...]
    sources: tuple[Source, ...]
    texts: dict[str, Texts]


def prepare(registry: Registry, sources: Sequence[Source]) -> Prepared:
    """Check definitions and the texts beside them; nothing is kept.

    Raise DefinitionError with every problem, Conflict where a published version has another text.
    """
    checked = _checked_beside(registry, sources)
    beside = None if checked.problems else texts_beside(sources, checked.workflows)
    problems = [*beside.problems, *_shared(registry, checked, sources)] if beside else []
    problems = problems or list(checked.problems)
    if beside is None or problems:
        raise DefinitionError("definitions_invalid", problems, count=len(problems))
    for workflow, source in zip(checked.workflows, sources, strict=True):
        known = registry.definition(workflow.name, workflow.version)
        if known is not None and known.hash != _hash(source):
            facts = {"workflow": workflow.name, "version": workflow.version}
            raise Conflict("definition_text_changed", **facts)
    return Prepared(checked.workflows, tuple(sources), dict(beside.texts))


def _shared(registry: Registry, checked: Checked, sources: Sequence[Source]) -> list[Problem]:
    given = zip(checked.workflows, sources, strict=True)
    return shared_patterns(given, published_workflows(registry))


def _checked_beside(registry: Registry, sources: Sequence[Source]) -> Checked:
    if not registry.definitions():
        return _checked_alone(tuple(sources))
    return check_sources(sources, published_workflows(registry), bases=kept_bases(registry))


@lru_cache(maxsize=4)
def _checked_alone(sources: tuple[Source, ...]) -> Checked:
    """Check definitions that go into an empty database: the shipped ones take a second."""
    return check_sources(sources, {})


def publish(
    registry: Registry, sources: Sequence[Source], at: dt.datetime, by: str
) -> list[Published]:
    """Check definitions and the texts beside them, and keep them, all or none.

    Texts may change without a new version. Raise DefinitionError with every problem, Conflict
    where a published version has another text.
    """
    return keep(registry, prepare(registry, sources), at, by)


def keep(registry: Registry, prepared: Prepared, at: dt.datetime, by: str) -> list[Published]:
    """Keep what was prepared, all or none; raise Conflict where somebody was quicker."""
    pairs = zip(prepared.workflows, prepared.sources, strict=True)
    rows = [_row(each, source, at, by) for each, source in pairs]
    counted = counted_by(prepared.workflows)
    registry.note_counted((name, event) for name, events in counted.items() for event in events)
    new = [registry.publish(row) for row in rows]
    told = {name for name, found in prepared.texts.items() if keep_texts(registry, name, found, at)}
    return [
        Published(row.workflow, row.version, row.hash, is_new, texts=row.workflow in told)
        for row, is_new in zip(rows, new, strict=True)
    ]


def foreseen(registry: Registry, prepared: Prepared) -> list[Published]:
    """Return what keeping would do, with nothing kept."""
    pairs = zip(prepared.workflows, prepared.sources, strict=True)
    return [
        Published(
            each.name,
            each.version,
            _hash(source),
            new=registry.definition(each.name, each.version) is None,
            texts=prepared.texts.get(each.name) not in (None, kept_texts(registry, each.name)),
        )
        for each, source in pairs
    ]


def _raw(source: Source) -> bytes:
    return source.text.encode() if isinstance(source.text, str) else source.text


def _hash(source: Source) -> str:
    return hashlib.sha256(_raw(source)).hexdigest()


def _row(workflow: Workflow, source: Source, at: dt.datetime, by: str) -> DefinitionRow:
    return DefinitionRow(
        workflow=workflow.name,
        version=workflow.version,
        text=_raw(source).decode("utf-8-sig"),
        hash=_hash(source),
        compiled=msgspec.json.encode(workflow).decode(),
        compiled_format=COMPILED_FORMAT,
        published_at=at,
        published_by=by,
    )
