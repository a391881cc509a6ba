"""Every open case follows a changed calendar: in batches, each once, going on where it stopped."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from engine.errors import PatrolError
from engine.kernel.case import Value
from engine.service.cascade import Refusing
from engine.service.following import Progress
from engine.service.incidents import concerns_all, is_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.kernel.events import CalendarChange
    from engine.service.engine import Engine, Transaction
    from engine.service.following import ChangeBook

BATCH = 100
#: How often a family is tried in which somebody else acts at the same moment.
TRIES = 3

log = logging.getLogger(__name__)


class FollowReport(Value, kw_only=True):
    """How the cases followed a change of a calendar; `failed` are families that could not."""

    change: int
    families: int
    moved: int
    kept: int
    failed: tuple[str, ...] = ()


def follow_changes(
    engine: Engine,
    book: ChangeBook,
    progress: Callable[[int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[FollowReport]:
    """Let every open case follow each change that is not yet followed by all, oldest first.

    It goes on where an earlier run stopped. A family that cannot follow never stops the others:
    the change stays open, and the family is tried again by the next run.
    """
    engine.registry.renew()
    reports = []
    for change in engine.registry.changes:
        report = _followed(engine, change, book, progress, stop)
        if report is None:
            break
        reports.append(report)
    engine.registry.renew()
    return reports


def _followed(
    engine: Engine, change: CalendarChange, book: ChangeBook,
    progress: Callable[[int], None] | None, stop: Callable[[], bool],
) -> FollowReport | None:  # fmt: skip
    """Let every family follow a change; None where it was asked to stop."""
    failed: list[str] = []
    so_far = book.progress(change.id)
    while not stop():
        further = _batch(engine, change, so_far, failed)
        if further is None:
            if not failed:
                book.finish(change.id, engine.clock.now())
            return FollowReport(
                change=change.id, families=so_far.families, moved=so_far.moved, kept=so_far.kept,
                failed=tuple(failed),
            )  # fmt: skip
        so_far = further
        if progress is not None:
            progress(so_far.families)
    return None


def _batch(
    engine: Engine, change: CalendarChange, so_far: Progress, failed: list[str]
) -> Progress | None:
    """Let the next families follow, in one transaction, or else each in its own."""
    with engine.store.unit() as unit:
        roots = unit.open_roots(so_far.cursor, BATCH)
    if not roots:
        if failed:
            with engine.store.unit() as unit:
                unit.note_progress(change.id, Progress())
        return None
    try:
        return _together(engine, change, so_far, roots)
    except (PatrolError, Refusing) as fault:
        if concerns_all(fault):
            raise
    for root in roots:
        further = _alone(engine, change, so_far, root)
        if further is None:
            failed.append(root)
        so_far = further or so_far
    return Progress(
        cursor=roots[-1], families=so_far.families, moved=so_far.moved, kept=so_far.kept
    )


def _alone(engine: Engine, change: CalendarChange, so_far: Progress, root: str) -> Progress | None:
    """Let one family follow, again where somebody else acts in it; None where it cannot."""
    for attempt in range(1, TRIES + 1):
        try:
            return _together(engine, change, so_far, [root])
        except (PatrolError, Refusing) as fault:
            if concerns_all(fault):
                raise
            if not is_taken(fault) or attempt == TRIES:
                log.warning("family not recounted", exc_info=fault, extra={"case": root})
                break
    return None


def _together(
    engine: Engine, change: CalendarChange, so_far: Progress, roots: Sequence[str]
) -> Progress:
    with engine.transaction(change.at, notes=False) as now:
        for root in roots:
            settle_to(now, root)
        further = _further(now, so_far, roots)
        now.work.unit.note_progress(change.id, further)
    return further


def settle_to(now: Transaction, root: str) -> None:
    """Bring a family to the transaction's instant."""
    now.work.take_in_family(root)
    now.cascade.settle_family(root, now.at)


def _further(now: Transaction, so_far: Progress, roots: Sequence[str]) -> Progress:
    found = [recount for _, recount in now.cascade.recounts]
    return Progress(
        cursor=roots[-1],
        families=so_far.families + len(roots),
        moved=so_far.moved + sum(one.after is not None for one in found),
        kept=so_far.kept + sum(one.kept for one in found),
    )
