"""Why a period ends when it does: day by day, and rule by rule with its clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

from engine.calendar.calendar import Calendar, DayKind
from engine.calendar.counting import Counted, count, count_hours, day_zero
from engine.calendar.lengths import Length
from engine.calendar.notices import ONE_DAY, Value
from engine.calendar.profile import CountingProfile, FirstDay, Roll
from engine.messages import LANGUAGES, sentence

Role = Literal["start", "counted", "skipped", "rolled", "due"]

# Months and years are not walked day by day: a year would be a wall of lines that say nothing.
_WALKED = ("days", "weeks", "working_days")


class Reason(Value, frozen=True, kw_only=True):
    """A rule that had a say: its catalogue code, what it speaks of, the clause by language."""

    code: str
    facts: dict[str, Any] = {}
    clauses: dict[str, str] = {}

    def text(self, language: str) -> str:
        """Return the rule as a sentence, with its clause."""
        said = sentence(self.code, language, self.facts).message
        clause = self.clauses.get(language)
        if not clause:
            return said
        facts = {"text": said, "clause": clause}
        return sentence("counting_with_clause", language, facts).message


class CountedDay(Value, frozen=True, kw_only=True):
    """A day on the way: what it was for the count, its number, and what kind of day it is."""

    role: Role
    kind: DayKind
    number: int | None = None
    name_en: str = ""

    def text(self, language: str) -> str:
        """Return the day as a line: date, weekday, what it counted as, and why."""
        kind = self.kind
        shared = {"name": kind.name, "name_en": self.name_en, "source": kind.source}
        facts = {
            "day": kind.day.isoformat(),
            "weekday": sentence(f"counting_weekday_{kind.day.isoweekday()}", language, {}).message,
            "role": sentence(f"counting_{self.role}", language, {"number": self.number}).message,
            "why": sentence(f"counting_kind_{kind.kind}", language, shared).message,
        }
        code = "counting_day" if kind.published else "counting_day_provisional"
        return sentence(code, language, facts).message


class Explanation(Value, frozen=True, kw_only=True):
    """A counted period with its reasons and the days that mattered."""

    counted: Counted
    reasons: tuple[Reason, ...] = ()
    days: tuple[CountedDay, ...] = ()

    def lines(self, language: str) -> list[str]:
        """Return the whole explanation as lines: the days first, then the rules."""
        days = [day.text(language) for day in self.days]
        return days + [reason.text(language) for reason in self.reasons]


def explain(
    calendar: Calendar,
    profile: CountingProfile,
    start: dt.date,
    length: Length,
    *,
    roll: Roll | None = None,
    first_day: FirstDay = "excluded",
    soft: bool = False,
) -> Explanation:
    """Return why a period that starts on a day ends when it does; past a soft one nothing is late.

    It explains exactly what `count` with the same arguments answers, and raises the same.
    """
    counted = count(calendar, profile, start, length, roll=roll, first_day=first_day)
    if counted.due_on is None:
        return Explanation(counted=counted, reasons=(Reason(code="counting_promptly"),))
    zero = day_zero(profile, start, first_day)
    return Explanation(
        counted=counted,
        reasons=tuple(_reasons(calendar, profile, counted, zero, soft=soft)),
        days=tuple(_days(calendar, counted, zero)),
    )


def explain_hours(calendar: Calendar, start_at: dt.datetime, length: Length) -> Explanation:
    """Return why a period in hours ends when it does: it runs on from its instant."""
    counted = count_hours(calendar, start_at, length)
    assert counted.due_at is not None
    times = {"start_at": start_at, "due_at": counted.due_at}
    facts = {name: f"{at.astimezone(calendar.zone):%Y-%m-%d %H:%M}" for name, at in times.items()}
    return Explanation(counted=counted, reasons=(Reason(code="counting_hours", facts=facts),))


def _end(counted: Counted) -> tuple[dt.date, dt.date, Length]:
    """Return the day before rolling, the due day and the length of a period that has them."""
    assert counted.nominal_on is not None
    assert counted.due_on is not None
    assert counted.length is not None
    return counted.nominal_on, counted.due_on, counted.length


def _days(calendar: Calendar, counted: Counted, zero: dt.date) -> Iterator[CountedDay]:
    nominal, due, length = _end(counted)
    if zero == counted.start:
        yield _day(calendar, zero, "start")
    if length.unit in _WALKED:
        yield from _walked(calendar, zero, nominal, length.unit == "working_days")
    else:
        yield _day(calendar, nominal, "due" if nominal == due else "rolled")
    step = ONE_DAY if due > nominal else -ONE_DAY
    day = nominal
    while day != due:
        day += step
        yield _day(calendar, day, "due" if day == due else "rolled")


def _walked(
    calendar: Calendar, zero: dt.date, nominal: dt.date, working: bool
) -> Iterator[CountedDay]:
    number = 0
    for ordinal in range(zero.toordinal() + 1, nominal.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        if working and not calendar.is_working(day):
            yield _day(calendar, day, "skipped")
            continue
        number += 1
        yield _day(calendar, day, "counted", number)


def _day(calendar: Calendar, day: dt.date, role: Role, number: int | None = None) -> CountedDay:
    kind = calendar.kind_of(day)
    return CountedDay(role=role, kind=kind, number=number, name_en=calendar.english(kind.name))


def _reasons(
    calendar: Calendar, profile: CountingProfile, counted: Counted, zero: dt.date, *, soft: bool
) -> Iterator[Reason]:
    included = zero != counted.start
    yield _reason(
        profile, "first_day", "first_day_included" if included else "first_day_excluded",
        start=counted.start,
    )  # fmt: skip
    yield from _month_end(profile, counted, zero)
    yield from _rolling(calendar, profile, counted)
    ends = "ends_at_closing" if profile.day_ends == "closing" else "ends_at_midnight"
    ends = "ends_softly" if soft else ends
    time = calendar.data.closing if profile.day_ends == "closing" else "24:00"
    yield _reason(profile, "day_ends", ends, due_on=counted.due_on, time=time)
    if not counted.published:
        yield Reason(code="counting_provisional", facts={"calendar": calendar.name})


def _month_end(profile: CountingProfile, counted: Counted, zero: dt.date) -> Iterator[Reason]:
    """Yield how a period in months or years found its day in the last month."""
    nominal, _, length = _end(counted)
    if length.unit in ("months", "years"):
        code = "corresponding_day" if nominal.day == zero.day else "no_corresponding_day"
        yield _reason(profile, "month_end", code, day=zero.day, nominal=nominal)


def _rolling(calendar: Calendar, profile: CountingProfile, counted: Counted) -> Iterator[Reason]:
    nominal, due, _ = _end(counted)
    if nominal != due:
        code = "rolled_on" if due > nominal else "rolled_back"
        yield _reason(profile, "roll", code, nominal=nominal, due=due)
    elif not calendar.is_working(nominal):
        yield _reason(profile, "own_rule", "not_rolled", nominal=nominal)


def _reason(profile: CountingProfile, rule: str, code: str, **facts: object) -> Reason:
    told = {name: str(fact) for name, fact in facts.items()}
    clauses = {language: profile.clause(rule, language) for language in LANGUAGES}
    return Reason(code=f"counting_{code}", facts=told, clauses=clauses)
