"""How a ledger's row becomes a case, as an administrator writes it, and the reading of rows."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from engine.kernel.case import Value
from engine.kernel.effects import Refusal
from engine.service.importing import BadRow, DatedAct, LedgerRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.workflow import Workflow

Condition = dict[str, Any]
# The same days come again and again.
_KEPT = 4_096

_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"}


class Column(Value, kw_only=True, forbid_unknown_fields=True):
    """What a column holds: the field that it fills, its date pattern, its words for values."""

    field: str | None = None
    date: str | None = None
    values: dict[str, Any] | None = None


class FileShape(Value, kw_only=True, forbid_unknown_fields=True):
    """How the file is written."""

    type: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","


class Opening(Value, kw_only=True, forbid_unknown_fields=True):
    """The column that dates the opening, and the columns that the case begins with."""

    on: str
    columns: tuple[str, ...] = msgspec.field(name="with", default=())


class MappedAct(Value, kw_only=True, forbid_unknown_fields=True):
    """An act of every row for which its conditions hold, dated by a column."""

    event: str
    on: str
    when: Condition | list[Condition] | None = None
    columns: tuple[str, ...] = msgspec.field(name="with", default=())


class LedgerMapping(Value, kw_only=True, forbid_unknown_fields=True):
    """How the rows of one kind of ledger become cases of a workflow."""

    mapping: str
    workflow: str
    key: str
    columns: dict[str, Column]
    open: Opening
    file: FileShape = FileShape()
    ignored: tuple[str, ...] = ()
    acts: tuple[MappedAct, ...] = ()


class _Unreadable(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.fault = {"code": code, "facts": facts}


def faults_of_mapping(mapping: LedgerMapping, workflow: Workflow) -> list[dict[str, Any]]:
    """Return every name in a mapping that means nothing: columns, fields, events."""
    known = set(mapping.columns)
    used = [mapping.key, mapping.open.on, *mapping.open.columns]
    for act in mapping.acts:
        used += [act.on, *act.columns, *_condition_columns(act.when)]
    found = [_named("mapping_column_unknown", column=name) for name in used if name not in known]
    for name, column in mapping.columns.items():
        if column.field is not None and column.field not in workflow.fields:
            found.append(_named("mapping_field_unknown", column=name, field=column.field))
    events = [act.event for act in mapping.acts if act.event not in workflow.events]
    return [*found, *(_named("mapping_event_unknown", event=name) for name in events)]


def _named(code: str, **facts: Any) -> dict[str, Any]:
    return {"code": code, "facts": facts}


def _condition_columns(when: Condition | list[Condition] | None) -> list[str]:
    names: list[str] = []
    for condition in _conditions(when):
        for key, value in condition.items():
            names.append(value if key in ("present", "absent") else key)
    return names


def faults_of_header(mapping: LedgerMapping, header: Iterable[str]) -> list[dict[str, Any]]:
    """Return the columns that the file lacks, and those that nobody speaks of."""
    names = list(header)
    expected = {*mapping.columns, *mapping.ignored}
    lacking = [name for name in mapping.columns if name not in names]
    strange = [name for name in names if name not in expected]
    return [
        *(_named("ledger_column_lacking", column=name) for name in lacking),
        *(_named("ledger_column_strange", column=name) for name in strange),
    ]


def read_rows(
    mapping: LedgerMapping, workflow: Workflow, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[LedgerRow], list[BadRow]]:
    """Return the rows that can be read, each with its acts, and those that cannot, with why.

    A key that stands twice makes the later row a bad one.
    """
    good: list[LedgerRow] = []
    bad: list[BadRow] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        key = (row.get(mapping.key) or "").strip()
        try:
            if key in lines:
                raise _Unreadable("ledger_key_twice", column=mapping.key, line=lines[key])
            good.append(_read_row(mapping, workflow, line, key, row))
            lines[key] = line
        except _Unreadable as fault:
            facts = {"event": "import", "problems": [fault.fault]}
            bad.append(BadRow(line=line, key=key, refusal=Refusal(code="row_wrong", facts=facts)))
    return good, bad


def _read_row(
    mapping: LedgerMapping, workflow: Workflow, line: int, key: str, row: Mapping[str, str]
) -> LedgerRow:
    if not key:
        raise _Unreadable("ledger_key_empty", column=mapping.key)
    acts = [act for act in mapping.acts if _holds(mapping, act.when, row)]
    return LedgerRow(
        line=line,
        key=f"{mapping.mapping}:{key}",
        workflow=mapping.workflow,
        opened_on=_date(mapping, mapping.open.on, row),
        values=_values(mapping, mapping.open.columns, row),
        acts=tuple(_read_act(mapping, workflow, act, row) for act in acts),
    )


def _read_act(
    mapping: LedgerMapping, workflow: Workflow, act: MappedAct, row: Mapping[str, str]
) -> DatedAct:
    on = _date(mapping, act.on, row)
    values = _values(mapping, act.columns, row)
    dated = workflow.events[act.event].dated
    if dated is not None:
        values[dated] = on.isoformat()
    return DatedAct(on=on, event=act.event, values=values)


def _values(
    mapping: LedgerMapping, columns: Iterable[str], row: Mapping[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in columns:
        field = mapping.columns[name].field
        value = _cell(mapping, name, row)
        if field is not None and value is not None:
            found[field] = value
    return found


def _cell(mapping: LedgerMapping, name: str, row: Mapping[str, str]) -> Any:
    """Return what a cell says, or None where it is empty."""
    column = mapping.columns[name]
    text = (row.get(name) or "").strip()
    if not text:
        return None
    if column.date is not None:
        return _day(name, column.date, text).isoformat()
    if column.values is None:
        return text
    if text not in column.values:
        known = ", ".join(map(str, column.values))
        raise _Unreadable("ledger_word_unknown", column=name, value=text, known=known)
    return column.values[text]


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    expression = re.escape(pattern)
    for mark, part in _PARTS.items():
        expression = expression.replace(mark, part)
    return re.compile(expression)


@lru_cache(_KEPT)
def _day(name: str, pattern: str, text: str) -> dt.date:
    found = _expression(pattern).fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except (ValueError, IndexError):
        raise _Unreadable(
            "ledger_date_unreadable", column=name, value=text, pattern=pattern
        ) from None


def _date(mapping: LedgerMapping, name: str, row: Mapping[str, str]) -> dt.date:
    pattern = mapping.columns[name].date
    if pattern is not None and (text := (row.get(name) or "").strip()):
        return _day(name, pattern, text)
    value = _cell(mapping, name, row)
    if value is None:
        raise _Unreadable("ledger_date_empty", column=name)
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _conditions(when: Condition | list[Condition] | None) -> list[Condition]:
    if when is None:
        return []
    return when if isinstance(when, list) else [when]


def _holds(
    mapping: LedgerMapping, when: Condition | list[Condition] | None, row: Mapping[str, str]
) -> bool:
    for condition in _conditions(when):
        for key, value in condition.items():
            if not _condition_holds(mapping, key, value, row):
                return False
    return True


def _condition_holds(mapping: LedgerMapping, key: str, value: Any, row: Mapping[str, str]) -> bool:
    if key == "present":
        return bool((row.get(value) or "").strip())
    if key == "absent":
        return not (row.get(value) or "").strip()
    wanted = value if isinstance(value, list) else [value]
    return _cell(mapping, key, row) in wanted
