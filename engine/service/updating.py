"""A ledger's row that is known comes again: its case takes what it has not yet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.kernel.effects import Refusal
from engine.kernel.events import Act, Actor
from engine.kernel.values import read_values
from engine.service.cascade import Refusing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from engine.kernel.case import Entry
    from engine.service.engine import Transaction
    from engine.service.importing import DatedAct, LedgerRow

_NO_MORE = frozenset({"event_not_from_here", "case_closed"})


def bring_up_to(now: Transaction, row: LedgerRow, case_id: str, actor: Actor) -> int:
    """Take the acts of a row that its case has not yet; return how many. Raise Refusing.

    An act is there already when the history has it on that legal day, by whomever it was taken;
    one without a legal date of its own, when the history has it as often as the row.
    """
    acts = _lacking(row, now.work.unit.history(case_id)) if row.acts else []
    for act in acts:
        _take(now, case_id, act, actor)
    return len(acts)


def _lacking(row: LedgerRow, history: Sequence[Entry]) -> list[DatedAct]:
    known: Counter[tuple[str, dt.date | None]] = Counter()
    for entry in history:
        if entry.kind == "act":
            known.update([(entry.event, entry.occurred_on), (entry.event, None)])
    lacking = []
    for act in sorted(row.acts, key=lambda one: one.on):
        key = (act.event, act.on if act.dated else None)
        if known[key] > 0:
            known[key] -= 1
        else:
            lacking.append(act)
    return lacking


def _take(now: Transaction, case_id: str, dated: DatedAct, actor: Actor) -> None:
    act = Act(event=dated.event, actor=actor, values=dated.values)
    try:
        now.engine.act_within(now, case_id, act)
    except Refusing as refused:
        known = _on_other_day(now, case_id, dated)
        if refused.refusal.code not in _NO_MORE or known is None:
            raise
        title = now.work.relative(case_id)[0].workflow.events[dated.event].title
        facts = {
            "event": dated.event, "event_zh": title.zh, "event_en": title.en, "on": dated.on,
            "known": known, "number": now.work.case(case_id).number,
        }  # fmt: skip
        raise Refusing(Refusal(code="import_act_on_other_day", facts=facts)) from None


def _on_other_day(now: Transaction, case_id: str, dated: DatedAct) -> object:
    days = [
        entry.occurred_on
        for entry in now.work.unit.history(case_id)
        if entry.kind == "act" and entry.event == dated.event
    ]
    return days[-1] if days else None


def differing_fields(now: Transaction, row: LedgerRow, case_id: str) -> tuple[str, ...]:
    """Return the fields of its opening in which a row says other than its case."""
    case = now.work.case(case_id)
    fields = now.work.relative(case_id)[0].workflow.fields
    supplied = {name: value for name, value in row.values.items() if name in fields}
    read, unreadable = read_values(fields, supplied, now.work.directory)
    wrong = {each["facts"]["field"] for each in unreadable}
    other = [name for name, value in read.items() if case.fields.get(name) != value]
    return tuple(name for name in row.values if name in other or name in wrong)
