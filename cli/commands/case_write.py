"""Acting on cases."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cli.asking import YES
from cli.cases import IF_SEQ, facts_after, find_case, find_id
from cli.choosing import FILTER, WHERE
from cli.command import argument, command, flag, option
from cli.commands.case_many import act_on_many
from cli.faults import tell_refusal
from cli.given import VALUES, given_values
from cli.kinds import Day
from cli.linking import linked
from cli.views import outcome as views
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from engine.kernel.effects import Refusal
    from engine.service.engine import Outcome

REASON = option("--reason", metavar="TEXT")


def _finish(session: Session, done: Outcome | Refusal) -> None:
    from engine.kernel.effects import Refusal

    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    facts = facts_after(session, done.case.id)
    done = views.shown_to(session, facts, done)
    session.output.show(
        lambda: views.outcome_data(facts, done),
        lambda: views.outcome_screen(session, facts, done),
    )


@command(
    "case", "open", acts=True,
    params=(
        argument("workflow"),
        *VALUES,
        option("--parent", metavar="CASE"),
        option("--field", metavar="FIELD"),
    ),
)  # fmt: skip
def open_case(
    session: Session, *, workflow: str, sets: tuple[str, ...], values: str | None,
    parent: str | None, field: str | None,
) -> None:  # fmt: skip
    """Open a case."""
    given, actor = given_values(sets, values), session.actor
    if given:
        given = linked(session, session.office.library.workflow(workflow), given)
    above = (
        views.place_below(session, find_id(session, parent), workflow, field) if parent else None
    )
    _finish(session, session.office.engine.open_case(workflow, given, actor, parent=above))


@command(
    "case", "act", acts=True,
    params=(
        argument("case"), argument("event", required=False), *VALUES, REASON, IF_SEQ,
        WHERE, FILTER, flag("--dry-run"), YES,
    ),
)  # fmt: skip
def act(
    session: Session, *, case: str, event: str | None, sets: tuple[str, ...], values: str | None,
    reason: str | None, if_seq: int | None, **many: Any,
) -> None:  # fmt: skip
    """Take an event in a case, or in every case that meets the conditions."""
    given = given_values(sets, values)
    if many["where"] or many["kept"] or many["dry_run"]:
        from engine.kernel.events import Act

        one, named = _case_and_event(case, event, many=bool(many["where"] or many["kept"]))
        several = Act(event=named, actor=session.actor, values=given, reason=reason)
        act_on_many(session, several, case=one, **many)
        return
    if event is None:
        raise UsageError("event_missing")
    actor = session.actor
    case_id = _case_of(session, case, event, if_seq)
    if given:
        given = linked(session, find_case(session, case).workflow, given)
    _finish(session, session.office.engine.act(case_id, event, given, actor, reason=reason))


def _case_of(session: Session, case: str, event: str, if_seq: int | None) -> str:
    """Return the id of a case; raise UsageError where it stands in the event's place."""
    try:
        return find_id(session, case, if_seq)
    except NotFound:
        with suppress(NotFound):
            number = find_case(session, event).number
            raise UsageError("case_behind_event", case=number, event=case) from None
        raise


def _case_and_event(first: str, second: str | None, *, many: bool) -> tuple[str | None, str]:
    """Return the case, where one is named, and the event; raise UsageError."""
    if many and second is None:
        return None, first
    if many:
        raise UsageError("case_and_where", case=first)
    if second is None:
        raise UsageError("event_missing")
    return first, second


@command(
    "case", "extend", acts=True,
    params=(
        argument("case"),
        argument("deadline"),
        option("--to", type=Day(), required=True, metavar="DATE"),
        option("--reason", required=True, metavar="TEXT"),
        IF_SEQ,
    ),
)  # fmt: skip
def extend(
    session: Session, *, case: str, deadline: str, to: dt.date, reason: str, if_seq: int | None
) -> None:
    """Apply for an extension of a deadline."""
    actor = session.actor
    case_id = find_id(session, case, if_seq)
    _finish(session, session.office.engine.extend(case_id, deadline, to, reason, actor))


HOLDING: dict[str, Any] = {
    "acts": True, "params": (argument("case"), argument("deadline"), *VALUES, REASON, IF_SEQ),
}  # fmt: skip


@command("case", "suspend", **HOLDING)
def suspend(
    session: Session, *, case: str, deadline: str, sets: tuple[str, ...], values: str | None,
    reason: str | None, if_seq: int | None,
) -> None:  # fmt: skip
    """Suspend a deadline."""
    given, actor = given_values(sets, values), session.actor
    case_id = find_id(session, case, if_seq)
    _finish(session, session.office.engine.suspend(case_id, deadline, given, actor, reason=reason))


@command("case", "resume", **HOLDING)
def resume(
    session: Session, *, case: str, deadline: str, sets: tuple[str, ...], values: str | None,
    reason: str | None, if_seq: int | None,
) -> None:  # fmt: skip
    """Let a suspended deadline run again."""
    given, actor = given_values(sets, values), session.actor
    case_id = find_id(session, case, if_seq)
    _finish(session, session.office.engine.resume(case_id, deadline, given, actor, reason=reason))
