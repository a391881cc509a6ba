"""Jobs over many cases: carried on where they stopped; ended as failed where a case refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.faults import Failed, say
from cli.progress import progress_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cli.session import Session
    from engine.kernel.events import Actor
    from engine.service.engine import Engine
    from engine.service.many import Item, Job, JobBook, Progress

    #: What the service does of a job in each case that still waits.
    Work = Callable[[Engine, Job, Actor, Iterable[Item], JobBook, Progress | None], list[Item]]


def carry_on(session: Session, number: int, work: Work) -> tuple[Job, list[Item]]:
    """Do what still waits of a job, and return how all of it stands."""
    office, jobs = session.office, session.office.store.jobs
    waiting = [item for item in jobs.items(number) if item.status == "waiting"]
    try:
        with progress_over(len(waiting)) as progress:
            work(office.engine, jobs.job(number), session.actor, waiting, jobs, progress)
    except BaseException:
        say("job_interrupted", {"job": number}, session.language)
        raise
    return jobs.job(number), jobs.items(number)


def require_all(items: Sequence[Item]) -> None:
    """End the run as one that failed in part where a case refused; raise Failed."""
    if any(item.status == "refused" for item in items):
        raise Failed(1)
