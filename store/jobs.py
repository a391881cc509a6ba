"""Acts on many cases as the database keeps them: each job, and what became of each case."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.errors import NotFound
from engine.kernel.effects import Refusal
from engine.service.many import Item, Job
from store.codec import from_json, instant, maybe_instant, micros, to_json
from store.faults import told

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from store.sessions import Session

#: Where the counter of their numbers stands.
SERIES = ("", "job", 0)


class Jobs:
    """Jobs and their items; an item is taken by the transaction that acts (`take_item`)."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        session = self._session()
        with told(session.location):
            try:
                session.begin()
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        session = self._session()
        with told(session.location):
            return session.rows(name, given)

    def add(self, job: Job, cases: Sequence[str]) -> int:
        """Keep a new job over cases, all of them waiting; return its number."""
        with self._writing() as session:
            ((number,),) = session.rows("next_number", (*SERIES, 1))
            given = to_json({"values": job.values, "reason": job.reason})
            made = (number, job.event, given, to_json(job.chosen), job.person)
            session.run("insert_bulk_jobs", (*made, micros(job.created_at), None))
            rows = [
                (number, place, case, "waiting", None, None) for place, case in enumerate(cases, 1)
            ]
            if rows:
                session.many("insert_bulk_items", rows)
            return int(number)

    def job(self, number: int) -> Job:
        """Return a job; raise NotFound."""
        for row in self._rows("job", number):
            return _job(row)
        raise NotFound("job_unknown", job=number)

    def of(self, person: str) -> list[tuple[Job, dict[str, int]]]:
        """Return a person's jobs, oldest first, each with how many items stand at each status."""
        counts: dict[int, dict[str, int]] = {}
        for number, status, count in self._rows("job_counts", person):
            counts.setdefault(number, {})[status] = count
        jobs = [_job(row) for row in self._rows("jobs", person)]
        return [(job, counts.get(job.id, {})) for job in jobs]

    def items(self, number: int) -> list[Item]:
        """Return what became of each case of a job, in order."""
        return [_item(row) for row in self._rows("job_items", number)]

    def refuse(self, number: int, place: int, refusal: Refusal) -> None:
        """Note why a waiting item was left out."""
        with self._writing() as session:
            given = {"why": refusal.code, "about": to_json(refusal.facts)}
            self._run(session, "refuse_item", job=number, at_place=place, **given)

    def finish(self, number: int, now: dt.datetime) -> bool:
        """Close a job of which nothing waits, forgetting what was supplied; tell whether it was."""
        with self._writing() as session:
            return self._run(session, "finish_job", job=number, now=micros(now)) == 1

    def _run(self, session: Session, name: str, **given: Any) -> int:
        return session.run(name, session.texts[name].bind(given))


def _job(row: tuple[Any, ...]) -> Job:
    number, event, given, chosen, person, created, finished = row
    supplied = from_json(given) if given else {}
    return Job(
        id=number,
        event=event,
        values=supplied.get("values", {}),
        reason=supplied.get("reason"),
        chosen=from_json(chosen),
        person=person,
        created_at=instant(created),
        finished_at=maybe_instant(finished),
    )


def _item(row: tuple[Any, ...]) -> Item:
    place, case, number, status, code, facts = row
    refusal = Refusal(code=code, facts=from_json(facts)) if code else None
    return Item(place=place, case=case, number=number, status=status, refusal=refusal)
