"""Cases and their clocks: a body that the kernel reads whole, and columns that lists ask."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, Table
from sqlalchemy import text as sql

from store.tables.base import (
    check,
    date,
    flag,
    instant,
    key,
    maybe_key,
    metadata,
    number,
    one_of,
    relative,
    text,
)

CLOCK_STATUSES = (
    "running", "suspended", "met", "met_late", "cancelled", "superseded", "missed",
)  # fmt: skip


cases = Table(
    "cases",
    metadata,
    key("id", primary_key=True),
    text("number"),
    key("number_key", unique=True),
    key("workflow"),
    number("version"),
    key("state"),
    maybe_key("stage"),
    maybe_key("final"),
    key("home"),
    maybe_key("organisation"),
    key("root_id", relative()),
    maybe_key("parent_id", relative()),
    maybe_key("parent_field"),
    *flag("secret"),
    text("title"),
    date("opened_on"),
    instant("opened_at"),
    number("children"),
    date("closed_on", nullable=True),
    instant("closed_at", nullable=True),
    instant("next_due_at", nullable=True),
    number("seq"),
    key("head"),
    text("body"),
    one_of("final", "done", "void"),
    check("closed_when_final", "(final IS NULL) = (closed_at IS NULL)"),
    check("closed_on_and_at", "(closed_on IS NULL) = (closed_at IS NULL)"),
    check("nothing_due_when_final", "final IS NULL OR next_due_at IS NULL"),
    check("root_has_no_parent", "(parent_id IS NULL) = (root_id = id)"),
    check("field_of_a_parent", "parent_field IS NULL OR parent_id IS NOT NULL"),
    check("children_count_up", "children >= 0"),
    check("version_counts_from_1", "version >= 1"),
)

Index(
    "ix_cases_next_due_at",
    cases.c.next_due_at,
    cases.c.id,
    sqlite_where=sql("next_due_at IS NOT NULL"),
    postgresql_where=sql("next_due_at IS NOT NULL"),
)
Index("ix_cases_root_id_next_due_at", cases.c.root_id, cases.c.next_due_at, cases.c.id)
Index("ix_cases_parent_id", cases.c.parent_id, cases.c.id)
Index("ix_cases_workflow_state", cases.c.workflow, cases.c.state, cases.c.id)
Index("ix_cases_organisation", cases.c.organisation, cases.c.id)

deadlines = Table(
    "deadlines",
    metadata,
    key("case_id", ForeignKey("cases.id")),
    key("name"),
    number("generation"),
    number("term"),
    key("status"),
    *flag("soft"),
    *flag("governing"),
    date("started_on"),
    instant("started_at"),
    date("due_on", nullable=True),
    instant("due_at", nullable=True),
    *flag("provisional"),
    date("ended_on", nullable=True),
    instant("ended_at", nullable=True),
    maybe_key("next_step"),
    instant("next_at", nullable=True),
    PrimaryKeyConstraint("case_id", "name", "generation"),
    one_of("status", *CLOCK_STATUSES),
    check("due_on_and_at", "(due_on IS NULL) = (due_at IS NULL)"),
    check("ended_when_over", "(ended_at IS NULL) = (status IN ('running', 'suspended'))"),
    check("ended_on_and_at", "(ended_on IS NULL) = (ended_at IS NULL)"),
    check("counted_from_1", "generation >= 1 AND term >= 1"),
    sqlite_with_rowid=False,
)

Index(
    "ix_deadlines_running_due_at",
    deadlines.c.due_at,
    deadlines.c.case_id,
    sqlite_where=sql("status = 'running'"),
    postgresql_where=sql("status = 'running'"),
)

deadline_spans = Table(
    "deadline_spans",
    metadata,
    key("case_id", ForeignKey("cases.id")),
    key("deadline"),
    number("generation"),
    number("seq"),
    number("term"),
    key("status"),
    *flag("governing"),
    date("started_on"),
    date("due_on", nullable=True),
    instant("due_at", nullable=True),
    instant("from_at"),
    instant("recorded_at"),
    PrimaryKeyConstraint("case_id", "deadline", "generation", "seq"),
    one_of("status", *CLOCK_STATUSES),
    check("due_on_and_at", "(due_on IS NULL) = (due_at IS NULL)"),
    sqlite_with_rowid=False,
)

steps = Table(
    "steps",
    metadata,
    key("case_id", ForeignKey("cases.id")),
    key("deadline"),
    number("generation"),
    number("term"),
    key("step"),
    number("seq"),
    instant("occurred_at"),
    instant("recorded_at"),
    PrimaryKeyConstraint("case_id", "deadline", "generation", "term", "step"),
    sqlite_with_rowid=False,
)
