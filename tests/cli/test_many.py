"""One act on many cases."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from store.reader import open_reader
from store.views import Filters
from tests.cli.conftest import opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

STAFF = (
    "case", "act", "staff", "--where", "workflow=patrol", "--as", "jiangsu_patrol_office",
    "--at", "2019-07-25", "--set", "team_leader=team1_leader",
    "--set", "members=team1_member1,team1_member2",
)  # fmt: skip


def states(patrol: Patrol) -> list[str]:
    return [line["state"] for line in patrol.done("case", "list", "--workflow", "patrol")]


def test_a_dry_run_decides_each_case_and_keeps_nothing(sandbox: Patrol) -> None:
    opened(sandbox), opened(sandbox)
    told = sandbox.done(*STAFF, "--dry-run")
    assert (told["cases"], told["done"], told["refused"], told["job"]) == (2, 2, [], None)
    assert states(sandbox) == ["preparing"] * 2
    assert sandbox.done("job", "list", "--as", "jiangsu_patrol_office") == []


def test_the_act_is_taken_in_every_case_and_who_was_left_out_is_told(sandbox: Patrol) -> None:
    first, second = opened(sandbox), opened(sandbox)
    sandbox.done("case", "act", first, *STAFF[2:3], *STAFF[5:])
    answer = sandbox(
        "case", "act", "enter", "--where", "workflow=patrol", "--as", "team1_leader",
        "--at", "2019-08-05", "--set", "entered_on=2019-08-05", "--yes", "--json",
    )  # fmt: skip
    assert answer.code == 1
    (left,) = answer.json["refused"]
    assert (answer.json["done"], left["case"], left["code"]) == (1, second, "not_permitted")
    assert sandbox.done("case", "history", first)[-1]["event"] == "enter"
    (job,) = sandbox.done("job", "list", "--as", "team1_leader")
    assert (job["done"], job["refused"], job["waiting"]) == (1, 1, 0)
    assert job["finished_at"] is not None


def test_nobody_to_ask_means_nothing_is_done(sandbox: Patrol) -> None:
    opened(sandbox)
    told = sandbox.refused(*STAFF)
    assert (told["code"], told["exit"]) == ("confirmation_missing", 2)
    assert states(sandbox) == ["preparing"]


@pytest.mark.parametrize(
    ("where", "code", "exit_code"),
    [
        ("colour=red", "where_unknown", 2),
        ("stat=planned", "where_unknown_close", 2),
        ("state", "where_unreadable", 2),
        ("workflow=patrol", "where_twice", 2),
        ("state=preparin", "state_unknown_close", 1),
        ("overdue=perhaps", "word_unknown", 2),
        ("due-before=tomorrow", "date_unreadable", 2),
    ],
)
def test_a_condition_that_cannot_be_read_is_named(
    sandbox: Patrol, where: str, code: str, exit_code: int
) -> None:
    told = sandbox.refused(*STAFF, "--where", where, "--yes")
    assert (told["code"], told["exit"]) == (code, exit_code)


def test_a_filter_that_was_kept_chooses_too_and_closed_cases_never(sandbox: Patrol) -> None:
    number, who = opened(sandbox), STAFF[5:9]
    opened(sandbox)
    sandbox.done("filter", "save", "mine", "--workflow", "patrol", "--closed", *who)
    told = sandbox.done("case", "act", "staff", "--filter", "mine", *STAFF[5:], "--dry-run")
    assert (told["cases"], told["done"], told["where"]) == (2, 2, {"filter": "mine"})
    told = sandbox.done(*STAFF, "--filter", "mine", "--where", f"text={number}", "--dry-run")
    assert told["cases"] == 1
    gone = sandbox.refused("case", "act", "staff", "--filter", "none", *STAFF[5:], "--dry-run")
    assert gone["exit"] == 1


def test_a_case_and_conditions_together_are_refused(sandbox: Patrol) -> None:
    told = sandbox.refused("case", "act", "X", "staff", "--where", "state=planned")
    assert told["code"] == "case_and_where"
    assert sandbox.refused("case", "act", "X")["code"] == "event_missing"


def test_the_job_of_another_is_as_if_it_were_not(sandbox: Patrol) -> None:
    opened(sandbox)
    sandbox.done(*STAFF, "--yes")
    assert sandbox.refused("job", "show", "1", "--as", "team1_leader")["code"] == "job_unknown"
    assert sandbox.refused("job", "show", "9", "--as", "team1_leader")["code"] == "job_unknown"
    screen = sandbox("job", "show", "1", "--as", "jiangsu_patrol_office", "--lang", "zh")
    assert "已办理 1 个" in screen.out


def staffings(url: str) -> int:
    """Return how often a team was formed, by the histories of all patrols."""
    reader = open_reader(url)
    lines = reader.cases(Filters(workflow="patrol", visible=None))
    found = sum(row.event == "staff" for line in lines for row in reader.history(line.id))
    reader.close()
    return found


def test_a_job_killed_at_any_step_goes_on_and_acts_on_no_case_twice(
    sandbox: Patrol, here: Path
) -> None:
    opened(sandbox), opened(sandbox)
    command = [sys.executable, "-m", "tests.cli.killing", str(sandbox.database), str(here)]
    done = subprocess.run(
        [*command, *STAFF, "--yes"], check=True, capture_output=True, text=True,
        env={**os.environ, **sandbox.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    steps = int(done.stdout)
    assert steps > 10
    for step in range(steps):
        url = f"sqlite:///{here / f'{step}.db'}"
        sandbox.environ["PATROL_DATABASE"] = url
        jobs = sandbox.done("job", "list", *STAFF[5:9])
        assert [job["done"] for job in jobs] == [staffings(url)] * len(jobs)
        for job in jobs:
            told = sandbox.done("job", "resume", str(job["job"]), "--yes", *STAFF[5:9])
            assert (told["done"], told["waiting"], told["refused"]) == (2, 0, [])
            assert staffings(url) == 2


def test_a_dry_run_lists_every_case_with_titles_and_people_by_name(sandbox: Patrol) -> None:
    first, second = opened(sandbox), opened(sandbox)
    sandbox.done("case", "act", first, *STAFF[2:3], *STAFF[5:])
    answer = sandbox(
        "case", "act", "enter", "--where", "workflow=patrol", "--as", "team1_leader",
        "--at", "2019-08-05", "--set", "entered_on=2019-08-05", "--dry-run", "--lang", "zh",
    )  # fmt: skip
    possible, left_out, sums = answer.out.splitlines()[-3:]
    assert possible == f"{first}\uff1a\u53ef\u529e\u7406\u3002"
    assert left_out.startswith(f"{second}\uff1a")
    assert "(team1_leader)" in left_out
    assert "\u201c\u8fdb\u9a7b\u201d" in sums
    assert sandbox.done(*STAFF, "--dry-run", "--where", f"text={second}")["taken"] == [second]


def test_cases_named_in_fields_are_typed_by_number_for_many_too(sandbox: Patrol) -> None:
    number, other = opened(sandbox), opened(sandbox)
    for chosen in ((number, "staff"), ("staff", "--where", "workflow=patrol")):
        given = ("case", "act", *chosen, *STAFF[5:], "--dry-run")
        assert sandbox.refused(*given, "--set", "problems=none")["code"] == "case_unknown"
        answer = sandbox(*given, "--set", f"problems={other}", "--json")
        assert answer.json["cases"] >= 1
        assert "case_unknown" not in answer.out
