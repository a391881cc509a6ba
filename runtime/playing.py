"""Playing a story on a sandbox: simulated time, the same service and store as everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.service.sweep import sweep
from store.views import Filters

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.service.engine import Outcome
    from engine.service.ports import HistoryRow
    from runtime.clock import FixedClock
    from runtime.story import Story, StoryAct
    from runtime.wiring import Office


class Happened(NamedTuple):
    """An entry of a case's history, or a refusal that the story met with."""

    at: dt.datetime
    case: str
    row: HistoryRow | None = None
    refusal: Refusal | None = None


class Player:
    """Plays acts one after another, letting every deadline take effect at its own instant."""

    def __init__(self, office: Office, clock: FixedClock, zone: ZoneInfo) -> None:
        self._office = office
        self._clock = clock
        self._zone = zone
        self._names: dict[str, str] = {}
        self._told: dict[str, int] = {}

    def play(self, story: Story) -> Iterator[Happened]:
        """Play a story; yield what happened in every case as it happens."""
        for act in sorted(story.acts, key=lambda act: act.local):
            at = act.local.replace(tzinfo=self._zone)
            yield from self._until(at)
            self._clock.set(at)
            for name in act.cases:
                yield from self._one(act, name, at)
            self._name_children(act)
            yield from self._news()

    def _until(self, at: dt.datetime) -> Iterator[Happened]:
        """Sweep at each instant at which something is due, as a scheduler always awake would."""
        while (when := self._next_due()) is not None and when <= at:
            self._clock.set(when)
            sweep(self._office.engine)
            yield from self._news()

    def _next_due(self) -> dt.datetime | None:
        lines = self._office.reader.cases(Filters(visible=None))
        return min((line.next_due_at for line in lines if line.next_due_at), default=None)

    def _one(self, act: StoryAct, name: str, at: dt.datetime) -> Iterator[Happened]:
        outcome = self._take(act, name)
        if isinstance(outcome, Refusal):
            number = self._office.reader.body(self._names[name]).number if name else ""
            yield Happened(at, number, refusal=outcome)
        elif outcome is not None and isinstance(act.called, str) and act.called:
            self._names[act.called] = outcome.case.id

    def _take(self, act: StoryAct, name: str) -> Outcome | Refusal | None:
        engine, actor = self._office.engine, Actor(person=act.by)
        if act.open is not None:
            return engine.open_case(act.open, act.values, actor)
        case = self._names[name]
        if act.extend is not None and act.to is not None:
            to = act.local.date().fromisoformat(act.to)
            return engine.extend(case, act.extend, to, act.reason, actor)
        if act.act is not None:
            return engine.act(case, act.act, act.values, actor)
        return None

    def _name_children(self, act: StoryAct) -> None:
        if isinstance(act.called, str):
            return
        view = self._office.reader.case(self._names[act.cases[0]])
        for field, name in act.called.items():
            children = [child.id for child in view.children if child.parent_field == field]
            if children:
                self._names[name] = max(children)

    def _news(self) -> Iterator[Happened]:
        """Yield the entries that were not told yet, in order of their instants."""
        reader = self._office.reader
        found: list[tuple[dt.datetime, str, int, Happened]] = []
        for line in reader.cases(Filters(visible=None)):
            last = self._told.get(line.id, 0)
            rows = [row for row in reader.history(line.id) if row.seq > last]
            found += [
                (row.occurred_at, row.case, row.seq, Happened(row.occurred_at, line.number, row))
                for row in rows
            ]
            self._told[line.id] = rows[-1].seq if rows else last
        yield from (happened for *_, happened in sorted(found, key=lambda each: each[:3]))
