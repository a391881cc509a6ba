"""Tokens that run out before long: their holders are told while they can still do something."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from runtime.diagnosis import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.wiring import Office

#: How long before a token runs out its holder is told.
SOON = dt.timedelta(days=14)


def runs_out_soon(expires_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether a token that still opens the database will not for long."""
    return now < expires_at <= now + SOON


def check_tokens(office: Office) -> Iterator[Diagnosis]:
    """Tell of each person whose last token runs out before long."""
    now = office.clock.now()
    last: dict[str, dt.datetime] = {}
    for row in office.accounts.tokens():
        if row.revoked_at is None and row.expires_at > now:
            last[row.person] = max(row.expires_at, last.get(row.person, row.expires_at))
    for person, until in sorted(last.items()):
        if runs_out_soon(until, now):
            facts = {"person": person, "until": until}
            yield Diagnosis("tokens", "note", "doctor_token_runs_out", facts)
