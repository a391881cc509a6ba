"""Field values as people and definitions supply them, read by the field's type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.attributes import PERIOD_ENDS
from engine.kernel.called import not_known, titles_of

if TYPE_CHECKING:
    from engine.definition.workflow import Field
    from engine.kernel.directory import Directory

YES = frozenset({"yes", "true", "y", "1", "是", "有"})
NO = frozenset({"no", "false", "n", "0", "否", "无"})
_NOTHING: tuple[Any, ...] = ("", [], {})
_SEPARATOR = re.compile("[,;\uff0c\uff1b\u3001]")


class Unreadable(Exception):
    """A value that its field's type cannot take; `code` says how."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def is_empty(value: object) -> bool:
    """Return whether a value says nothing."""
    return value is None or value in _NOTHING


def read_value(field: Field, raw: Any, directory: Directory) -> Any:
    """Return a value as a case keeps it, or None where it is empty; raise Unreadable."""
    if is_empty(raw):
        return None
    return _READERS[field.type](field, raw, directory)


def read_values(
    fields: Mapping[str, Field], supplied: Mapping[str, Any], directory: Directory
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the values that can be read, and a fault for each that cannot."""
    found: dict[str, Any] = {}
    faults: list[dict[str, Any]] = []
    for name, raw in supplied.items():
        field = fields[name]
        if raw is None or raw in _NOTHING:
            found[name] = None
            continue
        try:
            found[name] = _READERS[field.type](field, raw, directory)
        except Unreadable as fault:
            faults.append(field_fault(fault.code, name, field, value=str(raw), **fault.facts))
    return found, faults


def field_fault(
    code: str, name: str, field: Field | None, *, value: str = "", **more: object
) -> dict[str, Any]:
    """Return a fault of one field, with its titles; a name that is no field stands for itself."""
    title_zh, title_en = (field.title.zh, field.title.en) if field else (name, name)
    facts = {"field": name, "title_zh": title_zh, "title_en": title_en, "value": value, **more}
    return {"code": code, "facts": facts}


def strange_field(name: str, fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the fault of a field that is not asked for, or of a name that is none."""
    if name in fields:
        return field_fault("field_not_asked", name, fields[name])
    code, facts = not_known("field_unknown", name, titles_of(fields))
    return field_fault(code, name, None, **facts)


def _text(_field: Field, raw: Any, _directory: Directory) -> str:
    if not isinstance(raw, str) or "\0" in raw:
        raise Unreadable("value_not_text")
    return raw


def _decimal(raw: Any) -> Decimal:
    try:
        if isinstance(raw, bool):
            raise Unreadable("value_not_number")
        found = Decimal(str(raw).strip().replace(",", ""))
    except InvalidOperation:
        raise Unreadable("value_not_number") from None
    if not found.is_finite():
        raise Unreadable("value_not_number")
    return found


def _number(_field: Field, raw: Any, _directory: Directory) -> int | float:
    found = _decimal(raw)
    return int(found) if found == found.to_integral_value() else float(found)


def _money(_field: Field, raw: Any, _directory: Directory) -> str:
    return f"{_decimal(raw):f}"


def _date(_field: Field, raw: Any, _directory: Directory) -> str:
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return raw.isoformat()
    try:
        return dt.date.fromisoformat(str(raw).strip()).isoformat()
    except ValueError:
        raise Unreadable("value_not_date") from None


def _yes_no(_field: Field, raw: Any, _directory: Directory) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word not in YES | NO:
        raise Unreadable("value_not_yes_no")
    return word in YES


def _choice(field: Field, raw: Any, _directory: Directory) -> str:
    for key, title in field.choices.items():
        if raw in (key, title.zh, title.en):
            return key
    allowed = "、".join(f"{key}({title.zh})" for key, title in field.choices.items())
    raise Unreadable("value_not_a_choice", allowed=allowed)


def _organisation(_field: Field, raw: Any, directory: Directory) -> str:
    if not isinstance(raw, str) or not directory.has_organisation(raw):
        named = ((each.id, each.name) for each in directory.organisations)
        code, facts = not_known("value_not_an_organisation", str(raw), named)
        raise Unreadable(code, **facts)
    return raw


def _person(_field: Field, raw: Any, directory: Directory) -> str:
    if not isinstance(raw, str) or not directory.has_person(raw):
        named = ((each.id, each.name) for each in directory.people)
        code, facts = not_known("value_not_a_person", str(raw), named)
        raise Unreadable(code, **facts)
    return raw


def items(raw: Any) -> list[Any]:
    """Return the items of a list, or of a text that separates them; raise Unreadable."""
    if isinstance(raw, str):
        return [part.strip() for part in _SEPARATOR.split(raw) if part.strip()]
    if isinstance(raw, list | tuple):
        return list(raw)
    raise Unreadable("value_not_a_list")


Reader = Callable[["Field", Any, "Directory"], Any]


def _each(reader: Reader) -> Reader:
    def read(field: Field, raw: Any, directory: Directory) -> list[Any]:
        """Return every item as its type reads it."""
        return [reader(field, item, directory) for item in items(raw)]

    return read


def _rows(field: Field, raw: Any, directory: Directory) -> list[dict[str, Any]]:
    """Return rows whose cells are read by the types of their columns; a cell may be empty."""
    rows = raw if isinstance(raw, list) else None
    if rows is None or not all(isinstance(row, dict) for row in rows):
        raise Unreadable("value_not_rows")
    unknown: Iterable[str] = {key for row in rows for key in row} - set(field.columns)
    if unknown:
        raise Unreadable("value_column_unknown", columns=", ".join(sorted(unknown)))
    wrong: list[str] = []
    found = [_row(field, number, row, directory, wrong) for number, row in enumerate(rows, 1)]
    if wrong:
        raise Unreadable("value_cells_wrong", cells="; ".join(wrong))
    return found


def _row(
    field: Field, number: int, row: dict[str, Any], directory: Directory, wrong: list[str]
) -> dict[str, Any]:
    """Return a row as a case keeps it, and note its cells that cannot be read."""
    found: dict[str, Any] = {}
    for name, raw in row.items():
        column = replace(field, name=name, type=field.columns[name], columns={})
        try:
            value = read_value(column, raw, directory)
        except Unreadable:
            wrong.append(f"{number}/{name}: {raw}")
        else:
            found.update({name: value} if value is not None else {})
    return found


def _period(_field: Field, raw: Any, _directory: Directory) -> dict[str, str]:
    """Return a period; what an expression copies from another one names its ends differently."""
    for ends in (PERIOD_ENDS.values(), PERIOD_ENDS.keys()):
        if isinstance(raw, dict) and set(raw) == set(ends):
            found = [_date(_field, raw[end], _directory) for end in ends]
            return dict(zip(PERIOD_ENDS.values(), found, strict=True))
    raise Unreadable("value_not_a_period")


_READERS: Mapping[str, Reader] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _each(_choice),
    "code": _text,
    "person": _person,
    "persons": _each(_person),
    "organisation": _organisation,
    "organisations": _each(_organisation),
    "document": _text,
    "documents": _each(_text),
    "rows": _rows,
    "case": _text,
    "cases": _each(_text),
    "picks": _each(_text),
    "period": _period,
}
