"""What an import did, row by bad row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cli.faults import refusal_data
from cli.tables import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.service.importing import BadRow, ImportReport


def whole(report: ImportReport, unreadable: Sequence[BadRow]) -> ImportReport:
    """Return a report that speaks of the unreadable rows as well, in order of their lines."""
    bad = sorted((*report.bad, *unreadable), key=lambda row: row.line)
    return replace(report, rows=report.rows + len(unreadable), bad=tuple(bad))


def report_data(report: ImportReport, language: str) -> dict[str, Any]:
    """Return a report as programs read it."""
    return {
        "rows": report.rows,
        "imported": report.imported,
        "known": report.known,
        "dry_run": report.dry_run,
        "bad": [_bad_data(row, language) for row in report.bad],
    }


def _bad_data(row: BadRow, language: str) -> dict[str, Any]:
    told = refusal_data(row.refusal.code, row.refusal.facts, language)["refused"]
    return {"line": row.line, "key": row.key, **told}


def report_screen(session: Session, report: ImportReport, file: str) -> Iterator[str]:
    """Show a report: the bad rows with their reasons, then the sums."""
    for row in report.bad:
        told = _bad_data(row, session.language)
        reasons = [each["message"] for each in told.get("problems", ())] or [told["message"]]
        yield one_line(f"{file}:{row.line}: {row.key}: {' '.join(reasons)}")
    code = "import_tried" if report.dry_run else "import_done"
    yield session.says(
        code,
        rows=report.rows,
        imported=report.imported,
        known=report.known,
        bad=len(report.bad),
    )
