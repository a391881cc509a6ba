"""What is told of cases: explanations, what was late, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.conftest import on_site

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def test_what_was_late_on_a_past_day_is_told_as_of_its_end(demo: Patrol) -> None:
    def late(day: str) -> list[tuple[str, int, str]]:
        rows = demo.done("overdue", "--as-of", day, "--workflow", "patrol")
        return [(row["deadline"], row["overdue_working_days"], row["step"]) for row in rows]

    assert demo.done("overdue") == []
    assert late("2019-11-20") == []
    assert late("2019-11-21") == [("plan", 1, "late")]
    assert late("2019-11-26") == [("plan", 4, "letter")]
    assert late("2019-12-24") == [("plan", 24, "handoff")]
    assert late("2019-12-25") == []


def test_a_deadline_is_explained_with_its_clause_its_days_and_its_steps(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    sandbox.done(
        "case", "act", number, "leave", "--as", "team1_leader", "--at", "2019-08-30T17:00",
        "--set", "left_on=2019-08-30",
    )  # fmt: skip
    told = sandbox.done("case", "explain", number, "report", "--at", "2019-09-02")
    (report,) = told["deadlines"]
    assert report["clause"]["en"].startswith("JS-17 the report is ready")
    assert any("2019-09-16" in line for line in report["explanation"])
    assert report["upcoming"][0]["step"].startswith("warn:")
    whole = sandbox("case", "explain", number, "--at", "2019-09-02", "--lang", "zh")
    assert "submit_report" in whole.out
    assert "中秋节" in whole.out


def test_a_deadline_that_was_undone_or_extended_is_explained_turn_by_turn(demo: Patrol) -> None:
    undone = demo.done("case", "explain", "改〔2019〕6号", "rectify")["deadlines"][0]
    assert [line[-10:] for line in undone["explanation"]] == [
        "2020-04-10", "2020-04-10", "2020-04-13", "2020-04-13",
    ]  # fmt: skip
    extended = demo.done("case", "explain", "改〔2019〕10号", "rectify")["deadlines"][0]
    assert "2020-03-20" in extended["explanation"][1]
    assert extended["explanation"][1].endswith("2020-06-10")


def test_figures_of_a_day_can_be_told_as_they_were_known_earlier(demo: Patrol) -> None:
    asked = ("stats", "--workflow", "rectification", "--as-of", "2019-12-31")
    (now,) = demo.done(*asked)
    (then,) = demo.done(*asked, "--known-at", "2019-11-05T12:00")
    assert (now["opened"], now["closed"]) == (11, 4)
    assert (then["opened"], then["closed"]) == (11, 2)
    (earlier,) = demo.done(*asked, "--known-at", "2019-10-09")
    assert earlier["opened"] == 2


def test_figures_have_the_keys_that_programs_rely_on(demo: Patrol) -> None:
    (row,) = demo.done("stats", "--workflow", "rectification", "--as-of", "2020-12-31")
    assert set(row) == {
        "group", "opened", "closed", "open", "overdue", "closed_on_time", "closed_late",
        "closure_rate",
    }  # fmt: skip
    assert row["opened"] == row["closed"] + row["open"]
    assert row["closure_rate"] == round(100 * row["closed"] / row["opened"], 2)
    groups = demo.done("stats", "--workflow", "rectification", "--by", "category")
    assert sum(each["opened"] for each in groups) == row["opened"]
