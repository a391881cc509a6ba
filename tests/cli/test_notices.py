"""Notices of holidays come in as files: faults are told, deadlines follow, nothing twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from runtime import shipped
from runtime.founding import keep_calendar
from store.database import open_store
from tests.cli.killing import main as kill_at_every_step
from tests.model.build import day, local

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

CLERK = "jiangsu_patrol_office"
LETTER = """
workflow: letter
version: 1
title: 来信
opened_by: {hand: clerk}
case_number: 信N号
roles: {clerk: {title: 办信人, office: patrol_office, at: home}}
fields: {from_whom: {type: text, title: 来信人}}
states:
  open: {initial: true}
  closed: {final: done}
events:
  answer: {title: 答复, from: open, to: closed, by: clerk}
deadlines:
  reply:
    title: 答复期限
    starts: {enter: open}
    within: 11 working days
    stops: {leave: open}
    warn: [3 working days]
    overdue: [{id: late, after: 0 days, every: 5 days, notify: [clerk]}]
"""
IMPORT = ("calendar", "import", "notices.json", "--at", "2020-01-27T15:00", "--yes")


def known(patrol: Patrol, at: str) -> None:
    """Let a sandbox know the notices that were out on a day, and no other."""
    store = open_store(patrol.environ["PATROL_DATABASE"])
    try:
        keep_calendar(store.registry, shipped.calendar("china").known_at(day(at)), local(at))
    finally:
        store.close()


def file_of(folder: Path, *ids: str) -> str:
    """Write shipped notices to a file of their own."""
    notices = [each for each in shipped.calendar("china").data.notices if each.id in ids]
    file = folder / "notices.json"
    file.write_text(json.dumps({"notices": msgspec.to_builtins(notices)}, ensure_ascii=False))
    return str(file)


@pytest.fixture
def letters(sandbox: Patrol, here: Path) -> Patrol:
    """A sandbox of January 2020 with three letters, before the Spring Festival was made longer."""
    set_up(sandbox, here)
    return sandbox


def set_up(patrol: Patrol, here: Path) -> None:
    """Let a sandbox be in January 2020, with three letters."""
    known(patrol, "2019-12-31")
    (here / "letter.yaml").write_text(LETTER)
    patrol.done("workflow", "publish", "letter.yaml")
    for at in ("2020-01-10", "2020-01-13", "2020-01-20"):
        patrol.done("case", "open", "letter", "--as", CLERK, "--at", at)
    file_of(here, "china-2020-spring-festival")


def due(patrol: Patrol, number: str) -> dict[str, Any]:
    (clock,) = patrol.done("case", "show", number, "--at", "2020-01-28")["case"]["deadlines"]
    assert isinstance(clock, dict)
    return clock


def test_impact_lists_what_a_notice_would_move_and_writes_nothing(letters: Patrol) -> None:
    found = letters.done("calendar", "impact", "notices.json", "--at", "2020-02-01T10:00")
    assert found["notices"][0]["id"] == "china-2020-spring-festival"
    assert [(row["case"], row["old_due_on"], row["new_due_on"]) for row in found["deadlines"]] == [
        ("信1号", "2020-01-31", "2020-02-03"),
        ("信2号", "2020-02-01", "2020-02-04"),
        ("信3号", "2020-02-10", "2020-02-12"),
    ]
    assert found["counts"] == {
        "deadlines": 3, "cases": 3, "moved": 3, "not_imposed": 0, "confirmed": 0,
        "overdue_now": 0, "overdue_no_more": 1,
    }  # fmt: skip
    assert due(letters, "信1号")["due_on"] == "2020-01-31"
    again = letters.done(*IMPORT[:3], "--at", "2020-02-01T10:00", "--dry-run")
    assert again["deadlines"] == found["deadlines"]


def test_an_import_moves_every_deadline_and_says_so_in_its_history(letters: Patrol) -> None:
    done = letters.done(*IMPORT)
    assert done["followed"] == [
        {"change": 1, "families": 3, "moved": 3, "not_imposed": 0, "failed": []}
    ]
    assert due(letters, "信1号")["due_on"] == "2020-02-03"
    entry = letters.done("case", "history", "信1号")[-1]
    assert entry["event"] == "reply:recomputed"
    assert entry["occurred_at"] == "2020-01-27T07:00:00Z"
    screen = letters("case", "history", "信1号").out
    assert "2020-01-31" in screen
    assert "国办发明电〔2020〕1号" in screen
    assert letters.done(*IMPORT)["notices"] == []
    assert letters.done("calendar", "resume") == []
    assert letters("audit", "verify").code == 0


def test_deadlines_on_a_server_follow_as_those_in_a_file(
    patrol: Patrol, here: Path, postgresql_url: str
) -> None:
    patrol.environ["PATROL_DATABASE"] = postgresql_url
    assert patrol("init", "--sandbox").code == 0
    set_up(patrol, here)
    assert len(patrol.done(*IMPORT[:-1], "--dry-run")["deadlines"]) == 3
    assert patrol.done(*IMPORT)["followed"][0]["moved"] == 3
    assert due(patrol, "信3号")["due_on"] == "2020-02-12"
    assert [len(each) for each in histories(patrol)] == [3, 3, 2]
    assert patrol.done("calendar", "resume") == []


def test_lists_of_the_past_tell_what_was_known_then(letters: Patrol) -> None:
    letters.done(*IMPORT)
    was = letters.done("overdue", "--as-of", "2020-02-02", "--known-at", "2020-01-26")
    now = letters.done("overdue", "--as-of", "2020-02-02", "--at", "2020-02-03")
    assert ([row["case"] for row in was], now) == (["信1号", "信2号"], [])


def test_revisions_of_a_database_tell_of_what_was_imported(letters: Patrol) -> None:
    before = letters.done("calendar", "revisions")
    assert before[-1]["id"] == "china-2020"
    letters.done(*IMPORT)
    after = letters.done("calendar", "revisions")
    assert [row["id"] for row in after] == [*(row["id"] for row in before), after[-1]["id"]]
    assert after[-1]["id"] == "china-2020-spring-festival"
    counted = letters.done("period", "add", "2020-01-10", "11 working days")
    assert (counted["due_on"], counted["revision"]) == ("2020-02-03", after[-1]["revision"])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{year: 2020}", {(1, 1, "notice_file_other_format")}),
        ("notices: 3", {(1, 10, "calendar_expects_list")}),
        (
            "notices:\n"
            "- {id: a, for_year: 2021, published: 2020-01-20,\n"
            "   holidays: [{name: 节, from: 2021-01-01, works: [2021-01-01, 2021-03-03]}]}\n"
            "- {id: b, for_year: 2020, published: 2020-01-20,\n"
            "   holidays: [{name: 节, from: 2018-05-04}]}",
            {
                (3, 15, "notice_contradicts_itself"),
                (4, 21, "notice_year_repeated"),
                (5, 15, "notice_day_of_another_year"),
            },
        ),
        (
            "{id: a, for_year: 2021, published: 2020-03-03,\n"
            " holidays: [{name: 节, works: [2021-03-03]}]}",
            {(1, 36, "notice_published_in_future"), (2, 30, "notice_works_on_a_weekday")},
        ),
        (
            '{"year": 2020, "days": [{"name": "节", "date": "2020-05-06", "isOffDay": true}]}',
            {(1, 24, "notice_amends_silently"), (1, 25, "notice_amends_silently")},
        ),
    ],
)
def test_a_file_with_faults_is_told_all_of_them_and_changes_nothing(
    letters: Patrol, here: Path, text: str, codes: set[tuple[int, int, str]]
) -> None:
    (here / "bad.yaml").write_text(text)
    answer = letters("calendar", "import", "bad.yaml", "--at", "2020-01-27", "--yes", "--json")
    assert answer.code == 3
    found = {(each["line"], each["column"], each["code"]) for each in answer.json["problems"]}
    assert codes <= found
    assert {each["file"] for each in answer.json["problems"]} == {"bad.yaml"}
    assert letters.done("calendar", "resume") == []


def test_a_file_in_another_encoding_is_told_as_such(letters: Patrol, here: Path) -> None:
    (here / "bad.yaml").write_bytes("notices: [{id: 春节}]".encode("gb18030"))
    answer = letters("calendar", "impact", "bad.yaml", "--json")
    assert (answer.code, answer.json["problems"][0]["code"]) == (3, "definition_encoding")


def test_killed_at_any_statement_an_import_is_finished_by_the_next_run(
    letters: Patrol, here: Path
) -> None:
    folder = here / "killed"
    folder.mkdir()
    steps = kill_at_every_step(str(letters.database), str(folder), [*IMPORT, "--json"])
    assert steps > 5
    letters.done(*IMPORT)
    whole = histories(letters)
    for step in range(steps):
        letters.environ["PATROL_DATABASE"] = f"sqlite:///{folder / f'{step}.db'}"
        letters.done("calendar", "resume", "--at", "2020-01-27T15:00")
        letters.done(*IMPORT)
        assert histories(letters) == whole


def histories(patrol: Patrol) -> list[Any]:
    return [patrol.done("case", "history", f"信{n}号") for n in (1, 2, 3)]


def test_taking_in_notices_is_for_administrators(desks: Desks, here: Path) -> None:
    file = file_of(here, "china-2020-spring-festival")
    assert desks.administrator.done("calendar", "impact", file)["notices"] == []
    refused = desks.of(CLERK).refused("calendar", "import", file, "--yes")
    assert (refused["code"], refused["exit"]) == ("permission_missing", 1)


def test_a_newer_program_adds_its_notices_and_keeps_those_that_were_imported(
    letters: Patrol, here: Path
) -> None:
    own = {"id": "own", "for_year": 2020, "amends": "china-2020", "published": "2020-01-20",
           "holidays": [{"name": "x", "from": "2020-02-03"}]}  # fmt: skip
    (here / "own.json").write_text(json.dumps(own))
    letters.done("calendar", "import", "own.json", "--at", "2020-01-27T15:00", "--yes")
    assert due(letters, "信3号")["due_on"] == "2020-02-11"
    assert letters("init", "--sandbox").code == 0
    ids = [row["id"] for row in letters.done("calendar", "revisions")]
    assert {"own", "china-2020-spring-festival", "china-2026"} <= set(ids)
    assert "doctor_calendar_unfollowed" in {one["code"] for one in json.loads(
        letters("doctor", "--json").out)}  # fmt: skip
    letters.done("calendar", "resume")
    assert due(letters, "信3号")["due_on"] == "2020-02-13"
    assert letters("init", "--sandbox").code == 0
    assert letters.done("calendar", "resume") == []
