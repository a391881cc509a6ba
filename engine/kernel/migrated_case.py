"""What a case carries, in the names of another version of its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.values import field_fault, is_empty, read_values

if TYPE_CHECKING:
    from engine.definition.migrating.plan import MigrationPlan
    from engine.kernel.case import ActMemory, Case
    from engine.kernel.directory import Directory
    from engine.kernel.machine import Machine
    from engine.kernel.migration_faults import Faults


def fields_of(
    new: Machine, case: Case, plan: MigrationPlan, directory: Directory,
    faults: Faults,
) -> dict[str, Any]:  # fmt: skip
    """Return the fields of a case under their new names, with what the plan gives each case."""
    found: dict[str, Any] = {}
    for name, value in case.fields.items():
        if name not in plan.fields:
            if not is_empty(value):
                faults.hinder("migration_field_unmapped", "fields", name=name)
        elif (to := plan.fields[name]) is not None:
            found[to] = _value(new, name, to, value, faults)
    given, wrong = read_values(
        {name: new.workflow.fields[name] for name in plan.values}, plan.values, directory
    )
    for fault in wrong:
        faults.hinder_value(fault, "values", fault["facts"]["field"])
    found.update({name: value for name, value in given.items() if is_empty(found.get(name))})
    _require(new, found, faults)
    return found


def _value(new: Machine, name: str, to: str, value: Any, faults: Faults) -> Any:
    """Return a value that a field of the same kind holds; a choice must still be one."""
    field = new.workflow.fields[to]
    if field.type in ("choice", "choices") and not is_empty(value):
        chosen = value if isinstance(value, list | tuple) else [value]
        strange = [str(one) for one in chosen if one not in field.choices]
        if strange:
            facts = {"value": ", ".join(strange), "known": ", ".join(field.choices), "to": to}
            faults.hinder("migration_choice_gone", "fields", name, name=name, **facts)
    return value


def _require(new: Machine, fields: dict[str, Any], faults: Faults) -> None:
    for field in new.required:
        if field.required and is_empty(fields.get(field.name)):
            fault = field_fault("migration_field_missing", field.name, field)
            faults.hinder_value(fault, "values")


def acts_of(old: Machine, case: Case, plan: MigrationPlan, faults: Faults) -> dict[str, ActMemory]:
    """Return what a case remembers of its acts under their new names.

    Of acts that become one the latest speaks, and everybody who took any of them is known.
    """
    found: dict[str, ActMemory] = {}
    for name, memory in case.acts.items():
        if name not in old.workflow.events:
            found[name] = memory  # What every case remembers: who opened it.
        elif name not in plan.events:
            faults.hinder("migration_event_unmapped", "events", name=name)
        elif (to := plan.events[name]) is not None:
            found[to] = _joined(found[to], memory) if to in found else memory
    return found


def _joined(one: ActMemory, other: ActMemory) -> ActMemory:
    latest = other if other.on >= one.on else one
    return replace(latest, persons=tuple(dict.fromkeys((*one.persons, *other.persons))))


def waiting_of(
    new: Machine, case: Case, plan: MigrationPlan, faults: Faults
) -> dict[str, tuple[str, ...]]:
    """Return who has taken a part of an event that several must take."""
    found: dict[str, tuple[str, ...]] = {}
    for name, roles in case.waiting.items():
        event = new.workflow.events.get(plan.events.get(name) or "")
        if event is None or not set(roles) < set(event.by_each):
            faults.hinder("migration_parts_taken", "events", name=name, roles=", ".join(roles))
        else:
            found[event.name] = roles
    return found
