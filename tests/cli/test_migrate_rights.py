"""Who may let cases go on under another version: administrators, in what they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.letters import CLERK, LETTER, MIGRATE, PLAN, RUN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks


def test_on_a_real_database_only_an_administrator_migrates(desks: Desks, here: Path) -> None:
    (here / "plan.yaml").write_text(PLAN, encoding="utf-8")
    told = desks.of("team1_leader").refused(*MIGRATE, "--plan", "plan.yaml", "--yes")
    assert (told["code"], told["exit"]) == ("permission_missing", 1)
    found = desks.administrator.refused(*MIGRATE, "--plan", "plan.yaml", "--yes")
    assert found["code"] != "permission_missing"


def test_secret_cases_are_migrated_by_those_alone_who_may_see_them(
    sandbox: Patrol, here: Path
) -> None:
    for number in ("1", "2"):
        text = LETTER.replace("version: 1", f"version: {number}\nsecret: true")
        (here / f"{number}.yaml").write_text(text, encoding="utf-8")
    kept = PLAN.replace("waiting", "received").replace("{to: response, date: from_start}", "keep")
    (here / "plan.yaml").write_text(kept, encoding="utf-8")
    sandbox.done("workflow", "publish", "1.yaml")
    day = ("--at", "2026-03-20")
    opened = sandbox.done("case", "open", "letter", "--set", "subject=x", *CLERK, *day)
    sandbox.done("workflow", "publish", "2.yaml", "--yes")
    stranger = (*MIGRATE, "--plan", "plan.yaml", "--as", "jiangsu_clerk", *day, "--yes")
    assert sandbox.done(*stranger)["cases"] == 0
    number = opened["case"]["number"]
    assert sandbox.refused(*stranger, "--case", number)["code"] == "case_unknown"
    assert sandbox.done(*RUN)["migrated"] == [number]
