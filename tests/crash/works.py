"""The works in which a process may die, each of a few small transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
import requests  # noqa: F401  read here once, not in every process that is forked

from engine.service import recomputing
from engine.service import sweep as sweeping
from engine.service.importing import DatedAct, LedgerRow, import_rows
from engine.service.many import act_on_many
from engine.service.sweep import sweep
from runtime import delivery
from runtime.channels.file_drop import FileDrop
from runtime.channels.outlets import FILE, Outlet, Outlets, Route
from runtime.channels.webhook import Webhook
from runtime.notices import follow, take_in
from tests.crash.office import (
    AFTERWARDS,
    LI,
    NOTICED,
    OPENED,
    SENT,
    SWEPT,
    at,
    found,
    items,
    notice,
    open_errands,
    opened,
    plan_job,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from runtime.wiring import Office

CASES, SWEPT_CASES = 5, 3


class Place(NamedTuple):
    """Where a work is done: its database, its drop folder, the address it sends to."""

    url: str
    folder: Path
    hook: str


class Work(NamedTuple):
    """A work, when it is done, and whether it needs an office in which everything was swept."""

    name: str
    run: Callable[[Office, Place], object]
    moment: dt.datetime
    swept: bool = False


def small_batches(patch: pytest.MonkeyPatch) -> None:
    """Have few cases in a batch, so that a few cases are several transactions."""
    patch.setattr(sweeping, "BATCH", 2)
    patch.setattr(sweeping, "LEAST", 1)
    patch.setattr(recomputing, "BATCH", 2)
    patch.setattr(delivery, "SENT_AT_ONCE", 3)
    patch.setattr(delivery, "ADDRESSED_AT_ONCE", 3)


def prepare(url: str, *, swept: bool) -> None:
    """Make an office with cases in it and a job about some of them."""
    found(url)
    with opened(url, OPENED) as office:
        ids = open_errands(office, SWEPT_CASES if swept else CASES)
        plan_job(office, ids[:3])
    if swept:
        with opened(url, SWEPT) as office:
            sweep(office.engine)


def do(work: Work, place: Place) -> None:
    """Do a work in this process."""
    with opened(place.url, work.moment) as office:
        work.run(office, place)


def finish(work: Work, place: Place) -> None:
    """Do what a process that died has left undone, after its leases have ended."""
    moment = AFTERWARDS if work.swept else work.moment
    with opened(place.url, moment) as office:
        work.run(office, place)


def _sweep(office: Office, _: Place) -> None:
    assert sweep(office.engine).failed == ()


def _recompute(office: Office, _: Place) -> None:
    if not office.store.calendar_changes.all():
        take_in(office, notice(), "li")
    assert not any(report.failed for report in follow(office))


def _many(office: Office, _: Place) -> None:
    book = office.store.jobs
    act_on_many(office.engine, book.job(1), LI, items(office), book)


def _import(office: Office, _: Place) -> None:
    report = import_rows(office.engine, map(_row, range(1, 7)), "li")
    assert report.imported + report.known == 6


def _row(line: int) -> LedgerRow:
    acts = (DatedAct(on=at(9, 20).date(), event="finish", values={"done_on": "2019-09-20"}),)
    return LedgerRow(line=line, key=f"ledger:{line}", workflow="errand",
                     opened_on=at(9, line).date(), acts=acts if line % 2 else ())  # fmt: skip


def _dispatch(office: Office, place: Place) -> None:
    drop = Outlet(FILE, "file", FileDrop(place.folder), "zh")
    hook = Webhook("hook", place.hook, "s3cret", office.clock, 5.0, None)
    ways = Outlets([drop, Outlet("hook", "webhook", hook, "zh", shared=True)],
                   [Route(channels=(FILE, "hook"), roles=("head",))])  # fmt: skip
    report = delivery.dispatch(office, ways)
    assert (report.delayed, report.parked) == (0, 0), report


WORKS = (
    Work("sweep", _sweep, SWEPT),
    Work("recompute", _recompute, NOTICED),
    Work("many", _many, NOTICED),
    Work("import", _import, NOTICED),
    Work("dispatch", _dispatch, SENT, swept=True),
)
