"""How a case begins: who may open it, with what, and which clocks start at once."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.definition.workflow import Lookup, Place
from engine.errors import PatrolError
from engine.kernel.case import Case
from engine.kernel.decide import Refused
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.events import ENGINE, IMPORT
from engine.kernel.permission import no_delegate, people_or_none
from engine.kernel.pulls import pull_clocks
from engine.kernel.standing import standing
from engine.kernel.values import field_fault, is_empty, read_values, strange_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.definition.workflow import Field, Workflow
    from engine.kernel.case import Entry
    from engine.kernel.events import Actor, Moment, OpenRequest
    from engine.kernel.machine import Machine
    from engine.kernel.scene import Scene, View

OPEN = "open"
_HEADER = ("number", "workflow", "version", "home", "root", "opened_by", "parent", "origin")
_header = attrgetter(*_HEADER)


def open_case(
    machine: Machine, request: OpenRequest, actor: Actor, view: View, moment: Moment
) -> Decision | Refusal:
    """Return a new case, or why it may not be opened.

    A case that the engine opens is never refused for a fact that nobody knew: what is missing
    stands in its first entry, since a lost escalation is worse than an incomplete one.
    """
    try:
        return _open(machine, request, actor, view, moment)
    except Refused as refused:
        return refused.refusal
    except PatrolError as fault:
        return Refusal(code=fault.code, facts=fault.facts)


def _open(
    machine: Machine, request: OpenRequest, actor: Actor, view: View, moment: Moment
) -> Decision:
    draft = Draft(
        machine, _blank(machine, request, actor, moment.at), view, moment,
        local_when(machine, moment.at),
    )  # fmt: skip
    named_in_case = _named_in_case(machine.workflow)
    if not named_in_case:
        actor = _permitted(draft, actor)
    missing = _fill(draft, request, actor)
    if named_in_case:
        actor = _permitted(draft, actor)
    draft.remember(OPEN, actor)
    pull_clocks(draft, (("event", OPEN), ("enter", draft.case.state)))
    said = {"missing": missing} if missing else {}
    return draft.decision(first_entry(draft, actor, said))


def _blank(machine: Machine, request: OpenRequest, actor: Actor, at: dt.datetime) -> Case:
    on = machine.calendar.local_date(at)
    return Case(
        id=request.id,
        number=request.number,
        workflow=machine.workflow.name,
        version=machine.workflow.version,
        state=machine.workflow.initial().name,
        home=request.home,
        root=request.root or request.id,
        opened_by=actor.person,
        opened_on=on,
        opened_at=at,
        acted_on=on,
        acted_at=at,
        parent=request.parent,
        origin=request.origin,
    )


def _permitted(draft: Draft, actor: Actor) -> Actor:
    """Return who opens the case, in the post that lets them; raise Refused where none does."""
    if actor.person in (ENGINE, IMPORT):
        return actor
    if (refusal := no_delegate(actor, draft.scene())) is not None:
        raise Refused(refusal.code, **refusal.facts)
    workflow = draft.machine.workflow
    hand = () if workflow.opened_by.any_deadline else workflow.opened_by.hand
    if not workflow.opened_by.any_deadline:
        _permit(draft, actor, hand)
    found = standing(draft.scene(), hand, actor)
    if isinstance(found, Refusal):
        raise Refused(found.code, **found.facts)
    return replace(actor, post=found.post)


def _named_in_case(workflow: Workflow) -> bool:
    """Return whether who may open such a case follows from what it is opened with."""
    roles = [workflow.roles[name] for name in workflow.opened_by.hand]
    return any(role.person is not None or _reads_case(role.at) for role in roles)


def _reads_case(place: Place | Lookup | None) -> bool:
    match place:
        case Place(expression=expression):
            return "case." in expression
        case Lookup(level=level, sector=sector, over=over):
            return any("case." in (each or "") for each in (level, sector, over))
        case _:
            return False


def openers(scene: Scene, hand: Sequence[str]) -> set[str]:
    """Return who may open a case by hand, as far as the case tells."""
    return {one for role in hand for one in people_or_none(scene, role)}


def _permit(draft: Draft, actor: Actor, hand: Sequence[str]) -> None:
    workflow = draft.machine.workflow
    people = openers(draft.scene(), hand)
    if (actor.principal or actor.person) not in people:
        roles = [workflow.roles[name].title for name in hand]
        raise Refused(
            "may_not_open" if hand else "opened_by_others_alone",
            workflow=workflow.name,
            person=actor.person,
            roles_zh="、".join(title.zh for title in roles) or "-",
            roles_en=", ".join(title.en for title in roles) or "-",
            people=", ".join(sorted(people)) or "-",
        )


def _fill(draft: Draft, request: OpenRequest, actor: Actor) -> list[str]:
    """Write what was supplied and the defaults; return the required fields still missing."""
    fields = draft.machine.workflow.fields
    faults = [strange_field(name, fields) for name in request.values if name not in fields]
    known = {name: value for name, value in request.values.items() if name in fields}
    values, unreadable = read_values(fields, known, draft.view.directory)
    draft.write({name: value for name, value in values.items() if value is not None})
    for field in draft.machine.defaulted:
        if is_empty(draft.case.fields.get(field.name)):
            _default(draft, field, actor)
    faults += unreadable
    told = {fault["facts"]["field"] for fault in faults}
    faults += [
        field_fault("field_missing", field.name, field)
        for field in draft.machine.required
        if field.name not in told and _lacks(draft, field, actor)
    ]
    _refuse(faults, request, actor)
    return [fault["facts"]["field"] for fault in faults]


def _refuse(faults: list[dict[str, Any]], request: OpenRequest, actor: Actor) -> None:
    """Refuse what a person got wrong; what the engine could not know is only noted."""
    if actor.person == ENGINE:
        faults = [fault for fault in faults if fault["facts"]["field"] in request.asked]
    if faults:
        raise Refused("fields_wrong", event=OPEN, problems=faults)


def _default(draft: Draft, field: Field, actor: Actor) -> None:
    try:
        value = draft.scene(actor).evaluate(field.default or "")
    except PatrolError:
        return  # What a default is made of is not known yet: the field stays empty.
    found, _ = read_values({field.name: field}, {field.name: value}, draft.view.directory)
    draft.write({name: one for name, one in found.items() if one is not None})


def _lacks(draft: Draft, field: Field, actor: Actor) -> bool:
    if not is_empty(draft.case.fields.get(field.name)):
        return False
    if field.required:
        return True
    return field.required_when is not None and draft.scene(actor).holds(field.required_when)


def first_entry(
    draft: Draft, actor: Actor, said: dict[str, Any], reason: str | None = None
) -> Entry:
    """Return the first line of a case's history, which holds what never changes of it."""
    entry = draft.entry("opened", OPEN, actor, said=said, reason=reason)
    case = draft.case
    told = zip(_HEADER, _header(case), strict=True)
    header = {name: value for name, value in told if value is not None}
    return replace(entry, source=None, changes={**entry.changes, "case": header})
