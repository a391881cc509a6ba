"""Merging cases about one matter, and splitting one about several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.asking import YES, confirm
from cli.cases import IF_SEQ, facts_after, find_case, find_id, require_seq
from cli.command import argument, command, flag, option
from cli.faults import tell_refusal
from cli.given import given_parts
from cli.kinds import Count
from cli.views import joining as views

if TYPE_CHECKING:
    from cli.session import Session

REASON = option("--reason", required=True, metavar="TEXT")


@command(
    "case", "merge", acts=True,
    params=(
        argument("later"),
        argument("earlier"),
        REASON,
        IF_SEQ,
        option("--earlier-if-seq", type=Count(), metavar="N"),
        flag("--dry-run"),
        YES,
    ),
)  # fmt: skip
def merge(
    session: Session, *, later: str, earlier: str, reason: str, if_seq: int | None,
    earlier_if_seq: int | None, dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Merge a later case into an earlier one about the same matter."""
    from engine.kernel.effects import Refusal
    from engine.service.joining import merge_cases

    actor = session.actor
    gone = require_seq(session, find_case(session, later), if_seq)
    kept = require_seq(session, find_case(session, earlier), earlier_if_seq)
    if not dry_run:
        numbers = {"later": gone.number, "earlier": kept.number}
        confirm(session, "merge_question", yes=yes, **numbers)
    ids = gone.line["id"], kept.line["id"]
    done = merge_cases(session.office.engine, *ids, reason, actor, dry_run=dry_run)
    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    facts = facts_after(session, done.case.id)
    session.output.show(
        lambda: views.merged_data(facts, gone.number, done, dry_run=dry_run),
        lambda: views.merged_screen(session, facts, gone.number, done, dry_run=dry_run),
    )


@command(
    "case", "split", acts=True,
    params=(
        argument("case"),
        option("--set", "sets", multiple=True, metavar="FIELD=VALUE"),
        option("--file", "parts", metavar="FILE"),
        REASON,
        IF_SEQ,
        flag("--dry-run"),
    ),
)  # fmt: skip
def split(
    session: Session, *, case: str, sets: tuple[str, ...], parts: str | None, reason: str,
    if_seq: int | None, dry_run: bool,
) -> None:  # fmt: skip
    """Split cases off a case, each with the original start of its clocks."""
    from engine.kernel.effects import Refusal
    from engine.service.joining import split_case

    given: list[dict[str, Any]] = given_parts(sets, parts)
    actor = session.actor
    case_id = find_id(session, case, if_seq)
    done = split_case(session.office.engine, case_id, given, reason, actor, dry_run=dry_run)
    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    facts = facts_after(session, case_id)
    session.output.show(
        lambda: views.split_data(facts, done, dry_run=dry_run),
        lambda: views.split_screen(session, facts, done, dry_run=dry_run),
    )
