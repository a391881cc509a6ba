"""What an office does of itself: settling what is due, sending what waits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.command import command, option
from cli.faults import Failed, speak
from cli.progress import progress_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.service.sweep import SweepReport
    from runtime.delivery import DispatchReport


@command("sweep", sandbox=True)
def sweep(session: Session) -> None:
    """Carry out everything due."""
    from runtime.scheduler.by_hand import sweep_now
    from runtime.scheduler.startup import limits

    with progress_over(None) as progress:
        report = sweep_now(session.office, limits(session.settings), progress)
    session.output.show(lambda: report, lambda: _swept(session, report))
    if report.failed:
        raise Failed(1)


def _swept(session: Session, report: SweepReport) -> Iterator[str]:
    yield session.says("swept", cases=report.cases, steps=report.steps)
    for failed in report.failed:
        yield session.says("sweep_failed", what=failed)


@command("dispatch", sandbox=True, params=(option("--to", "folder", metavar="FOLDER"),))
def dispatch(session: Session, folder: str | None) -> None:
    """Send the waiting messages, each by the channel that the settings give it."""
    from runtime.dispatching import dispatch_by_settings

    office, settings = session.office, session.settings
    target = Path(folder) if folder else None
    report = dispatch_by_settings(office, settings, environ=session.environ, folder=target)
    session.output.show(
        lambda: _report_data(session, report), lambda: _dispatched(session, report, target)
    )
    if report.parked or report.delayed:
        raise Failed(1)


def _report_data(session: Session, report: DispatchReport) -> dict[str, Any]:
    counts = {name: getattr(report, name) for name in ("sent", "delayed", "parked", "held")}
    return {**counts, "error": _error(session, report)}


def _error(session: Session, report: DispatchReport) -> dict[str, str] | None:
    if report.error is None:
        return None
    told = speak(report.error, report.error_facts, session.language)
    return {"code": report.error, "message": told.message, "hint": told.hint}


def _dispatched(session: Session, report: DispatchReport, folder: Path | None) -> Iterator[str]:
    where = folder or session.settings.drop_folder
    routed = folder is None and session.settings.tables
    yield session.says("dispatched_by_channel" if routed else "dispatched",
                       sent=report.sent, count=report.sent, folder=where)  # fmt: skip
    if report.held:
        yield session.says("dispatch_held", count=report.held)
    told = _error(session, report)
    why = told["message"] if told else ""
    if report.delayed:
        yield session.says("dispatch_delayed", count=report.delayed, error=why)
    if report.parked:
        yield session.says("dispatch_parked", count=report.parked, error=why)
