"""Who may work with a database: tokens that open it, and permissions beside offices."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql

from store.tables.base import check, instant, key, maybe_key, metadata, text

# Only the hash is kept: whoever reads the file cannot log in with it.
tokens = Table(
    "tokens",
    metadata,
    key("id", primary_key=True),
    key("person"),
    text("name"),
    key("hash", unique=True),
    instant("created_at"),
    key("created_by"),
    instant("expires_at"),
    instant("revoked_at", nullable=True),
    maybe_key("revoked_by"),
    check("revoked_by_somebody", "(revoked_at IS NULL) = (revoked_by IS NULL)"),
    check("expires_later", "expires_at > created_at"),
)

Index("ix_tokens_person", tokens.c.person)

# What no office gives: administering the database, correcting, typing papers late.
grants = Table(
    "grants",
    metadata,
    key("id", primary_key=True),
    key("permission"),
    key("person"),
    instant("granted_at"),
    key("granted_by"),
    instant("revoked_at", nullable=True),
    maybe_key("revoked_by"),
    check("revoked_by_somebody", "(revoked_at IS NULL) = (revoked_by IS NULL)"),
)

Index("ix_grants_person", grants.c.person)
# A permission is held once, whoever grants it at the same time.
Index(
    "ix_grants_standing",
    grants.c.permission,
    grants.c.person,
    unique=True,
    sqlite_where=sql("revoked_at IS NULL"),
    postgresql_where=sql("revoked_at IS NULL"),
)
