"""Random walks through the shipped workflows: whatever people do, nothing rests unseen."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.scene import Scene
from engine.service.sweep import sweep
from tests.workflows.player import Player

if TYPE_CHECKING:
    from engine.definition.workflow import Event, Field
    from engine.kernel.case import Case
    from engine.kernel.machine import Machine

STEPS = 80
UNITS = ("yancheng", "xiangshui", "xiangshui_chemicals", "zone_market", "jiangsu_emergency")
PEOPLE = ("team1_leader", "team1_member1", "yancheng_clerk", "xiangshui_chemicals_clerk")
HOME = "jiangsu_patrol"


class Walker:
    """Takes events at random, in any case of a family, by people who may and people who may not."""

    def __init__(self, player: Player, seed: int) -> None:
        self.player = player
        self.random = random.Random(seed)
        self.now = dt.datetime(2019, 7, 25, 2, tzinfo=dt.UTC)
        self.taken = 0

    def family(self) -> list[Case]:
        """Return every case, oldest first."""
        store = self.player.engine.store
        with store.unit() as unit:
            found = [unit.case(self.player.names["patrol"])]
            for case in found:
                found += unit.children(case.id)
        return found

    def walk(self) -> None:
        """Take one event, in a case where it may be taken, after some time."""
        self.now += dt.timedelta(days=self.random.choice((0, 0, 0, 1, 3, 9)), minutes=1)
        self.player.clock.set(self.now)
        assert sweep(self.player.engine).failed == ()
        open_cases = [case for case in self.family() if case.closed_at is None]
        if not open_cases:
            return
        case = self.random.choice(open_cases)
        machine = self.player.engine.registry.machine(case.workflow, case.version)
        events = [
            event for event in machine.workflow.events.values()
            if case.state in event.sources and (event.by or event.by_each)
        ]  # fmt: skip
        event = self.random.choices(events, [self.weight(machine, one) for one in events])[0]
        values = self.values(machine.workflow.fields, event)
        answer = self.player.engine.act(case.id, event.name, values, self.actor(case, event))
        self.taken += not isinstance(answer, Refusal)

    def weight(self, machine: Machine, event: Event) -> float:
        """Return how likely an event is: what voids a case would end most walks at once."""
        states = [machine.workflow.states.get(branch.to or "") for branch in event.branches]
        return 0.02 if any(state and state.final == "void" for state in states) else 1

    def actor(self, case: Case, event: Event) -> Actor:
        """Return somebody who holds one of the event's roles, or, at times, anybody."""
        engine = self.player.engine
        machine = engine.registry.machine(case.workflow, case.version)
        with engine.transaction() as now:
            scene = Scene(machine, now.work.case(case.id), now.work, self.now)
            people = [one for role in event.by for one in _people(scene, role)]
        wild = not people or self.random.random() < 0.05
        person = self.random.choice(PEOPLE if wild else people)
        return Actor(person=person, permits=OF_A_SANDBOX)

    def values(self, fields: dict[str, Field], event: Event) -> dict[str, Any]:
        """Return something for all that an event and the cases it opens ask for."""
        asked = {name: self.value(fields[name], name == event.dated) for name in event.asks}
        workflows = {getattr(step.verb, "workflow", "") for step in event.then}
        for name in workflows - {""}:
            child = self.player.engine.registry.newest(name).workflow.fields
            later = {one for step in event.then for one in getattr(step.verb, "asked", ())}
            asked |= {one: self.value(child[one], False) for one in later if one in child}
        return asked

    def value(self, field: Field, legal: bool) -> Any:
        """Return a value of a field's type."""
        today = self.now.astimezone(self.player.zone).date()
        later = today + dt.timedelta(days=0 if legal else self.random.randrange(1, 90))
        return {
            "text": "样例", "number": 1, "money": "1", "date": later.isoformat(),
            "yes_no": self.random.random() < 0.5, "document": "材料.pdf", "documents": ["材料.pdf"],
            "person": self.random.choice(PEOPLE), "persons": list(PEOPLE[:2]),
            "organisation": self.random.choice(UNITS), "picks": [],
            "choice": self.random.choice([*field.choices, ""]) or next(iter(field.choices), ""),
            "choices": list(field.choices)[:1],
        }[field.type]  # fmt: skip


def _people(scene: Scene, role: str) -> tuple[str, ...]:
    from engine.errors import PatrolError

    try:
        return scene.people(role)
    except PatrolError:
        return ()


@pytest.fixture(params=range(5))
def walker(player: Player, request: pytest.FixtureRequest) -> Walker:
    """A walker with a patrol to begin with."""
    values = {"target": "yancheng", "kind": "comprehensive", "planned_entry": "2019-08-05"}
    player.take(
        {"at": "2019-07-25 09:00", "by": f"{HOME}_office", "open": "patrol", "called": "patrol",
         "with": values}
    )  # fmt: skip
    return Walker(player, request.param)


def test_whatever_people_do_every_open_case_has_a_clock_that_will_ring(walker: Walker) -> None:
    for _ in range(STEPS):
        walker.walk()
        for case in walker.family():
            machine = walker.player.engine.registry.machine(case.workflow, case.version)
            running = [clock for clock in case.clocks if clock.status in ("running", "suspended")]
            if machine.workflow.states[case.state].final:
                assert not running, case
                assert case.next_due_at is None
            else:
                assert case.next_due_at is not None, (case.workflow, case.state)
    assert walker.taken > STEPS / 4
