"""Playing a story on a sandbox: simulated time, the same service and store as everything else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.sweep import sweep
from store.views import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.service.engine import Outcome
    from engine.service.ports import HistoryRow
    from runtime.clock import FixedClock
    from runtime.story import Story, StoryAct
    from runtime.wiring import Office


#: How long the story waits for a case that a deadline has still to open.
PATIENCE = dt.timedelta(days=90)


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
            self._clock.set(max(at, self._clock.now()) if self._told else at)
            for name in act.cases:
                yield from self._one(act, name)
            yield from self._news()
            yield from self._name_children(act)

    def _until(self, at: dt.datetime) -> Iterator[Happened]:
        while (when := self._next_due()) is not None and when <= at:
            yield from self._ring(when)

    def _ring(self, when: dt.datetime) -> Iterator[Happened]:
        """Sweep at the instant at which something is due, as a scheduler always awake would."""
        self._clock.set(max(when, self._clock.now()))
        sweep(self._office.engine)
        yield from self._news()

    def _next_due(self) -> dt.datetime | None:
        lines = self._office.reader.cases(Filters(visible=None))
        return min((line.next_due_at for line in lines if line.next_due_at), default=None)

    def _one(self, act: StoryAct, name: str) -> Iterator[Happened]:
        outcome = self._take(act, name)
        if isinstance(outcome, Refusal):
            case = self._names.get(name)
            number = self._office.reader.body(case).number if case else name
            yield Happened(self._clock.now(), number, refusal=outcome)
        elif outcome is not None and isinstance(act.called, str) and act.called:
            self._names[act.called] = outcome.case.id

    def _take(self, act: StoryAct, name: str) -> Outcome | Refusal | None:
        engine, actor = self._office.engine, Actor(person=act.by, permits=OF_A_SANDBOX)
        if act.open is not None:
            return engine.open_case(act.open, act.values, actor)
        case = self._names.get(name)
        if case is None:
            return Refusal(code="story_case_missing", facts={"case": name})
        if act.extend is not None and act.to is not None:
            to = dt.date.fromisoformat(act.to)
            return engine.extend(case, act.extend, to, act.reason, actor)
        if act.act is not None:
            return engine.act(case, act.act, act.values, actor)
        return None

    def _name_children(self, act: StoryAct) -> Iterator[Happened]:
        """Name the cases that came of an act; wait for one that a deadline has still to open."""
        if isinstance(act.called, str) or act.cases[0] not in self._names:
            return
        for field, name in act.called.items():
            while (child := self._newest(act.cases[0], field)) is None and act.act is None:
                when = self._next_due()
                if when is None or when > act.local.replace(tzinfo=self._zone) + PATIENCE:
                    return
                yield from self._ring(when)
            if child is not None:
                self._names[name] = child

    def _newest(self, parent: str, field: str) -> str | None:
        view = self._office.reader.case(self._names[parent])
        children = [child.id for child in view.children if child.parent_field == field]
        named = set(self._names.values())
        return max((child for child in children if child not in named), default=None)

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
