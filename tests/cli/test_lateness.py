"""How late a deadline is said to be, and whether it is late at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import on_site

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def clock(patrol: Patrol, number: str, name: str, at: str) -> dict[str, Any]:
    case = patrol.done("case", "show", number, "--at", at)["case"]
    found: dict[str, Any] = next(each for each in case["deadlines"] if each["name"] == name)
    return found


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("2019-11-15T23:59", 0),
        ("2019-11-16", 1),
        ("2019-11-17", 1),
        ("2019-11-18", 1),
        ("2019-11-19", 2),
    ],
)
def test_the_first_day_after_the_due_day_is_one_working_day_late_even_if_nobody_works(
    sandbox: Patrol, at: str, days: int
) -> None:
    number = sandbox.done(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office", "--at", "2019-11-11",
        "--set", "target=yancheng", "--set", "kind=comprehensive",
        "--set", "planned_entry=2019-11-15",
    )["case"]["number"]  # fmt: skip
    assert clock(sandbox, number, "entry", at)["overdue_working_days"] == days
    found = [each["overdue_working_days"] for each in sandbox.done("overdue", "--at", at)]
    assert found == ([days] if days else [])


def test_a_soft_deadline_is_never_overdue(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    found = clock(sandbox, number, "stay", "2019-10-15")
    assert found["status"] == "running"
    assert found["due_on"] < "2019-10-15"
    assert found["overdue_working_days"] == 0
    for command in ("show", "explain"):
        shown = sandbox("case", command, number, "--at", "2019-10-15").out
        assert "overdue" not in shown.partition("entry")[2].partition("stay")[2].split("\n")[0]
    assert "stay" not in {
        each["deadline"] for each in sandbox.done("overdue", "--at", "2019-10-15")
    }
