"""Letting open cases go on under another version of their definition."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.letters import CLERK, MIGRATE, PLAN, RUN, letters

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol


@pytest.fixture
def cases(sandbox: Patrol, here: Path) -> tuple[str, str]:
    return letters(sandbox, here)


def version(patrol: Patrol, case: str) -> int:
    found: int = patrol.done("case", "show", case)["case"]["version"]
    return found


def test_a_written_plan_asks_what_has_no_answer_in_both_languages(
    sandbox: Patrol, here: Path, cases: tuple[str, str]
) -> None:
    assert cases
    told = sandbox.done(*MIGRATE, "--write-plan", "new.yaml", *CLERK)
    assert (told["from"], told["to"], told["file"]) == (1, 2, "new.yaml")
    text = (here / "new.yaml").read_text(encoding="utf-8")
    assert "《信访答复》" in text
    assert "How open cases of Answer to a letter" in text
    answer = sandbox(*MIGRATE, "--plan", "new.yaml", *CLERK, "--json")
    problems = answer.json["problems"]
    assert (answer.code, {one["code"] for one in problems}) == (3, {"plan_question_open"})
    assert {one["path"] for one in problems} == {
        "reason", "states.received", "deadlines.reply",
    }  # fmt: skip
    assert all(text.splitlines()[one["line"] - 1][one["column"] - 1] == '"' for one in problems)
    again = sandbox.refused(*MIGRATE, "--write-plan", "new.yaml", *CLERK)
    assert again["code"] == "file_exists"


def test_a_dry_run_lists_each_case_with_its_dates_and_writes_nothing(
    sandbox: Patrol, cases: tuple[str, str]
) -> None:
    told = sandbox.done(*RUN, "--dry-run")
    assert told["counts"] == {"cases": 2, "done": 2, "refused": 0}
    first, second = told["cases"]
    assert (first["case"], first["state_before"], first["state"]) == (
        cases[0], "received", "waiting",
    )  # fmt: skip
    assert [one["event"] for one in first["steps"]] == [
        "reply:warn:3wd",
        "reply:late",
        "reply:late#2",
    ]
    (moved,) = second["deadlines"]
    assert (moved["due_before"], moved["due_after"], moved["to"]) == (
        "2026-04-03", "2026-03-27", "response",
    )  # fmt: skip
    assert [version(sandbox, case) for case in cases] == [1, 1]
    assert sandbox.done("job", "list", *CLERK) == []
    screen = sandbox(*RUN, "--dry-run").out
    assert "Reply: 2026-04-03 -> 2026-03-27" in screen


def test_cases_go_on_under_the_new_version_and_their_past_keeps_its_words(
    sandbox: Patrol, cases: tuple[str, str]
) -> None:
    told = sandbox.done(*RUN)
    assert (told["done"], told["refused"], told["migrated"]) == (2, [], list(cases))
    shown = sandbox.done("case", "show", cases[0])["case"]
    assert (shown["version"], shown["state"]) == (2, "waiting")
    assert [one["name"] for one in shown["deadlines"]] == ["response"]
    history = sandbox.done("case", "history", cases[0])
    assert (history[-1]["kind"], history[-1]["from"], history[-1]["to"]) == (
        "migrated", "received", "waiting",
    )  # fmt: skip
    assert history[-1]["data"]["reason"] == "Decree 3 of 2026"
    screen = sandbox("case", "history", cases[0]).out
    assert "Reply: 5 working days overdue, notify Clerk" in screen
    assert "goes on under version 2, before under 1" in screen
    assert "Received" in sandbox("case", "timeline", cases[0]).out
    assert "2026-03-27" in sandbox("case", "explain", cases[1], "response", *CLERK).out
    assert sandbox("case", "export", cases[0], "--to", "case.html", *CLERK).code == 0
    assert sandbox.done("db", "check")["ok"]
    assert sandbox("audit", "verify").code == 0


def test_figures_and_lists_of_a_past_day_stay_as_they_were(
    sandbox: Patrol, cases: tuple[str, str]
) -> None:
    assert cases
    past = ("--as-of", "2026-03-25", "--at", "2026-04-10")
    before = sandbox.done("overdue", *past), sandbox.done("case", "list", *past)
    sandbox.done(*RUN)
    after = sandbox.done("overdue", *past), sandbox.done("case", "list", *past)
    assert before[1] == after[1]
    assert [(one["case"], one["due_on"]) for one in before[0]] == [
        (one["case"], one["due_on"]) for one in after[0]
    ]
    assert sandbox("overdue", *past).code == 0


def test_a_message_of_the_old_version_still_finds_its_people(
    sandbox: Patrol, cases: tuple[str, str]
) -> None:
    assert cases
    sandbox.done(*RUN)
    assert sandbox("dispatch", "--at", "2026-03-27 10:00").code == 0
    told = sandbox.done("outbox", "list", "--all")
    assert told
    assert {one["status"] for one in told} <= {"sent", "folded"}


@pytest.mark.parametrize(
    ("written", "instead", "code", "path"),
    [
        ("{received: waiting}", "{}", "migration_state_unmapped", "states"),
        ("{received: waiting}", "{received: answered}", "plan_state_ends", "states.received"),
        ("{received: waiting}", "{recieved: waiting}", "plan_old_unknown", "states.recieved"),
        ("{subject: subject}", "{}", "migration_field_unmapped", "fields"),
        ("{subject: subject}", "{subject: subjekt}", "plan_new_unknown", "fields.subject"),
        ("{subject: subject}", "{subject: drop}", "migration_field_missing", "values"),
        ("{reply: {to: response, date: from_start}}", "{}", "migration_deadline_unmapped",
         "deadlines"),
        ("{reply: {to: response, date: from_start}}", "{reply: end}", "migration_rests_unseen",
         "deadlines"),
        ("from_start", "tomorrow", "plan_word_unknown", "deadlines.reply.date"),
        ("from: 1", "from: 3", "plan_for_another", "from"),
        ("reason: Decree 3 of 2026", "reason: ''", "plan_reason_empty", "reason"),
        ("migrate: letter", "migrates: letter", "plan_key_unknown", "migrates"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_plan_is_told_at_its_place_and_nothing_changes(
    sandbox: Patrol, here: Path, cases: tuple[str, str], written: str, instead: str, code: str,
    path: str,
) -> None:  # fmt: skip
    assert written in PLAN
    (here / "plan.yaml").write_text(PLAN.replace(written, instead), encoding="utf-8")
    answer = sandbox(*RUN, "--json")
    found = {one["code"]: one for one in answer.json["problems"]}
    assert (answer.code, found[code]["path"]) == (3, path)
    assert found[code]["file"] == "plan.yaml"
    assert found[code]["line"] > 1 or path in ("migrates", "values")
    assert [version(sandbox, case) for case in cases] == [1, 1]
    assert sandbox.done("job", "list", *CLERK) == []


def test_all_problems_of_a_plan_come_at_once(
    sandbox: Patrol, here: Path, cases: tuple[str, str]
) -> None:
    assert cases
    wrong = PLAN.replace("{received: waiting}", "{}").replace("{subject: subject}", "{}")
    (here / "plan.yaml").write_text(wrong, encoding="utf-8")
    answer = sandbox(*RUN, "--json")
    assert [one["code"] for one in answer.json["problems"]] == [
        "migration_field_missing", "migration_state_unmapped", "migration_field_unmapped",
    ]  # fmt: skip
    assert "信1号, 信2号" in answer.json["problems"][1]["message"]


def test_cases_are_chosen_by_number_or_condition(sandbox: Patrol, cases: tuple[str, str]) -> None:
    told = sandbox.done(*RUN, "--case", cases[1])
    assert told["migrated"] == [cases[1]]
    told = sandbox.done(*RUN, "--where", "opened-to=2026-03-10")
    assert told["migrated"] == [cases[0]]
    assert sandbox.done(*RUN)["cases"] == 0


def test_a_case_that_cannot_go_on_stops_all_unless_it_is_left_out(
    sandbox: Patrol, cases: tuple[str, str]
) -> None:
    sandbox.done("case", "act", cases[0], "answer", *CLERK, "--at", "2026-03-23")
    both = ("--case", cases[0], "--case", cases[1])
    answer = sandbox(*RUN, *both, "--json")
    assert (answer.code, answer.json["refused"][0]["case"]) == (1, cases[0])
    assert version(sandbox, cases[1]) == 1
    told = sandbox.done(*RUN, *both, "--leave-out")
    assert told["migrated"] == [cases[1]]
    assert [version(sandbox, case) for case in cases] == [1, 2]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ((*MIGRATE, *CLERK), "migrate_plan_missing"),
        ((*RUN, "--write-plan", "x.yaml"), "migrate_plan_and_write"),
        ((*RUN, "--case", "信1号", "--where", "state=received"), "migrate_case_and_where"),
        ((*RUN, "--where", "workflow=letter"), "migrate_where_workflow"),
        ((*MIGRATE, "--plan", "none.yaml", *CLERK), "file_missing"),
    ],
)
def test_a_command_that_contradicts_itself_is_not_carried_out(
    sandbox: Patrol, cases: tuple[str, str], given: tuple[str, ...], code: str
) -> None:
    told = sandbox.refused(*given)
    assert (told["code"], told["exit"]) == (code, 2)
    assert [version(sandbox, case) for case in cases] == [1, 1]


def test_a_version_that_there_is_not_is_named(sandbox: Patrol, cases: tuple[str, str]) -> None:
    assert cases
    told = sandbox.refused(*RUN[:4], "1", "--to", "7", *RUN[7:])
    assert told["exit"] == 1
    assert "7" in told["message"]


def test_a_migration_killed_at_any_step_goes_on_and_ends_like_one_that_was_not(
    sandbox: Patrol, here: Path, cases: tuple[str, str]
) -> None:
    command = [sys.executable, "-m", "tests.cli.killing", str(sandbox.database), str(here)]
    done = subprocess.run(
        [*command, *RUN], check=True, capture_output=True, text=True,
        env={**os.environ, **sandbox.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    steps, whole = int(done.stdout), None
    assert steps > 10
    for step in [steps, *range(0, steps, 2)]:
        sandbox.environ["PATROL_DATABASE"] = f"sqlite:///{here / f'{step}.db'}"
        for job in sandbox.done("job", "list", *CLERK):
            told = sandbox.done("job", "resume", str(job["job"]), "--yes", *RUN[9:13])
            assert (told["done"], told["waiting"], told["refused"]) == (2, 0, [])
            whole = whole or after(sandbox, cases)
            assert after(sandbox, cases) == whole


def after(patrol: Patrol, cases: tuple[str, str]) -> list[Any]:
    """Return what the histories of cases say, but for what is salted."""
    return [
        [(one["seq"], one["kind"], one["event"], one["to"], one["occurred_at"]) for one in
         patrol.done("case", "history", case)]
        for case in cases
    ]  # fmt: skip
