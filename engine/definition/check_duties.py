"""What makes a duty one that can be owed, done and counted: its names, its quota, its ladder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.check_duty_texts import check_duty_texts
from engine.definition.check_family import check_opening
from engine.definition.check_ladders import check_rungs, check_written_steps, not_together
from engine.definition.check_names import Names
from engine.definition.duties import OWNER
from engine.definition.duty_workflow import FIELDS
from engine.definition.problems import Finding, Path, found, found_key, unknown
from engine.definition.subject import PlacedStep
from engine.definition.workflow import IssueDocument, MarkCase, Notify, OpenCase, Step

if TYPE_CHECKING:
    from engine.definition.duties import Duty
    from engine.definition.subject import Subject
    from engine.definition.workflow import Workflow

_PROOFS = ("text", "number", "money", "date", "yes_no", "person", "organisation", "document",
           "documents")  # fmt: skip
_MONTHLY = ("month", "quarter", "year")
_DAYS = {"day": 1, "working_day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_OFTEN = {"days": 1, "weeks": 7, "months": 31, "years": 366, "working_days": 1}


def check_duties(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the duties of a definition."""
    check = _Duties(subject)
    if subject.workflow.duties and OWNER in subject.workflow.roles:
        yield found_key("roles", OWNER, code="definition_name_taken", name=OWNER)
    for duty in subject.workflow.duties.values():
        yield from check.duty(duty)
        yield from check_duty_texts(subject, duty)
    yield from _numbers(subject.workflow)


def _numbers(workflow: Workflow) -> Iterator[Finding]:
    """Yield patterns that give two cases one number: no number stands for two things."""
    taken = {workflow.case_number}
    for duty in workflow.duties.values():
        pattern, path = duty.case_number, ("duties", duty.name, "case_number")
        if pattern is None:
            continue
        if pattern.count("N") != 1 or pattern.count("YYYY") != 1:
            yield found(*path, code="definition_duty_number", text=pattern)
        elif pattern in taken:
            yield found(*path, code="definition_duty_number_taken", text=pattern)
        taken.add(pattern)


