"""The histories of cases, as far as a person may see them, written as XES."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.cases import EVERY, find_case, listed
from cli.interchange.xes import Happened, Trace, xes
from cli.narrowing import filters
from cli.progress import progress_over
from cli.views.earlier import with_definitions
from cli.views.records import entry_data, rows_for
from cli.views.telling import what
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.workflow import Workflow
    from engine.service.ports import HistoryRow


def write_histories(
    session: Session, cases: Sequence[str], workflow: str | None, file: str
) -> None:
    """Write the cases named, or all of a workflow, into a new file; raise NotFound, UsageError.

    A secret case is left out, and one that is named refused as if it were not there.
    """
    from store.care.files import new_file

    if not cases and workflow is None:
        raise UsageError("export_no_case")
    numbers = list(dict.fromkeys([*cases, *_of_workflow(session, workflow)]))
    lengths: list[int] = []
    with new_file(Path(file)) as opened:
        for part in xes(_traces(session, numbers, lengths)):
            opened.write(part)
    told = {"file": file, "cases": len(lengths), "entries": sum(lengths)}
    session.output.show(lambda: told, lambda: [session.says("xes_written", **told)])


def _traces(session: Session, numbers: Sequence[str], lengths: list[int]) -> Iterator[Trace]:
    """Yield each case as a trace, and note how long it is."""
    with progress_over(len(numbers)) as progress:
        for number in numbers:
            trace = trace_of(session, find_case(session, number))
            lengths.append(len(trace.entries))
            yield trace
            if progress is not None:
                progress(len(lengths))


def _of_workflow(session: Session, workflow: str | None) -> list[str]:
    """Return the numbers of the cases of a workflow, the oldest first."""
    if workflow is None:
        return []
    wanted = filters(session, workflow=workflow, limit=EVERY)
    reader = session.office.reader
    found = listed(session, wanted, reader.cases, lambda line: line)
    return [line.number for line in reversed(found)]


def trace_of(session: Session, facts: CaseFacts) -> Trace:
    """Return a case and its history as the person may see them."""
    rows = rows_for(facts, session.office.reader.history(facts.line["id"]))
    line = facts.line
    return Trace(
        number=facts.number, workflow=line["workflow"], version=line["version"],
        organisation=line["organisation"], state=line["state"], parent=line["parent_number"],
        entries=tuple(_entry(session, row, of) for row, _, of in with_definitions(facts, rows)),
    )  # fmt: skip


def _entry(session: Session, row: HistoryRow, workflow: Workflow) -> Happened:
    told = entry_data(row)
    return Happened(
        seq=row.seq, kind=row.kind, event=row.event, title=what(session, workflow, row),
        source=row.source, target=row.target, actor=row.actor, principal=told["principal"],
        post=told["post"], occurred_at=row.occurred_at, recorded_at=row.recorded_at,
    )  # fmt: skip
