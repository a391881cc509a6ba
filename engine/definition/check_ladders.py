"""Law 7, and what makes a deadline a deadline: a length, an alarm, steps that can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.model_clocks import VERBS
from engine.definition.problems import Finding, Path, found, found_key
from engine.definition.subject import IDENTIFIER
from engine.definition.workflow import IssueDocument, OpenCase, TakeEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.calendar.lengths import Length
    from engine.definition.model_clocks import StepFace
    from engine.definition.subject import Subject
    from engine.definition.workflow import Deadline, Step

_KEYS_OF = {
    "notify": (), "document": ("to", "together"), "open": ("as", "with", "each"), "event": (),
    "tell": ("event", "with"), "mark": (), "extend": ("to",),
}  # fmt: skip


def check_ladders(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with steps, ladders and the lengths of deadlines."""
    yield from _written(subject)
    for deadline in subject.workflow.deadlines.values():
        path = subject.ladder_path(deadline)
        yield from _lengths(deadline)
        yield from _ladder(path, deadline.overdue)
        yield from not_together(path, deadline.overdue)
    ladders = [one.overdue for one in subject.face.deadlines.values()]
    ladders += [one.overdue for one in subject.face.duties.values()]
    used = {one for one in ladders if isinstance(one, str)}
    for name in subject.face.ladders:
        if name not in used and subject.whole:
            yield found_key("ladders", name, code="definition_ladder_unused", name=name)


def _written(subject: Subject) -> Iterator[Finding]:
    """Check steps as they are written: their keys belong to their verb and their place."""
    for name, event in subject.face.events.items():
        for index, step in enumerate(event.then):
            path: Path = ("events", name, "then", index)
            yield from _keys(path, step)
            if step.together:
                yield found_key(*path, "together", code="definition_together_elsewhere")
            for key in ("after", "every", "confirm_late"):
                if getattr(step, key) is not None:
                    yield found_key(*path, key, code="definition_then_step_timed", key=key)
    groups: list[tuple[Path, Sequence[StepFace]]] = [
        (("ladders", name), steps) for name, steps in subject.face.ladders.items()
    ]
    for name, deadline in subject.face.deadlines.items():
        if not isinstance(deadline.overdue, str):
            groups.append((("deadlines", name, "overdue"), deadline.overdue))
    for path, steps in groups:
        yield from check_written_steps(path, steps)


def check_written_steps(path: Path, steps: Sequence[StepFace]) -> Iterator[Finding]:
    """Yield keys of steps that do not belong to their verbs."""
    for index, step in enumerate(steps):
        yield from _keys((*path, index), step)


def not_together(path: Path, steps: Sequence[Step]) -> Iterator[Finding]:
    """Yield steps that draft one paper for all, where nobody comes to them with others."""
    for index, step in enumerate(steps):
        if isinstance(step.verb, IssueDocument) and step.verb.together:
            yield found_key(*path, index, "together", code="definition_together_elsewhere")


def _keys(path: Path, step: StepFace) -> Iterator[Finding]:
    given = {
        "to": step.to, "as": step.as_, "with": step.with_, "each": step.each, "event": step.event,
        "together": step.together,
    }  # fmt: skip
    verb = next(verb for verb in VERBS if getattr(step, verb) is not None)
    for key, value in given.items():
        if value and key not in (*_KEYS_OF[verb], verb):
            facts = {"key": key, "verb": verb}
            yield found_key(*path, key, code="definition_step_key", **facts)
    if verb == "extend" and not step.to:
        yield found(*path, code="definition_extend_without_date")


def _lengths(deadline: Deadline) -> Iterator[Finding]:
    path: Path = ("deadlines", deadline.name)
    if deadline.within is not None and deadline.within.unit == "promptly":
        yield from _without_date(deadline, path)
    elif deadline.within is not None:
        for index, length in enumerate(deadline.warn):
            if length.unit == deadline.within.unit and length.amount >= deadline.within.amount:
                yield found(*path, "warn", index, code="definition_warning_too_early")
    for index, length in enumerate(deadline.warn):
        if not _counts(length):
            yield found(*path, "warn", index, code="definition_length_of_nothing")
    yield from _reminder(deadline, (*path, "remind"))


def _without_date(deadline: Deadline, path: Path) -> Iterator[Finding]:
    for key in ("warn", "overdue", "extension"):
        if getattr(deadline, key):
            yield found_key(*path, key, code="definition_promptly_has_no_date", key=key)


def _reminder(deadline: Deadline, path: Path) -> Iterator[Finding]:
    remind = deadline.remind
    if remind is None:
        return
    if not remind.at and remind.every is None:
        yield found(*path, code="definition_remind_never")
    if not remind.roles:
        yield found(*path, code="definition_remind_nobody", name=deadline.name)
    if any(not _counts(length) for length in (*remind.at, *_some(remind.every))):
        yield found(*path, code="definition_length_of_nothing")


def _some(length: Length | None) -> tuple[Length, ...]:
    return () if length is None else (length,)


def _counts(length: Length) -> bool:
    return length.unit != "promptly" and length.amount > 0


def check_rungs(path: Path, steps: Sequence[Step]) -> Iterator[Finding]:
    """Yield what is wrong with the steps of a ladder, whatever comes after the last."""
    yield from _ids(path, steps)
    yield from _rising(path, steps)
    yield from _one_unit(path, steps)
    for index, step in enumerate(steps):
        if step.every is not None and not _counts(step.every):
            yield found(*path, index, "every", code="definition_length_of_nothing")
        if step.every is not None and index < len(steps) - 1:
            yield found(*path, index, "every", code="definition_every_not_last")


def _ladder(path: Path, steps: Sequence[Step]) -> Iterator[Finding]:
    if not steps:
        return
    yield from check_rungs(path, steps)
    last = steps[-1]
    place = (*path, len(steps) - 1)
    if last.when is not None:
        yield found(*place, "when", code="definition_ladder_ends_on_condition", name=last.id or "?")
    elif last.every is None and not isinstance(last.verb, (TakeEvent, OpenCase)):
        yield found(*place, code="definition_ladder_silent", name=last.id or "?")


def _ids(path: Path, steps: Sequence[Step]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, step in enumerate(steps):
        if not step.id:
            yield found(*path, index, code="definition_step_without_id")
        elif step.id in seen:
            yield found(*path, index, "id", code="definition_step_id_twice", name=step.id)
        elif not IDENTIFIER.fullmatch(step.id):
            yield found(*path, index, "id", code="definition_name_unusable", name=step.id)
        seen.add(step.id)


def _rising(path: Path, steps: Sequence[Step]) -> Iterator[Finding]:
    before = -1
    for index, step in enumerate(steps):
        if step.after is None:
            yield found(*path, index, code="definition_step_without_after")
        elif step.after.unit == "promptly":
            yield found(*path, index, "after", code="definition_length_of_nothing")
        elif step.after.amount <= before:
            yield found(*path, index, "after", code="definition_ladder_falls")
        else:
            before = step.after.amount


def _one_unit(path: Path, steps: Sequence[Step]) -> Iterator[Finding]:
    unit: str | None = None
    for index, step in enumerate(steps):
        for key, length in (("after", step.after), ("every", step.every)):
            if length is None or length.amount == 0:
                continue
            if unit is not None and length.unit != unit:
                facts = {"unit": length.unit, "first": unit}
                yield found(*path, index, key, code="definition_ladder_units", **facts)
            unit = unit or length.unit
