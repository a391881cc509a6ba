"""What a scenario expects, held against how its cases stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from engine.definition.terms import words
from engine.kernel.attributes import overdue_working_days
from engine.messages import sentence
from engine.service.workspace import Workspace
from runtime.named import Named
from runtime.scenarios.script import NONE, NOT_YET, PASSED, TAKEN, moment
from runtime.scenarios.why import Why, why_clock, why_state

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.definition.problems import Path
    from engine.kernel.case import Case, Clock
    from engine.kernel.effects import Refusal
    from engine.service.ports import HistoryRow
    from runtime.scenarios.faces import ClockFace, ExpectFace
    from runtime.scenarios.play import Play

Moment = "%Y-%m-%d %H:%M"


class Differs(msgspec.Struct, frozen=True):
    """One thing that is not as expected: where it is said, what is, and why."""

    path: Path
    expected: str
    got: str
    why: Why = {}


class Judge:
    """Holds expectations of one case against how it stands."""

    def __init__(self, play: Play, name: str) -> None:
        self._play = play
        self.case: Case = play.stage.case(play.names[name])
        self._machine = play.stage.engine.registry.machine(self.case.workflow, self.case.version)

    def differences(self, expected: ExpectFace) -> Iterator[Differs]:
        """Yield everything that is not as expected."""
        yield from self._state(expected)
        yield from self._facts(expected)
        for name, clock in expected.deadlines.items():
            yield from self._clock(name, clock)
        for name, steps in expected.steps.items():
            yield from self._steps(name, steps)
        yield from self._messages(expected)
        yield from self._papers(expected)
        yield from self._named(expected)
        yield from self._children(expected)

    @property
    def _history(self) -> list[HistoryRow]:
        return self._play.stage.history(self.case.id)

    def _local(self, at: dt.datetime) -> str:
        return at.astimezone(self._play.zone).strftime(Moment)

    def _state(self, expected: ExpectFace) -> Iterator[Differs]:
        if expected.state is not None and expected.state != self.case.state:
            why = why_state(self._machine, self._history, self._local)
            yield Differs(("state",), expected.state, self.case.state, why)

    def _facts(self, expected: ExpectFace) -> Iterator[Differs]:
        named = {case: name for name, case in self._play.names.items()}
        for name, value in expected.fields.items():
            found = _by_name(self.case.fields.get(name), named)
            if not _same(value, found):
                yield Differs(("fields", name), _shown(value), _shown(found))
        missing = [word for word in words(expected.marks) if word not in self.case.marks]
        if missing:
            marks = ", ".join(self.case.marks) or NONE
            yield Differs(("marks",), ", ".join(words(expected.marks)), marks)

    def _clock(self, name: str, told: str | ClockFace) -> Iterator[Differs]:
        clock = self.case.clock(name)
        found: dict[str, Any] = {"status": NONE, "due": NONE, "provisional": NONE, "overdue": 0}
        if clock is not None:
            due = clock.due_on.isoformat() if clock.due_on else NONE
            found |= {"status": clock.status, "due": due, "provisional": clock.provisional}
            found |= {"overdue": self._overdue(name, clock)}
        for key, wanted in _wanted(told).items():
            if wanted != found[key]:
                days = key in ("due", "provisional")
                why = why_clock(self._machine, name, clock, self._local, day_by_day=days)
                yield Differs(("deadlines", name, key), _shown(wanted), _shown(found[key]), why)

    def _overdue(self, name: str, clock: Clock) -> int:
        if self._machine.workflow.deadlines[name].soft:
            return 0  # A soft cap is a nudge and never overdue.
        calendar = self._machine.calendar
        today = calendar.local_date(self._play.stage.clock.now())
        return overdue_working_days(clock, calendar, today)

    def _steps(self, name: str, steps: dict[str, str]) -> Iterator[Differs]:
        clock = self.case.clock(name)
        began = clock.started_at if clock else self.case.opened_at
        rows = [
            row
            for row in self._history
            if row.kind in ("step", "passed") and row.occurred_at >= began
        ]
        for step, told in steps.items():
            ids = (f"{name}:{step}", f"{name}:{step}#1")
            found = [row for row in rows if row.event in ids]
            if not _step_is(told, found, self._local):
                why = why_clock(self._machine, name, clock, self._local)
                got = self._step_shown(found)
                yield Differs(("steps", name, step), told, got, why)

    def _step_shown(self, rows: list[HistoryRow]) -> str:
        if not rows:
            return NOT_YET
        passed = [PASSED] if all(row.kind == "passed" for row in rows) else []
        return ", ".join([*passed, *(self._local(row.occurred_at) for row in rows)])

    def _messages(self, expected: ExpectFace) -> Iterator[Differs]:
        messages = self._play.stage.messages(self.case.id)
        for about, told in expected.messages.items():
            roles = words(told)
            found = [one.roles for one in messages if one.about in (about, f"{about}#1")]
            wanted = [] if roles == (NONE,) else [set(roles)]
            fits = any(set(one) == set(roles) for one in found) if wanted else not found
            if not fits:
                got = "; ".join(", ".join(one) for one in found) or NONE
                yield Differs(("messages", about), ", ".join(roles), got)

    def _papers(self, expected: ExpectFace) -> Iterator[Differs]:
        papers = self._play.stage.papers(self.case.id)
        for document, count in expected.papers.items():
            found = sum(paper.document == document for paper in papers)
            if found != count:
                yield Differs(("papers", document), str(count), str(found))

    def _named(self, expected: ExpectFace) -> Iterator[Differs]:
        """Compare whom the latest paper of a kind names for being late with a duty."""
        for document, told in expected.named.items():
            found = sorted(self._names_on(document))
            if found != sorted(words(told)):
                yield Differs(("named", document), ", ".join(words(told)), ", ".join(found) or NONE)

    def _names_on(self, document: str) -> list[str]:
        stage = self._play.stage
        kind = [one for one in stage.papers(self.case.id) if one.document == document]
        with stage.store.unit() as unit:
            names = Named(stage.store.reader, Workspace(unit, stage.engine.registry))
            return [each["unit"] or NONE for one in kind[-1:] for each in names.on(one)]

    def _children(self, expected: ExpectFace) -> Iterator[Differs]:
        for field, count in expected.children.items():
            found = self._play.stage.children(self.case.id, field)
            if len(found) != count:
                states = ", ".join(child.state for child in found)
                yield Differs(("children", field), str(count), f"{len(found)} ({states})")


def _wanted(told: str | ClockFace) -> dict[str, Any]:
    """Return what is expected of a deadline; one word is a date, or a status."""
    if isinstance(told, str):
        return {"due" if told[:1].isdigit() else "status": told}
    return told.model_dump(exclude_none=True)


def _step_is(told: str, rows: list[HistoryRow], local: Any) -> bool:
    taken = [row for row in rows if row.kind == "step"]
    if told == NOT_YET:
        return not rows
    if told == PASSED:
        return bool(rows) and not taken
    if told == TAKEN:
        return bool(taken)
    at = moment(told)
    exact = len(told) > len("2019-11-20")
    wanted = at.strftime(Moment) if at else ""
    shown = [local(row.occurred_at) for row in taken]
    return wanted in shown if exact else any(one.startswith(told) for one in shown)


def _by_name(value: Any, named: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_by_name(one, named) for one in value]
    return named.get(value, value) if isinstance(value, str) else value


def _same(wanted: Any, found: Any) -> bool:
    if wanted == NONE:
        return found in (None, "", [])
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return str(found) == str(wanted) or found == wanted
    return bool(wanted == found)


def _shown(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or NONE
    return str(value)


def refusal_fits(wanted: str, refusal: Refusal) -> bool:
    """Return whether a refusal has a code, or says words in either language."""
    if wanted == refusal.code:
        return True
    said = [sentence(refusal.code, language, refusal.facts) for language in ("zh", "en")]
    texts = [each.message for each in said] + [each.hint for each in said]
    texts += [str(refusal.facts.get(name, "")) for name in ("else_zh", "else_en")]
    return any(wanted in text for text in texts)
