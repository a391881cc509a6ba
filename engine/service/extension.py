"""Whether a deadline may be asked to move, and by whom (semantics 12)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.calendar.counting import count_back
from engine.kernel.called import not_known, titles_of
from engine.kernel.carry import hold_clock
from engine.kernel.effects import Refusal
from engine.kernel.machine import extension_field
from engine.kernel.permission import people_or_none
from engine.kernel.scene import Scene, latest_extension
from engine.service.cascade import Refusing

if TYPE_CHECKING:
    from engine.definition.workflow import Deadline, ExtensionRule
    from engine.kernel.case import Case, Clock
    from engine.kernel.events import Actor
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View
    from engine.service.engine import Transaction


def check_application(
    machine: Machine, case: Case, name: str, to: dt.date, actor: Actor, now: Transaction
) -> tuple[ExtensionRule, Clock]:
    """Return the rule and the clock of an application that may be made; raise Refusing."""
    deadline = machine.workflow.deadlines.get(name)
    if deadline is None:
        known = machine.workflow.deadlines
        facts = {"deadline": name, "deadlines": list(known)}
        code, told = not_known("deadline_unknown", name, titles_of(known), **facts)
        raise _refusing(code, **told)
    clock = case.clock(name)
    rule = deadline.extension
    if rule is None:
        raise _refusing("extension_not_foreseen", deadline=name)
    if clock is None or clock.status != "running" or clock.due_on is None:
        raise _refusing("extension_not_running", deadline=name, to=to, due_on="-")
    _check_limits(machine, deadline, rule, clock, to, now)
    _check_pending(case, name, now)
    _check_applicant(machine, case, deadline, actor, now)
    return rule, clock


def _refusing(code: str, **facts: Any) -> Refusing:
    return Refusing(Refusal(code=code, facts=facts))


def _check_limits(
    machine: Machine, deadline: Deadline, rule: ExtensionRule, clock: Clock, to: dt.date,
    now: Transaction,
) -> None:  # fmt: skip
    facts = {"deadline": deadline.name, "due_on": clock.due_on, "to": to}
    assert clock.due_on is not None
    if clock.extensions >= rule.times:
        raise _refusing("extension_used_up", times=clock.extensions, **facts)
    latest = latest_extension(machine, clock)
    if to <= clock.due_on or (latest is not None and to > latest):
        raise _refusing("extension_out_of_range", latest=latest, **facts)
    if rule.apply_before is not None:
        profile = machine.profile(deadline)
        last = count_back(machine.calendar, profile, clock.due_on, rule.apply_before)
        if machine.calendar.local_date(now.at) > last:
            raise _refusing("extension_too_late", last=last, **facts)


def _check_pending(case: Case, name: str, now: Transaction) -> None:
    for _, child in now.work.children(case, extension_field(name)):
        if child.closed_at is None:
            raise _refusing("extension_pending", deadline=name, number=child.number)


def _check_applicant(
    machine: Machine, case: Case, deadline: Deadline, actor: Actor, now: Transaction
) -> None:
    if not may_apply(machine, case, deadline, actor, now.work, now.at):
        roles = [machine.workflow.roles[role] for role in owing(deadline)]
        raise _refusing(
            "extension_not_yours",
            deadline=deadline.name,
            person=actor.person,
            roles_zh="、".join(role.title.zh for role in roles) or "-",
            roles_en=", ".join(role.title.en for role in roles) or "-",
        )


def owing(deadline: Deadline) -> tuple[str, ...]:
    """Return the roles that take the events which stop a deadline.

    Where the engine alone takes them: those who are reminded of it.
    """
    return deadline.warned or (deadline.remind.roles if deadline.remind is not None else ())


def may_apply(
    machine: Machine, case: Case, deadline: Deadline, actor: Actor, view: View, at: dt.datetime
) -> bool:
    """Return whether somebody owes a deadline, and so may ask for its extension."""
    scene = Scene(machine, case, view, at)
    people = {one for role in owing(deadline) for one in people_or_none(scene, role)}
    return (actor.principal or actor.person) in people


def hold_while_pending(machine: Machine, case: Case, clock: Clock, now: Transaction) -> None:
    """Hold a deadline while its extension is pending, where its rule says `holds`."""
    rule = machine.workflow.deadlines[clock.name].extension
    if rule is None or rule.pending != "holds":
        return
    decision = hold_clock(machine, case, clock, now.work, now.moment)
    if decision is not None:
        now.cascade.perform(decision)
