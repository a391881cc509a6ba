"""What an office does of itself: settling what is due, sending what waits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import command, option
from cli.faults import Failed
from cli.progress import progress_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.service.sweep import SweepReport
    from runtime.delivery import DispatchReport


@command("sweep", sandbox=True)
def sweep(session: Session) -> None:
    """Carry out everything due."""
    from engine.service.sweep import sweep as run
    from runtime.upkeep import note_tick

    engine = session.office.engine
    with progress_over(None) as progress:
        report = run(engine, progress=progress)
    note_tick(session.office)
    session.output.show(lambda: report, lambda: _swept(session, report))
    if report.failed:
        raise Failed(1)


def _swept(session: Session, report: SweepReport) -> Iterator[str]:
    yield session.says("swept", cases=report.cases, steps=report.steps)
    for failed in report.failed:
        yield session.says("sweep_failed", what=failed)


@command("dispatch", sandbox=True, params=(option("--to", "folder", metavar="FOLDER"),))
def dispatch(session: Session, folder: str | None) -> None:
    """Put the waiting messages into a folder as files."""
    from runtime.channels.file_drop import FileDrop
    from runtime.delivery import dispatch as run

    target = Path(folder) if folder else session.settings.drop_folder
    report = run(session.office, FileDrop(target))
    session.output.show(lambda: report, lambda: _dispatched(session, report, target))
    if report.parked or report.delayed:
        raise Failed(1)


def _dispatched(session: Session, report: DispatchReport, folder: Path) -> Iterator[str]:
    yield session.says("dispatched", sent=report.sent, folder=folder)
    if report.delayed:
        yield session.says("dispatch_delayed", count=report.delayed, error=report.error or "")
    if report.parked:
        yield session.says("dispatch_parked", count=report.parked, error=report.error or "")
