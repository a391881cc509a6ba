"""Counting profiles: the rules by which a jurisdiction counts a period, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from engine.calendar.faults import Fault, converted
from engine.calendar.lengths import Unit
from engine.calendar.notices import Value
from engine.errors import InputError

Roll = Literal["next", "previous", "none"]
FirstDay = Literal["excluded", "included"]


class Rolling(Value, frozen=True, kw_only=True):
    """Where a period in each unit goes when it ends on a rest day."""

    days: Roll = "next"
    weeks: Roll = "next"
    months: Roll = "next"
    years: Roll = "next"


class CountingProfile(Value, frozen=True, kw_only=True):
    """How periods are counted, each rule with the clause it comes from, by language.

    `month_end`: where a month has no corresponding day, the period ends on that month's last
    day or on the day after it. `day_ends`: at 24:00, or when the office closes.
    """

    name: str = ""
    title: dict[str, str] = {}
    first_day: FirstDay = "excluded"
    roll: Rolling = Rolling()
    month_end: Literal["last_day", "next_day"] = "last_day"
    day_ends: Literal["midnight", "closing"] = "midnight"
    clauses: dict[str, str | dict[str, str]] = {}

    def clause(self, rule: str, language: str) -> str:
        """Return the clause behind a rule, or nothing where the profile names none."""
        named = self.clauses.get(rule, "")
        return named if isinstance(named, str) else named.get(language, "")

    def roll_for(self, unit: Unit) -> Roll:
        """Return where a period in a unit rolls; hours end at their instant."""
        if unit in ("hours", "promptly"):
            return "none"
        # Only a period of no working days can end on a rest day at all.
        roll: Roll = getattr(self.roll, "days" if unit == "working_days" else unit)
        return roll


def read_profiles(data: Mapping[str, Any]) -> dict[str, CountingProfile]:
    """Return profiles by name; raise InputError `profiles_invalid` with all faults."""
    faults: list[Fault] = []
    found: dict[str, CountingProfile] = {}
    for name, value in data.items():
        named = {**value, "name": name} if isinstance(value, Mapping) else value
        profile = converted(named, CountingProfile, (name,), faults)
        if profile is not None:
            found[name] = profile
    if faults:
        raise InputError("profiles_invalid", faults)
    return found
