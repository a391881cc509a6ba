"""The shipped calendar and profiles, and the facts they are held against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from engine.calendar.calendar import Calendar
from engine.calendar.lengths import Length, parse_length
from engine.calendar.profile import CountingProfile, read_profiles
from engine.definition.source import load_plain

SHIPPED = Path(__file__).parents[2] / "workflows/calendars"
FACTS = Path(__file__).parent / "data/china_2004_2026.txt"
ONE_DAY = dt.timedelta(days=1)


@cache
def plain(name: str) -> dict[str, Any]:
    file = SHIPPED / f"{name}.yaml"
    return load_plain(file.read_text(encoding="utf-8"), file.name)[0]


@cache
def calendar(name: str = "china") -> Calendar:
    return Calendar.from_data(plain(name))


@cache
def profile(name: str = "civil_code") -> CountingProfile:
    return read_profiles(plain("profiles"))[name]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def local(text: str) -> dt.datetime:
    """Read a local time of Beijing as an instant."""
    zone = dt.timezone(dt.timedelta(hours=8))
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def length(text: str) -> Length:
    return parse_length(text)


@cache
def exceptions() -> dict[dt.date, bool]:
    """Return what both sources agree on: the days unlike a plain week, and whether they work."""
    found: dict[dt.date, bool] = {}
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            year, word, *days = line.split()
            found.update((day(f"{year}-{each}"), word == "work") for each in days)
    return found


def days(first: str, last: str) -> Iterator[dt.date]:
    for ordinal in range(day(first).toordinal(), day(last).toordinal() + 1):
        yield dt.date.fromordinal(ordinal)
