"""What must be in order before a service begins: each fault is told by the name of its setting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from runtime.scheduler.clockwatch import Limits
from runtime.scheduler.heartbeat import heartbeat
from runtime.scheduler.jobs import JOBS
from runtime.scheduler.rhythm import intervals, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runtime.settings import Settings
    from runtime.wiring import Office


class Rhythm(NamedTuple):
    """How often each job runs, how far the clock is trusted, who is given a sign of life."""

    intervals: dict[str, float]
    limits: Limits
    sign_of_life: Callable[[], bool] | None


def rhythm(settings: Settings) -> Rhythm:
    """Return how the settings want the service to run; raise UsageError."""
    number(settings, "tick_days")
    return Rhythm(intervals(settings, JOBS), limits(settings), heartbeat(settings))


def limits(settings: Settings) -> Limits:
    """Return how far the settings trust the clock; raise UsageError."""
    return Limits(
        leap=dt.timedelta(minutes=number(settings, "clock_leap_minutes")),
        gap=dt.timedelta(days=number(settings, "clock_gap_days")),
    )


def check_office(office: Office, settings: Settings, environ: Mapping[str, str]) -> None:
    """Raise PatrolError where a part that jobs need cannot work, such as a channel."""
    from runtime.channels.building import outlets

    outlets(settings, environ, office.clock)
