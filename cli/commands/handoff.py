"""Cases handed over to another house: approved, sent, receipted, returned."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.cases import IF_SEQ
from cli.command import argument, command, flag, option
from cli.commands.case_files import TO
from cli.faults import tell_refusal
from cli.given import VALUES, given_values
from cli.handing_over import find_handoff, handoffs, package_of, reply_from, sent
from cli.kinds import Day
from cli.reception import answer, is_from_elsewhere, list_answered, package_in
from cli.views import handoff as views
from cli.views.telling import what
from engine.errors import NotFound, PatrolError, UsageError

if TYPE_CHECKING:
    from cli.handing_over import HandedOver
    from cli.session import Session
    from engine.kernel.effects import Refusal
    from engine.kernel.events import Act
    from engine.service.engine import Outcome

REASON = option("--reason", metavar="TEXT")
REPLY = option("--reply", metavar="FILE")
CASE = argument("case")


@command("handoff", "list", lists=True, sandbox=True, params=(
    flag("--all", "every"), flag("--answered", "replied"),
))  # fmt: skip
def list_handoffs(session: Session, *, every: bool, replied: bool) -> None:
    """List the handoffs that one may see, open ones unless all are asked for."""
    if replied:
        list_answered(session)
        return
    found = handoffs(session, only_open=not every)
    session.output.show_list(
        lambda: [views.handoff_data(one) for one in found],
        lambda: views.handoffs_screen(session, found),
    )


@command("handoff", "show", sandbox=True, params=(CASE,))
def show(session: Session, case: str) -> None:
    """Show how a handoff stands, and what left with it."""
    found = find_handoff(session, case)
    session.output.show(
        lambda: views.shown_data(found), lambda: views.handoff_screen(session, found)
    )


@command("handoff", "package", sandbox=True, params=(CASE, TO))
def package(session: Session, case: str, target: str) -> None:
    """Write the package of a handoff out, checked; never over another file."""
    from runtime.vault import vault_of
    from store.care.files import new_file

    found = find_handoff(session, case)
    file = package_of(found)
    with new_file(Path(target)) as opened:
        vault_of(session.office.location, session.settings).copy(file, opened)
    told = {**views.handoff_data(found), "file": target}
    session.output.show(
        lambda: told, lambda: [session.says("attachment_written", name=file.name, file=target)]
    )


@command("handoff", "approve", acts=True, params=(CASE, *VALUES, REASON, IF_SEQ))
def approve(
    session: Session, *, case: str, sets: tuple[str, ...], values: str | None,
    reason: str | None, if_seq: int | None,
) -> None:  # fmt: skip
    """Approve a handoff."""
    actor, found = session.actor, find_handoff(session, case, if_seq)
    if found.rule.approve is None:
        raise PatrolError("handoff_without_approval", case=found.facts.number)
    given = given_values(sets, values)
    done = session.office.engine.act(found.case_id, found.rule.approve, given, actor, reason=reason)
    _finish(session, found, done)


@command("handoff", "send", acts=True, params=(CASE, *VALUES, REASON, IF_SEQ))
def send(
    session: Session, *, case: str, sets: tuple[str, ...], values: str | None,
    reason: str | None, if_seq: int | None,
) -> None:  # fmt: skip
    """Send a handoff as one package; one that has left with its package stays as it is."""
    found = find_handoff(session, case, if_seq)
    act = _act(session, found.rule.send, given_values(sets, values), reason)
    if found.round.standing == "sent" and found.round.package and _is_away(found):
        _tell(session, found, None)
        return
    _finish(session, found, sent(session, found, act))


def _is_away(found: HandedOver) -> bool:
    """Return whether it cannot be sent now: it has left, and did not come back."""
    return found.facts.line["state"] not in found.facts.workflow.events[found.rule.send].sources


@command(
    "handoff", "receive", acts=True,
    params=(
        argument("what"), option("--number", "receipt_no", metavar="NUMBER"),
        option("--on", type=Day(), metavar="DATE"), REPLY, *VALUES, REASON, IF_SEQ,
    ),
)  # fmt: skip
def receive(
    session: Session, *, what: str, receipt_no: str | None, on: dt.date | None,
    reply: str | None, sets: tuple[str, ...], values: str | None, **tied: Any,
) -> None:  # fmt: skip
    """Receipt a package, or enter what its receiver wrote back."""
    from engine.service.handing_over import receipt

    given, reason, if_seq = given_values(sets, values), tied["reason"], tied["if_seq"]
    if (written := reply_from(Path(what))) is not None:
        _enter(session, written, given, reason, if_seq)
        return
    package = package_in(what)
    if receipt_no is None or not receipt_no.strip():
        raise UsageError("handoff_number_missing")
    if package is not None and is_from_elsewhere(session, package):
        answer(session, package, on=on, reply=reply, number=receipt_no)
        return
    found = find_handoff(session, package.case_id if package else what, if_seq)
    proof = package.proof if package else None
    act = _act(
        session, found.rule.receive, _receipted(session, found, given, receipt_no, on), reason
    )
    _finish(session, found, receipt(session.office.engine, found.case_id, act, receipt_no, proof))


def _receipted(
    session: Session, found: HandedOver, given: dict[str, Any], number: str, on: dt.date | None
) -> dict[str, Any]:
    """Return the values of a receipt; it bears today's date unless another is named."""
    values = {**given, found.rule.number: number}
    if found.rule.received_on:
        today = found.facts.calendar.local_date(session.now)
        values.setdefault(found.rule.received_on, (on or today).isoformat())
    return values


