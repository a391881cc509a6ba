"""How a case answers an act: a decision, or a refusal that says why (semantics 3, 4, 17)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.errors import PatrolError
from engine.kernel.called import not_known, titles_of
from engine.kernel.draft import Draft, local_when
from engine.kernel.due import When, as_date
from engine.kernel.effects import Decision, Refusal
from engine.kernel.events import ENGINE, IMPORT
from engine.kernel.permission import may_take, named, refused_state, same_person
from engine.kernel.permits import LATE_ENTRY, LATE_ENTRY_UNEXPLAINED
from engine.kernel.pulls import pull_clocks
from engine.kernel.scene import Scene
from engine.kernel.standing import Standing, standing
from engine.kernel.values import field_fault, is_empty, read_values, strange_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.workflow import Event
    from engine.kernel.case import Case, EntryKind
    from engine.kernel.events import Act, Moment
    from engine.kernel.machine import Happening, Machine
    from engine.kernel.scene import View


class Refused(Exception):
    """Carries a refusal out of the steps of a decision; it never leaves this package."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.refusal = Refusal(code=code, facts=facts)


def decide(
    machine: Machine,
    case: Case,
    act: Act,
    view: View,
    moment: Moment,
    *,
    kind: EntryKind = "act",
    mover: tuple[str, int] | None = None,
) -> Decision | Refusal:
    """Return what an act makes of a case, or why it may not happen.

    `mover` names the clock whose own ladder takes the event. Total: a fault in a guard is a
    refusal as well.
    """
    try:
        return _decide(machine, case, act, view, moment, kind, mover)
    except Refused as refused:
        return refused.refusal
    except PatrolError as fault:
        return Refusal(code=fault.code, facts=fault.facts)


def _decide(
    machine: Machine,
    case: Case,
    act: Act,
    view: View,
    moment: Moment,
    kind: EntryKind,
    mover: tuple[str, int] | None,
) -> Decision:
    event = _event(machine, case, act, view, moment)
    as_whom = _permitted(machine, case, event, act, view, moment)
    values = _values(event, machine, act, view)
    draft = Draft(machine, case, view, moment, _legal(event, machine, case, act, values, moment))
    _write(draft, event, act, values)
    _check(draft, event, act)
    draft.remember(event.name, act.actor)
    draft.case = replace(draft.case, acted_on=draft.when.on, acted_at=draft.when.at)
    if event.by_each and not _all_have_taken(draft, event, as_whom.role):
        return draft.decision(_entry(draft, event, act, as_whom, kind))
    if event.sets:
        _compute(draft, event.sets, act)  # After the guard, which asks about the case as it was.
    _move(draft, event, act, mover)
    return draft.decision(
        _entry(draft, event, act, as_whom, kind),
        event.then,
        values=_passed_on(event, machine, act),
    )


def _event(machine: Machine, case: Case, act: Act, view: View, moment: Moment) -> Event:
    event = machine.workflow.events.get(act.event)
    if event is None:
        events = machine.workflow.events
        code, facts = not_known(
            "event_unknown", act.event, titles_of(events), event=act.event, events=list(events)
        )
        raise Refused(code, **facts)
    if case.void or case.state not in event.sources:
        facts = refused_state(machine, case, event, view, moment.at)
        if case.void:
            raise Refused("case_void", number=case.number, **facts)
        raise Refused("case_closed" if case.closed_at else "event_not_from_here", **facts)
    return event


def _permitted(
    machine: Machine, case: Case, event: Event, act: Act, view: View, moment: Moment
) -> Standing:
    scene = Scene(machine, case, view, moment.at)
    found = may_take(scene, event, act.actor)
    if isinstance(found, Refusal):
        raise Refused(found.code, **found.facts)
    if twice := same_person(case, event, act.actor):
        raise Refused("same_person", event=event.name, earlier=twice)
    if found is None:
        return Standing()
    # Of an event that several must take, one part at a time: the first one open to them.
    parts = event.by_each if act.actor.post else (found,)
    roles = event.by if parts == event.by else (*event.by, *parts)
    taken = standing(scene, roles, act.actor)
    if isinstance(taken, Refusal):
        raise Refused(taken.code, **taken.facts)
    return taken if taken.role else Standing(found, taken.post)


def _values(event: Event, machine: Machine, act: Act, view: View) -> dict[str, Any]:
    """Return the fields supplied, checked all at once."""
    fields, form, supplied = machine.workflow.fields, machine.form(event), act.values
    known: Mapping[str, Any] = supplied
    strange: list[str] = []
    if not supplied.keys() <= form.fields.keys():
        known = {name: value for name, value in supplied.items() if name in form.fields}
        strange = [name for name in supplied if name not in known and name not in form.later]
    values, faults = read_values(form.fields, known, view.directory)
    missing = [name for name in form.asked if is_empty(supplied.get(name))]
    if form.surely and act.actor.person != ENGINE:
        missing += [name for name in form.surely if name not in supplied]
    if strange or missing:
        faults += [strange_field(name, fields) for name in strange]
        faults += [field_fault("field_missing", name, fields.get(name)) for name in missing]
    if faults:
        raise Refused("fields_wrong", event=event.name, problems=faults)
    return {name: value for name, value in values.items() if value is not None}


