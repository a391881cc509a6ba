"""Handing a case over to another house: sent as one package, receipted once, or returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import PatrolError
from engine.kernel.attaching import enclosed
from engine.kernel.case import Value
from engine.kernel.effects import Refusal
from engine.kernel.handing_over import next_package, round_of, same_number
from engine.service.cascade import Refusing, accepted
from engine.service.office_hours import leaves_at
from engine.service.ports import MessageRow

if TYPE_CHECKING:
    import datetime as dt

    from engine.definition.handoffs import Handoff
    from engine.kernel.case import Attachment, Case
    from engine.kernel.events import Act
    from engine.kernel.handing_over import Round
    from engine.service.engine import Engine, Outcome, Transaction

#: The kind of message that carries a package.
PACKAGE = "package"


class Proof(Value, kw_only=True):
    """What somebody holds in hand of a package: its key, and the hash of its bytes if known."""

    package: str
    sha256: str | None = None


def rule_of(now: Transaction, case_id: str) -> Handoff:
    """Return how a case is handed over; raise Refusing where it never is."""
    machine, case = now.work.relative(case_id)
    if machine.workflow.handoff is None:
        raise Refusing(Refusal(code="handoff_not_one", facts={"case": case.number}))
    return machine.workflow.handoff


def send(
    engine: Engine, case_id: str, act: Act, package: Attachment | None, *, at: dt.datetime
) -> Outcome | Refusal:
    """Hand a case over with a package whose bytes are kept already.

    Without a package it is a trial: what would come of it, and nothing is kept.
    """
    try:
        with engine.transaction(at, keeps=package is not None) as now:
            rule_of(now, case_id)
            outcome = engine.act_within(now, case_id, act)
            if package is not None:
                _put_on_its_way(now, case_id, act, package)
                outcome = now.outcome(case_id, len(outcome.settled))
    except Refusing as refused:
        return refused.refusal
    return outcome


def pack_again(
    engine: Engine, case_id: str, act: Act, package: Attachment, *, at: dt.datetime
) -> Outcome | Refusal:
    """Put a package to a case that was sent without one; `act` says who does it."""
    try:
        with engine.transaction(at) as now:
            now.cascade.settle_family(now.work.take_in_family(case_id).root, now.at)
            settled = len(now.work.entries[case_id])
            stands = _round(now, case_id)
            if stands.standing == "sent" and stands.package is None:
                _put_on_its_way(now, case_id, act, package)
            return now.outcome(case_id, settled)
    except Refusing as refused:
        return refused.refusal


def _put_on_its_way(now: Transaction, case_id: str, act: Act, package: Attachment) -> None:
    """Put the package on the case and into the outbox, under one key."""
    machine, case = now.work.relative(case_id)
    if package.package != next_package(case):
        raise PatrolError("handoff_package_key", package=package.package, case=case.number)
    kept = enclosed(machine, case, package, act.actor, now.work, now.moment)
    now.cascade.perform(accepted(kept))
    now.work.messages.append(
        MessageRow(
            key=package.package,
            case=case_id,
            seq=now.work.case(case_id).seq,
            kind=PACKAGE,
            roles=(rule_of(now, case_id).to,),
            about=act.event,
            occurred_at=now.at,
            send_after=leaves_at(machine.calendar, now.moment.recorded_at),
        )
    )


def receipt(
    engine: Engine, case_id: str, act: Act, number: str, proof: Proof | None,
    *, at: dt.datetime | None = None,
) -> Outcome | Refusal:  # fmt: skip
    """Enter the receipt of a case that was sent; the same one again changes nothing.

    `proof` is the package that was received; without it the number alone counts.
    """
    try:
        with engine.transaction(at) as now:
            now.cascade.settle_family(now.work.take_in_family(case_id).root, now.at)
            settled = len(now.work.entries[case_id])
            rule, stands = rule_of(now, case_id), _round(now, case_id)
            case = now.work.case(case_id)
            _check_proof(case, stands, proof)
            if stands.standing == "receipted":
                _check_same(case, rule, number)
                return now.outcome(case_id, settled)
            if stands.standing == "returned":
                raise _refusing("handoff_returned", case)
            engine.act_within(now, case_id, act)
            return now.outcome(case_id, settled)
    except Refusing as refused:
        return refused.refusal


def give_back(
    engine: Engine, case_id: str, act: Act, proof: Proof | None = None,
    *, at: dt.datetime | None = None,
) -> Outcome | Refusal:  # fmt: skip
    """Return a case that was sent to its sender, once."""
    try:
        with engine.transaction(at) as now:
            now.cascade.settle_family(now.work.take_in_family(case_id).root, now.at)
            settled = len(now.work.entries[case_id])
            stands = _round(now, case_id)
            machine, case = now.work.relative(case_id)
            _check_proof(case, stands, proof)
            if stands.standing == "returned" and case.state not in _sources(now, case_id, act):
                raise _refusing("handoff_returned", case)
            if stands.standing == "receipted" and case.state not in _sources(now, case_id, act):
                state = machine.workflow.states[case.state].title
                raise _refusing("handoff_gone_on", case, state_zh=state.zh, state_en=state.en)
            engine.act_within(now, case_id, act)
            return now.outcome(case_id, settled)
    except Refusing as refused:
        return refused.refusal


def _sources(now: Transaction, case_id: str, act: Act) -> tuple[str, ...]:
    event = now.work.relative(case_id)[0].workflow.events.get(act.event)
    return event.sources if event else ()


def _round(now: Transaction, case_id: str) -> Round:
    history = [*now.work.unit.history(case_id), *now.work.entries[case_id]]
    return round_of(rule_of(now, case_id), now.work.case(case_id), history)


def _check_proof(case: Case, stands: Round, proof: Proof | None) -> None:
    """Raise Refusing where a case was never sent, or a package is not the one that was."""
    if stands.standing == "unsent":
        raise _refusing("handoff_never_sent", case)
    if proof is None:
        return
    known = {file.package: file for file in case.attachments if file.package}
    if proof.package not in known:
        raise _refusing("handoff_package_unknown", case, package=proof.package)
    if proof.sha256 not in (None, known[proof.package].sha256):
        raise _refusing("handoff_package_other", case, package=proof.package)
    if stands.package is None or stands.package.package != proof.package:
        newest = stands.package.package if stands.package else "-"
        raise _refusing("handoff_package_old", case, package=proof.package, newest=newest)


def _check_same(case: Case, rule: Handoff, number: str) -> None:
    known = str(case.fields.get(rule.number, ""))
    if not same_number(known, number):
        raise _refusing("handoff_receipted", case, number=known, other=number)


def _refusing(code: str, case: Case, **facts: object) -> Refusing:
    return Refusing(Refusal(code=code, facts={"case": case.number, **facts}))
