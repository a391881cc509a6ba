"""An office whose definitions owe duties: four organisations, posts that change hands, a clock."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.definition.check import Source, check_sources
from engine.definition.workflow import Text, Workflow
from engine.kernel.directory import Directory, Organisation, Person, Post
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.service.engine import Engine, Outcome
from engine.service.sweep import sweep
from runtime.rehearsal.memory_store import MemoryStore
from tests.model.build import local
from tests.model.kernel_adapter import Counter, PlanClock
from tests.model.world import Plan
from tests.service.office import OfficeLibrary, china

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.calendar.calendar import Calendar
    from engine.kernel.case import Case, Entry
    from engine.service.sweep import SweepReport

BODIES = ("home", "north", "south", "west")

YEAR = """
workflow: year
version: 1
title: 责任年度
opened_by: {hand: clerk}
roles:
  clerk: {title: 办公室, office: clerk, at: home}
  head: {title: 主要负责人, office: head, at: case.units}
  deputy: {title: 分管负责人, office: deputy, at: case.units}
  leader: {title: 其他领导, office: leader, at: home, except: [clerk]}
  team: {title: 督导组, person: case.team}
fields:
  units: {type: organisations}
  team: {type: persons}
  ends_on: {type: date}
  talks: {type: cases, workflow: talk}
  visits: {type: cases, workflow: visit}
states: {prepared: {initial: true, rests: 待启动}, running: {rests: 进行中}, paused: {rests: 暂停},
         closed: {final: done}}
events:
  start: {title: 启动, from: [prepared, paused], to: running, by: clerk}
  pause: {title: 暂停, from: running, to: paused, by: clerk}
  end: {title: 结束, from: running, to: closed, by: clerk}
duties:
"""

OTHERS = """
workflow: visit
version: 1
title: 检查
opened_by: {hand: clerk, year: visits}
roles:
  clerk: {title: 办公室, office: clerk, at: home}
  visitor: {title: 检查人, person: case.visitor}
fields:
  visitor: {type: person, required: true}
  unit: {type: organisation}
  on: {type: date}
  days: {type: number}
states: {planned: {initial: true, rests: 待检查}, gone: {final: done}}
events: {go: {title: 到场, from: planned, to: gone, by: [visitor, clerk], asks: [on], dated: on}}
"""

TALK = """
workflow: talk
version: 1
title: 约谈
opened_by: {year: talks}
roles: {clerk: {title: 办公室, office: clerk, at: home}}
fields: {unit: {type: organisation, required: true}}
states: {open: {initial: true, rests: 待约谈}, held: {final: done}}
events: {hold: {title: 约谈, from: open, to: held, by: clerk}}
"""


def year_text(duties: str, more: str = "") -> str:
    """Return the definition of a year that owes some duties, with further sections."""
    lines = [f"  {line}" for line in duties.strip().splitlines()]
    return YEAR + "\n".join(lines) + "\n" + more


@cache
def workflows(duties: str, more: str = "") -> tuple[Workflow, ...]:
    """Return the definitions of an office that owes some duties, which have no problems."""
    texts = {"year": year_text(duties, more), "visit": OTHERS, "talk": TALK}
    found = check_sources([Source(name, text) for name, text in texts.items()], {})
    assert [one.text("en") for one in found.problems] == []
    return found.workflows


class DutyLibrary(OfficeLibrary):
    """Organisations beside each other, with heads and deputies."""

    def directory(self) -> Directory:
        found = [
            Post(organisation=body, office=office, person=f"{body}_{office}")
            for body in BODIES
            for office in ("head", "deputy")
        ]
        posts = [*self.posts, *(one for one in found if one.person not in self.gone), *self.more]
        people = sorted({post.person for post in posts})
        return Directory(
            organisations=tuple(
                Organisation(id=body, name=Text(zh=body, en=body), kind="office") for body in BODIES
            ),
            people=tuple(Person(id=name, name=Text(zh=name, en=name)) for name in people),
            posts=tuple(posts),
        )

    more: list[Post]
    gone: set[str]


class Desk:
    """Opens years and visits, acts and sweeps at local times."""

    def __init__(
        self, duties: str, store: Any = None, *, calendar: Calendar | None = None, more: str = ""
    ) -> None:
        self.store = store or MemoryStore()
        self.clock = PlanClock(local("2019-01-02 09:00"))
        plan = Plan(workflows=workflows(duties, more), posts={"clerk": "clerk"}, operations=(),
                    until=local("2019-01-01"))  # fmt: skip
        self.library = DutyLibrary(plan, calendar or china())
        self.library.more, self.library.gone = [], set()
        self.identity = Counter()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Work on as another process would, which reads everything again."""
        self.engine = Engine(self.store, self.library, self.clock, self.identity)

    def post(self, body: str, office: str, person: str, **dates: dt.date) -> None:
        """Give somebody a post."""
        self.library.more.append(Post(organisation=body, office=office, person=person, **dates))
        self.begin_anew()

    def leave(self, person: str) -> None:
        """Have somebody hold no post."""
        self.library.gone.add(person)
        self.begin_anew()

    def at(self, moment: str) -> Desk:
        """Set the clock to a local time."""
        self.clock.at = local(moment)
        return self

    def open(self, workflow: str = "year", **values: Any) -> str:
        """Open a case; return its id."""
        found = self.engine.open_case(workflow, values, Actor(person="clerk"))
        assert isinstance(found, Outcome), found
        return found.case.id

    def act(self, case: str, event: str, by: str = "clerk", **values: Any) -> Any:
        """Take an event; return the outcome or the refusal."""
        actor = Actor(person=by, permits=OF_A_SANDBOX)
        return self.engine.act(case, event, values, actor)

    def does(self, case: str, event: str, by: str = "clerk", **values: Any) -> Case:
        """Take an event that must be possible."""
        found = self.act(case, event, by, **values)
        assert isinstance(found, Outcome), found
        return found.case

    def started(self, moment: str, **values: Any) -> str:
        """Open a year and start it; return its id."""
        self.at(moment)
        case = self.open(**{"units": ["north", "south"], **values})
        self.does(case, "start")
        return case

    def visit(self, visitor: str, on: str, **values: Any) -> str:
        """Have somebody visit on a day, which is today unless the clock says otherwise."""
        case = self.open("visit", visitor=visitor, **values)
        self.does(case, "go", on=on)
        return case

    def sweep(self, moment: str | None = None) -> SweepReport:
        """Let what is due take effect."""
        if moment is not None:
            self.at(moment)
        report = sweep(self.engine)
        assert report.failed == ()
        return report

    def case(self, case_id: str) -> Case:
        """Return a case as it is kept."""
        with self.store.unit() as unit:
            found: Case = unit.case(case_id)
            return found

    def owed(self, year: str, duty: str) -> list[Case]:
        """Return the cases of a duty, in order of opening."""
        return self.below(year, f"duty:{duty}")

    def below(self, year: str, field: str) -> list[Case]:
        """Return the cases under a field of a year, in order of opening."""
        with self.store.unit() as unit:
            return list(unit.children(year, field))

    def history(self, case_id: str) -> list[Entry]:
        """Return the entries of a case."""
        with self.store.unit() as unit:
            return list(unit.history(case_id))

    def replayed(self, case_id: str) -> Case:
        """Return a case as its history tells it."""
        return replay(self.history(case_id))


def told(cases: Sequence[Case], *names: str) -> list[tuple[Any, ...]]:
    """Return fields of cases, or their state."""
    return [
        tuple(case.state if name == "state" else case.fields.get(name) for name in names)
        for case in cases
    ]
