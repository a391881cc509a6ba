"""Tokens that open a database, and the permissions that people hold beside their offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from store.statements.cases import insert_all
from store.tables import grants, people, tokens

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement

_GRANT = (
    grants.c.id,
    grants.c.permission,
    grants.c.person,
    grants.c.granted_at,
    grants.c.granted_by,
)


def _tokens() -> dict[str, ClauseElement]:
    return {
        "insert_tokens": insert_all(tokens),
        "token": select(*tokens.c).where(tokens.c.id == bindparam("id")),
        "token_by_hash": select(*tokens.c).where(tokens.c.hash == bindparam("hash")),
        "all_tokens": select(*tokens.c).order_by(tokens.c.created_at, tokens.c.id),
        "revoke_token": update(tokens)
        .where(tokens.c.id == bindparam("of_token"), tokens.c.revoked_at.is_(None))
        .values(revoked_at=bindparam("at"), revoked_by=bindparam("by")),
    }


def _grants(dialect: str) -> dict[str, ClauseElement]:
    standing = select(*_GRANT).where(grants.c.revoked_at.is_(None))
    of_one = standing.where(grants.c.permission == bindparam("permission")).order_by(grants.c.id)
    return {
        "insert_grants": insert_all(grants),
        "grants": standing.order_by(grants.c.person, grants.c.permission),
        "permits": select(grants.c.permission)
        .where(grants.c.person == bindparam("person"), grants.c.revoked_at.is_(None))
        .order_by(grants.c.permission),
        # Held, so that of two who take the last two of a permission away one waits and sees it.
        "holders": of_one.with_for_update() if dialect == "postgresql" else of_one,
        "revoke_grants": update(grants)
        .where(
            grants.c.person == bindparam("of_person"),
            grants.c.permission == bindparam("of_permission"),
            grants.c.revoked_at.is_(None),
        )
        .values(revoked_at=bindparam("at"), revoked_by=bindparam("by")),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    known = select(people.c.id).where(people.c.id == bindparam("id"))
    return {**_tokens(), **_grants(dialect), "person": known}
