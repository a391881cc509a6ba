"""What is wrong with calendar data, before anybody knows where in a file it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec

T = TypeVar("T")
Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """Something wrong at a path of the data; the shape that `source.Read.locate` takes."""

    path: Path
    code: str
    facts: Mapping[str, Any]
    at_key: bool = False


_SAID = (
    (re.compile(r"Object missing required field `(?P<field>[^`]*)`"), "calendar_field_missing"),
    (re.compile(r"Object contains unknown field `(?P<field>[^`]*)`"), "calendar_field_unknown"),
    (re.compile(r"Invalid RFC3339 encoded date"), "calendar_date_unreadable"),
    (re.compile(r"Invalid enum value (?P<value>.*)"), "calendar_value_unknown"),
)
_EXPECTED = re.compile(r"Expected `(\w+)")
_EXPECTS = {
    "str": "calendar_expects_text",
    "int": "calendar_expects_number",
    "bool": "calendar_expects_true_or_false",
    "date": "calendar_date_unreadable",
    "array": "calendar_expects_list",
    "object": "calendar_expects_mapping",
}
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[(\.\.\.)\]")


def converted(value: object, kind: type[T], path: Path, faults: list[Fault]) -> T | None:
    """Return plain data as a value of a kind; None, with the fault noted, where it is not one."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        faults.append(_told(str(error), path))
        return None


def _told(text: str, path: Path) -> Fault:
    said, _, place = text.partition(" - at `$")
    inner = tuple(
        int(number) if number else name
        for name, number, _ in _STEP.findall(place.removesuffix("`"))
        if name or number
    )
    for pattern, code in _SAID:
        if match := pattern.match(said):
            return Fault(path + inner, code, match.groupdict())
    expected = _EXPECTED.match(said)
    code = _EXPECTS.get(expected[1] if expected else "", "calendar_value_wrong")
    return Fault(path + inner, code, {"said": said} if code == "calendar_value_wrong" else {})
