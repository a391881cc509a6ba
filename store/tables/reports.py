"""Numbered reports of an office: what each said when it was made, and by which template."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Table

from store.tables.base import check, date, instant, key, metadata, text

# A template is kept once, whoever uses it: the report that it made can be written out again.
report_templates = Table(
    "report_templates",
    metadata,
    key("sha256", primary_key=True),
    text("body"),
)

reports = Table(
    "reports",
    metadata,
    key("number", primary_key=True),
    key("number_key", unique=True),
    key("report"),
    key("period"),
    date("first"),
    date("last"),
    date("as_of"),
    instant("known_at"),
    instant("made_at"),
    key("made_by"),
    key("digest"),
    text("data"),
    key("sha256"),
    key("template", ForeignKey("report_templates.sha256")),
    check("days_in_order", "first <= last"),
)

Index("ix_reports_made_at", reports.c.made_at, reports.c.number)
