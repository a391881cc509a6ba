"""Duties of a definition, as values: limits filled in, ladders inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from engine.definition.columns import titles_of, types_of
from engine.definition.compile_deadlines import ROLLS
from engine.definition.compile_events import step_values
from engine.definition.deadlines import DueAtField, DueMonthly, DueOnDate
from engine.definition.duties import Counted, Draw, Duty, LastDay
from engine.definition.problems import found, unknown
from engine.definition.terms import SETTING, text_of, told_of, words
from engine.definition.workflow import OpenCase, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calendar.periods import Every
    from engine.definition.model import Definition
    from engine.definition.model_duties import CountsFace, DrawFace, DutyFace
    from engine.definition.problems import Path
    from engine.definition.terms import Terms

_NTH = re.compile(r"(?:by\s+)?the\s+([0-9]{1,2})(?:st|nd|rd|th)|(?:每月)?([0-9]{1,2})[日号]前?")
_EVE = ("the day before", "前一日", "前一天")


class DutyCompiler:
    """Makes the duties of one definition."""

    def __init__(self, definition: Definition, terms: Terms) -> None:
        self._definition = definition
        self._terms = terms

    def duties(self, dropped: set[tuple[str, str]]) -> dict[str, Duty]:
        """Return all duties; ladders in `dropped` could not be read and are not missed."""
        faces = self._definition.ladders.items()
        ladders = {
            name: step_values(steps, ("ladders", name), self._terms, self._definition)
            for name, steps in faces
        }
        ladders.update({name: () for section, name in dropped if section == "ladders"})
        return {
            name: self._duty(name, face, ladders) for name, face in self._definition.duties.items()
        }

    def _duty(self, name: str, face: DutyFace, ladders: Mapping[str, tuple[Step, ...]]) -> Duty:
        path: Path = ("duties", name)
        by = self._last_day((*path, "by"), face.by) if face.by else LastDay()
        roll = self._terms.option((*path, "roll"), face.roll, ROLLS)
        closes = (*path, "closes_with")
        return Duty(
            name=name,
            title=text_of(face.title, name),
            clause=told_of(face.clause),
            case_number=face.case_number,
            every=cast("Every", face.every.replace(" ", "_")),
            states=words(face.while_),
            owed_by=words(face.owed_by),
            each=face.each,
            jointly=face.jointly is not None,
            at_least=self._quota((*path, "at_least"), face.at_least),
            sum=face.sum,
            counts=_counted(face.counts),
            proof=dict(types_of(face.proof)),
            proof_titles=titles_of(face.proof),
            draw=self._draw((*path, "draw"), face.draw),
            by=by,
            # What is to be done by a day of the month is done before a rest day (semantics 7).
            roll=roll or ("previous" if by.day is not None else None),
            partial=face.partial,
            warn=self._terms.lengths((*path, "warn"), face.warn),
            overdue=_beside(self._ladder((*path, "overdue"), face, ladders)),
            closes_with=_beside(
                step_values(face.closes_with, closes, self._terms, self._definition)
            ),
        )

    def _ladder(
        self, path: Path, face: DutyFace, ladders: Mapping[str, tuple[Step, ...]]
    ) -> tuple[Step, ...]:
        if not isinstance(face.overdue, str):
            return step_values(face.overdue, path, self._terms, self._definition)
        if face.overdue not in ladders:
            known = list(ladders)
            self._terms.findings.append(
                unknown(*path, code="definition_ladder_unknown", name=face.overdue, known=known)
            )
        return ladders.get(face.overdue, ())

    def _quota(self, path: Path, value: Any) -> float:
        if isinstance(value, str):
            value = self._terms.setting(path, value, "number")
            if value is None:
                return 1
        if value <= 0:
            self._terms.findings.append(found(*path, code="definition_quota_of_nothing"))
        return float(value)

    def _draw(self, path: Path, face: DrawFace | None) -> Draw | None:
        if face is None:
            return None
        opens = None
        if face.open is not None:
            opens = OpenCase(workflow=face.open, as_field=face.as_, values=dict(face.with_))
        return Draw(
            source=face.from_,
            count=self._terms.number((*path, "count"), face.count),
            no_repeat=face.no_repeat,
            apart=face.apart,
            opens=opens,
        )

    def _last_day(self, path: Path, text: str) -> LastDay:
        if text in _EVE:
            return LastDay(eve=True)
        if match := _NTH.fullmatch(text):
            return LastDay(day=int(match[1] or match[2]))
        if text.startswith((SETTING, "case.")) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            due = self._terms.due(path, text)
            if isinstance(due, DueAtField | DueOnDate) and not isinstance(due, DueMonthly):
                return LastDay(date=due)
        else:
            self._terms.findings.append(
                found(*path, code="definition_duty_by_unreadable", text=text)
            )
        return LastDay()


def _counted(face: CountsFace | None) -> Counted | None:
    if face is None:
        return None
    return Counted(workflow=face.workflow, event=face.event, when=face.when)


def _beside(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps of a duty: what they open stands beside its case, not below it."""
    return tuple(
        replace(step, verb=replace(step.verb, beside=True))
        if isinstance(step.verb, OpenCase)
        else step
        for step in steps
    )
