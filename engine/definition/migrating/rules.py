"""Does a migration plan keep what must not be lost between two versions?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.definition.problems import Finding, found, found_key
from engine.definition.readers import is_guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.migrating.plan import ClockPlan, MigrationPlan
    from engine.definition.workflow import Field, Workflow

_KIND = ("type", "workflow", "of", "code_list", "columns", "linked")


def findings_of_rules(plan: MigrationPlan, old: Workflow, new: Workflow) -> Iterator[Finding]:
    """Yield every way in which cases would lose what the law or the readers rely on."""
    yield from _states(plan, old, new)
    yield from _fields(plan, old, new)
    yield from _twice("fields", {name: to for name, to in plan.fields.items() if to})
    clocks = {name: chosen.to for name, chosen in plan.deadlines.items() if chosen.to}
    yield from _twice("deadlines", clocks)
    for name, chosen in plan.deadlines.items():
        yield from _recurs(name, chosen, old, new)
    yield from _governing(plan, old, new)
    for name in plan.starts:
        if name in clocks.values():
            yield found_key("starts", name, code="plan_start_taken", name=name)
    for name in plan.values:
        if new.fields[name].type == "cases":
            yield found_key("values", name, code="plan_field_of_cases", name=name)
    if (is_guarded(old) and not is_guarded(new)) or (old.secret and not new.secret):
        yield found("to", code="plan_unguards", version=new.version)


def _states(plan: MigrationPlan, old: Workflow, new: Workflow) -> Iterator[Finding]:
    for name, to in plan.states.items():
        if new.states[to].final is not None and old.states[name].final is None:
            yield found("states", name, code="plan_state_ends", name=name, to=to)


def _fields(plan: MigrationPlan, old: Workflow, new: Workflow) -> Iterator[Finding]:
    for name, to in plan.fields.items():
        one = old.fields[name]
        if one.type == "cases" and not one.linked and to != name:
            yield found("fields", name, code="plan_field_of_cases", name=name)
        if to is None:
            continue
        other = new.fields[to]
        facts = {"name": name, "to": to}
        if differing := kind_differs(one, other):
            facts |= {"kind": _kind(one, differing), "new_kind": _kind(other, differing)}
            yield found("fields", name, code="plan_field_kind", **facts)
        if one.secret and not (other.secret or new.secret):
            yield found("fields", name, code="plan_field_leaks", **facts)
        if one.personal and not other.personal:
            yield found("fields", name, code="plan_field_personal", **facts)


def kind_differs(one: Field, other: Field) -> list[str]:
    """Return in what the kinds of two fields differ: nothing where one takes the other's values."""
    return [part for part in _KIND if getattr(one, part) != getattr(other, part)]


def _kind(field: Field, differing: list[str]) -> str:
    told = [str(field.type), *(str(getattr(field, part)) for part in differing if part != "type")]
    return " ".join(told)


def _twice(part: str, chosen: dict[str, Any]) -> Iterator[Finding]:
    times = Counter(chosen.values())
    for name, to in chosen.items():
        if times[to] > 1:
            others = ", ".join(one for one, of in chosen.items() if of == to and one != name)
            yield found(part, name, code="plan_name_twice", name=name, to=to, others=others)


def _recurs(name: str, chosen: ClockPlan, old: Workflow, new: Workflow) -> Iterator[Finding]:
    if chosen.to is None:
        return
    was, becomes = old.deadlines[name].recurs, new.deadlines[chosen.to].recurs
    if was is None and becomes is None:
        return
    if was != becomes or chosen.to != name or chosen.date != "keep":
        yield found("deadlines", name, code="plan_deadline_recurs", name=name, to=chosen.to)


def _governing(plan: MigrationPlan, old: Workflow, new: Workflow) -> Iterator[Finding]:
    """Yield where figures would speak of another deadline of the same case than before."""
    was = next((one.name for one in old.deadlines.values() if one.governing), None)
    becomes = next((one.name for one in new.deadlines.values() if one.governing), None)
    chosen = plan.deadlines.get(was) if was else None
    if was and chosen is not None and chosen.to is not None and chosen.to != becomes:
        facts = {"name": was, "to": chosen.to, "governing": becomes or "-"}
        yield found("deadlines", was, code="plan_governing", **facts)