class _Duties:
    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._workflow = subject.workflow
        self._names = Names(subject)

    def duty(self, duty: Duty) -> Iterator[Finding]:
        """Check one duty."""
        path: Path = ("duties", duty.name)
        if duty.name in self._workflow.deadlines:
            yield found_key(*path, code="definition_name_taken", name=duty.name)
        yield from self._names.need("states", (*path, "while"), duty.states)
        yield from self._names.need("roles", (*path, "owed_by"), duty.owed_by)
        for name in duty.states:
            state = self._workflow.states.get(name)
            if state is not None and state.final is not None:
                yield found(*path, "while", code="definition_duty_while_final", name=name)
        for name in duty.owed_by:
            role = self._workflow.roles.get(name)
            if role is not None and role.origin_extension:
                yield found(*path, "owed_by", code="definition_duty_owed_by", name=name)
        yield from self._how(duty, path)
        yield from _last_day(duty, path)
        yield from _window(duty, path)
        yield from self._ladder(duty, path)

    def _how(self, duty: Duty, path: Path) -> Iterator[Finding]:
        """Check how the duty is seen to be done: by proof or by counting, never both."""
        if bool(duty.proof) == (duty.counts is not None):
            yield found_key(*path, code="definition_duty_seen", name=duty.name)
        for name, kind in duty.proof.items():
            if kind not in _PROOFS:
                facts = {"type": kind, "known": ", ".join(_PROOFS)}
                yield found(*path, "proof", name, code="definition_duty_proof_type", **facts)
            elif name in FIELDS or not name.isidentifier():
                yield found_key(*path, "proof", name, code="definition_name_taken", name=name)
        if duty.counts is not None:
            yield from self._counts(duty, (*path, "counts"))
        if duty.draw is not None and duty.draw.opens is not None:
            opens = duty.draw.opens
            placed = PlacedStep((*path, "draw"), Step(verb=opens), None, None)
            yield from check_opening(self._subject, placed, opens)

    def _counts(self, duty: Duty, path: Path) -> Iterator[Finding]:
        assert duty.counts is not None
        name, event = duty.counts.workflow, duty.counts.event
        versions = self._subject.versions(name)
        if not versions:
            known = self._subject.index
            yield unknown(*path, "workflow", code="definition_workflow_unknown", name=name,
                          known=known)  # fmt: skip
        for other in versions[:1]:
            counted = other.events.get(event)
            if counted is None:
                yield unknown(*path, "event", code="definition_event_unknown", name=event,
                              known=other.events)  # fmt: skip
            elif not (counted.by or counted.by_each):
                facts = {"event": event, "workflow": name}
                yield found(*path, "event", code="definition_duty_counts_engine", **facts)

    def _ladder(self, duty: Duty, path: Path) -> Iterator[Finding]:
        face = self._subject.face.duties[duty.name]
        place: Path = ("ladders", face.overdue) if isinstance(face.overdue, str) else (
            *path, "overdue")  # fmt: skip
        if not isinstance(face.overdue, str):
            yield from check_written_steps(place, face.overdue)
        yield from check_written_steps((*path, "closes_with"), face.closes_with)
        yield from check_rungs(place, duty.overdue)
        for index, step in enumerate(duty.overdue):
            yield from self._step((*place, index), step)
        for index, step in enumerate(duty.closes_with):
            yield from self._step((*path, "closes_with", index), step)
        yield from not_together((*path, "closes_with"), duty.closes_with)
        last = duty.overdue[-1] if duty.overdue else None
        if last is not None and last.every is not None and duty.counts is not None:
            yield found(*place, len(duty.overdue) - 1, code="definition_duty_never_over")

    def _step(self, path: Path, step: Step) -> Iterator[Finding]:
        verb = step.verb
        if isinstance(verb, Notify):
            yield from self._names.need("roles", (*path, "notify"), verb.roles, self._told)
        elif isinstance(verb, IssueDocument):
            yield from self._names.need("documents", (*path, "document"), [verb.document])
            known = [*self._told, *self._workflow.lists]
            yield from self._names.need("roles", (*path, "to"), verb.to, known)
            if verb.together and step.every is not None:
                yield found_key(*path, "together", code="definition_together_again")
        elif isinstance(verb, OpenCase):
            placed = PlacedStep(path, step, None, None)
            yield from check_opening(self._subject, placed, verb)
        elif not isinstance(verb, MarkCase):
            yield found(*path, code="definition_duty_step")

    @property
    def _told(self) -> list[str]:
        return [*self._workflow.roles, OWNER]


def _last_day(duty: Duty, path: Path) -> Iterator[Finding]:
    """Yield a day of falling due that the period does not have."""
    by, every = duty.by, duty.every
    fits = (by.day is None or (every in _MONTHLY and 1 <= by.day <= 31)) and (
        not by.eve or every == "holiday"
    )
    if not fits or (by.date is not None and every != "whole"):
        facts = {"every": every.replace("_", " ")}
        yield found(*path, "by", code="definition_duty_by_elsewhere", **facts)
    if every == "whole" and by.date is None:
        yield found_key(*path, code="definition_duty_whole", name=duty.name)


def _window(duty: Duty, path: Path) -> Iterator[Finding]:
    """Law 10: a draw does not run dry, and a warning does not come before its period."""
    draw = duty.draw
    if draw is not None and draw.no_repeat == "ever" and duty.every != "whole":
        yield found(*path, "draw", "no_repeat", code="definition_draw_runs_dry")
    if draw is not None and duty.counts is not None and draw.count < duty.at_least:
        facts = {"count": draw.count, "at_least": f"{duty.at_least:g}"}
        yield found(*path, "draw", code="definition_draw_too_few", **facts)
    for index, length in enumerate(duty.warn):
        if length.unit == "promptly" or length.amount <= 0:
            yield found(*path, "warn", index, code="definition_length_of_nothing")
        elif length.amount * _OFTEN.get(length.unit, 0) >= _DAYS.get(duty.every, 10**9):
            yield found(*path, "warn", index, code="definition_warning_too_early")
