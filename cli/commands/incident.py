"""Cases that could not be settled: what is wrong, and another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import argument, command, flag, option
from cli.faults import Failed
from cli.views.incidents import incident_data, incident_screen, incidents_screen
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.service.incidents import Incident
    from engine.service.sweep import SweepReport


@command("incident", "list", lists=True, sandbox=True, params=(flag("--all"),))
def list_incidents(session: Session, all: bool) -> None:  # noqa: A002
    """List the cases that stand still because something is wrong with them."""
    found = session.office.incidents.all(closed=all)
    session.output.show_list(
        lambda: [incident_data(session, one) for one in found],
        lambda: incidents_screen(session, found),
    )


@command("incident", "show", sandbox=True, params=(argument("case"),))
def show(session: Session, case: str) -> None:
    """Show what is and was wrong with a case."""
    found = _of(session, case)
    session.output.show(
        lambda: [incident_data(session, one) for one in found],
        lambda: incident_screen(session, found),
    )


@command("incident", "retry", sandbox=True, params=(argument("case"),))
def retry(session: Session, case: str) -> None:
    """Try at once to settle a case that failed."""
    from engine.service.sweep import settle_one
    from runtime.scheduler.clockwatch import ClockWatch
    from runtime.scheduler.startup import limits

    office, now = session.office, session.now
    stuck = [one for one in _open(session, case) if office.incidents.retry(one, now)]
    if not stuck:
        raise NotFound("incident_nothing_to_retry", case=case)
    ClockWatch(limits(session.settings)).check(office)
    report = settle_one(office.engine, office.reader.body(stuck[0].case), now)
    session.output.show(lambda: report, lambda: _retried(session, report))
    if report.failed:
        raise Failed(1)


@command(
    "incident",
    "close",
    sandbox=True,
    params=(argument("case"), option("--step", "of_step", metavar="STEP")),
)
def close(session: Session, case: str, of_step: str | None) -> None:
    """Close an incident that somebody has seen to by hand."""
    open_now = [one for one in _open(session, case) if of_step is None or one.about == of_step]
    by, now = session.person, session.now
    closed = [one for one in open_now if session.office.incidents.close(one, now, by)]
    session.output.show(
        lambda: {"closed": len(closed)},
        lambda: [session.says("incidents_closed", count=len(closed))],
    )
    if not closed:
        raise Failed(1)


def _of(session: Session, case: str) -> list[Incident]:
    """Return what is and was wrong with a case; raise NotFound, with the number that was asked."""
    case_id = str(session.office.plain.case(case).line["id"])
    try:
        return session.office.incidents.of_case(case_id)
    except NotFound as fault:
        raise NotFound(fault.code, case=case) from fault


def _open(session: Session, case: str) -> list[Incident]:
    return [one for one in _of(session, case) if one.status == "open"]


def _retried(session: Session, report: SweepReport) -> Iterator[str]:
    if report.failed:
        yield session.says("incident_fails_again", what=report.failed[0])
    else:
        yield session.says("incident_settled", steps=report.steps)
