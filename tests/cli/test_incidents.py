"""A case that cannot be settled: listed, shown, tried again, closed, and seen by the doctor."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from runtime.library import COMPILED_FORMAT
from tests.cli.conftest import opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

LATE = ("--at", "2020-08-05T09:00")

#: What makes a definition one of this program again.
MENDED = f"UPDATE definitions SET compiled_format = {COMPILED_FORMAT} WHERE workflow = 'patrol'"


def change(patrol: Patrol, statement: str) -> None:
    with closing(sqlite3.connect(patrol.database)) as connection, connection:
        connection.execute(statement)


@pytest.fixture
def stuck(sandbox: Patrol) -> str:
    """A case whose definition this program cannot read; its number."""
    number = opened(sandbox)
    change(sandbox, "UPDATE definitions SET compiled_format = 99 WHERE workflow = 'patrol'")
    assert sandbox("sweep", *LATE).code == 1
    return number


def test_it_is_listed_and_shown_with_what_to_do(sandbox: Patrol, stuck: str) -> None:
    (listed,) = sandbox.done("incident", "list", *LATE)
    assert (listed["case"], listed["code"]) == (stuck, "definition_format_other")
    assert (listed["status"], listed["tries"], listed["step"]) == ("open", 1, None)
    (shown,) = sandbox.done("incident", "show", stuck)
    assert shown == listed
    assert "patrol incident retry" in sandbox("incident", "show", stuck).out
    assert stuck in sandbox("incident", "list").out
    assert "故障" in sandbox("incident", "list", "--lang", "zh").out


def test_the_doctor_sees_it(sandbox: Patrol, stuck: str) -> None:
    found = {each["code"]: each for each in sandbox("doctor", "--json", *LATE).json}
    assert found["doctor_incidents"]["level"] == "wrong"
    assert "patrol incident list" in found["doctor_incidents"]["hint"]
    assert sandbox("doctor", "--exit-code", *LATE).code == 1


def test_a_retry_settles_it_once_it_is_mended(sandbox: Patrol, stuck: str) -> None:
    assert sandbox("incident", "retry", stuck, *LATE).code == 1
    assert sandbox.done("incident", "list")[0]["tries"] == 2
    change(sandbox, MENDED)
    report = sandbox.done("incident", "retry", stuck, *LATE)
    assert report["cases"] == 1
    assert report["steps"] > 0
    assert sandbox.done("incident", "list") == []
    (closed,) = sandbox.done("incident", "list", "--all")
    assert (closed["status"], closed["closed_by"]) == ("closed", None)
    assert sandbox("incident", "show", stuck).code == 0
    assert sandbox.refused("incident", "retry", stuck)["code"] == "incident_nothing_to_retry"


def test_a_sweep_settles_it_by_itself_when_its_time_has_come(sandbox: Patrol, stuck: str) -> None:
    change(sandbox, MENDED)
    assert sandbox.done("sweep", *LATE)["cases"] == 0
    assert sandbox.done("sweep", "--at", "2020-08-05T09:01")["cases"] == 1
    assert sandbox.done("incident", "list") == []


def test_somebody_may_close_it(sandbox: Patrol, stuck: str) -> None:
    who = ("--as", "jiangsu_patrol_office")
    assert sandbox.done("incident", "close", stuck, *who) == {"closed": 1}
    assert sandbox("incident", "close", stuck, *who).code == 1
    assert "jiangsu_patrol_office" in sandbox("incident", "show", stuck).out


def test_a_case_with_which_nothing_is_wrong_has_none(sandbox: Patrol) -> None:
    number = opened(sandbox)
    told = sandbox.refused("incident", "show", number)
    assert (told["code"], number in told["message"]) == ("incident_unknown", True)
    assert sandbox.refused("incident", "retry", "nothing")["code"] == "case_unknown"
    assert "No case" in sandbox("incident", "list").out
