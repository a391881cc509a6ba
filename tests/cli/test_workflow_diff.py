"""What a change means, on the command line: the sentences, and what it means to open cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.shipped import FOLDER
from tests.cli.conftest import on_site

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

TEXT = (FOLDER / "patrol" / "workflow.yaml").read_text(encoding="utf-8")
SHORTER = TEXT.replace("version: 1\n", "version: 2\n", 1).replace(
    "report_in:\n    {type: length, default: 10 working days",
    "report_in:\n    {type: length, default: 5 working days",
)


def write(patrol: Patrol, text: str = SHORTER, name: str = "workflow.yaml") -> str:
    (patrol.database.parent / name).write_text(text, encoding="utf-8")
    return name


def reporting(patrol: Patrol) -> str:
    number = on_site(patrol)
    patrol.done(
        "case", "act", number, "leave", "--set", "left_on=2019-09-02",
        "--as", "team1_leader", "--at", "2019-09-02T18:00",
    )  # fmt: skip
    return number


def test_a_change_is_told_without_a_database(patrol: Patrol) -> None:
    told = patrol.done("workflow", "diff", "patrol", write(patrol))
    assert told["before"] == {"workflow": "patrol", "version": 1}
    assert told["after"] == {"workflow": "patrol", "version": 2}
    assert told["impact"] is None
    sentences = [each["sentence"] for each in told["differences"] if each["sentence"]]
    assert sentences == [
        "Deadline “Patrol report” shortens the time from 10 working days to 5 working days."
    ]
    assert (
        "10个工作日缩短为5个工作日"
        in patrol("workflow", "diff", "patrol@1", "workflow.yaml", "--lang", "zh").out
    )
    assert "do not differ" in patrol("workflow", "diff", "patrol", "patrol").out


def test_two_workflows_are_told_not_to_be_versions_of_one(patrol: Patrol) -> None:
    first = patrol("workflow", "diff", "patrol", "interview").out.splitlines()[0]
    assert first == "patrol@1 and interview@1 are two workflows, not two versions of one."
    first = patrol("workflow", "diff", "patrol", "patrol_jiangyan").out.splitlines()[0]
    assert first == "patrol_jiangyan@1 is another workflow, based on patrol@1."


def test_open_cases_are_counted_with_the_days_that_would_move(sandbox: Patrol) -> None:
    number = reporting(sandbox)
    arguments = ("workflow", "diff", "patrol@1", write(sandbox), "--at", "2019-09-12")
    impact = sandbox.done(*arguments)["impact"]
    assert impact == {
        "open_cases": 1,
        "by_version": {"1": 1},
        "moved": 1,
        "overdue_now": 1,
        "deadlines": [
            {
                "case": number,
                "version": 1,
                "deadline": "report",
                "old_due_on": "2019-09-17",
                "new_due_on": "2019-09-09",
                "overdue_before": False,
                "overdue_after": True,
            }
        ],
    }
    screen = sandbox(*arguments).out
    assert "1 open case runs under the version it began with (1 under version 1)" in screen
    assert "in one case, which would be overdue today" in screen
    chinese = sandbox(*arguments, "--lang", "zh").out
    assert "“巡查工作报告”有1件的届满日不同，其中1件今日已逾期。" in chinese


def test_a_definition_without_open_cases_says_so(sandbox: Patrol) -> None:
    told = sandbox("workflow", "diff", "patrol", write(sandbox)).out
    assert "No open case of patrol runs under another version." in told


def test_what_cannot_be_found_or_read_is_refused(patrol: Patrol) -> None:
    assert patrol.refused("workflow", "diff", "patrol", "nowhere.yaml")["exit"] == 2
    assert patrol.refused("workflow", "diff", "patrol@9", "patrol")["code"] == (
        "workflow_version_unknown"
    )
    faulty = write(patrol, SHORTER.replace("to: closed", "to: closd"), "faulty.yaml")
    assert patrol.refused("workflow", "diff", "patrol", faulty)["code"] == "definitions_unusable"


def test_on_a_database_of_real_cases_nobody_is_told_of_cases_without_a_login(desks: Desks) -> None:
    stranger = desks.nobody()
    file = write(desks.administrator)
    path = str(desks.administrator.database.parent / file)
    assert stranger.done("workflow", "diff", "patrol", path)["impact"] is None
    assert desks.administrator.done("workflow", "diff", "patrol", path)["impact"] is not None