def _passed_on(event: Event, machine: Machine, act: Act) -> dict[str, Any]:
    later = machine.form(event).later if event.then else ()
    return {name: act.values[name] for name in act.values if name in later} if later else {}


def _legal(
    event: Event, machine: Machine, case: Case, act: Act, values: dict[str, Any], moment: Moment
) -> When:
    """Return the legal day and instant of an act (semantics 4)."""
    now = local_when(machine, moment.at)
    dated = as_date(values.get(event.dated)) if event.dated else None
    on = dated or now.on
    if on > now.on:
        raise Refused("dated_in_future", field=event.dated, on=on, today=now.on)
    if act.actor.person == ENGINE:
        on = max(on, min(case.acted_on, now.on))
    if on < case.acted_on:
        code = "dated_before_previous" if dated else "now_before_previous"
        raise Refused(code, field=event.dated, on=on, previous=case.acted_on)
    if on == now.on:
        return now
    _permit_late_entry(event, act, on, now.on)
    return When(on, machine.calendar.end_of(on) - dt.timedelta(seconds=1), by_day=True)


def _permit_late_entry(event: Event, act: Act, on: dt.date, today: dt.date) -> None:
    """Refuse an earlier legal date from who may not enter one, or gives no reason for it."""
    actor = act.actor
    if actor.person in (ENGINE, IMPORT):
        return
    facts = {"event_zh": event.title.zh, "event_en": event.title.en, "on": on, "today": today}
    if LATE_ENTRY not in actor.permits:
        raise Refused("late_entry_not_permitted", field=event.dated, person=actor.person, **facts)
    if LATE_ENTRY_UNEXPLAINED not in actor.permits and not (act.reason or "").strip():
        raise Refused("late_entry_unexplained", field=event.dated, **facts)


def _write(draft: Draft, event: Event, act: Act, values: dict[str, Any]) -> None:
    """Write what was supplied, then defaults for what was not."""
    draft.write(values)
    if event.defaults:
        _compute(draft, _undefaulted(event, values), act)


def _compute(draft: Draft, texts: dict[str, str], act: Act) -> None:
    for name, text in texts.items():
        draft.write(_computed(draft, name, text, act))


def _undefaulted(event: Event, values: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, text in event.defaults.items() if name not in values}


def _computed(draft: Draft, name: str, text: str, act: Act) -> dict[str, Any]:
    value = draft.scene(act.actor).evaluate(text)
    field = draft.machine.workflow.fields[name]
    found, faults = read_values({name: field}, {name: value}, draft.view.directory)
    if faults:
        raise Refused("fields_wrong", event=act.event, problems=faults)
    return found


def _check(draft: Draft, event: Event, act: Act) -> None:
    """Refuse where something needed is absent, or the event's guard is false."""
    if absent := _absent(draft, event) if event.needs else ():
        raise Refused("fields_wrong", event=event.name, problems=absent, **_otherwise(event))
    if event.when is not None and not draft.scene(act.actor).holds(event.when):
        raise Refused("guard_refuses", **named(event), **_otherwise(event))


def _absent(draft: Draft, event: Event) -> list[dict[str, Any]]:
    """Return a fault for each field that the event needs and the case does not have."""
    return [
        field_fault("field_needed", name, draft.machine.workflow.fields.get(name))
        for name in event.needs
        if is_empty(draft.scene().field_value(name))
    ]


def _otherwise(event: Event) -> dict[str, str]:
    if event.otherwise is None:
        return {"else_zh": "", "else_en": ""}
    return {"else_zh": event.otherwise.zh, "else_en": event.otherwise.en}


def _all_have_taken(draft: Draft, event: Event, role: str | None) -> bool:
    """Note a role's part in an event that several must take; the last one moves the case."""
    before = draft.case.waiting.get(event.name, ())
    if role is not None and role in before:
        raise Refused("part_already_taken", event=event.name, role=role)
    taken = dict.fromkeys((*before, role or ""))
    complete = role is None or set(event.by_each) <= set(taken)
    waiting = {name: roles for name, roles in draft.case.waiting.items() if name != event.name}
    if not complete:
        waiting[event.name] = tuple(taken)
    draft.case = replace(draft.case, waiting=waiting)
    return complete


def _move(draft: Draft, event: Event, act: Act, mover: tuple[str, int] | None) -> None:
    """Walk the arrow that the shared machine names, then pull at the clocks."""
    branch = draft.machine.branch(
        event.name, draft.case.state, lambda text: draft.scene(act.actor).holds(text)
    )
    if branch is None:
        raise Refused("guard_refuses", **named(event), **_otherwise(event))
    happened: tuple[Happening, ...] = (("event", event.name),)
    if branch.to is not None:
        happened += (("leave", draft.case.state), ("enter", branch.to))
        draft.move(branch.to)
    pull_clocks(draft, happened, mover)


def _entry(draft: Draft, event: Event, act: Act, as_whom: Standing, kind: EntryKind) -> Any:
    personal, given = draft.machine.personal, act.values
    return draft.entry(
        kind,
        event.name,
        act.actor,
        role=as_whom.role,
        post=as_whom.post,
        signed=event.signed,
        reason=act.reason,
        said={
            name: value
            for name, value in draft.written.items()
            if name in given and name not in personal
        },
    )
