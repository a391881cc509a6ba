"""Numbered reports: kept once with their template, listed, found by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from store.statements.cases import insert_all
from store.tables import report_templates, reports

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    kept: dict[str, Any] = {name: bindparam(name) for name in ("sha256", "body")}
    return {
        "keep_report_template": insert(report_templates).values(kept).on_conflict_do_nothing(),
        "insert_reports": insert_all(reports),
        "report": select(*reports.c).where(reports.c.number_key == bindparam("number_key")),
        "reports": select(*reports.c).order_by(reports.c.made_at, reports.c.number),
        "report_template": select(report_templates.c.body).where(
            report_templates.c.sha256 == bindparam("sha256")
        ),
    }
