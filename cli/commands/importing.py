"""Replaying a historical ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import argument, command, flag, option
from cli.faults import Failed
from cli.files import read_bytes
from cli.progress import progress_over
from cli.views import imported as views

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "import", sandbox=True,
    params=(
        argument("file"),
        option("--mapping", required=True, metavar="FILE"),
        flag("--dry-run"),
    ),
)  # fmt: skip
def import_file(session: Session, file: str, mapping: str, dry_run: bool) -> None:
    """Replay a ledger's rows as cases."""
    from engine.service.importing import import_rows
    from runtime.ledger import read_ledger, read_mapping

    shape = read_mapping(read_bytes(mapping), mapping)
    workflow = session.office.library.workflow(shape.workflow)
    rows, unreadable = read_ledger(read_bytes(file), file, shape, workflow)
    with progress_over(len(rows)) as progress:
        done = import_rows(
            session.office.engine, rows, session.person, dry_run=dry_run, progress=progress
        )
    report = views.whole(done, unreadable)
    session.output.show(
        lambda: views.report_data(report, session.language),
        lambda: views.report_screen(session, report, file),
    )
    if report.bad:
        raise Failed(3)
