"""Deadlines of a definition, as values: ladders stand inside, reminders know their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.compile_events import step_values
from engine.definition.model_clocks import RemindFace, UndoFace
from engine.definition.problems import unknown
from engine.definition.terms import SETTING, text_of, told_of, trigger, triggers, words
from engine.definition.workflow import (
    Deadline,
    ExtensionRule,
    Reminder,
    Suspension,
    Undoing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.model import Definition
    from engine.definition.model_clocks import DeadlineFace, ExtensionFace
    from engine.definition.problems import Path
    from engine.definition.terms import Terms
    from engine.definition.workflow import Event, Step, Trigger

FIRST_DAYS = ("excluded", "included")
ROLLS = ("next", "previous", "none")


class DeadlineCompiler:
    """Makes the deadlines of one definition."""

    def __init__(self, definition: Definition, terms: Terms, events: Mapping[str, Event]) -> None:
        self._definition = definition
        self._terms = terms
        self._ordered = tuple(events.values())
        self._causing: dict[tuple[str, str], list[int]] = {}
        for number, event in enumerate(self._ordered):
            for cause in _causes(event):
                self._causing.setdefault(cause, []).append(number)

    def deadlines(self, dropped: set[tuple[str, str]]) -> dict[str, Deadline]:
        """Return all deadlines; ladders in `dropped` could not be read and are not missed."""
        ladders = {
            name: step_values(steps, ("ladders", name), self._terms, self._definition)
            for name, steps in self._definition.ladders.items()
        }
        ladders.update({name: () for section, name in dropped if section == "ladders"})
        faces = self._definition.deadlines.items()
        return {name: self._deadline(name, face, ladders) for name, face in faces}

    def _deadline(
        self, name: str, face: DeadlineFace, ladders: Mapping[str, tuple[Step, ...]]
    ) -> Deadline:
        path: Path = ("deadlines", name)
        terms = self._terms
        stops = triggers(face.stops)
        stoppers = self._stoppers(stops)
        within = terms.length((*path, "within"), face.within) if face.within else None
        undoings = [face.undone_by] if isinstance(face.undone_by, UndoFace) else face.undone_by
        not_before = face.not_before
        return Deadline(
            name=name,
            title=text_of(face.title, name),
            clause=told_of(face.clause),
            starts=triggers(face.starts),
            stops=stops,
            cancels=triggers(face.cancels),
            undone_by=tuple(Undoing(trigger=trigger(one), then=one.then) for one in undoings),
            again=face.again,
            within=within,
            within_setting=_setting_named(face.within),
            due=terms.due((*path, "due"), face.due) if face.due else None,
            # What has no date can only ever be a nudge.
            soft=face.soft or (within is not None and within.unit == "promptly"),
            governing=face.governing,
            not_before=terms.date((*path, "not_before"), not_before) if not_before else None,
            first_day=terms.option((*path, "first_day"), face.first_day, FIRST_DAYS) or "excluded",
            roll=terms.option((*path, "roll"), face.roll, ROLLS),
            counting=face.counting,
            follow_earlier=face.follow_earlier,
            suspended=_suspension(face),
            extension=self._extension((*path, "extension"), face.extension),
            warn=terms.lengths((*path, "warn"), face.warn),
            warned=stoppers,
            remind=self._reminder((*path, "remind"), face.remind, stoppers),
            overdue=self._ladder(path, face, ladders),
        )

    def _ladder(
        self, path: Path, face: DeadlineFace, ladders: Mapping[str, tuple[Step, ...]]
    ) -> tuple[Step, ...]:
        path = (*path, "overdue")
        if not isinstance(face.overdue, str):
            return step_values(face.overdue, path, self._terms, self._definition)
        if face.overdue not in ladders:
            self._terms.findings.append(
                unknown(
                    *path, code="definition_ladder_unknown", name=face.overdue, known=list(ladders)
                )
            )
        return ladders.get(face.overdue, ())

    def _extension(self, path: Path, face: ExtensionFace | None) -> ExtensionRule | None:
        if face is None:
            return None
        before = face.apply_before
        return ExtensionRule(
            workflow=face.workflow,
            by=face.by,
            at_most=self._terms.length((*path, "at_most"), face.at_most),
            times=self._terms.number((*path, "times"), face.times),
            apply_before=self._terms.length((*path, "apply_before"), before) if before else None,
            pending=face.pending,
        )

    def _reminder(
        self, path: Path, face: str | RemindFace | None, stoppers: tuple[str, ...]
    ) -> Reminder | None:
        if face is None:
            return None
        if isinstance(face, str):
            return Reminder(roles=stoppers, every=self._terms.length(path, face))
        every = face.every
        return Reminder(
            roles=words(face.to) or stoppers,
            at=self._terms.lengths((*path, "at"), face.at),
            every=self._terms.length((*path, "every"), every) if every is not None else None,
        )

    def _stoppers(self, stops: tuple[Trigger, ...]) -> tuple[str, ...]:
        """Return the roles of the people who can stop a clock, by an act or by a receipt."""
        found: dict[str, None] = {}
        papers = {stop.name for stop in stops if stop.kind == "receipt"}
        for name, document in self._definition.documents.items():
            if name in papers and document.receipt is not None:
                found[document.receipt.by] = None
        numbers = {each for stop in stops for each in self._causing.get((stop.kind, stop.name), ())}
        for number in sorted(numbers):
            event = self._ordered[number]
            found.update(dict.fromkeys((*event.by, *event.by_each)))
        return tuple(found)


def _setting_named(text: str | None) -> str | None:
    return text.removeprefix(SETTING) if text and text.startswith(SETTING) else None


def _causes(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the triggers that an event may set off, by kind and name."""
    yield "event", event.name
    targets = {branch.to for branch in event.branches if branch.to is not None}
    yield from (("enter", target) for target in targets)
    if targets:
        yield from (("leave", source) for source in event.sources)


def _suspension(face: DeadlineFace) -> Suspension | None:
    if face.suspended is None:
        return None
    return Suspension(begins=triggers(face.suspended.from_), ends=triggers(face.suspended.until))
