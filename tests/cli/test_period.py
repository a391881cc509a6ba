from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def test_a_period_is_told_with_the_keys_that_programs_rely_on(patrol: Patrol) -> None:
    told = patrol.done("period", "add", "2019-08-30", "10 working days")
    assert len(told.pop("revision")) >= 8
    assert told == {
        "start": "2019-08-30",
        "length": "10 working days",
        "due_on": "2019-09-16",
        "due_at": "2019-09-16T16:00:00Z",
        "status": "published",
        "calendar": "china",
    }


@pytest.mark.parametrize(
    "length",
    [
        "10个工作日",
        "10 working days",
        "10工作日",
        "10workingdays",
        "10 个 工作日",
        "10 working day",
    ],
)
def test_lengths_are_read_in_both_languages(patrol: Patrol, length: str) -> None:
    assert patrol.done("period", "add", "2019-08-30", length)["due_on"] == "2019-09-16"


def test_an_unquoted_length_is_one_length(patrol: Patrol) -> None:
    told = patrol.done("period", "add", "2019-08-30", "10", "working", "days")
    assert told["due_on"] == "2019-09-16"


def test_only_known_notices_count_when_asked(patrol: Patrol) -> None:
    late = patrol.done("period", "add", "2018-11-30", "21 working days")
    early = patrol.done(
        "period", "add", "2018-11-30", "21 working days", "--known-at", "2018-12-05"
    )
    assert (late["due_on"], early["due_on"]) == ("2018-12-29", "2018-12-31")
    assert early["status"] == "provisional"


def test_promptly_has_no_day(patrol: Patrol) -> None:
    told = patrol.done("period", "add", "2019-08-30", "及时")
    assert (told["due_on"], told["due_at"], told["status"]) == (None, None, "undated")


def test_hours_run_from_their_instant(patrol: Patrol) -> None:
    told = patrol.done("period", "add", "2019-08-30T23:30", "2 hours")
    assert told["due_at"] == "2019-08-30T17:30:00Z"


def test_an_explanation_tells_every_day(patrol: Patrol) -> None:
    told = patrol("period", "add", "2019-09-20", "10个工作日", "--explain", "--lang", "zh")
    assert "2019-09-29" in told.out
    assert "国庆节" in told.out
    assert "民法典第二百零一条" in told.out


def test_a_batch_keeps_the_order_and_adds_two_columns(patrol: Patrol) -> None:
    (patrol.database.parent / "periods.csv").write_text(
        "start,length\n2026-08-31,半年\n2019-08-30,10 working days\n2019-08-30,及时\n"
    )
    answer = patrol("period", "add", "--batch", "periods.csv")
    assert answer.code == 0
    assert list(csv.DictReader(io.StringIO(answer.out))) == [
        {"start": "2026-08-31", "length": "半年", "due_on": "2027-03-01", "status": "provisional"},
        {"start": "2019-08-30", "length": "10 working days", "due_on": "2019-09-16",
         "status": "published"},
        {"start": "2019-08-30", "length": "及时", "due_on": "", "status": "undated"},
    ]  # fmt: skip


def test_every_bad_row_of_a_batch_is_told_with_its_line(patrol: Patrol) -> None:
    (patrol.database.parent / "periods.csv").write_text(
        "length,start\n10 days,2019-02-30\n10 days,2019-01-02\nsoon,2019-01-02\n"
    )
    answer = patrol("period", "add", "--batch", "periods.csv", "--json")
    assert answer.code == 3
    assert [problem["line"] for problem in answer.json["problems"]] == [2, 4]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["2019-02-30", "10 days"], "date_unreadable"),
        (["2019-08-30", "ten moons"], "length_unreadable"),
        (["2019-08-30"], "period_arguments_missing"),
        ([], "period_arguments_missing"),
        (["2019-08-30", "3 days", "--batch", "x.csv"], "period_batch_alone"),
        (["--batch", "nowhere.csv"], "file_missing"),
        (["2019-08-30", "3 days", "--known-at", "yesterday"], "date_unreadable"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(
    patrol: Patrol, arguments: list[str], code: str
) -> None:
    told = patrol.refused("period", "add", *arguments)
    assert told["exit"] == 2
    assert told["code"] in (code, "instant_unreadable")


@pytest.mark.parametrize("option", ["--calendar", "--counting"])
def test_an_unknown_calendar_or_profile_is_refused_with_the_known_ones(
    patrol: Patrol, option: str
) -> None:
    told = patrol.refused("period", "add", "2019-08-30", "3 days", option, "mars")
    assert told["exit"] == 1
    assert {"--calendar": "china", "--counting": "civil_code"}[option] in told["hint"]


def test_a_year_shows_its_special_days(patrol: Patrol) -> None:
    told = patrol.done("calendar", "show", "2019")
    days = {day["date"]: day for day in told["days"]}
    assert told["working_days"] == 250
    assert days["2019-05-05"]["working"]
    assert not days["2019-05-02"]["working"]
    assert "2019-05-06" not in days


def test_a_day_is_explained_with_its_notice(patrol: Patrol) -> None:
    told = patrol.done("calendar", "explain", "2019-05-02")
    assert (told["working"], told["kind"], told["name"]) == (False, "holiday", "劳动节")
    before = patrol.done("calendar", "explain", "2019-05-02", "--known-at", "2019-03-21")
    assert before["working"]


def test_revisions_name_every_notice_once(patrol: Patrol) -> None:
    found = patrol.done("calendar", "revisions")
    assert [each["for_year"] for each in found if not each["amends"]] == list(range(2004, 2027))
    assert len({each["revision"] for each in found}) == len(found)
    lines = patrol("calendar", "revisions", "--json-lines").out.splitlines()
    assert len(lines) == len(found)


@pytest.mark.parametrize("period", ["19", "2019-13", "2019-1", "0000", "99999", "２０１９"])
def test_a_period_of_the_calendar_that_is_none_is_a_usage_error(
    patrol: Patrol, period: str
) -> None:
    assert patrol.refused("calendar", "show", period)["exit"] == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("start,length\n2019-08-30,10个工作日\n".encode("gb18030"), "file_not_utf8"),
        (b"\xff\xfes\x00", "file_not_utf8"),
        (b"", "batch_columns"),
        (b"start,length\n" + b"a" * 200_000 + b",1\n", "batch_not_csv"),
        (b"start,length\n9999-12-31T23:59:59Z,10 days\n", "batch_bad_rows"),
        (b"start,length\n0001-01-01T00:00:00+14:00,2 hours\n", "batch_bad_rows"),
    ],
)
def test_a_faulty_batch_is_a_fault_inside_a_file(patrol: Patrol, content: bytes, code: str) -> None:
    (patrol.database.parent / "faulty.csv").write_bytes(content)
    told = patrol.refused("period", "add", "--batch", "faulty.csv")
    assert (told["code"], told["exit"]) == (code, 3)
