from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar.lengths import HALF_A_YEAR, PROMPTLY, Length, parse_length
from engine.errors import UsageError

LENGTHS = st.builds(
    Length,
    st.integers(0, 99_999),
    st.sampled_from(["hours", "days", "working_days", "weeks", "months", "years"]),
) | st.just(PROMPTLY)

SAID = {
    Length(10, "working_days"): (
        "10个工作日", "10 个工作日", "10工作日", "10 working days", "10 Working Days",
        "10 working-days", "10workingdays", "10 business days", "十个工作日", "１０个工作日",
        "10个工作日内", "10个工作日以内", " 10  working   days ",
    ),
    Length(1, "working_days"): ("1 working day", "one working day", "1个工作日", "a working day"),
    Length(30, "days"): (
        "30天", "30日", "30 天", "30 days", "30days", "三十日", "三十天", "30 calendar days",
        "30个自然日",
    ),
    Length(120, "days"): ("一百二十天", "120 days"),
    Length(105, "days"): ("一百零五日", "105日"),
    Length(15, "days"): ("十五日", "15日内"),
    HALF_A_YEAR: ("半年", "半年内", "half a year", "half-year", "6 months", "6个月", "六个月"),
    Length(1, "months"): ("一个月", "1个月", "1 month", "a month", "one month"),
    Length(2, "weeks"): ("两周", "2周", "2 weeks", "2个星期", "两星期"),
    Length(1, "years"): ("1年", "一年", "1 year", "a year"),
    Length(2, "hours"): ("2小时", "2个小时", "两小时", "2 hours"),
    Length(1, "hours"): ("1 hour", "an hour"),
    Length(0, "days"): ("0 days", "0天"),
    PROMPTLY: ("promptly", "及时", "Promptly"),
}  # fmt: skip

UNREADABLE = (
    "", " ", "10", "天", "working days", "ten days", "6月", "-3 days", "3.5 days", "1e3 days",
    "十十天", "一百五天", "零十天", "百天", "半个月", "10 fortnights", "10 工作", "10 days ago",
    "1 working days days", "9999999 days", "soon", "10个工作日10天", "3wd", "\n", "10 个个月",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [(text, found) for found, texts in SAID.items() for text in texts]
)
def test_a_length_is_read_in_chinese_and_english(text: str, expected: Length) -> None:
    assert parse_length(text) == expected


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_text_that_is_no_length_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_length(text)
    assert refused.value.code == "length_unreadable"
    assert refused.value.facts == {"text": text}


@given(LENGTHS, st.sampled_from(["zh", "en"]))
def test_a_length_reads_back_what_it_says(length: Length, language: str) -> None:
    assert parse_length(length.text(language)) == length


@given(st.text(alphabet="0123456789十百零一二两天日周月年个工作半内 adehkmnorswy-", max_size=14))
def test_any_text_is_a_length_or_refused(text: str) -> None:
    with suppress(UsageError):
        assert parse_length(text).amount >= 0


def test_a_single_unit_is_singular_in_english() -> None:
    assert Length(1, "working_days").text("en") == "1 working day"
    assert Length(2, "working_days").text("en") == "2 working days"
    assert Length(10, "working_days").text("zh") == "10个工作日"
    assert PROMPTLY.text("zh") == "及时"


def test_ids_of_steps_use_a_few_letters() -> None:
    texts = ("3 working days", "30 days", "1 week", "6 months", "1 year", "2 hours", "promptly")
    assert [parse_length(text).short for text in texts] == [
        "3wd", "30d", "1w", "6m", "1y", "2h", "promptly",
    ]  # fmt: skip
