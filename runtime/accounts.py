"""People's tokens and permissions, as administrators give and take them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import Conflict, Forbidden, NotFound, UsageError
from runtime.permissions import ADMINISTRATOR, PERMISSIONS, SERVICES
from runtime.tokens import hash_of, new_id, new_token
from store.accounts import GrantRow, TokenRow

if TYPE_CHECKING:
    from engine.kernel.directory import Directory
    from store.accounts import Accounts

#: Days for which a token opens a database where nobody says otherwise, and at most.
TOKEN_DAYS = 90
MOST_TOKEN_DAYS = 3_660


class NewToken(NamedTuple):
    """A token just made: the one moment at which it can be shown."""

    row: TokenRow
    secret: str

    def __repr__(self) -> str:
        """Return the token without its secret."""
        return f"NewToken({self.row.id})"


def make_token(
    mark: str, person: str, name: str, days: int, at: dt.datetime, by: str
) -> NewToken:  # fmt: skip
    """Return a new token that nobody knows yet; raise UsageError for a length out of range."""
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise UsageError("token_days_out_of_range", days=days, most=MOST_TOKEN_DAYS)
    secret = new_token(mark)
    row = TokenRow(
        id=new_id(),
        person=person,
        name=name,
        hash=hash_of(secret),
        created_at=at,
        created_by=by,
        expires_at=at + dt.timedelta(days=days),
    )
    return NewToken(row, secret)


def make_grant(person: str, permission: str, at: dt.datetime, by: str) -> GrantRow:
    """Return a permission to be held."""
    return GrantRow(id=new_id(), permission=permission, person=person, granted_at=at, granted_by=by)


def check_person(directory: Directory, person: str) -> None:
    """Raise NotFound where a person is neither in the directory nor a service."""
    if person not in SERVICES:
        directory.person(person)


def check_permission(permission: str) -> None:
    """Raise NotFound for a permission that there is not."""
    if permission not in PERMISSIONS:
        raise NotFound("permission_unknown", permission=permission, known=", ".join(PERMISSIONS))


def is_administrator(permits: tuple[str, ...]) -> bool:
    """Return whether an administrator is among what somebody holds."""
    return ADMINISTRATOR in permits


def own_or_any(permits: tuple[str, ...], person: str | None, asked: str) -> None:
    """Raise Forbidden where a person asks for what is another's and is no administrator."""
    if person != asked and not is_administrator(permits):
        raise Forbidden("not_your_own", person=asked, permission=ADMINISTRATOR)


def revoke_permission(
    accounts: Accounts, person: str, permission: str, at: dt.datetime, by: str
) -> None:
    """Take a permission away.

    Raise NotFound where it is not held, Conflict where nobody else is an administrator.
    """
    check_permission(permission)
    if permission not in accounts.permits(person):
        raise NotFound("permission_not_held", person=person, permission=permission)
    if not accounts.revoke(person, permission, at, by, spare_last=permission == ADMINISTRATOR):
        raise Conflict("last_administrator", person=person)


def administrators_of(accounts: Accounts) -> set[str]:
    """Return who is an administrator now."""
    return {grant.person for grant in accounts.grants() if grant.permission == ADMINISTRATOR}


def check_all_locked_out(accounts: Accounts, administrators: set[str], at: dt.datetime) -> None:
    """Raise Conflict where an administrator can still log in."""
    able = {
        row.person
        for row in accounts.tokens()
        if row.person in administrators and row.revoked_at is None and at < row.expires_at
    }
    if able:
        raise Conflict("administrators_not_locked_out", people=", ".join(sorted(able)))


def check_holders_stay(accounts: Accounts, directory: Directory) -> None:
    """Raise Conflict where a directory lacks somebody who holds a permission."""
    held: dict[str, list[str]] = {}
    for grant in accounts.grants():
        if grant.person not in SERVICES and not directory.has_person(grant.person):
            held.setdefault(grant.person, []).append(grant.permission)
    if held:
        told = ", ".join(f"{person} ({', '.join(which)})" for person, which in held.items())
        raise Conflict("holders_missing", holders=told)
