"""Whether histories are as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import find_case
from cli.command import argument, command, option
from cli.faults import Failed
from cli.progress import progress_of_steps
from cli.views import care as views
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "audit", "verify", sandbox=True,
    params=(
        argument("case", required=False),
        option("--seal", metavar="FILE"),
    ),
)  # fmt: skip
def verify(session: Session, case: str | None, seal: str | None) -> None:
    """Verify the history of one case, or of all."""
    from runtime.caretaking import verify_histories

    if case is not None and seal is not None:
        raise UsageError("audit_case_or_seal")
    case_id = str(find_case(session, case).line["id"]) if case is not None else None
    _ = session.office
    if seal is not None:
        _compare(session, seal)
        return
    with progress_of_steps() as progress:
        flaws = verify_histories(session.settings.database, case_id, progress)
    session.output.show(
        lambda: views.flaws_data(session, flaws),
        lambda: views.flaws_screen(session, flaws, "audit_sound"),
    )
    if flaws:
        raise Failed(1)


def _compare(session: Session, seal: str) -> None:
    from pathlib import Path

    from runtime.caretaking import compare_seal

    since = compare_seal(session.settings.database, Path(seal))
    session.output.show(
        lambda: views.since_data(session, since), lambda: views.since_screen(session, since)
    )
    if since.flaws:
        raise Failed(1)


@command("audit", "seal", params=(option("--to", "seal_file", metavar="FILE"),))
def seal(session: Session, seal_file: str | None) -> None:
    """Print one digest over all histories, to be kept elsewhere."""
    from pathlib import Path

    from runtime.caretaking import make_seal

    target = Path(seal_file) if seal_file is not None else None
    made = make_seal(session.settings.database, target, session.office.clock)
    session.output.show(
        lambda: views.seal_data(made, session.office.location.shown, seal_file),
        lambda: views.seal_screen(session, made, seal_file),
    )
