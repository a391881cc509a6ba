"""Periods counted by a profile on a calendar: forward, backward, to a day of the month, resumed."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from msgspec.structs import replace

from engine.calendar.calendar import Calendar
from engine.calendar.lengths import Length
from engine.calendar.notices import Value
from engine.calendar.profile import CountingProfile, FirstDay, Roll
from engine.calendar.tables import day_at, next_day
from engine.errors import UsageError

_WEEK = 7
_YEAR = 12
_INSTANT = dt.timedelta(microseconds=1)


class Counted(Value, frozen=True, kw_only=True):
    """A counted period: the day and the instant at which it ends, and how certain that is.

    `due_on` and `due_at` are None for `promptly`. `nominal_on` is the day before rolling.
    """

    start: dt.date
    length: Length | None = None
    due_on: dt.date | None = None
    due_at: dt.datetime | None = None
    nominal_on: dt.date | None = None
    published: bool = True
    revision: str = ""

    @property
    def status(self) -> str:
        """`published` where every notice that could move the day is out, else `provisional`."""
        return "published" if self.published else "provisional"


def count(
    calendar: Calendar,
    profile: CountingProfile,
    start: dt.date,
    length: Length,
    *,
    roll: Roll | None = None,
    first_day: FirstDay = "excluded",
) -> Counted:
    """Return when a period that starts on a day ends.

    `roll` overrides the profile's; `first_day="included"` counts the starting day too. Raise
    UsageError `length_needs_an_instant` for hours: see `count_hours`.
    """
    if length.unit == "promptly":
        return Counted(start=start, length=length, revision=calendar.revision)
    zero = day_zero(profile, start, first_day)
    nominal = moved(calendar, zero, length, month_end=profile.month_end)
    walked_from = next_day(zero) if length.unit == "working_days" else None
    roll = roll or profile.roll_for(length.unit)
    return _ended(
        calendar, profile, Counted(start=start, length=length), nominal, roll, walked_from
    )


def day_zero(profile: CountingProfile, start: dt.date, first_day: FirstDay) -> dt.date:
    """Return the day before day 1 of a period: the start, or its eve where the start counts."""
    included = "included" in (first_day, profile.first_day)
    return next_day(start, -1) if included else start


def moved(
    calendar: Calendar,
    day: dt.date,
    length: Length,
    sign: int = 1,
    month_end: str = "last_day",
) -> dt.date:
    """Return the day that lies a length after a day, or before it where `sign` is -1."""
    match length.unit:
        case "working_days" if sign > 0:
            return calendar.working_day_after(day, length.amount)
        case "working_days":
            return calendar.working_day_before(day, length.amount)
        case "days":
            return day_at(day.toordinal() + sign * length.amount)
        case "weeks":
            return day_at(day.toordinal() + sign * length.amount * _WEEK)
        case "months":
            return _months_on(day, sign * length.amount, month_end)
        case "years":
            return _months_on(day, sign * length.amount * _YEAR, month_end)
        case "hours":
            raise UsageError("length_needs_an_instant")
        case _:
            raise UsageError("length_without_date")


def _months_on(day: dt.date, months: int, month_end: str) -> dt.date:
    """Return the corresponding day of another month, or what the profile takes for it."""
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise UsageError("date_out_of_range")
    last = monthrange(year, month + 1)[1]
    if day.day <= last:
        return dt.date(year, month + 1, day.day)
    end = dt.date(year, month + 1, last)
    return end if month_end == "last_day" else day_at(end.toordinal() + 1)


def rolled(calendar: Calendar, day: dt.date, roll: str | None) -> dt.date:
    """Return the day itself where it works or nothing rolls, else its working neighbour."""
    if roll == "next":
        return calendar.next_working(day)
    if roll == "previous":
        return calendar.previous_working(day)
    return day


def _ended(
    calendar: Calendar,
    profile: CountingProfile,
    begun: Counted,
    nominal: dt.date,
    roll: str,
    walked_from: dt.date | None = None,
) -> Counted:
    """Return a period with its end: rolled, with its instant, and whether it is certain.

    Days can move it where they were walked over one by one, or where it rolled across them.
    """
    due = rolled(calendar, nominal, roll)
    walked = [] if walked_from is None else [walked_from]
    can_move = bool(walked) or roll != "none"
    span = (min(nominal, due, *walked), max(nominal, due, *walked))
    return replace(
        begun,
        due_on=due,
        due_at=ends_at(calendar, profile, due),
        nominal_on=nominal,
        published=not can_move or calendar.is_published(*span),
        revision=calendar.revision,
    )


def ends_at(calendar: Calendar, profile: CountingProfile, day: dt.date) -> dt.datetime:
    """Return the instant at which a due day ends: at 24:00, or when the office closes."""
    return calendar.closing(day) if profile.day_ends == "closing" else calendar.end_of(day)


def count_hours(calendar: Calendar, start_at: dt.datetime, length: Length) -> Counted:
    """Return when a period in hours ends: at its instant, on rest days too."""
    try:
        due_at = start_at.astimezone(dt.UTC) + dt.timedelta(hours=length.amount)
    except OverflowError as error:
        raise UsageError("date_out_of_range") from error
    # A period that ends at 24:00 is due on the day that ends then.
    due_on = max(calendar.local_date(start_at), calendar.local_date(due_at - _INSTANT))
    return Counted(
        start=calendar.local_date(start_at),
        length=length,
        due_on=due_on,
        due_at=due_at,
        nominal_on=due_on,
        revision=calendar.revision,
    )


def counted_back(
    calendar: Calendar,
    profile: CountingProfile,
    end: dt.date,
    length: Length,
    *,
    roll: Roll = "none",
) -> Counted:
    """Return the day that lies a length before a day, which is not counted."""
    nominal = moved(calendar, end, length, -1, profile.month_end)
    walked_from = next_day(end, -1) if length.unit == "working_days" else None
    return _ended(calendar, profile, Counted(start=end, length=length), nominal, roll, walked_from)


def count_back(
    calendar: Calendar, profile: CountingProfile, end: dt.date, length: Length
) -> dt.date:
    """Return the day that lies a length before a day: 20 working days before expiry."""
    return moved(calendar, end, length, -1, profile.month_end)


def named_date(
    calendar: Calendar, profile: CountingProfile, start: dt.date, due_on: dt.date, roll: Roll
) -> Counted:
    """Return a due day that somebody named; it rolls only as the rule says (semantics 7)."""
    return _ended(calendar, profile, Counted(start=start), due_on, roll)


def monthly_by(
    calendar: Calendar,
    profile: CountingProfile,
    start: dt.date,
    day: int,
    roll: str = "previous",
) -> Counted:
    """Return the next day of the month at or after a start (每月28日前).

    A month without that day takes its last one. Rolling never moves it before the start: a
    report for which no working day is left this month is awaited next month.
    """
    for months in range(3):
        first = _months_on(start.replace(day=1), months, profile.month_end)
        nominal = first.replace(day=min(day, monthrange(first.year, first.month)[1]))
        if nominal >= start and rolled(calendar, nominal, roll) >= start:
            break
    return _ended(calendar, profile, Counted(start=start), nominal, roll)


def offset_after(calendar: Calendar, day: dt.date, length: Length) -> dt.datetime:
    """Return the instant at which a length of full days after a day has run out: 24:00.

    Semantics 5: offsets never roll; 0 is the end of the day itself.
    """
    if length.unit == "hours":
        return calendar.end_of(day) + dt.timedelta(hours=length.amount)
    return calendar.end_of(moved(calendar, day, length))


def warning_at(calendar: Calendar, due_on: dt.date, length: Length) -> dt.datetime:
    """Return the opening of the day that lies a length before the due day (semantics 5)."""
    if length.unit == "hours":
        return calendar.end_of(due_on) - dt.timedelta(hours=length.amount)
    return calendar.opening(moved(calendar, due_on, length, -1))


def remaining(calendar: Calendar, on: dt.date, due_on: dt.date, working: bool) -> int:
    """Return how many (working) days are left after a day, the due day included."""
    return calendar.working_days_between(on, due_on) if working else (due_on - on).days


def resume(
    calendar: Calendar,
    profile: CountingProfile,
    on: dt.date,
    left: int,
    working: bool,
    roll: Roll | None = None,
) -> Counted:
    """Return when a clock that runs again ends; the day of resumption is not counted."""
    length = Length(left, "working_days" if working else "days")
    excluding = replace(profile, first_day="excluded")
    return count(calendar, excluding, on, length, roll=roll)
