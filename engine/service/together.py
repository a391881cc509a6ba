"""One paper for all who are late with a duty: drafted once, while anybody is late, and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from engine.kernel.events import Moment
from engine.kernel.together import (
    key_of,
    late_cases,
    lateness_behind,
    lateness_of,
    naming,
    noted,
)
from engine.service.paper_rows import papers_of
from engine.service.ports import PaperRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from engine.kernel.case import Case, Entry
    from engine.kernel.effects import Paper
    from engine.kernel.scene import View
    from engine.kernel.together import Lateness
    from engine.service.cascade import Cascade
    from engine.service.workspace import Workspace

#: A paper that names nobody any more, and one that others may have read.
_WAITS, _VOID = "draft", "void"


def draft_together(cascade: Cascade, case_id: str, paper: Paper) -> None:
    """Draft a paper above a duty's case that has come to a step, unless one waits already."""
    work, at = cascade.work, paper.cause.at
    case = work.case(case_id)
    assert case.parent is not None
    host = case.parent.case
    late = lateness_of(case, paper.together or "")
    known = _about(papers_of(work, host).values(), late)
    if any(one.status == _WAITS for one in known):
        return
    drafted = PaperRow(
        key=key_of(host, late, len(known) + 1),
        case=host,
        seq=work.case(host).seq + 1,
        document=paper.document,
        to=paper.to,
        copies=paper.copies,
        drafted_at=at,
    )
    _note(cascade, drafted, "drafted", at)


def _note(
    cascade: Cascade, paper: PaperRow, kind: Literal["drafted", "dropped"], at: dt.datetime
) -> None:
    """Keep a paper, with a line of its case that says what became of it."""
    work = cascade.work
    machine, host = work.relative(paper.case)
    moment = Moment(at=at, recorded_at=cascade.recorded_at)
    cascade.perform(noted(machine, host, kind, paper.document, paper.key, work, moment))
    work.papers.append(paper)


def named_now(work: Workspace, host: Case, paper: PaperRow) -> list[dict[str, Any]]:
    """Return whom a paper that waits names, as this transaction leaves it."""
    papers = papers_of(work, host.id).values()
    return named_on(
        paper, host, papers, lambda: work.unit.history(host.id) + work.entries[host.id], work
    )


def named_on(
    paper: PaperRow, host: Case, papers: Iterable[PaperRow], history: Callable[[], list[Entry]],
    view: View,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return whom a paper that waits names: all who were late and stand on no signed one.

    `papers` and `history` are those of its case, which the duty is owed in.
    """
    late = lateness_behind(paper.key)
    if late is None:
        return []
    others = {one.key for one in _about(papers, late) if one.status not in (_WAITS, _VOID)}
    told = {
        one["case"]
        for entry in (history() if others - {paper.key} else ())
        if entry.kind == "signed" and entry.said["paper"] in others - {paper.key}
        for one in entry.said["named"]
    }
    cases = [one for one in late_cases(host, late, view) if one[1].id not in told]
    return naming(cases, view, paper.drafted_at)


def review_papers(cascade: Cascade, case_id: str) -> None:
    """Void the papers above a duty's case that name nobody any more, and revive those that do."""
    work = cascade.work
    case = work.case(case_id)
    if case.parent is None or not work.machine_of(case).workflow.duty_of:
        return
    host = case.parent.case
    for paper in papers_of(work, host).values():
        late = lateness_behind(paper.key)
        if late is None or late != lateness_of(case, late.step):
            continue
        names = bool(named_now(work, work.case(host), paper))
        fell = paper.status == _VOID and not (paper.number or paper.voided_by)
        if paper.status == _WAITS and not names:
            _note(cascade, replace(paper, status=_VOID), "dropped", cascade.recorded_at)
        elif fell and names:
            _note(cascade, replace(paper, status=_WAITS), "drafted", cascade.recorded_at)


def _about(papers: Iterable[PaperRow], late: Lateness) -> list[PaperRow]:
    return [one for one in papers if lateness_behind(one.key) == late]
