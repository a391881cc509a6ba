"""Plays a story of acts through the service, at the instants that it tells."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calendar.calendar import Calendar
    from engine.kernel.case import Case
    from engine.service.engine import Engine, Outcome
    from runtime.clock import FixedClock
    from store.reader import Reader

_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})( [0-9]{2}:[0-9]{2})?")
Act = dict[str, Any]


def moved(data: Any, told: Calendar, used: Calendar, enter: dt.date, new: dt.date) -> Any:
    """Return a story whose every date stands as many working days from `new` as from `enter`."""
    if isinstance(data, dict):
        return {name: moved(part, told, used, enter, new) for name, part in data.items()}
    if isinstance(data, list):
        return [moved(part, told, used, enter, new) for part in data]
    found = _DAY.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        return data
    away = told.working_days_between(enter, dt.date.fromisoformat(found[1]))
    return _away(used, new, away).isoformat() + (found[2] or "")


def _away(calendar: Calendar, day: dt.date, working_days: int) -> dt.date:
    if working_days > 0:
        return calendar.working_day_after(day, working_days)
    return calendar.working_day_before(day, -working_days) if working_days else day


class Player:
    """Takes acts in order of time; remembers the cases by the names that the story gives them."""

    def __init__(self, engine: Engine, reader: Reader, clock: FixedClock) -> None:
        self.engine = engine
        self.reader = reader
        self.clock = clock
        self.names: dict[str, str] = {}
        self.zone = engine.registry.library.calendar("china").zone

    def play(self, story: dict[str, Any]) -> None:
        """Take every act; a refusal is a fault of the story."""
        for act in sorted(story["acts"], key=lambda act: act["at"]):
            self.take(act)

    def take(self, act: Act) -> None:
        """Take one act, which must not be refused."""
        for answer in self.ask(act):
            assert not isinstance(answer, Refusal), (act, answer)

    def refusal(self, act: Act) -> Refusal:
        """Take one act, which must be refused, and return why."""
        (answer,) = self.ask(act)
        assert isinstance(answer, Refusal), act
        return answer

    def ask(self, act: Act) -> list[Outcome | Refusal]:
        """Take one act in each of its cases; return the answers."""
        self.wait_until(act["at"])
        answers = list(self._answers(act))
        self._name(act.get("called"), act, answers)
        return answers

    def wait_until(self, moment: str) -> None:
        """Let time pass until a local moment; all that falls due takes effect."""
        self.clock.set(dt.datetime.fromisoformat(moment).replace(tzinfo=self.zone))
        report = sweep(self.engine)
        assert report.failed == (), report

    def case(self, name: str) -> Case:
        """Return a case by its name in the story."""
        with self.engine.store.unit() as unit:
            return unit.case(self.names[name])

    def children(self, name: str, field: str) -> list[Case]:
        """Return the children of a case under a field."""
        with self.engine.store.unit() as unit:
            return unit.children(self.names[name], field)

    def _answers(self, act: Act) -> Iterator[Outcome | Refusal]:
        values = dict(act.get("with", {}))
        actor = Actor(person=act.get("by", ""), permits=OF_A_SANDBOX)
        if "open" in act:
            yield self.engine.open_case(act["open"], values, actor)
        for name in _cases(act):
            if "extend" in act:
                to = dt.date.fromisoformat(act["to"])
                case = self.names[name]
                yield self.engine.extend(case, act["extend"], to, act["reason"], actor)
            elif "act" in act:
                yield self.engine.act(self.names[name], act["act"], values, actor)

    def _name(
        self, called: str | dict[str, str] | None, act: Act, answers: list[Outcome | Refusal]
    ) -> None:
        if isinstance(called, str):
            (answer,) = answers
            assert not isinstance(answer, Refusal), (act, answer)
            self.names[called] = answer.case.id
        elif called is not None:
            (parent,) = _cases(act)
            for field, name in called.items():
                self.names[name] = self.children(parent, field)[-1].id


def _cases(act: Act) -> list[str]:
    found = act.get("in", [])
    return [found] if isinstance(found, str) else found
