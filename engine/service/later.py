"""What a family did after an instant, in short."""

from __future__ import annotations

import datetime as dt

from engine.kernel.case import Value


class LaterEntry(Value, kw_only=True):
    """An entry of a family's history beside the mere steps of its clocks."""

    case: str
    seq: int
    kind: str
    event: str
    actor: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime
