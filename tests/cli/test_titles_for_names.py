"""Who writes a title where a name or an id is asked for is told which one is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

OFFICE = ("--as", "jiangsu_patrol_office")
MAYOR = "盐城市人民政府主要负责人"


@pytest.fixture
def number(sandbox: Patrol) -> str:
    return opened(sandbox)


def test_every_part_of_a_definition_is_found_by_its_title(sandbox: Patrol, number: str) -> None:
    for asked, code, meant in (
        (("case", "act", number, "进驻", *OFFICE), "event_unknown_titled", "enter"),
        (("case", "explain", number, "按计划进驻"), "deadline_unknown_titled", "entry"),
        (("case", "suspend", number, "按计划进驻", *OFFICE), "deadline_unknown_titled", "entry"),
        (("case", "list", "--state", "进驻"), "state_unknown_titled", "on_site"),
        (("case", "list", "--stage", "反馈"), "stage_unknown_titled", "feedback"),
        (("case", "list", "--workflow", "安全生产巡查"), "workflow_unknown_titled", "patrol"),
        (("case", "list", "--org", "盐城市"), "organisation_unknown_titled", "yancheng"),
        (
            ("case", "list", "--as", "盐城市人民政府主要负责人"),
            "person_unknown_titled",
            "yancheng_principal",
        ),
    ):
        told = sandbox.refused(*asked)
        assert (told["code"], told["exit"]) == (code, 1)
        assert meant in told["hint"]


def test_names_in_values_are_told_with_the_ids_they_stand_for(sandbox: Patrol) -> None:
    told = sandbox.refused(
        "case", "open", "patrol", *OFFICE, "--set", "target=盐城市", "--set", "巡查类型=special"
    )
    hints = {each["code"]: each["hint"] for each in told["problems"]}
    assert "yancheng" in hints["value_not_an_organisation_titled"]
    assert "kind" in hints["field_unknown_titled"]


def test_what_nothing_is_called_is_told_as_before(sandbox: Patrol, number: str) -> None:
    assert sandbox.refused("case", "act", number, "飞", *OFFICE)["code"] == "event_unknown"
    assert sandbox.refused("case", "list", "--as", "某")["code"] == "person_unknown"


def test_a_case_behind_its_event_is_told_to_go_before_it(sandbox: Patrol, number: str) -> None:
    told = sandbox.refused("case", "act", "enter", number, *OFFICE)
    assert (told["code"], told["exit"]) == ("case_behind_event", 2)
    assert sandbox.refused("case", "act", "enter", "x", *OFFICE)["code"] == "case_unknown"
