"""What the store hands out beside cases: rows read back, as frozen values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from engine.kernel.case import Attachment, Value
from engine.service.later import LaterEntry
from engine.service.list_rows import CaseSpanRow
from engine.service.ports import (
    HistoryRow,
    MessageRow,
    PaperRow,
    SpanRow,
    StepRow,
)
from store.codec import day, from_json, instant, maybe_day, maybe_instant


class OutboxMessage(Value, kw_only=True):
    """A message of the outbox, and how far its delivery got."""

    key: str
    case: str
    seq: int
    kind: str
    roles: tuple[str, ...]
    about: str
    occurred_at: dt.datetime
    send_after: dt.datetime
    status: str = "waiting"
    attempts: int = 0
    lease_until: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    error: str | None = None
    recorded_at: dt.datetime | None = None
    confirm_late: bool = False
    held_at: dt.datetime | None = None
    confirmed_by: str | None = None
    confirmed_at: dt.datetime | None = None

    @property
    def lag(self) -> dt.timedelta:
        """How long after it occurred what the message tells of was recorded."""
        return (self.recorded_at or self.occurred_at) - self.occurred_at


class DefinitionRow(Value, kw_only=True):
    """A published version: the text as it was given, its hash, and what it compiled to."""

    workflow: str
    version: int
    text: str = ""
    hash: str
    compiled: str = ""
    compiled_format: int
    published_at: dt.datetime
    published_by: str


class BodyRow(Value, kw_only=True):
    """A numbered revision of a named body: a calendar, a counting profile, the directory."""

    name: str
    revision: str
    seq: int
    recorded_at: dt.datetime
    body: str = ""


def outbox_message(row: tuple[Any, ...]) -> OutboxMessage:
    """Return an outbox row as a value."""
    key, case, seq, kind, roles, about, occurred, after, status, tries, lease, sent, error = row[
        :13
    ]
    recorded, confirm, held, confirmed_by, confirmed_at = row[13:18]
    return OutboxMessage(
        key=key,
        case=case,
        seq=seq,
        kind=kind,
        roles=tuple(from_json(roles)),
        about=about,
        occurred_at=instant(occurred),
        send_after=instant(after),
        status=status,
        attempts=tries,
        lease_until=maybe_instant(lease),
        sent_at=maybe_instant(sent),
        error=error,
        recorded_at=maybe_instant(recorded),
        confirm_late=bool(confirm),
        held_at=maybe_instant(held),
        confirmed_by=confirmed_by,
        confirmed_at=maybe_instant(confirmed_at),
    )


def message(row: tuple[Any, ...]) -> MessageRow:
    """Return a row of the outbox as the message that it was when it was put there."""
    key, case, seq, kind, roles, about, occurred, after = row[:8]
    recorded, confirm = row[13:15]
    return MessageRow(
        key=key,
        case=case,
        seq=seq,
        kind=kind,
        roles=tuple(from_json(roles)),
        about=about,
        occurred_at=instant(occurred),
        send_after=instant(after),
        recorded_at=maybe_instant(recorded),
        confirm_late=bool(confirm),
    )


def later(row: tuple[Any, ...]) -> LaterEntry:
    """Return an entry of a family's history in short."""
    case, seq, kind, event, actor, occurred, recorded = row
    return LaterEntry(
        case=case,
        seq=seq,
        kind=kind,
        event=event,
        actor=actor,
        occurred_at=instant(occurred),
        recorded_at=instant(recorded),
    )


def paper(row: tuple[Any, ...]) -> PaperRow:
    """Return a row of papers as a value."""
    key, case, seq, document, to, copies, drafted, status, number, signed_by, signed_at = row[:11]
    sent_by, sent_on, sent_at, deemed_at, receipted_by, on, at, voided_by, voided_at = row[11:20]
    return PaperRow(
        key=key,
        case=case,
        seq=seq,
        document=document,
        to=tuple(from_json(to)),
        copies={kind: tuple(roles) for kind, roles in from_json(copies).items()},
        drafted_at=instant(drafted),
        status=status,
        number=number,
        signed_by=signed_by,
        signed_at=maybe_instant(signed_at),
        sent_by=sent_by,
        sent_on=maybe_day(sent_on),
        sent_at=maybe_instant(sent_at),
        deemed_at=maybe_instant(deemed_at),
        receipted_by=receipted_by,
        receipted_on=maybe_day(on),
        receipted_at=maybe_instant(at),
        voided_by=voided_by,
        voided_at=maybe_instant(voided_at),
    )


def history(row: tuple[Any, ...]) -> HistoryRow:
    """Return a row of history as a value."""
    *start, occurred, recorded, text, own, previous, version = row
    case, seq, kind, event, source, target, actor = start
    return HistoryRow(
        case=case,
        seq=seq,
        kind=kind,
        event=event,
        source=source,
        target=target,
        actor=actor,
        occurred_at=instant(occurred),
        recorded_at=instant(recorded),
        text=text,
        hash=own,
        previous=previous,
        hash_version=version,
    )


def attached(text: str) -> list[Attachment]:
    """Return the files that an entry of history put on its case."""
    return msgspec.convert(from_json(text)["changes"]["attachments"], list[Attachment])


def span(row: tuple[Any, ...]) -> SpanRow:
    """Return a row of deadline_spans as a value."""
    case, deadline, generation, seq, term, status, _, started, due_on, due_at, start, known = row
    return SpanRow(
        case=case,
        deadline=deadline,
        generation=generation,
        term=term,
        seq=seq,
        status=status,
        started_on=day(started),
        due_on=maybe_day(due_on),
        due_at=maybe_instant(due_at),
        from_at=instant(start),
        recorded_at=instant(known),
    )


def case_span(row: tuple[Any, ...]) -> CaseSpanRow:
    """Return a row of case_spans as a value."""
    case, seq, version, state, stage, final, organisation, start, known = row
    return CaseSpanRow(
        case=case,
        seq=seq,
        version=version,
        state=state,
        stage=stage,
        final=final,
        organisation=organisation,
        from_at=instant(start),
        recorded_at=instant(known),
    )


def step(row: tuple[Any, ...]) -> StepRow:
    """Return a row of steps as a value."""
    case, deadline, generation, term, name, seq, occurred, recorded = row
    return StepRow(
        case=case,
        deadline=deadline,
        generation=generation,
        term=term,
        step=name,
        seq=seq,
        occurred_at=instant(occurred),
        recorded_at=instant(recorded),
    )


def definition(row: tuple[Any, ...]) -> DefinitionRow:
    """Return a row of definitions as a value."""
    workflow, version, text, own, compiled, form, at, by = row
    return DefinitionRow(
        workflow=workflow,
        version=version,
        text=text,
        hash=own,
        compiled=compiled,
        compiled_format=form,
        published_at=instant(at),
        published_by=by,
    )


def brief_definition(row: tuple[Any, ...]) -> DefinitionRow:
    """Return a row of definitions, read without its texts, as a value."""
    workflow, version, own, form, at, by = row
    return DefinitionRow(
        workflow=workflow,
        version=version,
        hash=own,
        compiled_format=form,
        published_at=instant(at),
        published_by=by,
    )


def body(row: tuple[Any, ...]) -> BodyRow:
    """Return a row of calendars or profiles as a value."""
    name, revision, seq, at, text = row
    return BodyRow(name=name, revision=revision, seq=seq, recorded_at=instant(at), body=text)
