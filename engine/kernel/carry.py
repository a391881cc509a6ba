"""What a step asks for, worked out just before it is carried out (semantics 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.definition.workflow import (
    ExtendOrigin,
    IssueDocument,
    MarkCase,
    Notify,
    OpenCase,
    OpenDuty,
    Step,
    TakeEvent,
    TellChildren,
)
from engine.errors import PatrolError
from engine.kernel.attributes import element
from engine.kernel.clocks import extend, hold, release
from engine.kernel.draft import Draft, local_when
from engine.kernel.duties import duty_scene, owing
from engine.kernel.effects import (
    Cause,
    Decision,
    Effect,
    Extending,
    Marking,
    Message,
    Opening,
    Paper,
    PendingStep,
    Refusal,
    Taking,
    Telling,
)
from engine.kernel.events import ENGINE, Actor
from engine.kernel.scene import Scene, latest_extension

if TYPE_CHECKING:
    import datetime as dt

    from engine.kernel.case import Case, Clock
    from engine.kernel.events import Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


def effects_of(
    machine: Machine, case: Case, pending: PendingStep, view: View
) -> tuple[Effect, ...]:
    """Return what a step wants done now; nothing where its guard is false."""
    cause, step = pending.cause, pending.step
    if isinstance(step.verb, Notify) and step.when is None and step.state is None:
        return (Message(roles=step.verb.roles, cause=cause),)
    event = {"date": cause.on, "actor": cause.actor}
    scene = Scene(machine, case, view, cause.at, event=event, actor=cause.actor)
    too_early = step.state is not None and case.state != step.state
    scene = duty_scene(scene)
    if too_early or (pending.mover is None and not scene.holds(step.when)):
        return ()
    return _effects(scene, pending)


def _effects(scene: Scene, pending: PendingStep) -> tuple[Effect, ...]:
    step, cause = pending.step, pending.cause
    match step.verb:
        case Notify(roles=roles):
            return (Message(roles=roles, cause=cause),)
        case IssueDocument():
            return (_paper(scene, step, step.verb, cause),)
        case OpenCase() | OpenDuty():
            return _openings(scene, step.verb, pending)
        case TakeEvent(event=name):
            return (Taking(event=name, cause=cause),)
        case TellChildren(children=field, event=name, values=values):
            found = {key: scene.evaluate(text) for key, text in values.items()}
            return (Telling(field=field, event=name, values=found, cause=cause),)
        case MarkCase(word=word):
            return (Marking(word=word, cause=cause),)
        case ExtendOrigin(to=text):
            return (Extending(to=scene.evaluate(text), cause=cause),)


def _paper(scene: Scene, step: Step, verb: IssueDocument, cause: Cause) -> Paper:
    together = step.id if verb.together else None
    paper = Paper(document=verb.document, to=verb.to, together=together, cause=cause)
    known = scene.machine.workflow.lists.get(verb.to_list or "")
    if known is None:
        return paper
    copies = {"report": known.report, "send": known.send, "copy": known.copy}
    return replace(paper, to=known.send or known.report, copies=copies)


def _openings(scene: Scene, verb: OpenCase | OpenDuty, pending: PendingStep) -> tuple[Effect, ...]:
    if isinstance(verb, OpenDuty):
        owed = owing(scene, verb, pending)
        return () if owed is None else (owed,)
    if verb.each is None:
        return (_opening(scene, verb, pending),)
    found: list[Effect] = []
    for number, item in enumerate(scene.evaluate(verb.each), 1):
        cause = replace(pending.cause, key=f"{pending.cause.key}:{number}")
        within = scene.with_more(each=_element(scene, item))
        found.append(_opening(within, verb, replace(pending, cause=cause)))
    return tuple(found)


def _element(scene: Scene, item: Any) -> Any:
    """Return what `each` stands for: a case of a set, or the id of an organisation or a case."""
    if isinstance(item, str) and not scene.view.directory.has_organisation(item):
        return element(*scene.view.relative(item))
    return item


def _opening(scene: Scene, verb: OpenCase, pending: PendingStep) -> Opening:
    values = {key: _value(scene, text) for key, text in verb.values.items()}
    asked = {key: pending.values[key] for key in verb.asked if key in pending.values}
    return Opening(
        workflow=verb.workflow,
        field=verb.as_field,
        values={**values, **asked},
        cause=pending.cause,
        asked=tuple(asked),
        beside=verb.beside,
    )


def opening_of_draw(scene: Scene, verb: OpenCase, cause: Cause) -> Opening:
    """Return the case that is opened for one that was drawn."""
    return _opening(scene, verb, PendingStep(step=Step(verb=verb), cause=cause))


def _value(scene: Scene, text: str) -> Any:
    """Return what a child is given; what cannot be worked out is left for a person to add."""
    try:
        value = scene.evaluate(text)
    except PatrolError:
        return None
    return _as_id(value)


def _as_id(value: Any) -> Any:
    """Return a case or an organisation as its id; the rows of a table stay as they are."""
    if isinstance(value, dict):
        return value.get("id", value)
    return [_as_id(one) for one in value] if isinstance(value, list) else value


def mark(machine: Machine, case: Case, word: str, view: View, moment: Moment) -> Decision:
    """Return the case with a word put on it."""
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    draft.case = replace(case, marks=(*case.marks, word))
    return draft.decision(draft.entry("marked", word, Actor(person=ENGINE)))


def extend_clock(
    machine: Machine, case: Case, clock: Clock, to: dt.date, view: View, moment: Moment
) -> Decision | Refusal:
    """Return the case with a deadline moved to a date as granted (semantics 12)."""
    deadline = machine.workflow.deadlines[clock.name]
    facts = {"deadline": clock.name, "to": to, "due_on": clock.due_on}
    if clock.status not in ("running", "suspended") or deadline.extension is None:
        return Refusal(code="extension_not_running", facts=facts)
    if clock.extensions >= deadline.extension.times:
        return Refusal(code="extension_used_up", facts={**facts, "times": clock.extensions})
    latest = latest_extension(machine, clock)
    if clock.due_on is None or to <= clock.due_on or (latest is not None and to > latest):
        return Refusal(code="extension_out_of_range", facts={**facts, "latest": latest})
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    draft.set_clock(extend(draft.rules(deadline), clock, to, draft.when))
    return draft.decision(
        draft.entry("extended", f"{clock.name}:extended", Actor(person=ENGINE), said={"to": to})
    )


def hold_clock(
    machine: Machine, case: Case, clock: Clock, view: View, moment: Moment
) -> Decision | None:
    """Return the case with a clock held while an extension is pending, or None if it cannot be."""
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    deadline = machine.workflow.deadlines[clock.name]
    held = hold(draft.rules(deadline), clock, "extension", draft.when)
    if clock.status != "running" or held is None:
        return None
    draft.set_clock(held)
    return draft.decision(draft.entry("held", f"{clock.name}:held", Actor(person=ENGINE)))


def release_clock(
    machine: Machine, case: Case, clock: Clock, view: View, moment: Moment
) -> Decision | None:
    """Return the case with a clock running again after an extension was decided."""
    if clock.held_by != "extension":
        return None
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    deadline = machine.workflow.deadlines[clock.name]
    draft.set_clock(release(draft.rules(deadline), clock, draft.when))
    return draft.decision(draft.entry("released", f"{clock.name}:released", Actor(person=ENGINE)))
