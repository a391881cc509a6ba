"""Whoever shows a token is the person it was made for, with the permissions they hold now."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import Forbidden, StoreError
from runtime.permissions import SERVICES
from runtime.tokens import check_token, hash_of, is_mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.plain import PlainReader

#: The fact of a database by which its tokens are known.
MARK = "mark"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Login(NamedTuple):
    """A person who showed a valid token."""

    person: str
    permits: tuple[str, ...]
    token: str
    token_name: str
    expires_at: dt.datetime


def mark_of(facts: dict[str, str], shown: str) -> str:
    """Return the mark of a database, from its facts; raise StoreError where it has none."""
    mark = facts.get(MARK, "")
    if not is_mark(mark):
        raise StoreError("database_not_founded", database=shown)
    return mark


def log_in(
    reader: PlainReader, mark: str, token: str, now: dt.datetime,
    local: Callable[[dt.datetime], str],
) -> Login:  # fmt: skip
    """Return who shows a token; raise Forbidden where it does not open this database now.

    `local` tells an instant as the office's clock shows it.
    """
    check_token(token, mark)
    row = reader.token(hash_of(token))
    if row is None:
        raise Forbidden("token_unknown")
    login = _valid(row, now, local)
    if login.person in SERVICES:
        return login._replace(permits=_both(SERVICES[login.person], reader, login.person))
    if not reader.has_person(login.person):
        raise Forbidden("token_person_gone", person=login.person)
    return login._replace(permits=reader.permits(login.person))


def _both(own: tuple[str, ...], reader: PlainReader, person: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *reader.permits(person))))


def _valid(row: tuple[Any, ...], now: dt.datetime, local: Callable[[dt.datetime], str]) -> Login:
    token, person, name, _, _, _, expires, revoked, revoked_by = row
    expires_at = _instant(expires)
    if revoked is not None:
        at = _instant(revoked)
        raise Forbidden("token_revoked", name=name, on=local(at), by=revoked_by)
    if now >= expires_at:
        raise Forbidden("token_expired", name=name, on=local(expires_at))
    return Login(person, (), token, name, expires_at)


# Not the store's own: its module would load what looking at a case does without.
def _instant(micros: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=micros)
