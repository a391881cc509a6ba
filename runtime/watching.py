"""Does the scheduler do its work? What the doctor sees of its ticks, incidents and clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from runtime.diagnosis import Diagnosis
from runtime.scheduler.clockwatch import standing_doubts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.wiring import Office

#: How old the last sweep may be.
TICK_AGE = dt.timedelta(days=1)
SWEEP = "sweep"


def check_ticks(office: Office) -> Iterator[Diagnosis]:
    """Tell when a sweep last went well, where one ever did, and which jobs fail since."""
    last = office.ticks.last()
    at = last.get((SWEEP, "done"))
    if at is not None:
        if office.clock.now() - at > TICK_AGE:
            yield Diagnosis("scheduler", _earnest(office), "doctor_tick_old", {"at": at})
        else:
            yield Diagnosis("scheduler", "ok", "doctor_tick", {"at": at})
    for (job, outcome), failed_at in sorted(last.items()):
        done_at = last.get((job, "done"))
        if outcome == "failed" and (done_at is None or failed_at > done_at):
            facts = {"job": job, "at": failed_at, "code": _why(office, job)}
            yield Diagnosis("scheduler", "wrong", "doctor_job_failed", facts)


def _why(office: Office, job: str) -> str:
    tick = office.ticks.newest(job, "failed")
    return (tick.code if tick else None) or "-"


def check_incidents(office: Office) -> Iterator[Diagnosis]:
    """Tell which cases stand still because something is wrong with them."""
    if count := len(office.incidents.all()):
        yield Diagnosis("incidents", "wrong", "doctor_incidents", {"count": count})


def check_doubts(office: Office) -> Iterator[Diagnosis]:
    """Tell on which machines nothing is swept because the clock leapt."""
    for machine, doubt in standing_doubts(office.registry.facts()):
        facts = {"machine": machine, "last": doubt.facts["last"], "now": doubt.facts["now"]}
        yield Diagnosis("clock", "wrong", "doctor_clock_leapt", facts)


def _earnest(office: Office) -> Literal["note", "wrong"]:
    return "note" if office.is_sandbox else "wrong"
