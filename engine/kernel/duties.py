"""What a period of a duty opens: a case for each that owes it, and what their steps speak of."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.definition.deadlines import DueAtField, DueOnDate
from engine.definition.duties import Duty, field_of, host_and_duty, opened_by_duty
from engine.errors import PatrolError
from engine.kernel.effects import Drawing, Opening, Owing, PendingStep
from engine.kernel.owners import SEPARATOR, owners
from engine.kernel.recurring import opened_period
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    from engine.calendar.periods import Period
    from engine.definition.workflow import OpenDuty
    from engine.kernel.case import Case
    from engine.kernel.machine import Machine
    from engine.kernel.owners import Owner
    from engine.kernel.scene import View


def owing(scene: Scene, verb: OpenDuty, pending: PendingStep) -> Owing | None:
    """Return the cases that a duty's new period opens, or None where the period is not owed."""
    duty = scene.machine.workflow.duties[verb.duty]
    clock = scene.case.clock(duty.name)
    rule = scene.machine.workflow.deadlines[duty.name].recurs
    assert clock is not None
    assert rule is not None
    period = opened_period(rule, scene.machine.calendar, clock)
    last_day = _last_day(duty, period, scene)
    if last_day is not None and last_day < period.starts:
        return None  # It began too late to be owed in this period.
    items = [None] if duty.each is None else list(scene.evaluate(duty.each))
    openings = [
        _opening(scene, duty, owner, item, period, last_day, pending)
        for owner in owners(duty, scene)
        for item in items
    ]
    return Owing(duty=duty.name, openings=tuple(openings), cause=pending.cause)


def _last_day(duty: Duty, period: Period, scene: Scene) -> dt.date | None:
    """Return by when a duty is due in a period, before any rolling."""
    by = duty.by
    if by.day is not None:
        month = period.ends
        return month.replace(day=min(by.day, monthrange(month.year, month.month)[1]))
    if by.eve:
        return period.turn - dt.timedelta(days=1)
    match by.date:
        case DueOnDate(on=on):
            return on
        case DueAtField(field=field):
            found = scene.field_value(field)
            return found if isinstance(found, dt.date) else None
        case _:
            return period.ends


def _opening(
    scene: Scene,
    duty: Duty,
    owner: Owner,
    item: str | None,
    period: Period,
    last_day: dt.date | None,
    pending: PendingStep,
) -> Opening:
    ends = last_day if duty.every == "whole" and last_day is not None else period.ends
    values: dict[str, Any] = {
        "owner": owner.key,
        "unit": owner.unit,
        "offices": SEPARATOR.join(owner.offices) or None,
        "holder": owner.holder,
        "item": item,
        "starts_on": period.starts.isoformat(),
        "ends_on": ends.isoformat(),
        "last_day": last_day.isoformat() if last_day is not None else None,
        "needed": duty.at_least,
        "done": 0,
    }
    return Opening(
        workflow=opened_by_duty(scene.machine.workflow.name, duty.name),
        version=scene.machine.workflow.version,
        field=field_of(duty.name),
        values={name: value for name, value in values.items() if value is not None},
        cause=pending.cause,
    )


def drawing(machine: Machine, host: Case, values: dict[str, Any], duty: Duty, view: View,
            at: dt.datetime) -> Drawing | None:  # fmt: skip
    """Return what is drawn for one that owes a duty, and from which candidates."""
    if duty.draw is None:
        return None
    scene = Scene(machine, host, view, at).with_more(**bound(values, None))
    counts = duty.counts is not None
    try:
        candidates = tuple(scene.evaluate(duty.draw.source))
    except PatrolError:
        return Drawing(draw=duty.draw, candidates=(), known=False, counts=counts)
    return Drawing(draw=duty.draw, candidates=candidates, counts=counts)


def bound(values: dict[str, Any], person: str | None) -> dict[str, Any]:
    """Return what a duty's expressions speak of beside the case that it is owed in."""
    owner = {"organisation": values.get("unit"), "person": person or values.get("holder"),
             "id": values.get("owner")}  # fmt: skip
    return {"owner": owner, "each": values.get("item"), "drawn": values.get("drawn") or []}


def duty_scene(scene: Scene, **more: object) -> Scene:
    """Return the scene in which the steps of a duty's case are read: that of the case above."""
    above = scene.parent()
    if above is None or scene.machine.workflow.duty_of is None:
        return scene
    owner = next(iter(scene.people("owner")), None)
    return above.with_more(**scene.more, **bound(scene.case.fields, owner), **more)


def duty_of(machine: Machine, host: Machine) -> Duty:
    """Return the duty that a case's workflow follows from, out of the workflow of its parent."""
    return host.workflow.duties[host_and_duty(machine.workflow.name)[1]]


def drawn_values(opening: Opening, found: dict[str, Any]) -> Opening:
    """Return an opening with what was drawn for it."""
    return replace(opening, values={**opening.values, **found})
