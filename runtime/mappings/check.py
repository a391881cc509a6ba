"""What a mapping says that cannot be meant: names that do not exist, words that clash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.definition.problems import found, found_key, unknown
from engine.service.intake.cells import kind_of
from engine.service.intake.folding import folded, header
from engine.service.intake.mapping import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.problems import Finding, Path
    from engine.definition.workflow import Workflow
    from engine.service.intake.mapping import LedgerMapping, MappedAct

_PATTERN = re.compile(r"(?=.*YYYY)(?=.*MM)(?=.*DD)")


def findings_of(mapping: LedgerMapping, workflow: Workflow) -> Iterator[Finding]:
    """Yield everything that a mapping names and that there is not, and what contradicts itself."""
    yield from _columns(mapping, workflow)
    yield from _aliases(mapping)
    for index, name in enumerate(mapping.key):
        path = ("key", index) if len(mapping.key) > 1 else ("key",)
        yield from _column(mapping, name, path)
    yield from _day(mapping, workflow, mapping.open.on, ("open", "on"))
    yield from _listed(mapping, mapping.open.columns, ("open", "with"))
    yield from _constants(workflow, mapping.open.constants, ("open", "set"))
    for index, act in enumerate(mapping.acts):
        yield from _act(mapping, workflow, act, ("acts", index))
    lines = mapping.file.header
    if lines and (min(lines) < 1 or len(lines) > 2 or lines[-1] < lines[0]):
        yield found("file", "header", code="mapping_header_lines")
    if len(mapping.file.delimiter) != 1:
        yield found("file", "delimiter", code="mapping_delimiter")


def _columns(mapping: LedgerMapping, workflow: Workflow) -> Iterator[Finding]:
    for name, column in mapping.columns.items():
        path = ("columns", name)
        if column.field is not None and column.field not in workflow.fields:
            known = workflow.fields
            yield unknown(
                *path, "field", code="mapping_field_unknown", name=column.field, known=known
            )
        if column.date is not None and not _PATTERN.match(column.date):
            yield found(*path, "date", code="mapping_date_pattern", value=column.date)
        yield from _words(mapping, workflow, name)
        if name in mapping.ignored:
            yield found_key(*path, code="mapping_column_ignored_too", name=name)


def _words(mapping: LedgerMapping, workflow: Workflow, name: str) -> Iterator[Finding]:
    """Yield words that fall together and mean two things, and those that mean no choice."""
    column = mapping.columns[name]
    field = workflow.fields.get(column.field or "")
    meant: dict[str, tuple[str, object]] = {}
    for word, value in (column.values or {}).items():
        path = ("columns", name, "values", word)
        key = word.strip() if column.exact else folded(word)
        before = meant.setdefault(key, (word, value))
        if before[1] != value:
            yield found_key(*path, code="mapping_words_clash", name=word, other=before[0])
        choices = field.choices if field is not None and field.type == "choice" else None
        if choices is not None and value is not None and value not in choices:
            yield unknown(*path, code="mapping_choice_unknown", name=str(value), known=choices)


def _aliases(mapping: LedgerMapping) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for name, column in mapping.columns.items():
        for title in (name, *column.also):
            owner = owners.setdefault(header(title), name)
            if owner != name:
                yield found_key("columns", name, code="mapping_title_twice", name=title,
                                other=owner)  # fmt: skip


def _column(mapping: LedgerMapping, name: str, path: Path) -> Iterator[Finding]:
    if name not in mapping.columns:
        yield unknown(*path, code="mapping_column_unknown", name=name, known=mapping.columns)


def _listed(mapping: LedgerMapping, names: Sequence[str], path: Path) -> Iterator[Finding]:
    for index, name in enumerate(names):
        yield from _column(mapping, name, (*path, index))
        column = mapping.columns.get(name)
        if column is not None and column.field is None:
            yield found(*path, index, code="mapping_column_without_field", name=name)


def _day(mapping: LedgerMapping, workflow: Workflow, name: str, path: Path) -> Iterator[Finding]:
    yield from _column(mapping, name, path)
    if name in mapping.columns and kind_of(mapping, name, workflow) != "date":
        yield found(*path, code="mapping_column_no_date", name=name)


def _constants(workflow: Workflow, constants: dict[str, object], path: Path) -> Iterator[Finding]:
    for name in constants:
        if name not in workflow.fields:
            known = workflow.fields
            yield unknown(*path, name, code="mapping_field_unknown", name=name, known=known)


def _act(
    mapping: LedgerMapping, workflow: Workflow, act: MappedAct, path: Path
) -> Iterator[Finding]:
    if act.event not in workflow.events:
        known = workflow.events
        yield unknown(*path, "event", code="mapping_event_unknown", name=act.event, known=known)
    yield from _day(mapping, workflow, act.on, (*path, "on"))
    yield from _listed(mapping, act.columns, (*path, "with"))
    yield from _constants(workflow, act.constants, (*path, "set"))
    for index, condition in enumerate(act.when):
        where = (*path, "when", index) if len(act.when) > 1 else (*path, "when")
        for name, key in column_of(condition):
            yield from _column(mapping, name, (*where, key))
