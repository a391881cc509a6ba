"""Worlds whose figures are counted twice: by a survey, and by folding every history."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.definition.ledgers import Figure
from engine.definition.workflow import OpenCase, Reader
from engine.errors import NotFound
from engine.kernel.directory import Directory
from engine.kernel.events import Actor, Correction, Reassignment
from engine.kernel.history import unseal
from engine.kernel.ledger_rows import counts_of
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.kernel.scene import Scene
from engine.kernel.seen import SeenView
from engine.kernel.visibility import sight
from engine.service.annulling import annul_case
from engine.service.correcting import correct_act
from engine.service.engine import Engine
from engine.service.reassigning import reassign_person
from engine.service.sweep import sweep
from runtime.registers.figures import figures_of
from runtime.registers.tally import EVER, Period, rate
from tests.model.build import (
    day,
    deadline,
    event,
    field,
    local,
    office,
    step,
    text,
    then,
    workflow,
)
from tests.model.kernel_adapter import PlanClock
from tests.model.world import Plan
from tests.service.office import POSTS, OfficeLibrary, china

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case, Entry
    from store.database import DatabaseStore
    from store.views import Past

ANNA = Actor(person="li", permits=OF_A_SANDBOX)


def _figures() -> dict[str, Figure]:
    asked: dict[str, dict[str, Any]] = {
        "all": {"count": "case"},
        "found": {"count": "case", "on": "case.found_on"},
        "large": {"count": "case", "on": "case.found_on", "when": "case.size > 2"},
        "size": {"count": "case", "sum": "case.size"},
        "cost": {"count": "case", "on": "case.found_on", "sum": "case.cost"},
        "ended": {"count": "case", "on": "case.closed_on", "when": "case.closed"},
        "due": {"count": "case", "on": "plan.due_on"},
        "met": {"count": "case", "on": "plan.due_on", "when": "plan.status == 'met'"},
        "late": {"count": "case", "sum": "plan.overdue_working_days"},
        "begun": {"count": "case", "on": "begin.date", "when": "begin.actor == 'li'"},
        "hinted": {"count": "case", "when": "case.hint == 'x'"},
        "whispered": {"count": "case", "on": "whisper.date"},
        "mine": {"count": "case", "when": "handler.person == 'wang'"},
        "wang": {"count": "case", "when": "case.who == 'wang' && case.loud != true"},
        "open_parts": {"count": "parts", "on": "row.opened_on", "when": "!row.closed"},
        "many_parts": {"count": "case", "when": "parts.size() > 1"},
        "acts": {"count": "event", "events": ("begin", "hand_in")},
        "share": {"ratio": ("met", "due")},
    }
    return {name: Figure(name=name, title=text(name), **more) for name, more in asked.items()}


def whole(name: str) -> Workflow:
    """Return a definition with something of every kind that figures read."""
    plan = deadline(
        "plan", "event:begin", "3wd", stops="event:hand_in", overdue=(step("late", "0d"),),
        again="restart", governing=True,
    )  # fmt: skip
    handler = replace(office("clerk"), name="handler", office=None, at=None, person="case.who")
    part = then(OpenCase(workflow=f"{name}part", as_field="parts"))
    told = then(OpenCase(workflow=f"{name}part", as_field="whispers"))
    events = [
        event("begin", "open going", "going", asks=("size", "loud")),
        event("hand_in", "going", "in", asks=("done_on", "cost"), dated="done_on"),
        event("break_up", "open going in", None, then=(part,)),
        event("whisper", "open going in", None, asks=("hint",), then=(told,)),
        event("end", "in going", "done"),
        event("drop", "open going", "dropped"),
    ]
    fields = [
        field("found_on", "date"), field("size", "number"), field("cost", "money"),
        field("loud", "yes_no"), field("done_on", "date"), field("who", "person"),
        field("hint", "text", secret=True), field("parts", "cases", workflow=f"{name}part"),
        field("whispers", "cases", workflow=f"{name}part", secret=True),
    ]  # fmt: skip
    states = "open going in done=done dropped=void"
    roles = (office("clerk"), office("chief"), handler)
    readers = (Reader(roles=("chief",)), Reader(roles=("handler",), fields=("hint",)))
    found = workflow(name, states, events, [plan], fields, roles, readers=readers)
    return replace(found, figures=_figures())


def piece(name: str) -> Workflow:
    """Return a definition of parts, which are counted themselves."""
    events = [event("end", "open", "done"), event("drop", "open", "dropped")]
    found = workflow(f"{name}part", "open done=done dropped=void", events)
    figures = {"all": Figure(name="all", title=text("all"), count="case")}
    return replace(found, figures=figures)


class _Ids:
    def __init__(self, prefix: str) -> None:
        self.prefix, self.last = prefix, 0

    def case_id(self) -> str:
        self.last += 1
        return f"{self.prefix}{self.last:04}"

    def salt(self) -> str:
        return "00"


class World:
    """An office on a real store, in which things happen as they are thrown."""

    def __init__(self, database: DatabaseStore, name: str, *, secret: bool = False) -> None:
        self.name = name
        works = (replace(whole(name), secret=secret), piece(name))
        plan: Any = Plan(workflows=works, posts=POSTS, operations=(), until=local("2019-01-01"))
        self.clock = PlanClock(local("2019-09-02 09:00"))
        self.library = OfficeLibrary(plan, china())
        self.engine = Engine(database, self.library, self.clock, _Ids(name))
        self.office: Any = SimpleNamespace(
            reader=database.reader, machines=self.engine.registry, library=self.library,
            clock=self.clock, registry=SimpleNamespace(definitions=lambda: self._published),
        )  # fmt: skip
        self.actor = ANNA
        self._published: list[Any] = [
            SimpleNamespace(workflow=work.name, version=1) for work in works
        ]
        self.cases: list[str] = []
        self.last = ""

    def happen(self, kind: str, which: int, hours: int, value: int) -> None:
        """Let something happen, some hours later; what is refused has not happened."""
        self.clock.at += dt.timedelta(hours=hours)
        if kind == "open" or not self.cases:
            found_on = (day("2019-08-28") + dt.timedelta(days=value)).isoformat()
            given = {"found_on": found_on, "size": value / 2 if value % 2 else value,
                     "who": ("li", "wang")[value % 2]}  # fmt: skip
            opened: Any = self.engine.open_case(self.name, given, ANNA)
            self.last = opened.case.id
            self.cases.append(self.last)
            return
        # What is corrected is most often what somebody did just now.
        if kind != "correct" or value < 2:
            self.last = self.cases[which % len(self.cases)]
        self._happen(kind, self.last, value)
        self.cases += [case.id for case in self.parts() if case.id not in self.cases]

    def parts(self) -> list[Case]:
        """Return the parts of all cases."""
        return list(self.office.reader.bodies(f"{self.name}part", "", 1_000))

    def _happen(self, kind: str, case: str, value: int) -> None:
        body = self.office.reader.body(case)
        given: dict[str, dict[str, Any]] = {
            "begin": {"size": value, "loud": value % 2 == 0},
            "hand_in": {"done_on": max(body.acted_on, self._today() - dt.timedelta(days=value))
                        .isoformat(), "cost": f"{value}.50"},
            "whisper": {"hint": "xy"[value % 2]},
        }  # fmt: skip
        match kind:
            case "annul":
                annul_case(self.engine, case, ANNA, "twice")
            case "correct":
                asked = Correction(seq=body.seq, actor=ANNA, reason="wrong")
                correct_act(self.engine, case, asked, recalls=True)
            case "reassign":
                person = ("wang", "zhao")[value % 2]
                wanted = Reassignment(name="who", person=person, actor=ANNA, reason="moved")
                reassign_person(self.engine, case, wanted)
            case "sweep":
                sweep(self.engine)
            case _ if kind in self.library.workflow(body.workflow).events:
                self.engine.act(case, kind, given.get(kind, {}), ANNA)

    def _today(self) -> dt.date:
        return self.clock.at.date()

    def quick(self, workflow: str, person: str | None, past: Past | None, period: Period,
              by: str | None) -> dict[str | None, dict[str, str]]:  # fmt: skip
        """Return the figures as the office counts them."""
        lines = figures_of(self.office, workflow, person, self.clock.at, past, period=period, by=by)
        return {one.group: {name: str(value) for name, value in one.values.items()}
                for one in lines}  # fmt: skip

    def slow(self, workflow: str, person: str | None, past: Past | None, period: Period,
             by: str | None) -> dict[str | None, dict[str, str]]:  # fmt: skip
        """Return the same, case by case and figure by figure, from the histories."""
        figures = self.library.workflow(workflow).figures
        sums: dict[tuple[str | None, str], Decimal] = defaultdict(Decimal)
        groups: set[str | None] = set() if by else {None}
        view = Folded(self, past)
        seen = SeenView(view, lambda of, case: sight(of, case, person, view, self.clock.at))
        at = self.clock.at if past is None else past.before - dt.timedelta(microseconds=1)
        for body in self.office.reader.bodies(workflow, "", 1_000):
            entries = view.entries(body.id)
            if not entries:
                continue
            machine, case = view.relative(body.id)
            shown = seen.shown(machine, case)
            if shown is None:
                continue
            scene = Scene(machine, shown, seen, at)
            group = None if by is None else str(scene.field_value(by) or "")
            for figure in figures.values():
                for one in counts_of(figure, scene, entries):
                    if period.holds(one.on):
                        groups.add(group)
                        sums[group, figure.name] += Decimal(str(one.amount))
        return {group: _line(figures, group, sums) for group in groups}


def _line(figures: Mapping[str, Figure], group: str | None, sums: Mapping[Any, Decimal]
          ) -> dict[str, str]:  # fmt: skip
    found = {name: sums.get((group, name), Decimal(0)) for name in figures}
    return {
        name: str(found[name] if figure.ratio is None
                  else rate(found[figure.ratio[0]], found[figure.ratio[1]], figure.places))
        for name, figure in figures.items()
    }  # fmt: skip


class Folded:
    """The surroundings of cases, each folded from its history as it was known."""

    def __init__(self, world: World, past: Past | None) -> None:
        self._world = world
        self._past = past

    @property
    def directory(self) -> Directory:
        return self._world.library.directory()

    def entries(self, case: str) -> list[Entry]:
        """Return what had happened and was known; nothing without the opening."""
        reader, past = self._world.office.reader, self._past
        private = reader.private_texts(case)
        found = [
            unseal(row.text, {name: kept for (seq, name), kept in private.items()
                              if seq == row.seq and kept})
            for row in reader.history(case)
        ]  # fmt: skip
        if past is not None:
            known = (one for one in found if one.recorded_at <= past.known_at)
            found = [one for one in known if one.counts_from < past.before]
        return found if found and found[0].seq == 1 else []

    def relative(self, case_id: str) -> tuple[Any, Case]:
        entries = self.entries(case_id)
        if not entries:
            raise NotFound("case_unknown", case=case_id)
        case = replay(entries)
        return self._world.engine.registry.machine(case.workflow, case.version), case

    def children(self, case: Case, field: str) -> Sequence[tuple[Any, Case]]:
        every = self._world.office.reader.children(case.id, field)
        return [self.relative(one.id) for one in every if self.entries(one.id)]


__all__ = ["EVER", "Period", "World"]
