"""Who may work with a database: its tokens, and the permissions that people hold."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.kernel.case import Value
from store.codec import instant, maybe_instant, maybe_micros, micros
from store.faults import told
from store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.sessions import Session


class TokenRow(Value, kw_only=True):
    """A token as it is kept: only the hash of what its holder shows."""

    id: str
    person: str
    name: str
    hash: str
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None = None
    revoked_by: str | None = None


class GrantRow(Value, kw_only=True):
    """A permission that a person holds."""

    id: str
    permission: str
    person: str
    granted_at: dt.datetime
    granted_by: str


class Accounts:
    """The tokens and grants of a database; none is ever deleted, only revoked."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        session = self._session()
        with told(session.location):
            return session.rows(name, given)

    def tokens(self) -> list[TokenRow]:
        """Return every token, oldest first."""
        return [_token(row) for row in self._rows("all_tokens")]

    def token(self, token: str) -> TokenRow | None:
        """Return a token by its id."""
        return next((_token(row) for row in self._rows("token", token)), None)

    def add_token(self, row: TokenRow) -> None:
        """Keep a new token."""
        with writing(self._session()) as session:
            session.run("insert_tokens", _token_values(row))

    def revoke_token(self, token: str, at: dt.datetime, by: str) -> bool:
        """Revoke a token; return whether it was not revoked before."""
        with writing(self._session()) as session:
            return session.run("revoke_token", (micros(at), by, token)) > 0

    def grants(self) -> list[GrantRow]:
        """Return every permission that is held now, by person."""
        return [_grant(row) for row in self._rows("grants")]

    def permits(self, person: str) -> tuple[str, ...]:
        """Return the permissions that a person holds now."""
        return tuple(str(permission) for (permission,) in self._rows("permits", person))

    def grant(self, row: GrantRow) -> bool:
        """Give a permission; return whether the person did not hold it before."""
        with writing(self._session()) as session:
            if (row.permission,) in session.rows("permits", (row.person,)):
                return False
            session.run("insert_grants", _grant_values(row))
            return True

    def revoke(
        self, person: str, permission: str, at: dt.datetime, by: str, *, spare_last: bool
    ) -> bool:
        """Take a permission away; with `spare_last` not from its last holder: return False."""
        with writing(self._session()) as session:
            holders = {row[2] for row in session.rows("holders", (permission,))}
            if spare_last and holders == {person}:
                return False
            session.run("revoke_grants", (micros(at), by, person, permission))
            return True

    def found(self, key: str, grant: GrantRow, token: TokenRow) -> bool:
        """Give the first permission and token together, once in a database's life.

        `key` is the fact of the database that remembers it; return whether this call did it.
        """
        with writing(self._session()) as session:
            if session.run("fix_meta", (key, grant.person)) < 1:
                return False
            session.run("insert_grants", _grant_values(grant))
            session.run("insert_tokens", _token_values(token))
            return True


def _token(row: tuple[Any, ...]) -> TokenRow:
    token, person, name, hashed, created, by, expires, revoked, revoked_by = row
    return TokenRow(
        id=token,
        person=person,
        name=name,
        hash=hashed,
        created_at=instant(created),
        created_by=by,
        expires_at=instant(expires),
        revoked_at=maybe_instant(revoked),
        revoked_by=revoked_by,
    )


def _token_values(row: TokenRow) -> tuple[object, ...]:
    return (
        row.id,
        row.person,
        row.name,
        row.hash,
        micros(row.created_at),
        row.created_by,
        micros(row.expires_at),
        maybe_micros(row.revoked_at),
        row.revoked_by,
    )


def _grant(row: tuple[Any, ...]) -> GrantRow:
    grant, permission, person, at, by = row
    return GrantRow(
        id=grant, permission=permission, person=person, granted_at=instant(at), granted_by=by
    )


def _grant_values(row: GrantRow) -> tuple[object, ...]:
    granted = micros(row.granted_at)
    return (row.id, row.permission, row.person, granted, row.granted_by, None, None)
