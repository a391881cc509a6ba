"""When a scheduler last did each of its jobs, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.kernel.case import Value
from store.codec import from_json, instant, micros, to_json
from store.faults import told
from store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.sessions import Session


class Tick(Value, kw_only=True):
    """One run of a job: done; failed or refused, and why."""

    process: str
    job: str
    started_at: dt.datetime
    finished_at: dt.datetime
    outcome: str = "done"
    counts: dict[str, Any] = {}
    code: str | None = None
    facts: dict[str, Any] = {}


class Ticks:
    """The runs of jobs."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def note(self, tick: Tick) -> None:
        """Keep a run of a job."""
        row = (
            tick.process, tick.job, micros(tick.started_at), micros(tick.finished_at),
            tick.outcome, to_json(tick.counts), tick.code,
            to_json(tick.facts) if tick.code else None,
        )  # fmt: skip
        with writing(self._session()) as session:
            session.run("insert_ticks", row)

    def last(self) -> dict[tuple[str, str], dt.datetime]:
        """Return when each job last ended with each outcome."""
        return {(job, outcome): instant(at) for job, outcome, at in self._rows("last_ticks")}

    def newest(self, job: str, outcome: str) -> Tick | None:
        """Return the last run of a job with an outcome, or None."""
        given = {"job": job, "outcome": outcome, "limit": 1}
        bound = self._session().texts["newest_tick"].bind(given)
        for row in self._rows("newest_tick", *bound):
            return _tick(row)
        return None

    def trim(self, before: dt.datetime) -> int:
        """Forget the runs that ended before an instant; return how many."""
        with writing(self._session()) as session:
            return session.run("trim_ticks", (micros(before),))

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        session = self._session()
        with told(session.location):
            return session.rows(name, given)


def _tick(row: tuple[Any, ...]) -> Tick:
    process, job, started_at, finished_at, outcome, counts, code, facts = row
    return Tick(
        process=process,
        job=job,
        started_at=instant(started_at),
        finished_at=instant(finished_at),
        outcome=outcome,
        counts=from_json(counts),
        code=code,
        facts=from_json(facts) if facts else {},
    )
