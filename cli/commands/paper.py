"""Papers: what a case has issued, what waits for a signature, and proof of service."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.asking import YES, confirm
from cli.cases import IF_SEQ, facts_after, find_case
from cli.command import argument, command, flag, option
from cli.faults import tell_refusal
from cli.kinds import Count, Day
from cli.papers import find_paper, papers_of, papers_to_sign
from cli.views import papers as views
from cli.views.named import named_screen

if TYPE_CHECKING:
    from cli.session import Session
    from engine.kernel.effects import Refusal
    from engine.service.engine import Outcome
    from engine.service.ports import PaperRow

MOST = 1_000
PAPER = argument("paper")
ON = option("--on", type=Day(), metavar="DATE")
REASON = option("--reason", metavar="TEXT")


@command(
    "paper", "list", lists=True, sandbox=True,
    params=(
        argument("case", required=False),
        flag("--to-sign"),
        option("--limit", type=Count(), default=MOST, metavar="N"),
    ),
)  # fmt: skip
def list_papers(session: Session, *, case: str | None, to_sign: bool, limit: int) -> None:
    """List the papers of a case, or those that wait for a signature."""
    if case is None:
        found = papers_to_sign(session, limit)
    else:
        every = papers_of(session, find_case(session, case))
        found = [one for one in every if not to_sign or one.row.status == "draft"][:limit]
    session.output.show_list(
        lambda: [views.paper_data(one) for one in found],
        lambda: views.papers_screen(session, found),
    )


@command("paper", "show", params=(PAPER,), sandbox=True)
def show(session: Session, paper: str) -> None:
    """Show how far a paper has come, and who was given it."""
    found = find_paper(session, paper)
    from runtime.named import Named
    from runtime.visibility import Looking

    office, row = session.office, found.row
    people = views.distribution(row, office.reader.history(row.case))
    names = Named(office.reader, Looking(office))
    about, named = names.about(row), names.on(row)
    session.output.show(
        lambda: views.paper_data(found) | {"people": people, "about": about, "named": named},
        lambda: [
            *views.paper_screen(session, found, people),
            *named_screen(session, found.facts, about, named),
        ],
    )


def _finish(session: Session, row: PaperRow, done: Outcome | Refusal) -> None:
    from engine.kernel.effects import Refusal

    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    papers = papers_of(session, facts_after(session, row.case))
    now = next(one for one in papers if one.row.key == row.key)
    session.output.show(
        lambda: views.done_data(now, done),
        lambda: views.done_screen(session, now, done),
    )


@command("paper", "sign", params=(PAPER, IF_SEQ), acts=True)
def sign(session: Session, paper: str, if_seq: int | None) -> None:
    """Sign a draft: it gets its number, and whom it goes to is settled."""
    from engine.service.papers import sign_paper

    actor = session.actor
    row = find_paper(session, paper, if_seq).row
    _finish(session, row, sign_paper(session.office.engine, row.case, row.key, actor))


@command("paper", "serve", params=(PAPER, ON, REASON, IF_SEQ), acts=True)
def serve(
    session: Session, *, paper: str, on: dt.date | None, reason: str | None, if_seq: int | None
) -> None:
    """Note that a signed paper has left the house."""
    from engine.service.serving import send_paper

    actor = session.actor
    row = find_paper(session, paper, if_seq).row
    engine = session.office.engine
    _finish(session, row, send_paper(engine, row.case, row.key, actor, on=on, reason=reason))


@command(
    "paper", "receipt", acts=True,
    params=(PAPER, ON, option("--by", "signer", metavar="PERSON"), REASON, IF_SEQ),
)  # fmt: skip
def receipt(
    session: Session, *, paper: str, on: dt.date | None, signer: str | None, reason: str | None,
    if_seq: int | None,
) -> None:  # fmt: skip
    """Enter who signed for a paper, and on which day."""
    from engine.service.serving import receipt_paper

    actor = session.actor
    row = find_paper(session, paper, if_seq).row
    given: dict[str, Any] = {"on": on, "by": signer, "reason": reason}
    _finish(session, row, receipt_paper(session.office.engine, row.case, row.key, actor, **given))


@command(
    "paper", "annul", acts=True,
    params=(PAPER, option("--reason", required=True, metavar="TEXT"), IF_SEQ, YES),
)  # fmt: skip
def annul(session: Session, *, paper: str, reason: str, if_seq: int | None, yes: bool) -> None:
    """Make a paper void; its number is kept."""
    from engine.service.serving import annul_paper

    actor = session.actor
    found = find_paper(session, paper, if_seq)
    row = found.row
    confirm(session, "paper_annul_question", yes=yes, paper=found.name)
    _finish(session, row, annul_paper(session.office.engine, row.case, row.key, reason, actor))
