"""A mapping file read, with everything that is wrong with it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.source import read
from engine.errors import InputError
from engine.service.intake import mapping as values
from runtime.mappings.check import findings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.definition.problems import Finding, Problem
    from engine.definition.source import Read
    from engine.definition.workflow import Workflow
    from engine.service.intake.mapping import LedgerMapping
    from runtime.mappings.faces import MappingActFace, MappingColumnFace, MappingFile


def read_mapping(
    text: str | bytes, file: str, workflow_of: Callable[[str], Workflow]
) -> LedgerMapping:
    """Read a mapping; raise InputError with all that is wrong with it, each in its place.

    Raise NotFound where there is no such workflow and nothing else is wrong.
    """
    source = read(text, file)
    _refuse(source.problems, file)
    face, shape = _face(source)
    if face is None:
        _refuse(source.locate(shape), file)
    assert face is not None
    mapping = _mapping(face)
    _refuse(source.locate(findings_of(mapping, workflow_of(mapping.workflow))), file)
    return mapping


def _refuse(problems: Iterable[Problem], file: str) -> None:
    listed = sorted(problems, key=lambda problem: problem.order)
    if listed:
        raise InputError("mapping_invalid", listed, file=file, count=len(listed))


def _face(source: Read) -> tuple[MappingFile | None, list[Finding]]:
    from pydantic import ValidationError

    from engine.definition.shape_faults import finding_of
    from runtime.mappings.faces import MappingFile

    bare = {name: {} if column is None else column for name, column in _columns(source).items()}
    data = {**source.data, "columns": bare} if bare else source.data
    try:
        return MappingFile.model_validate(data), []
    except ValidationError as fault:
        errors = fault.errors(include_url=False, include_input=True)
        return None, [finding_of(error, source.places, MappingFile) for error in errors]


def _columns(source: Read) -> dict[str, Any]:
    """Return the columns as written; one of which nothing is said is a column nevertheless."""
    columns = source.data.get("columns") if isinstance(source.data, dict) else None
    return columns if isinstance(columns, dict) else {}


def _many(words: str | list[str] | None) -> tuple[str, ...]:
    return () if words is None else (words,) if isinstance(words, str) else tuple(words)


def _mapping(face: MappingFile) -> LedgerMapping:
    return values.LedgerMapping(
        name=face.mapping,
        workflow=face.workflow,
        key=_many(face.key),
        columns={name: _column(column) for name, column in face.columns.items()},
        open=values.Opening(
            on=face.open.on, columns=tuple(face.open.columns), constants=face.open.set
        ),
        file=_file(face),
        ignored=tuple(face.ignored),
        acts=tuple(_act(act) for act in face.acts),
        updates=face.again == "acts",
    )


def _column(face: MappingColumnFace) -> values.Column:
    return values.Column(
        also=_many(face.also), field=face.field, kind=face.kind, date=face.date, year=face.year,
        times=face.times, values=face.values, exact=face.match == "exact",
        empty=_many(face.empty), default=face.default, required=face.required,
        optional=face.optional, fill_down=face.fill_down,
    )  # fmt: skip


def _file(face: MappingFile) -> values.FileShape:
    header = face.file.header
    lines = () if header is None else (header,) if isinstance(header, int) else tuple(header)
    footers = values.FOOTERS if face.file.footers is None else _many(face.file.footers)
    return values.FileShape(
        encoding=face.file.encoding, delimiter=face.file.delimiter,
        sheets=_many(face.file.sheets), header=lines, footers=footers,
        others_ignored=face.file.others == "ignore",
    )  # fmt: skip


def _act(face: MappingActFace) -> values.MappedAct:
    when = face.when
    conditions = () if when is None else tuple(when) if isinstance(when, list) else (when,)
    return values.MappedAct(
        event=face.event, on=face.on, when=conditions, columns=tuple(face.columns),
        constants=face.set,
    )  # fmt: skip
