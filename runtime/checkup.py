"""Is everything in order? Each finding names what is wrong; its hint, the command that mends it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.errors import PatrolError
from runtime.diagnosis import Diagnosis
from runtime.expiry import check_tokens
from runtime.library import COMPILED_FORMAT
from runtime.upkeep import (
    check_backup,
    check_clock,
    check_due,
    check_modes,
    check_room,
)
from runtime.watching import check_doubts, check_incidents, check_ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.calendar.calendar import Calendar
    from runtime.wiring import Office

AHEAD = dt.timedelta(days=366)
#: Month and day between which the notice for the next year has come out (periods.md).
NOTICES_EXPECTED_FROM, NOTICES_EXPECTED_UNTIL = (10, 25), (12, 18)


def examine(office: Office) -> list[Diagnosis]:
    """Return the findings of every check; a check that fails is itself a finding."""
    found = [Diagnosis("database", "ok", "doctor_database", {"database": _shown(office)})]
    for check in CHECKS:
        try:
            found += check(office)
        except PatrolError as fault:
            name = check.__name__.lstrip("_").removeprefix("check_").removesuffix("_findings")
            found.append(Diagnosis(name, "wrong", fault.code, fault.facts))
    init = "patrol init --sandbox" if office.is_sandbox else "patrol init"
    return [replace(each, facts={**each.facts, "init": init}) for each in found]


def _shown(office: Office) -> str:
    return office.location.shown


def _check_definitions(office: Office) -> Iterator[Diagnosis]:
    rows = office.registry.definitions()
    if not rows:
        yield Diagnosis("definitions", "wrong", "doctor_no_definitions")
        return
    for row in rows:
        if row.compiled_format != COMPILED_FORMAT:
            facts = {"workflow": row.workflow, "version": row.version}
            yield Diagnosis("definitions", "wrong", "definition_format_other", facts)
    yield Diagnosis("definitions", "ok", "doctor_definitions", {"count": len(rows)})


def calendar_findings(office: Office) -> Iterator[Diagnosis]:
    """Tell how far the notices in the database reach."""
    today = office.clock.now().date()
    names = {row.name for row in office.registry.calendars()}
    if not names:
        yield Diagnosis("calendars", "wrong", "doctor_no_calendars")
    for name in sorted(names):
        yield _calendar(office.library.calendar(name), today)
    for kept in office.calendar_changes.unfinished():
        facts = {"calendar": kept.change.calendar, "notices": list(kept.change.notices)}
        yield Diagnosis("calendars", "wrong", "doctor_calendar_unfollowed", facts)


def _calendar(calendar: Calendar, today: dt.date) -> Diagnosis:
    facts: dict[str, Any] = {"calendar": calendar.name, "revision": calendar.revision}
    if not calendar.data.awaits_notices:
        return Diagnosis("calendars", "ok", "doctor_calendar_plain", facts)
    facts["year"] = max(calendar.arranged_years, default=0)
    law = calendar.data.law_years or (0, 0)
    if (today + AHEAD).year > law[1]:
        return Diagnosis(
            "calendars", "wrong", "doctor_calendar_beyond_law", facts | {"law": law[1]}
        )
    if facts["year"] < today.year:
        return Diagnosis("calendars", "wrong", "doctor_calendar_old", facts)
    facts["next"] = today.year + 1
    if facts["year"] > today.year or (today.month, today.day) < NOTICES_EXPECTED_FROM:
        return Diagnosis("calendars", "ok", "doctor_calendar", facts)
    if (today.month, today.day) <= NOTICES_EXPECTED_UNTIL:
        return Diagnosis("calendars", "note", "doctor_calendar_awaited", facts)
    return Diagnosis("calendars", "wrong", "doctor_calendar_missing", facts)


def _check_organisations(office: Office) -> Iterator[Diagnosis]:
    directory, today = office.library.directory(), office.clock.now().date()
    if not directory.organisations:
        yield Diagnosis("organisations", "wrong", "doctor_no_organisations")
        return
    office.library.home()
    facts = {"count": len(directory.organisations), "people": len(directory.people)}
    yield Diagnosis("organisations", "ok", "doctor_organisations", facts)
    posts = {(post.organisation, post.office) for post in directory.posts}
    vacant = sorted(post for post in posts if not directory.holders(post[1], post[0], today))
    for body, title in vacant:
        empty = {"organisation": body, "office": title}
        yield Diagnosis("posts", "wrong", "doctor_vacancy", empty)


def _check_messages(office: Office) -> Iterator[Diagnosis]:
    counts = office.reader.counts()
    parked, waiting = counts.get("messages_parked", 0), counts.get("messages_waiting", 0)
    if parked:
        yield Diagnosis("messages", "wrong", "doctor_parked", {"count": parked})
    if held := counts.get("messages_held", 0):
        yield Diagnosis("messages", "note", "doctor_held", {"count": held})
    if waiting:
        yield Diagnosis("messages", "note", "doctor_waiting", {"count": waiting})
    if not parked and not waiting and not held:
        yield Diagnosis("messages", "ok", "doctor_no_messages")


CHECKS: tuple[Callable[[Office], Iterator[Diagnosis]], ...] = (
    _check_definitions, calendar_findings, _check_organisations, check_due, _check_messages,
    check_ticks, check_incidents, check_tokens, check_backup, check_clock, check_doubts, check_room,
    check_modes,
)  # fmt: skip
