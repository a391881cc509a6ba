"""Files of notices in every form they come in, right and wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.calendar.additions import Addition
from engine.calendar.calendar import Calendar
from engine.calendar.holiday_cn import Named
from engine.calendar.rulings import words_of
from engine.errors import InputError
from runtime import shipped
from runtime.noticefile import NoticeFile, read_notices
from tests.model.build import day

TODAY = day("2026-11-22")
EVENTS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270103
SUMMARY:元旦 休
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20270131
SUMMARY:春节\uff08班\uff09
END:VEVENT
END:VCALENDAR
"""


def china() -> Calendar:
    return shipped.calendar("china")


def taken(text: str, calendar: Calendar | None = None, amends: str | None = None) -> Addition:
    file = NoticeFile("file", text.encode(), Named(TODAY, None, amends))
    return read_notices(file, calendar or china(), TODAY)


def refused(text: str) -> list[tuple[int, str]]:
    with pytest.raises(InputError) as fault:
        taken(text)
    problems: tuple[Any, ...] = fault.value.problems
    return [(each.line, each.code) for each in problems]


def days(year: int, **more: bool) -> str:
    """Return a year of the shipped calendar in the holiday-cn format, some days said otherwise."""
    notices = [each for each in china().data.notices if each.for_year == year]
    spoken_of = {day for each in notices for day, _ in words_of(each, china().data)}
    kinds = [china().kind_of(each) for each in spoken_of]
    said = {kind.day.isoformat(): not kind.working for kind in kinds}
    said.update({f"{year}-{key.removeprefix('d').replace('_', '-')}": off
                 for key, off in more.items()})  # fmt: skip
    listed = [{"name": "节", "date": each, "isOffDay": off} for each, off in said.items()]
    return json.dumps({"year": year, "papers": [], "days": listed}, indent=1)


@pytest.mark.parametrize("year", [2019, 2020, 2024, 2026])
def test_a_year_that_is_known_adds_nothing(year: int) -> None:
    assert taken(days(year)).notices == ()


def test_a_new_year_becomes_a_notice_of_its_own() -> None:
    (notice,) = taken(days(2027, d01_01=True, d01_31=False)).notices
    assert (notice.id, notice.for_year, notice.amends) == ("china-2027", 2027, None)
    found = taken(days(2027, d01_01=True, d01_31=False)).after
    assert not found.is_working(day("2027-01-01"))
    assert found.is_working(day("2027-01-31"))


def test_what_changes_a_known_year_must_say_so_and_names_only_what_it_changes() -> None:
    text = days(2026, d12_31=True)
    assert [code for _, code in refused(text)] == ["notice_amends_silently"]
    (notice,) = taken(text, amends="china-2026").notices
    assert [each for one in notice.holidays for each in one.days_off()] == [day("2026-12-31")]


def test_a_calendar_of_events_is_read_with_its_december() -> None:
    (notice,) = taken(EVENTS).notices
    off = [each for one in notice.holidays for each in one.days_off()]
    assert off == [day("2026-12-31"), day("2027-01-01"), day("2027-01-02")]
    assert [each for one in notice.holidays for each in one.works] == [day("2027-01-31")]
    assert {one.name for one in notice.holidays} == {"元旦", "春节"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("20270131", "20270203", "notice_works_on_a_weekday"),
        ("20270131", "2027013", "event_unclear"),
        ("20270131", "20270102", "notice_day_twice"),
        ("20270131", "20261007", "notice_amends_silently"),
        ("END:VCALENDAR", "", "events_unreadable"),
    ],
)
def test_a_calendar_of_events_with_faults_is_told_by_its_lines(
    old: str, new: str, code: str
) -> None:
    found = refused(EVENTS.replace(old, new))
    assert code in {each for _, each in found}
    assert all(line in (1, 10) for line, _ in found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"year": "2027", "days": []}', "calendar_expects_number"),
        ('{"year": 2027, "days": [{"name": 3, "date": "2027-01-01"}]}', "calendar_field_missing"),
        ('{"year": 2027, "days": [3]}', "calendar_expects_mapping"),
        ("notices: [3]", "calendar_expects_mapping"),
        ("calendar: mars\nnotices: []", "notices_of_another_calendar"),
        ("notices: []\nzone: UTC", "calendar_field_unknown"),
        ("{id: x, for_year: 2207, published: 2026-01-01, holidays: []}", "notice_year_too_far"),
        ("{id: china-2026, for_year: 2026, published: 2026-01-01}", "notice_repeated"),
    ],
)
def test_other_faults_are_told_at_their_place(text: str, code: str) -> None:
    assert code in {each for _, each in refused(text)}