def _enter(
    session: Session, reply: dict[str, Any], given: dict[str, Any], reason: str | None,
    if_seq: int | None,
) -> None:  # fmt: skip
    """Enter a receipt, or a return, that a receiver elsewhere wrote."""
    from engine.service.handing_over import Proof, give_back, receipt

    found = find_handoff(session, reply["case"], if_seq)
    proof = Proof(package=reply["package"], sha256=reply["sha256"] or None)
    returned = reply["kind"] == "return"
    event = found.rule.enter_return if returned else found.rule.enter_receipt
    if event is None:
        raise PatrolError("handoff_without_reply", case=found.facts.number)
    if returned:
        act = _act(session, event, {**given, found.rule.reason: reply["reason"]}, reason)
        _finish(session, found, give_back(session.office.engine, found.case_id, act, proof))
        return
    try:
        on = dt.date.fromisoformat(reply["received_on"])
    except ValueError as fault:
        raise UsageError("reply_day_unreadable", text=reply["received_on"]) from fault
    number = reply["number"]
    act = _act(session, event, _receipted(session, found, given, number, on), reason)
    _finish(session, found, receipt(session.office.engine, found.case_id, act, number, proof))


@command(
    "handoff", "return", acts=True,
    params=(
        argument("what"), option("--reason", required=True, metavar="TEXT"),
        option("--to", "route", metavar="VALUE"), REPLY, *VALUES, IF_SEQ,
    ),
)  # fmt: skip
def give_back(
    session: Session, *, what: str, reason: str, route: str | None, reply: str | None,
    sets: tuple[str, ...], values: str | None, if_seq: int | None,
) -> None:  # fmt: skip
    """Return a handoff to its sender, or pass it on to another receiver."""
    from engine.service.handing_over import give_back as back

    package = package_in(what)
    if package is not None and is_from_elsewhere(session, package):
        answer(session, package, on=None, reply=reply, reason=reason)
        return
    found = find_handoff(session, package.case_id if package else what, if_seq)
    rule, given = found.rule, given_values(sets, values)
    if route is None:
        act = _act(session, rule.back, {**given, rule.reason: reason}, reason)
        _finish(session, found, back(session.office.engine, found.case_id, act))
        return
    if rule.reroute is None or rule.route is None:
        raise PatrolError("handoff_without_reroute", case=found.facts.number)
    moved = {**given, rule.reason: reason, rule.route: route}
    _finish(session, found, sent(session, found, _act(session, rule.reroute, moved, reason)))


def _act(session: Session, event: str, values: dict[str, Any], reason: str | None) -> Act:
    from engine.kernel.events import Act

    return Act(event=event, actor=session.actor, values=values, reason=reason)


def _finish(session: Session, before: HandedOver, done: Outcome | Refusal) -> None:
    from engine.kernel.effects import Refusal

    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    session.office.sights = None  # The act may have changed who sees what.
    try:
        found = find_handoff(session, before.case_id)
    except NotFound:
        # Who passes a case on to another house is not among its readers any more.
        number = before.facts.number
        session.output.show(
            lambda: {"case": number, "state": done.case.state, "changed": True},
            lambda: [session.says("handoff_passed_on", case=number)],
        )
        return
    _tell(session, found, done)


def _tell(session: Session, found: HandedOver, done: Outcome | None) -> None:
    """Tell what was done, if anything was, and how the handoff stands now."""
    entries = [] if done is None else [*done.settled, *done.entries]
    new = [] if done is None else done.entries

    def screen() -> list[str]:
        """Return what was put on its way, or would be, as lines of a screen."""
        lines = [
            session.says(
                "happened",
                at=found.facts.local(entry.occurred_at),
                what=what(session, found.facts.workflow, entry),
            )
            for entry in entries
            if found.facts.tells(entry.event)
        ]
        if not new:
            lines.append(session.says("handoff_unchanged", case=found.facts.number))
        return [*lines, *views.handoff_screen(session, found)]

    session.output.show(lambda: {**views.handoff_data(found), "changed": bool(new)}, screen)
