"""Calendars as screens and JSON."""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from cli.tables import aligned
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.calendar.almanac import Revision
    from engine.calendar.calendar import Calendar, DayKind

FIRST_YEAR, LAST_YEAR = 1900, 2200
PLAIN = ("working", "weekend")


def days_of(text: str) -> list[dt.date]:
    """Return the days of a year (2019) or a month (2019-10); raise UsageError."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text, re.ASCII)
    if match is None or match[2] not in (None, *(f"{month:02}" for month in range(1, 13))):
        raise UsageError("period_of_time_unreadable", text=text)
    year = int(match[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError("year_out_of_range", text=text)
    first, last = (int(match[2]), int(match[2])) if match[2] else (1, 12)
    end = dt.date(year, last, months.monthrange(year, last)[1])
    start = dt.date(year, first, 1)
    return [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]


def day_data(kind: DayKind) -> dict[str, Any]:
    """Return one day as programs read it."""
    return {
        "date": kind.day,
        "working": kind.working,
        "kind": kind.kind,
        "name": kind.name,
        "source": kind.source,
        "status": "published" if kind.published else "provisional",
    }


def period_data(calendar: Calendar, period: str, kinds: list[DayKind]) -> dict[str, Any]:
    """Return a year or a month as programs read it."""
    return {
        "calendar": calendar.name,
        "revision": calendar.revision,
        "period": period,
        "working_days": sum(kind.working for kind in kinds),
        "days": [day_data(kind) for kind in kinds if kind.kind not in PLAIN],
    }


def period_screen(
    session: Session, calendar: Calendar, period: str, kinds: list[DayKind]
) -> Iterator[str]:
    """Show a year or a month: its sums, then the days unlike a plain week."""
    says = session.says
    working = sum(kind.working for kind in kinds)
    certain = all(kind.published for kind in kinds)
    yield says(
        "calendar_head",
        title=calendar.data.title.get(session.language, calendar.name),
        period=period,
        working=working,
        resting=len(kinds) - working,
        status=says("status_published" if certain else "status_provisional"),
    )
    special = [kind for kind in kinds if kind.kind not in PLAIN]
    if not special:
        yield says("calendar_nothing_special")
        return
    head = [says(f"label_{name}") for name in ("date", "weekday", "arrangement", "why", "source")]
    yield from aligned([head, *(_row(session, calendar, kind) for kind in special)])


def _row(session: Session, calendar: Calendar, kind: DayKind) -> list[str]:
    says = session.says
    return [
        kind.day.isoformat(),
        says(f"weekday_{kind.day.isoweekday()}"),
        says("works" if kind.working else "rests"),
        _name(session, calendar, kind) or says(f"day_{kind.kind}"),
        kind.source,
    ]


def _name(session: Session, calendar: Calendar, kind: DayKind) -> str:
    return kind.name if session.language == "zh" else calendar.english(kind.name)


def day_screen(session: Session, calendar: Calendar, kind: DayKind) -> Iterator[str]:
    """Say whether a day works, why, and who says so."""
    says = session.says
    weekday = says(f"weekday_{kind.day.isoweekday()}")
    yield says("explain_works" if kind.working else "explain_rests", date=kind.day, weekday=weekday)
    what = says(f"day_{kind.kind}")
    named = {"kind": what, "name": _name(session, calendar, kind)}
    yield says("explain_kind_named" if kind.name else "explain_kind", **named)
    if kind.source:
        yield says("explain_source", source=kind.source)
    yield says("status_published" if kind.published else "status_provisional")


def revision_data(revision: Revision) -> dict[str, Any]:
    """Return a notice, and what the calendar became by it, as programs read it."""
    notice = revision.notice
    return {
        "revision": revision.revision,
        "id": notice.id,
        "number": notice.number,
        "for_year": notice.for_year,
        "dated": notice.dated,
        "published": notice.published,
        "known_on": notice.known_on,
        "amends": notice.amends,
        "days_off": revision.days_off,
        "working": revision.working,
    }


def revisions_screen(
    session: Session, calendar: Calendar, found: Sequence[Revision]
) -> Iterator[str]:
    """List the notices, oldest first."""
    says = session.says
    yield says("revision_now", revision=calendar.revision, count=len(found))
    if not found:
        return
    names = (
        "for_year", "number", "published", "revision", "days_off", "working_weekends", "amends",
    )  # fmt: skip
    yield from aligned([[says(f"label_{name}") for name in names], *map(_revision_row, found)])


def _revision_row(revision: Revision) -> list[str]:
    notice = revision.notice
    return [
        str(notice.for_year),
        notice.label,
        str(notice.published or notice.dated or ""),
        revision.revision,
        str(len(revision.days_off)),
        str(len(revision.working)),
        notice.amends or "",
    ]
