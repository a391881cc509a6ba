"""Figures among the settings: how often, how long, how far."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runtime.scheduler.jobs import Job
    from runtime.settings import Settings

LONGEST = 10_000_000


def number(settings: Settings, name: str) -> float:
    """Return a setting that is a positive number; raise UsageError where it is none."""
    value = settings[name].value
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", value) is None or not 0 < float(value) < LONGEST:
        raise UsageError("setting_no_positive_number", name=name, value=value)
    return float(value)


def intervals(settings: Settings, jobs: Iterable[Job]) -> dict[str, float]:
    """Return how many seconds lie between two runs of each job; raise UsageError."""
    return {job.name: number(settings, job.setting) for job in jobs}
