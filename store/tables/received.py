"""Packages that other houses handed over to this one."""

from __future__ import annotations

from sqlalchemy import Table

from store.tables.base import check, date, instant, key, metadata, one_of, text

# The first answer to a package stands: what comes again finds it here.
received_packages = Table(
    "received_packages",
    metadata,
    key("package", primary_key=True),
    key("sha256"),
    key("case_number"),
    key("organisation"),
    key("office"),
    text("manifest"),
    key("outcome"),
    text("number", nullable=True),
    date("received_on"),
    key("received_by"),
    instant("received_at"),
    text("reason", nullable=True),
    one_of("outcome", "receipt", "return"),
    check("receipted_by_number", "(outcome = 'receipt') = (number IS NOT NULL)"),
    check("returned_with_a_reason", "(outcome = 'return') = (reason IS NOT NULL)"),
    sqlite_with_rowid=False,
)
