"""An explanation reads as a person would tell it."""

from __future__ import annotations

import pytest

from engine.calendar.explanation import Explanation, explain, explain_hours
from engine.messages import LANGUAGES, catalogue
from tests.calendar.china import calendar, day, length, local, profile

NATIONAL_DAY = """\
2019-09-27 周五　起算日，不计入　工作日
2019-09-28 周六　不计入　周末
2019-09-29 周日　第1天　国庆节调休上班（国办发明电〔2018〕15号）
2019-09-30 周一　第2天　工作日
2019-10-01 周二　不计入　国庆节放假（国办发明电〔2018〕15号）
2019-10-02 周三　不计入　国庆节放假（国办发明电〔2018〕15号）
2019-10-03 周四　不计入　国庆节放假（国办发明电〔2018〕15号）
2019-10-04 周五　不计入　国庆节放假（国办发明电〔2018〕15号）
2019-10-05 周六　不计入　国庆节放假（国办发明电〔2018〕15号）
2019-10-06 周日　不计入　国庆节放假（国办发明电〔2018〕15号）
2019-10-07 周一　不计入　国庆节放假（国办发明电〔2018〕15号）
2019-10-08 周二　第3天　工作日
开始的当日 2019-09-27 不计入，自下一日开始计算。（民法典第二百零一条）
2019-10-08 24时截止，次日起为逾期。（民法典第二百零三条第二款）"""

HALF_A_YEAR = """\
2026-08-31 Mon  start, not counted  working day
2027-02-28 Sun  last day rests, moved  weekend (notice not out yet, provisional)
2027-03-01 Mon  due  working day (notice not out yet, provisional)
The starting day 2026-08-31 is not counted; day 1 is the day after it. (Civil Code art. 201)
The last month has no day 31; the period ends on 2027-02-28. (Civil Code art. 202)
The last day 2027-02-28 is a day of rest: the period ends on the first working day after it, \
2027-03-01. (Civil Code art. 203(1))
2027-03-01 ends at 24:00; the day after is overdue. (Civil Code art. 203(2))
A notice that covers these days is not out yet in calendar “china”: the date is provisional."""


def told(start: str, text: str, name: str = "civil_code", **rules: str) -> Explanation:
    return explain(calendar(), profile(name), day(start), length(text), **rules)  # type: ignore[arg-type]


def codes(explanation: Explanation) -> list[str]:
    return [reason.code for reason in explanation.reasons]


def test_working_days_are_told_one_by_one_with_the_notice_behind_each() -> None:
    assert "\n".join(told("2019-09-27", "3 working days").lines("zh")) == NATIONAL_DAY


def test_months_tell_the_corresponding_day_and_what_rolled_it() -> None:
    assert "\n".join(told("2026-08-31", "half a year").lines("en")) == HALF_A_YEAR


def test_days_tell_the_rest_days_that_the_end_rolled_over() -> None:
    days = told("2026-09-24", "10 days").days
    assert [str(each.kind.day) for each in days if each.role == "rolled"] == [
        "2026-10-05", "2026-10-06", "2026-10-07",
    ]  # fmt: skip
    assert (days[-1].role, str(days[-1].kind.day)) == ("due", "2026-10-08")


def test_a_day_off_by_law_alone_names_the_decree() -> None:
    lines = told("2026-12-31", "1 working day").lines("zh")
    assert lines[1] == (
        "2027-01-01 周五　不计入　元旦，法定节假日（国务院令第795号）（放假通知尚未公布，暂定）"
    )


@pytest.mark.parametrize(
    ("name", "rules", "expected"),
    [
        ("civil_code", {}, "counting_rolled_on"),
        ("civil_code", {"roll": "previous"}, "counting_rolled_back"),
        ("civil_code", {"roll": "none"}, "counting_not_rolled"),
        ("calendar_days_no_roll", {}, "counting_not_rolled"),
    ],
)
def test_the_rule_that_rolled_the_end_or_did_not_is_named(
    name: str, rules: dict[str, str], expected: str
) -> None:
    assert expected in codes(told("2026-09-24", "10 days", name, **rules))


def test_the_other_profiles_tell_their_own_rules() -> None:
    assert "counting_first_day_included" in codes(told("2019-08-12", "30 days", "first_day_counts"))
    assert "counting_ends_at_closing" in codes(told("2019-08-12", "30 days", "office_hours"))


def test_promptly_and_hours_are_told_in_one_line() -> None:
    assert told("2019-08-12", "及时").lines("zh") == ["“及时”不设确定日期。"]
    hours = explain_hours(calendar(), local("2019-10-04T22:30"), length("2 hours"))
    assert hours.lines("en") == [
        "It runs on without a break from 2019-10-04 22:30 to 2019-10-05 00:30, on days of rest too."
    ]


def test_both_languages_know_the_same_codes() -> None:
    zh, en = (catalogue(language) for language in LANGUAGES)
    ours = ("calendar_", "notice_", "counting_", "length_")
    assert {code for code in zh if code.startswith(ours)} == {
        code for code in en if code.startswith(ours)
    }
