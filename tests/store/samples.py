"""Cases and changes for the tests of the store, built with few words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.case import Case, Clock, Link, TakenStep
from engine.service.list_rows import CaseSpanRow, WaitingRow
from engine.service.ports import (
    CaseColumns,
    Change,
    HistoryRow,
    MessageRow,
    PaperRow,
    PrivateRow,
    SpanRow,
    StepRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

START = dt.datetime(2019, 8, 5, 1, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def clock(name: str = "report", *, due: dt.date = dt.date(2019, 8, 30), **more: Any) -> Clock:
    """Return a running clock that rings at the end of its due day."""
    end = dt.datetime.combine(due, dt.time(16), dt.UTC)
    given: dict[str, Any] = {
        "name": name,
        "started_on": START.date(),
        "started_at": START,
        "term_at": START,
        "due_on": due,
        "due_at": end,
        "ladder_from": due,
        "next_step": "late",
        "next_at": end,
        "taken": (TakenStep(id="warn:3wd", at=START),),
    }
    return Clock(**{**given, **more})


def ended(running: Clock, status: str, at: dt.datetime) -> Clock:
    """Return a clock that ended."""
    return replace(
        running, status=status, ended_on=at.date(), ended_at=at, next_step=None, next_at=None
    )


def case(case_id: str = "01", *, at: dt.datetime = START, **more: Any) -> Case:
    """Return a case that was just opened."""
    given: dict[str, Any] = {
        "id": case_id,
        "number": f"苏安巡〔2019〕{int(case_id)}号",
        "workflow": "patrol",
        "version": 1,
        "state": "on_site",
        "home": "jiangsu_office",
        "root": case_id,
        "opened_by": "leader",
        "opened_on": at.date(),
        "opened_at": at,
        "acted_on": at.date(),
        "acted_at": at,
        "fields": {"target": "nanjing", "grade": "major", "sum": 3, "days": ["2019-08-05"]},
        "clocks": (clock(),),
        "seq": 1,
        "head": f"hash-{case_id}-1",
    }
    return Case(**{**given, **more})


def child(case_id: str, parent: Case, field: str = "problems", **more: Any) -> Case:
    """Return a case below another."""
    link = Link(case=parent.id, field=field)
    return case(case_id, root=parent.root, parent=link, workflow="rectification", **more)


def moved(before: Case, at: dt.datetime = START + HOUR, **changes: Any) -> Case:
    """Return a case after one more event."""
    seq = before.seq + 1
    changes = {"acted_at": at, "acted_on": at.date(), **changes}
    return replace(before, seq=seq, head=f"hash-{before.id}-{seq}", **changes)


def closed(before: Case, at: dt.datetime = START + HOUR, state: str = "closed") -> Case:
    """Return a case after it was closed, its clocks met."""
    clocks = tuple(ended(one, "met", at) for one in before.clocks)
    return moved(before, at, state=state, closed_at=at, closed_on=at.date(), clocks=clocks)


def columns(after: Case, **more: Any) -> CaseColumns:
    """Return what lists ask of a case."""
    final = None if after.closed_at is None else "void" if after.state == "void" else "done"
    organisation = after.fields.get("target")
    given = {"stage": None, "secret": False, "title": "安全生产巡查", "organisation": organisation}
    return CaseColumns(final=final, **{**given, **more})


def entry(after: Case, event: str, actor: str = "leader") -> HistoryRow:
    """Return the history entry that led to a case."""
    return HistoryRow(
        case=after.id,
        seq=after.seq,
        kind="opened" if after.seq == 1 else "act",
        event=event,
        source=None,
        target=after.state,
        actor=actor,
        occurred_at=after.acted_at,
        recorded_at=after.acted_at,
        text=f'{{"event":"{event}","said":{{"sum":1.50}}}}',
        hash=after.head,
        previous=f"hash-{after.id}-{after.seq - 1}",
    )


def spans_of(before: Case | None, after: Case, recorded_at: dt.datetime | None) -> list[SpanRow]:
    """Return the spans of the clocks that became different."""
    known = before.clocks if before else ()
    return [
        SpanRow(
            case=after.id,
            deadline=one.name,
            generation=one.generation,
            term=one.term,
            seq=after.seq,
            status=one.status,
            started_on=one.started_on,
            due_on=one.due_on,
            due_at=one.due_at,
            from_at=after.acted_at,
            recorded_at=recorded_at or after.acted_at,
        )
        for one in after.clocks
        if one not in known
    ]


def change(
    before: Case | None,
    after: Case,
    event: str = "",
    *,
    actor: str = "leader",
    recorded_at: dt.datetime | None = None,
    secret: bool = False,
    stage: str | None = None,
    **rows: Any,
) -> Change:
    """Return all that one transaction says of a case."""
    event = event or ("open" if before is None else "leave")
    known = columns(after, secret=secret, stage=stage)
    was = None if before is None else before.state
    if was != after.state:
        more = {"stage": stage, "final": known.final, "organisation": known.organisation}
        seen = recorded_at or after.acted_at
        rows.setdefault(
            "case_spans", (case_span(after, at=after.acted_at, recorded_at=seen, **more),)
        )
    return Change(
        before=before,
        after=after,
        columns=known,
        soft={"target": True},
        governing="report",
        history=(entry(after, event, actor),),
        spans=tuple(spans_of(before, after, recorded_at)),
        **rows,
    )


def step(after: Case, step_id: str = "late", term: int = 1) -> StepRow:
    """Return a step of the case's first clock that took effect."""
    return StepRow(
        case=after.id,
        deadline="report",
        generation=1,
        term=term,
        step=step_id,
        seq=after.seq,
        occurred_at=after.acted_at,
        recorded_at=after.acted_at,
    )


def message(after: Case, key: str, *, send_after: dt.datetime = START) -> MessageRow:
    """Return a message to send."""
    return MessageRow(
        key=key,
        case=after.id,
        seq=after.seq,
        kind="notice",
        roles=("leader", "office"),
        about="leave",
        occurred_at=after.acted_at,
        send_after=send_after,
    )


def paper(after: Case, key: str, **more: Any) -> PaperRow:
    """Return a draft."""
    given: dict[str, Any] = {
        "key": key,
        "case": after.id,
        "seq": after.seq,
        "document": "supervision_letter",
        "to": ("leader",),
        "copies": {"report": ("chair",)},
        "drafted_at": after.acted_at,
    }
    return PaperRow(**{**given, **more})


def private(after: Case, text: str = "张某反映的情况") -> PrivateRow:
    """Return a personal text of the case's last entry."""
    return PrivateRow(
        case=after.id, seq=after.seq, field="statement", salt="00ff", text=text, commitment="c0"
    )


def interrupted(opening: AbstractContextManager[Any], work: Callable[[Any], object]) -> None:
    """Do something in a transaction, then fail."""
    with opening as opened:
        work(opened)
        raise ZeroDivisionError


def case_span(of: Case, *, at: dt.datetime = START, **more: Any) -> CaseSpanRow:
    """Return what a case became by its last entry."""
    given: dict[str, Any] = {
        "case": of.id,
        "seq": of.seq,
        "version": of.version,
        "state": of.state,
        "stage": None,
        "final": None,
        "organisation": of.home,
        "from_at": at,
        "recorded_at": at,
    }
    return CaseSpanRow(**{**given, **more})


def waiting(of: Case, address: str = '{"person":"leader"}', what: str = "") -> WaitingRow:
    """Return an address that a case waits at."""
    return WaitingRow(case=of.id, what=what, address=address)
