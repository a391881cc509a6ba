"""Playing a season day by day: through the same service and store as everything else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import PatrolError
from engine.kernel.effects import Refusal
from engine.kernel.events import Act, Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.scene import Scene
from engine.service.cascade import Refusing
from engine.service.importing import import_rows
from engine.service.sweep import sweep
from runtime.seasons.agenda import agenda
from runtime.seasons.season import WEEKDAYS
from runtime.seasons.values import Filler, chance, one_of, shares
from store.views import Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from engine.kernel.case import Case
    from engine.service.engine import Engine, Transaction
    from runtime.clock import FixedClock
    from runtime.seasons.agenda import Planned
    from runtime.seasons.rows import Rows
    from runtime.seasons.season import Habit, Season
    from runtime.wiring import Office

HOUR = dt.time(16)
#: Rows that are imported in one transaction: an interruption loses no more than these.
CHUNK = 1_000
MANY = 100_000


class SeasonPlayer:
    """Plays a season; each day is one transaction, and so is each thousand rows."""

    def __init__(self, office: Office, clock: FixedClock, season: Season, rows: Rows) -> None:
        self._office = office
        self._clock = clock
        self._season = season
        self._rows = rows
        self._zone: ZoneInfo = office.library.calendar("china").zone
        self.filler = Filler(office.library.directory(), season.sets)
        self._agenda = agenda(season, self.filler)
        self._dealt = {
            name: {
                unit: part for each in dealings
                for unit, part in shares(
                    each.total, self.filler.sets[each.among], season.seed, name).items()
            }
            for name, dealings in season.dealt.items()
        }  # fmt: skip
        facts = office.registry.facts()
        self._names: dict[str, str] = msgspec.json.decode(facts.get("season_names", "{}"))
        self._day = dt.date.fromisoformat(facts["season_day"]) if "season_day" in facts else None
        self.refused: list[Refusal] = []

    def play(self, until: dt.date, progress: Callable[[int], None] | None = None) -> None:
        """Play every day up to one, going on from the last one that was played."""
        day = self._season.first if self._day is None else self._day + dt.timedelta(days=1)
        while day <= until:
            self._play_day(day)
            self._office.registry.note(
                season_day=day.isoformat(), season_names=msgspec.json.encode(self._names).decode()
            )
            if progress is not None:
                progress((day - self._season.first).days + 1)
            day += dt.timedelta(days=1)

    def enter_ledgers(
        self, until: dt.date, progress: Callable[[int], None] | None = None
    ) -> Iterator[Refusal]:
        """Import what the ledgers say until a day; yield why rows could not be."""
        self._clock.set(self._at(until))
        done = 0
        # In the order of the import, so that every case has its number however often it is stopped.
        rows = sorted(self._rows.until(until), key=lambda row: (row.opened_on, row.key))
        for chunk in (rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK)):
            before = done

            def told(number: int, before: int = before) -> None:
                """Tell how many rows are done in all."""
                if progress is not None:
                    progress(before + number)

            report = import_rows(self._office.engine, chunk, None, progress=told)
            yield from (bad.refusal for bad in report.bad)
            done += len(chunk)

    def _at(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, HOUR, self._zone).astimezone(dt.UTC)

    def _play_day(self, day: dt.date) -> None:
        self._clock.set(self._at(day))
        sweep(self._office.engine)
        standing = [
            (habit, line.id)
            for habit in self._season.habits if _is_day_of(habit, day)
            for line in self._office.reader.cases(
                Filters(workflow=habit.where, state=habit.state, open=True, visible=None,
                        limit=MANY))
        ]  # fmt: skip
        with self._office.engine.in_bulk() as engine:
            names = dict(self._names)
            for planned in self._agenda.get(day, ()):
                self._planned(engine, planned, names)
            for habit, case in standing:
                self._by_habit(engine, habit, case, day)
        self._names = names

    def _planned(self, engine: Engine, planned: Planned, names: dict[str, str]) -> None:
        if planned.open is not None:
            actor = Actor(person=planned.by, permits=OF_A_SANDBOX)
            answer = engine.open_case(planned.open, planned.values, actor)
            if isinstance(answer, Refusal):
                self.refused.append(answer)
            else:
                names[planned.case] = answer.case.id
        elif planned.case in names:
            self._act(engine, names[planned.case], planned.act, planned.values, planned.by)

    def _by_habit(self, engine: Engine, habit: Habit, case_id: str, day: dt.date) -> None:
        case = self._office_case(engine, case_id)
        if case.state != habit.state or (habit.once and habit.act in case.acts):
            return
        if chance(self._season.seed, habit.act, case.number, day) >= habit.share:
            return
        values = self.filler.filled(habit.values, self._names_in(case, day), day)
        self._act(engine, case_id, habit.act, values, "")

    @staticmethod
    def _office_case(engine: Engine, case_id: str) -> Case:
        with engine.store.unit() as unit:
            return unit.case(case_id)

    def _names_in(self, case: Case, day: dt.date) -> dict[str, Any]:
        """Return what stands for what in a case: its fields, what was counted or dealt to it."""
        unit = str(case.fields.get("unit") or "")
        return {
            **{
                name: one_of(found, self._season.seed, name, case.number)
                for name, found in self._season.pick.items()
            },
            **case.fields, **self._rows.tallies.names(unit, day),
            **{name: parts.get(unit, 0) for name, parts in self._dealt.items()},
        }  # fmt: skip

    def _act(
        self, engine: Engine, case_id: str, event: str, values: dict[str, Any], by: str
    ) -> None:
        """Take an act by a person, or by the first who may; keep why it was refused."""
        try:
            with engine.transaction() as now:
                person = by or _who(now, case_id, event)
                actor = Actor(person=person, permits=OF_A_SANDBOX)
                engine.act_within(now, case_id, Act(event=event, actor=actor, values=values))
        except Refusing as refused:
            self.refused.append(refused.refusal)
        except PatrolError as fault:
            self.refused.append(Refusal(code=fault.code, facts=fault.facts))


def _is_day_of(habit: Habit, day: dt.date) -> bool:
    begun = habit.since is None or day >= habit.since
    return begun and day.day >= habit.day_of_month and WEEKDAYS[day.weekday()] in habit.days


def _who(now: Transaction, case_id: str, event: str) -> str:
    """Return the first person who stands behind the roles of an event; raise Refusing."""
    now.work.take_in_family(case_id)
    machine, case = now.work.relative(case_id)
    scene = Scene(machine, case, now.work, now.at)
    one = machine.workflow.events[event]
    for role in (*one.by, *one.by_each):
        for person in scene.people(role):
            return person
    raise Refusing(Refusal(code="season_nobody", facts={"case": case.number, "event": event}))
