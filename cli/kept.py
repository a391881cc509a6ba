"""Filters that people keep under a name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.kinds import read_day
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session

DAYS = ("due_before", "opened_from", "opened_to", "closed_from", "closed_to")


def keeper(session: Session) -> str:
    """Return whose filters these are; raise UsageError where nobody is known."""
    if session.person is None:
        raise UsageError("actor_missing")
    return session.office.library.directory().person(session.person).id


def to_keep(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given, as it is kept: what is left out narrows nothing."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in given.items()
        if value
    }


def with_kept(session: Session, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return what a kept filter narrows by, and above it what was given."""
    kept = session.office.saved_filters.one(keeper(session), name).given
    days = {key: read_day(kept[key], key) for key in DAYS if key in kept}
    return {**given, **kept, **days, **{key: value for key, value in given.items() if value}}
