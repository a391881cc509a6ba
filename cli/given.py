"""The field values that a person supplies: --set FIELD=VALUE, and files of values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cli.command import option
from cli.files import read_bytes, read_text
from engine.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

VALUES = (
    option("--set", "sets", multiple=True, metavar="FIELD=VALUE"),
    option("--values", metavar="FILE"),
)
OPENING = ("[", "{")


def given_values(sets: Iterable[str], file: str | None) -> dict[str, Any]:
    """Return the values supplied, those of --set over those of the file."""
    found: dict[str, Any] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise UsageError("set_unreadable", text=text)
        if name in found:
            raise UsageError("set_twice", field=name)
        found[name] = _value(value)
    return {**_from_file(file), **found} if file else found


def given_parts(sets: Iterable[str], file: str | None) -> list[dict[str, Any]]:
    """Return several mappings of values: those under `cases` in the file, or the one of --set.

    With both, what --set says goes for each. Raise InputError for a file of another shape.
    """
    common = given_values(sets, None)
    if file is None:
        return [common] if common else []
    parts = _from_file(file).get("cases")
    if not isinstance(parts, list) or not all(isinstance(one, dict) for one in parts):
        raise InputError("parts_not_a_list", file=file)
    return [{**common, **one} for one in parts]


def _value(text: str) -> Any:
    """Return rows and periods written as JSON as data, everything else as the text it is."""
    if text.startswith(OPENING):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _from_file(file: str) -> dict[str, Any]:
    if not file.endswith(".json"):
        from engine.definition.source import load_plain

        return load_plain(read_bytes(file), file)[0]
    try:
        data = json.loads(read_text(file))
        json.dumps(data, ensure_ascii=False).encode()  # half a character pair is no text
    except (ValueError, RecursionError) as fault:
        raise InputError("values_not_json", file=file, detail=str(fault)) from fault
    if not isinstance(data, dict):
        raise InputError("values_not_a_mapping", file=file)
    return data
