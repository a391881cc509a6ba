"""The jobs of the scheduler: plain functions, each with an interval of its own in the settings.

A new job is one line in `JOBS` and one setting; everything else is the same for all: a database
opened for the run, its tick recorded, a lost connection made anew, faults told and not raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runtime.settings import Settings
    from runtime.wiring import Office

Counts = dict[str, Any]


class Work(NamedTuple):
    """What one run of a job works with; `stop` tells, between two steps, that it should end."""

    office: Office
    settings: Settings
    environ: Mapping[str, str]
    stop: Callable[[], bool]


class Job(NamedTuple):
    """A job: its interval is the setting `NAME_seconds`; it returns figures of what it did.

    A job that lets steps take effect needs a true clock (`by_the_clock`).
    """

    name: str
    run: Callable[[Work], Counts]
    by_the_clock: bool = False

    @property
    def setting(self) -> str:
        """The setting that says how many seconds lie between two runs."""
        return f"{self.name}_seconds"


def sweep(work: Work) -> Counts:
    """Let everything due take effect."""
    from engine.service.sweep import sweep as run

    report = run(work.office.engine, stop=work.stop)
    return {
        "cases": report.cases,
        "steps": report.steps,
        "failed": list(report.failed),
        "lag_seconds": report.lag_seconds,
    }


def dispatch(work: Work) -> Counts:
    """Send what waits to be sent."""
    from runtime.dispatching import dispatch_by_settings

    report = dispatch_by_settings(
        work.office, work.settings, environ=work.environ, stopping=work.stop
    )
    figures = ("sent", "delayed", "parked", "held")
    return {name: getattr(report, name) for name in figures}


def calendar(work: Work) -> Counts:
    """Let cases follow notices that were taken in, and see whether others are due and missing."""
    from runtime.notices import check_calendar

    return check_calendar(work.office, work.stop)


def housekeeping(work: Work) -> Counts:
    """Keep the database small and quick."""
    from runtime.scheduler.housekeeping import keep_house

    return keep_house(work)


JOBS: tuple[Job, ...] = (
    Job("sweep", sweep, by_the_clock=True),
    Job("dispatch", dispatch),
    Job("calendar", calendar),
    Job("housekeeping", housekeeping),
)
