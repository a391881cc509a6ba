"""The shipped calendar of China against its facts, two packages, and its own history."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import holidays
import pytest
from lunardate import LunarDate

from engine.calendar.calendar import Calendar
from engine.calendar.counting import count
from engine.calendar.lengths import Length
from scripts import festival_dates
from tests.calendar.china import calendar, day, days, exceptions, plain, profile

CHINA = calendar()


def test_every_day_from_2004_to_2026_is_as_both_sources_agree() -> None:
    facts = exceptions()
    wrong = [
        each
        for each in days("2004-01-01", "2026-12-31")
        if CHINA.is_working(each) != facts.get(each, each.weekday() < 5)
    ]
    assert wrong == []


def test_chinesecalendar_agrees_but_for_the_one_day_it_has_wrong() -> None:
    wrong = [
        each
        for each in days("2004-01-01", "2026-12-31")
        if CHINA.is_working(each) != chinese_calendar.is_workday(each)
    ]
    # 国办发明电〔2005〕35号 makes Saturday 2005-12-31 a working day.
    assert wrong == [day("2005-12-31")]


def test_holidays_agrees_on_every_day() -> None:
    package = holidays.country_holidays("CN", years=range(2003, 2028))
    wrong = [
        each
        for each in days("2004-01-01", "2026-12-31")
        if CHINA.is_working(each) != package.is_working_day(each)
    ]
    assert wrong == []


def test_the_festivals_in_the_calendar_are_what_the_script_works_out() -> None:
    assert festival_dates.FILE.read_text(encoding="utf-8") == festival_dates.renewed(
        festival_dates.FILE.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("year", range(2008, 2041))
def test_the_festivals_agree_with_a_second_source(year: int) -> None:
    names = {
        "春节": "spring_festival", "清明节": "qingming", "端午节": "dragon_boat",
        "中秋节": "mid_autumn",
    }  # fmt: skip
    package = holidays.country_holidays("CN", years=year, observed=False, language="zh_CN")
    for name, festival in names.items():
        ours = next(
            each for each in plain("china")["festivals"][festival] if each.startswith(str(year))
        )
        assert name in package.get(day(ours), ""), (year, name)
    spring = LunarDate.from_solar_date(*map(int, spring_of(year).split("-")))
    assert (spring.month, spring.day) == (1, 1)


def spring_of(year: int) -> str:
    dates: list[str] = plain("china")["festivals"]["spring_festival"]
    return next(each for each in dates if each.startswith(str(year)))


def test_the_law_based_years_agree_with_a_package_on_every_statutory_day() -> None:
    package = holidays.country_holidays("CN", years=range(2027, 2041), observed=False)
    ours = {
        each
        for each, word in CHINA.rulings.items()
        if each.year > 2026 and word.kind == "statutory"
    }
    assert ours == set(package)


def test_a_statutory_day_on_a_weekend_is_given_back_on_the_next_working_day() -> None:
    # 2027: New Year's Eve is Friday 5 February, the 6th and 7th are a weekend.
    february = days("2027-02-01", "2027-02-14")
    assert [str(each) for each in february if not CHINA.is_working(each)] == [
        "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10",
        "2027-02-13", "2027-02-14",
    ]  # fmt: skip
    assert CHINA.kind_of(day("2027-02-09")).kind == "compensated"
    assert CHINA.kind_of(day("2027-02-09")).source == "国务院令第795号"


def test_beyond_the_years_of_the_law_a_plain_week_goes_on_provisionally() -> None:
    assert CHINA.is_working(day("2041-01-01"))
    assert CHINA.is_working(day("2041-10-01"))
    assert not CHINA.is_published(day("2041-10-01"), day("2041-10-01"))
    assert CHINA.working_day_after(day("2060-01-02"), 5) == day("2060-01-09")


def test_a_year_without_its_notice_is_provisional_and_so_is_the_december_before() -> None:
    assert CHINA.is_published(day("2026-11-01"), day("2026-11-30"))
    assert not CHINA.is_published(day("2026-11-01"), day("2026-12-01"))
    assert not CHINA.is_published(day("2027-01-01"), day("2027-01-01"))
    assert CHINA.is_published(day("2004-01-01"), day("2026-11-30"))
    assert not CHINA.is_published(day("2003-12-01"), day("2004-02-01"))
    assert not CHINA.kind_of(day("2027-05-05")).published


DECEMBER_2018 = [
    ("2018-12-05", "2018-12-31", False),
    ("2018-12-06", "2018-12-29", True),
    ("2026-11-21", "2018-12-29", True),
]


@pytest.mark.parametrize(("known_at", "due_on", "published"), DECEMBER_2018)
def test_the_notice_of_2018_12_06_moves_the_end_of_december(
    known_at: str, due_on: str, published: bool
) -> None:
    known = CHINA.known_at(day(known_at))
    counted = count(known, profile(), day("2018-11-30"), Length(21, "working_days"))
    assert (str(counted.due_on), counted.published) == (due_on, published)
    assert counted.revision == known.revision


def test_a_notice_is_known_from_its_publication_not_from_its_date() -> None:
    # 国办发明电〔2018〕15号 is dated 4 December and was published on the 6th.
    assert CHINA.known_at(day("2018-12-05")).is_working(day("2018-12-31"))
    assert not CHINA.known_at(day("2018-12-06")).is_working(day("2018-12-31"))


def working(known_at: str, first: str, last: str) -> list[str]:
    known = CHINA.known_at(day(known_at))
    return [each.strftime("%m-%d") for each in days(first, last) if known.is_working(each)]


def test_the_amendment_of_2019_03_22_makes_labour_day_four_days() -> None:
    before = working("2019-03-21", "2019-04-27", "2019-05-06")
    after = working("2019-03-22", "2019-04-27", "2019-05-06")
    assert before == ["04-29", "04-30", "05-02", "05-03", "05-06"]
    assert after == ["04-28", "04-29", "04-30", "05-05", "05-06"]


def test_the_amendment_of_2020_01_27_extends_spring_festival() -> None:
    before = working("2020-01-26", "2020-01-18", "2020-02-04")
    after = working("2020-01-27", "2020-01-18", "2020-02-04")
    start = ["01-19", "01-20", "01-21", "01-22", "01-23"]
    assert before == [*start, "01-31", "02-01", "02-03", "02-04"]
    assert after == [*start, "02-03", "02-04"]


def test_the_amendment_of_2015_05_13_gives_the_third_and_fourth_of_september() -> None:
    before = working("2015-05-12", "2015-09-02", "2015-09-07")
    after = working("2015-05-13", "2015-09-02", "2015-09-07")
    assert before == ["09-02", "09-03", "09-04", "09-07"]
    assert after == ["09-02", "09-06", "09-07"]


def off_by_law(known_at: str, first: str, last: str) -> list[str]:
    known = CHINA.known_at(day(known_at))
    kinds = [known.kind_of(each) for each in days(first, last)]
    return [kind.day.strftime("%m-%d") for kind in kinds if kind.kind == "statutory"]


def test_the_law_has_a_history_of_its_own() -> None:
    # As known before decree 644, 2014 would have had New Year's Eve off; after it, not.
    assert off_by_law("2013-12-10", "2014-01-28", "2014-02-05") == ["01-30", "01-31", "02-01"]
    assert CHINA.known_at(day("2013-12-11")).is_working(day("2014-01-30"))
    # Decree 795 of 2024-11-12 gives New Year's Eve and 2 May, from 2025 on.
    assert off_by_law("2024-11-11", "2025-05-01", "2025-05-03") == ["05-01"]
    assert off_by_law("2024-11-12", "2026-05-01", "2026-05-03") == ["05-01", "05-02"]
    # Decree 513 of December 2007 brought Qingming and took two of the days of May.
    assert off_by_law("2007-12-13", "2008-04-01", "2008-05-08") == ["05-01", "05-02", "05-03"]
    assert off_by_law("2007-12-14", "2008-04-01", "2008-05-08") == ["04-04", "05-01"]


def test_known_when_all_notices_were_out_is_the_calendar_itself() -> None:
    assert CHINA.known_at(day("2026-11-21")) is CHINA
    assert CHINA.known_at(day("2025-11-03")) != CHINA


def test_a_calendar_survives_its_round_trip_through_plain_data() -> None:
    again = Calendar.from_data(CHINA.to_data())
    assert again == CHINA
    assert again.revision == CHINA.revision
    assert hash(again) == hash(CHINA)


def test_the_local_day_of_beijing_begins_eight_hours_before_that_of_greenwich() -> None:
    utc = dt.UTC
    assert CHINA.start_of(day("2019-11-21")) == dt.datetime(2019, 11, 20, 16, tzinfo=utc)
    assert CHINA.end_of(day("2019-11-20")) == dt.datetime(2019, 11, 20, 16, tzinfo=utc)
    assert CHINA.opening(day("2019-11-15")) == dt.datetime(2019, 11, 15, 1, tzinfo=utc)
    assert CHINA.closing(day("2019-11-15")) == dt.datetime(2019, 11, 15, 9, 30, tzinfo=utc)
    assert CHINA.local_date(dt.datetime(2019, 11, 20, 16, tzinfo=utc)) == day("2019-11-21")
    assert CHINA.local_date(dt.datetime(2019, 11, 20, 15, 59, tzinfo=utc)) == day("2019-11-20")


def test_a_plain_calendar_has_its_own_zone_and_nothing_provisional() -> None:
    new_york = calendar("new_york")
    assert new_york.is_published(day("1990-01-01"), day("2090-12-31"))
    assert new_york.is_working(day("2019-12-25"))
    assert new_york.known_at(day("1999-01-01")) is new_york
    # The clocks of New York go forward on 2019-03-10: that day has 23 hours.
    begins, ends = new_york.start_of(day("2019-03-10")), new_york.end_of(day("2019-03-10"))
    assert (ends - begins) == dt.timedelta(hours=23)
