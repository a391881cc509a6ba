"""Putting right what went wrong: an act undone, a case made void, another person put in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.asking import YES, confirm
from cli.cases import IF_SEQ, facts_after, find_case, find_id, require_seq
from cli.command import argument, command, flag, option
from cli.faults import tell_refusal
from cli.kinds import Count
from cli.views import undoing as views

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.session import Session
    from engine.kernel.effects import Refusal
    from engine.service.engine import Outcome

REASON = option("--reason", required=True, metavar="TEXT")
DRY_RUN = flag("--dry-run")


def _finish(session: Session, done: Outcome | Refusal, *, code: str, dry_run: bool) -> None:
    from engine.kernel.effects import Refusal

    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    facts = facts_after(session, done.case.id)
    shown = views.shown_to(session, facts, done)
    session.output.show(
        lambda: views.undone_data(facts, shown, dry_run=dry_run),
        lambda: views.undone_screen(session, facts, shown, code=code, dry_run=dry_run),
    )


def _asked_first(
    session: Session, attempt: Callable[[bool], Outcome | Refusal], question: str,
    *, dry_run: bool, yes: bool, **facts: object,
) -> Outcome | Refusal:  # fmt: skip
    """Return what came of an attempt; nobody is asked to agree to what would be refused."""
    from engine.kernel.effects import Refusal

    if dry_run:
        return attempt(True)
    if not yes and isinstance(refused := attempt(True), Refusal):
        return refused
    confirm(session, question, yes=yes, **facts)
    return attempt(False)


@command(
    "case", "correct", acts=True,
    params=(
        argument("case"),
        argument("seq", type=Count()),
        REASON,
        flag("--recall"),
        IF_SEQ,
        DRY_RUN,
        YES,
    ),
)  # fmt: skip
def correct(
    session: Session, *, case: str, seq: int, reason: str, recall: bool, if_seq: int | None,
    dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Undo the last act in a case."""
    from engine.kernel.events import Correction
    from engine.service.correcting import correct_act

    actor, facts = session.actor, require_seq(session, find_case(session, case), if_seq)
    asked = Correction(seq=views.entry_meant(session, facts, seq), actor=actor, reason=reason)
    engine, case_id = session.office.engine, facts.line["id"]
    done = _asked_first(
        session,
        lambda trial: correct_act(engine, case_id, asked, recalls=recall, dry_run=trial),
        "correct_question", dry_run=dry_run, yes=yes, number=facts.number, seq=seq,
    )  # fmt: skip
    _finish(session, done, code="correct_done", dry_run=dry_run)


@command("case", "annul", acts=True, params=(argument("case"), REASON, IF_SEQ, DRY_RUN, YES))
def annul(
    session: Session, *, case: str, reason: str, if_seq: int | None, dry_run: bool, yes: bool
) -> None:
    """Make a case void; it keeps its number."""
    from engine.service.annulling import annul_case

    actor, facts = session.actor, require_seq(session, find_case(session, case), if_seq)
    engine, case_id = session.office.engine, facts.line["id"]
    done = _asked_first(
        session,
        lambda trial: annul_case(engine, case_id, actor, reason, dry_run=trial),
        "annul_question", dry_run=dry_run, yes=yes, number=facts.number,
    )  # fmt: skip
    _finish(session, done, code="annul_done", dry_run=dry_run)


@command(
    "case", "reassign", acts=True,
    params=(argument("case"), argument("role"), argument("successor"), REASON, IF_SEQ, DRY_RUN),
)  # fmt: skip
def reassign(
    session: Session, *, case: str, role: str, successor: str, reason: str, if_seq: int | None,
    dry_run: bool,
) -> None:  # fmt: skip
    """Put another person in the place of one whom a case names."""
    from engine.kernel.events import Reassignment
    from engine.service.reassigning import reassign_person

    actor, case_id = session.actor, find_id(session, case, if_seq)
    asked = Reassignment(name=role, person=successor, actor=actor, reason=reason)
    done = reassign_person(session.office.engine, case_id, asked, dry_run=dry_run)
    _finish(session, done, code="reassign_done", dry_run=dry_run)
