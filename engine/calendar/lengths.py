"""Lengths of time as regulations write them: 10个工作日, 30 days, 半年."""

from __future__ import annotations

from typing import Literal

import msgspec

Unit = Literal["hours", "days", "working_days", "weeks", "months", "years", "promptly"]


class Length(msgspec.Struct, frozen=True):
    """An amount of one unit; ``promptly`` (及时) has no amount and no date."""

    amount: int
    unit: Unit
