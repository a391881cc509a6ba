"""Keeping the database small and quick: old ticks go, its own notes are brought up to date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runtime.scheduler.jobs import Counts, Work


def keep_house(work: Work) -> Counts:
    """Forget old ticks, write back what is in the log of writes, renew what planning rests on."""
    from runtime.scheduler.rhythm import number
    from store.care.upkeep import tidy

    days = dt.timedelta(days=number(work.settings, "tick_days"))
    trimmed = work.office.store.ticks.trim(work.office.clock.now() - days)
    tidy(work.office.store.session())
    return {"ticks_trimmed": trimmed}
