"""Care of the database."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cli.asking import YES, confirm
from cli.command import argument, command, flag, option
from cli.faults import Failed
from cli.progress import progress_of_steps
from cli.views import care as views
from engine.errors import StoreError

if TYPE_CHECKING:
    from cli.session import Session


@command("db", "upgrade")
def upgrade(session: Session) -> None:
    """Bring the database to this program's schema."""
    from store.location import locate
    from store.migrate import upgrade as run

    location = locate(session.settings.database)
    done = run(session.settings.database)
    if done == "upgraded":
        from runtime.filling import ensure_filled

        ensure_filled(session.unguarded)
    session.output.show(
        lambda: {"database": location.shown, "schema": done},
        lambda: [session.says(f"schema_{done}")],
    )


def pass_gate(session: Session) -> None:
    """Let in who may; a database that cannot be asked whom it knows keeps nobody out."""
    with suppress(StoreError):
        _ = session.office


@command(
    "db", "backup", params=(option("--to", "archive", required=True, metavar="FILE"),)
)  # fmt: skip
def backup(session: Session, archive: str) -> None:
    """Copy the whole database into a new file."""
    from pathlib import Path

    from runtime.caretaking import make_backup
    from runtime.clock import SystemClock

    pass_gate(session)
    with progress_of_steps() as progress:
        made = make_backup(session.settings, Path(archive), SystemClock(), progress)
    session.output.show(
        lambda: views.backup_data(made, archive),
        lambda: views.backup_screen(session, made, archive),
    )


@command("db", "restore", params=(argument("file"),))
def restore(session: Session, file: str) -> None:
    """Bring a backup back into an empty place."""
    from pathlib import Path

    from runtime.caretaking import bring_back
    from store.location import locate

    location = locate(session.settings.database)
    with progress_of_steps() as progress:
        found = bring_back(session.settings, Path(file), progress)
    session.output.show(
        lambda: views.restore_data(found, location.shown),
        lambda: views.restore_screen(session, found, location.shown),
    )


@command("db", "check", params=(flag("--sweep"), YES))
def check(session: Session, *, sweep: bool, yes: bool) -> None:
    """Look the whole database through."""
    from runtime.caretaking import look_through

    pass_gate(session)
    if sweep:
        _sweep(session, yes=yes)
        return
    with progress_of_steps() as progress:
        flaws = look_through(session.settings, progress)
    session.output.show(
        lambda: views.flaws_data(session, flaws),
        lambda: views.flaws_screen(session, flaws, "check_sound"),
    )
    if flaws:
        raise Failed(1)


def _sweep(session: Session, *, yes: bool) -> None:
    """Remove what no case speaks of from the folder of attachments, once a person agrees."""
    from runtime.caretaking import orphans, sweep_orphans

    found = orphans(session.settings)
    confirm(session, "attachments_sweep_question", yes=yes or not found, count=len(found))
    removed = sweep_orphans(session.settings) if found else 0
    session.output.show(
        lambda: {"removed": removed},
        lambda: [session.says("attachments_swept", count=removed)],
    )
