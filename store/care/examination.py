"""A whole database looked through, as of one moment, while others go on working."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.care.flaws import Flaw
from store.care.histories import history_flaws
from store.care.integrity import integrity_flaws
from store.care.projections import crossed_flaws, projection_flaws
from store.care.records import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.kernel.case import Case
    from engine.service.ports import CaseColumns
    from store.care.progress import Progress
    from store.care.snapshot import Snapshot


def flaws_of_all(
    taken: Snapshot,
    columns_of: Callable[[Case], CaseColumns] | None = None,
    progress: Progress | None = None,
) -> Iterator[Flaw]:
    """Yield everything that is wrong with a database."""
    yield from integrity_flaws(taken)
    total = taken.count("cases")
    for done, record in enumerate(records(taken), 1):
        yield from history_flaws(record)
        yield from projection_flaws(record, columns_of)
        if progress is not None:
            progress(done, total)
    yield from crossed_flaws(taken)


def flaws_of_histories(
    taken: Snapshot, case_id: str | None = None, progress: Progress | None = None
) -> Iterator[Flaw]:
    """Yield what is wrong with the history of one case, or of all."""
    total = taken.count("cases") if case_id is None else 1
    for done, record in enumerate(records(taken, case_id), 1):
        yield from history_flaws(record)
        if progress is not None:
            progress(done, total)
