"""One act on many cases: each in a transaction of its own, none twice, the refused ones told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal, Protocol

from engine.errors import Conflict, PatrolError, StoreError
from engine.kernel.case import Value
from engine.kernel.effects import Refusal
from engine.kernel.events import Act
from engine.service.cascade import Refusing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.kernel.events import Actor
    from engine.service.engine import Engine, Transaction

    Progress = Callable[[int], None]
    Doing = Callable[[Transaction, str], object]

#: How often a case is tried that somebody else changes at the same moment.
TRIES = 3


class Job(Value, kw_only=True):
    """One act to be taken in many cases; `chosen` says how they were chosen.

    What was supplied (`values`, `reason`) is forgotten once the job is finished: the histories
    hold it from then on.
    """

    id: int = 0
    event: str
    values: dict[str, Any] = {}
    reason: str | None = None
    chosen: dict[str, Any] = {}
    person: str
    created_at: dt.datetime
    finished_at: dt.datetime | None = None


class Item(Value, kw_only=True):
    """A case of a job, and what became of it there."""

    place: int
    case: str
    number: str
    status: Literal["waiting", "done", "refused"] = "waiting"
    refusal: Refusal | None = None


class JobBook(Protocol):
    """Keeps what became of the cases of jobs."""

    def refuse(self, number: int, place: int, refusal: Refusal) -> None:
        """Note why a waiting item was left out."""

    def finish(self, number: int, now: dt.datetime) -> bool:
        """Close a job of which nothing waits; tell whether it was."""


def try_on_many(
    engine: Engine, act: Act, items: Iterable[Item], progress: Progress | None = None
) -> list[Item]:
    """Decide an act in each case alone, and keep nothing."""
    return _each(items, lambda item: _tried(engine, act, item), progress)


def act_on_many(
    engine: Engine,
    job: Job,
    actor: Actor,
    items: Iterable[Item],
    book: JobBook,
    progress: Progress | None = None,
) -> list[Item]:
    """Take a job's act in each case that still waits; return what became of them.

    That an item is done stands or falls with the act itself: a job that was interrupted goes
    on where it stopped. What is wrong with the database itself ends the work, and nothing but
    what was done is marked.
    """
    act = Act(event=job.event, actor=actor, values=job.values, reason=job.reason)

    def take(now: Transaction, case_id: str) -> None:
        """Take the act in one case; raise Refusing."""
        engine.act_within(now, case_id, act)

    return do_on_many(engine, job.id, take, items, book, progress)


def do_on_many(
    engine: Engine,
    job: int,
    do: Doing,
    items: Iterable[Item],
    book: JobBook,
    progress: Progress | None = None,
) -> list[Item]:
    """Do a job's work in each case that still waits, as `act_on_many` takes an act."""

    def one(item: Item) -> Item:
        """Work on one case and note what came of it."""
        refusal = _done(engine, job, do, item)
        if refusal is None:
            return _became(item, None)
        book.refuse(job, item.place, refusal)
        return _became(item, refusal)

    done = _each((item for item in items if item.status == "waiting"), one, progress)
    book.finish(job, engine.clock.now())
    return done


def _each(
    items: Iterable[Item], one: Callable[[Item], Item], progress: Progress | None
) -> list[Item]:
    done = []
    for number, item in enumerate(items, 1):
        done.append(one(item))
        if progress is not None:
            progress(number)
    return done


def _became(item: Item, refusal: Refusal | None) -> Item:
    status: Literal["done", "refused"] = "done" if refusal is None else "refused"
    return Item(
        place=item.place, case=item.case, number=item.number, status=status, refusal=refusal
    )


def _tried(engine: Engine, act: Act, item: Item) -> Item:
    def trial() -> None:
        """Take the act and keep nothing."""
        with engine.transaction(keeps=False) as now:
            engine.act_within(now, item.case, act)

    return _became(item, _refusal_of(trial))


def _done(engine: Engine, job: int, do: Doing, item: Item) -> Refusal | None:
    def taken() -> None:
        """Take the act unless somebody else was quicker."""
        with engine.transaction() as now:
            # Whoever else resumes the same job may have been quicker; then it is done.
            if now.work.unit.take_item(job, item.place):
                do(now, item.case)

    return _refusal_of(taken)


def _refusal_of(work: Callable[[], None]) -> Refusal | None:
    """Do a case's work, again where somebody else changed it meanwhile; return why it may not be.

    Raise StoreError where the database itself fails.
    """
    for attempt in range(1, TRIES + 1):
        try:
            work()
        except Refusing as refused:
            return refused.refusal
        except StoreError:
            raise
        except Conflict as fault:
            if attempt == TRIES:
                return Refusal(code=fault.code, facts=fault.facts)
        except PatrolError as fault:
            return Refusal(code=fault.code, facts=fault.facts)
        else:
            return None
    return None
