"""A sweep that somebody asks for, noted as a tick like those of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.service.sweep import sweep
from runtime.scheduler.clockwatch import ClockWatch
from runtime.scheduler.readings import process
from store.ticks import Tick

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.service.sweep import SweepReport
    from runtime.scheduler.clockwatch import Limits
    from runtime.wiring import Office


def sweep_now(
    office: Office, limits: Limits, progress: Callable[[int], None] | None
) -> SweepReport:
    """Let everything due take effect; raise ClockDoubt where the clock is not to be trusted."""
    ClockWatch(limits).check(office)
    started_at = office.clock.now()
    report = sweep(office.engine, progress=progress)
    office.ticks.note(
        Tick(
            process=process(),
            job="sweep",
            started_at=started_at,
            finished_at=office.clock.now(),
            counts={"cases": report.cases, "steps": report.steps},
        )
    )
    return report
