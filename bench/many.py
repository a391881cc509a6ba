"""A sandbox with many hazards that have gone different ways, for figures and reports over them."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from bench import files, world
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from engine.kernel.case import Case
    from runtime.clock import FixedClock
    from runtime.wiring import Office

WORKFLOW = "rectification"
#: When reports are made: some cases went on after the month that they are of.
MADE = "2019-09-02T09:00"
#: By when what is found in a sector must be put right.
_DUE = {"chemicals": "2019-08-12", "mining": "2019-08-15", "construction": "2019-08-20",
        "transport": "2019-08-30", "fire": "2019-09-20"}  # fmt: skip
_UNITS = ("xiangshui", "binhai_pesticides", "dongtai", "guannan_chemicals", "kunshan", "jiangyin",
          "jiangyan", "suining", "dongtai_shipyard", "xiangshui_chemicals")  # fmt: skip
_INSPECTOR, _VERIFIER = "team1_member1", "jiangsu_patrol_verifier"


class Way(NamedTuple):
    """How a hazard goes: its acts, each so many days after it was found, by whom."""

    found: dt.date
    acts: Sequence[tuple[int, str, str]]


_FOUND, _LATER = dt.date(2019, 7, 29), dt.date(2019, 8, 6)
_NOTIFIED = ((1, "grade", _INSPECTOR), (2, "notify_unit", _INSPECTOR))
_PLANNED = (*_NOTIFIED, (4, "plan_measures", "clerk"))
#: Of twenty hazards seven are put right, two of them late; five are overdue, one goes on later.
WAYS = (
    *5 * [Way(_LATER, (*_PLANNED, (9, "claim_done", "clerk"), (13, "pass", _VERIFIER)))],
    *2 * [Way(_FOUND, (*_PLANNED, (18, "claim_done", "clerk"), (21, "pass", _VERIFIER)))],
    *5 * [Way(_FOUND, _PLANNED)],
    *3 * [Way(dt.date(2019, 8, 26), _NOTIFIED)],
    *4 * [Way(_LATER, ())],
    Way(dt.date(2019, 8, 30), ((1, "grade", _INSPECTOR), (2, "notify_unit", _INSPECTOR))),
)


def hazards(folder: Path, count: int) -> Path:
    """Return a sandbox with so many hazards, at the moment when reports of August are made."""
    database = folder / "office.db"
    url = files.url(database)
    world.patrol("init", "--sandbox", "--database", url)
    office, clock = world.office(url)
    with closing(office):
        ways = islice(zip(WAYS, cycle(_UNITS), cycle(_DUE), strict=False), count)
        made = [_lived(office, clock, way, unit, sector) for way, unit, sector in ways]
        clock.set(dt.datetime.fromisoformat(f"{MADE}:00").replace(tzinfo=ZoneInfo("Asia/Shanghai")))
        sweep(office.engine)
        cases = [office.reader.body(one) for one in made]
    with closing(files.connect(database)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        _multiply(connection, cases, count)
    return database


def _multiply(connection: Any, cases: Sequence[Case], count: int) -> None:
    """Copy cases until there are so many, as many of each."""
    copies, more = divmod(count - len(cases), len(cases))
    first = 0
    for place, case in enumerate(cases):
        wanted = copies + (place < more)
        if wanted:
            world.clone(connection, case, wanted, first=first)
        first += wanted


def _lived(office: Office, clock: FixedClock, way: Way, unit: str, sector: str) -> str:
    """Open a hazard and let it go its way; return its id."""
    clock.set(_at(way.found, 0))
    values = {
        "unit": unit, "lister": "jiangsu_patrol", "inspector": _INSPECTOR, "source": "visit",
        "category": "hazard", "found_on": way.found.isoformat(),
        "description": "没有设置警示标志，应急通道被占用",
    }  # fmt: skip
    opened = office.engine.open_case(WORKFLOW, values, _actor("jiangsu_patrol_registrar"))
    if isinstance(opened, Refusal):
        raise RuntimeError(f"{opened.code}: {opened.facts}")
    for days, event, person in way.acts:
        clock.set(_at(way.found, days))
        on = (way.found + dt.timedelta(days=days)).isoformat()
        given = _given(unit, sector, on).get(event, {})
        actor = _actor(f"{unit}_{person}" if person == "clerk" else person)
        taken = office.engine.act(opened.case.id, event, given, actor)
        if isinstance(taken, Refusal):
            raise RuntimeError(f"{event}: {taken.code}: {taken.facts}")
    return opened.case.id


def _given(unit: str, sector: str, on: str) -> Mapping[str, Mapping[str, Any]]:
    return {
        "grade": {"grade": "general", "grade_basis": "判定标准", "place": "罐区", "sector": sector},
        "claim_done": {"proof": ["照片"], "claimed_on": on},
        "pass": {"recheck_note": "合格"},
        "notify_unit": {"notified_on": on, "rectify_by": _DUE[sector]},
        "plan_measures": {
            "responsible": f"{unit}_clerk", "measures": "加装", "funds": "12000.00",
            "emergency": "撤离",
        },
    }  # fmt: skip


def _at(day: dt.date, days: int) -> dt.datetime:
    moment = dt.datetime.combine(day + dt.timedelta(days=days), dt.time(10))
    return moment.replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(dt.UTC)


def _actor(person: str) -> Actor:
    return Actor(person=person, permits=OF_A_SANDBOX)
