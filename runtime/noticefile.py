"""Files of notices, as they come: our YAML, the public holiday-cn JSON, calendars of events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.calendar.additions import Addition, added
from engine.calendar.faults import Fault, Path
from engine.calendar.holiday_cn import Arranged, Named, arranged, is_holiday_cn, said_in
from engine.definition.problems import Finding, Problem
from engine.definition.source import Read, read
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar

_OURS = ("calendar", "notices")
_ICS = b"BEGIN:VCALENDAR"
_MARK = b"\xef\xbb\xbf"


class NoticeFile(NamedTuple):
    """A file of notices: its name as people know it, its bytes, and what is said beside it."""

    name: str
    raw: bytes
    named: Named


class _Given(NamedTuple):
    """Notices as plain data, and where in the file a path among them stands."""

    notices: Sequence[Mapping[str, Any]]
    place: Callable[[Path], Path]


def read_notices(file: NoticeFile, calendar: Calendar, today: dt.date) -> Addition:
    """Return a calendar with the notices of a file added.

    Raise InputError `notice_file_invalid` with every problem at its place.
    """
    if file.raw.removeprefix(_MARK).lstrip().upper().startswith(_ICS):
        from runtime.eventfile import read_events

        return read_events(file.name, file.raw, file.named, calendar, today)
    found = read(file.raw, file.name)
    if found.problems:
        raise _invalid(found, sorted(found.problems, key=lambda one: one.order))
    given = _Given((), _as_it_is)
    try:
        given = _given(found.data, calendar, file.named)
        return added(calendar, given.notices, today)
    except InputError as fault:
        raise _invalid(found, [*_located(found, fault, given)]) from fault


def _invalid(found: Read, problems: Sequence[Problem]) -> InputError:
    return InputError("notice_file_invalid", problems, file=found.file)


def _located(found: Read, fault: InputError, given: _Given) -> list[Problem]:
    findings = [
        Finding(given.place(each.path), each.code, each.facts, each.at_key)
        for each in fault.problems
        if isinstance(each, Fault)
    ]
    return sorted(found.locate(findings), key=lambda one: one.order)


def _as_it_is(path: Path) -> Path:
    return path


def _given(data: Any, calendar: Calendar, named: Named) -> _Given:
    if is_holiday_cn(data):
        said = said_in(data)
        return _of_days(arranged(calendar, data["year"], said, named))
    if "for_year" in data:
        return _Given([data], lambda path: path[2:])
    if "notices" not in data:
        raise InputError("notices_invalid", [Fault((), "notice_file_other_format", {})])
    faults = [
        Fault((key,), "calendar_field_unknown", {"field": key}, at_key=True)
        for key in data
        if key not in _OURS
    ]
    if data.get("calendar", calendar.name) != calendar.name:
        facts = {"named": data["calendar"], "calendar": calendar.name}
        faults.append(Fault(("calendar",), "notices_of_another_calendar", facts))
    if not isinstance(data["notices"], list):
        faults.append(Fault(("notices",), "calendar_expects_list", {}))
    else:
        faults += [
            Fault(("notices", n), "calendar_expects_mapping", {})
            for n, each in enumerate(data["notices"])
            if not isinstance(each, dict)
        ]
    if faults:
        raise InputError("notices_invalid", faults)
    return _Given(data["notices"], _as_it_is)


def _of_days(found: Arranged | None) -> _Given:
    if found is None:
        return _Given((), _as_it_is)

    def place(path: Path) -> Path:
        """Return where in the given file something stands."""
        match path:
            case ("notices", 0, "holidays", int(number), *_):
                return found.places[number]
            case ("notices", 0, "for_year", *_):
                return ("year",)
            case _:
                return ()

    return _Given([found.notice], place)
