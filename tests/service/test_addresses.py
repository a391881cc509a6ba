"""Whom a case waits for, and why: held to what an act then does."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from engine.kernel.addresses import waiting_events
from engine.kernel.conditions import conditions, may_now
from engine.kernel.decide import decide
from engine.kernel.effects import Refusal
from engine.kernel.events import Act, Actor, Moment
from runtime.clock import FixedClock
from runtime.inbox import Seat, matters
from runtime.onlooker import Onlooker
from runtime.wiring import Office, open_office
from store.views import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE, LEADER = "jiangsu_patrol_office", "team1_leader"
CASE = "巡〔2019〕{number}号"
STEPS = [
    ["case", "open", "patrol", "--as", OFFICE, "--at", "2019-07-24", "--set", "target=yancheng",
     "--set", "kind=comprehensive", "--set", "planned_entry=2019-08-05"],
    ["case", "act", CASE, "staff", "--as", OFFICE, "--at", "2019-07-25",
     "--set", f"team_leader={LEADER}", "--set", "members=team1_member1,team1_member2"],
    ["case", "act", CASE, "enter", "--as", LEADER, "--at", "2019-08-05",
     "--set", "entered_on=2019-08-05"],
    ["case", "act", CASE, "leave", "--as", LEADER, "--at", "2019-08-30",
     "--set", "left_on=2019-08-30"],
    ["sweep", "--at", "2019-09-01"],
]  # fmt: skip
EVERY = Filters(visible=None, open=True, limit=10_000)
#: What a supplied value, and nothing else, could mend.
MENDED = {"fields_wrong", "dated_before_previous", "dated_in_future", "now_before_previous"}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a case in each of the first states of its workflow."""
    folder = tmp_path_factory.mktemp("played")
    environ = {"PATROL_DATABASE": f"sqlite:///{folder / 'kept.db'}", "HOME": str(folder)}
    assert run(["init", "--sandbox", "--json"], environ) == 0
    for number in range(1, 6):
        for step in STEPS[:number]:
            assert run([part.format(number=number) for part in step], environ) == 0, step
    return folder / "kept.db"


@pytest.fixture
def office(played: Path, tmp_path: Path) -> Iterator[Office]:
    file = tmp_path / "patrol.db"
    shutil.copy(played, file)
    opened = open_office(
        f"sqlite:///{file}", FixedClock(dt.datetime(2020, 6, 20, 2, tzinfo=dt.UTC))
    )
    yield opened
    opened.close()


def people(office: Office) -> list[str]:
    return [person.id for person in office.library.directory().people]


def asked_of_all(office: Office, person: str) -> set[tuple[str, str]]:
    """Return what waits for a person, every open case asked one by one."""
    view, now = Onlooker(office.reader, office.engine.registry), office.clock.now()
    found = set()
    for line in office.reader.cases(EVERY):
        machine, case = view.relative(line.id)
        for event in waiting_events(machine, case.state):
            if may_now(conditions(machine, case, event, Actor(person=person), view, now)):
                found.add((line.number, event.name))
    return found


def test_an_inbox_is_what_asking_every_open_case_finds(office: Office) -> None:
    total = 0
    for person in people(office):
        held = {
            (matter.line.number, task.event.name)
            for matter in matters(office, Seat(person), 10_000, list)
            for task in matter.tasks
        }
        assert held == asked_of_all(office, person), person
        total += len(held)
    assert total > 10


def test_an_act_is_refused_exactly_where_a_condition_is_not_met(office: Office) -> None:
    view, now = Onlooker(office.reader, office.engine.registry), office.clock.now()
    moment, asked = Moment(at=now, recorded_at=now), 0
    for line in office.reader.cases(EVERY):
        machine, case = view.relative(line.id)
        for event in machine.workflow.events.values():
            for person in people(office)[::6]:
                actor = Actor(person=person)
                found = conditions(machine, case, event, actor, view, now)
                act = Act(event=event.name, actor=actor)
                outcome = decide(machine, case, act, view, moment)
                if not may_now(found):
                    assert isinstance(outcome, Refusal), (line.number, event.name, person)
                elif isinstance(outcome, Refusal):
                    unsure = any(one.met is None for one in found)
                    assert outcome.code in MENDED or unsure, (line.number, event.name, outcome)
                asked += 1
    assert asked > 500
