"""What is kept beside a case for lists: what it was from when on, and where it waits."""

from __future__ import annotations

import datetime as dt

from engine.kernel.case import Value


class CaseSpanRow(Value, kw_only=True):
    """What a case was from an entry of its history on; only ever appended.

    As of an instant D, as known at K, a case is its span of the highest `seq` with
    `from_at` < D and `recorded_at` <= K.
    """

    case: str
    seq: int
    version: int
    state: str
    stage: str | None
    final: str | None
    organisation: str | None
    from_at: dt.datetime
    recorded_at: dt.datetime


class WaitingRow(Value, kw_only=True):
    """An address at which somebody may be found whom a case waits for.

    `what` is empty for the events of the case's state, else the key of a paper to be signed.
    """

    case: str
    what: str
    address: str
