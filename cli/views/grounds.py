"""What a due day rests on: what started it, its rule, how it is counted, what moved it since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import speak
from cli.tables import one_line
from cli.views.telling import what
from engine.definition.workflow import DueAtField, DueFrom, DueMonthly, DueOnDate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.workflow import Deadline, Workflow
    from engine.kernel.case import Clock
    from engine.service.ports import HistoryRow, SpanRow


def turns_of(facts: CaseFacts, clock: Clock) -> list[SpanRow]:
    """Return what a clock was from when on, in the order it was recorded."""
    known = (clock.name, clock.generation)
    return [span for span in facts.spans if (span.deadline, span.generation) == known]


def is_moved(turns: list[SpanRow]) -> bool:
    """Return whether a clock was held, or its due day moved, since it started."""
    dues = {turn.due_on for turn in turns}
    return len(dues) > 1 or any(turn.status == "suspended" for turn in turns)


def grounds_data(session: Session, facts: CaseFacts, clock: Clock) -> dict[str, Any]:
    """Return what a due day rests on as programs read it."""
    deadline = facts.workflow.deadlines[clock.name]
    turns, rows = turns_of(facts, clock), _rows(facts)
    profile = facts.profiles[deadline.counting or facts.workflow.counting]
    return {
        "started_by": _entry(session, facts, rows.get(turns[0].seq)) if turns else None,
        "rule": _rule(facts.workflow, deadline, session.language),
        "counting": profile.name,
        "calendar": {"name": facts.calendar.name, "revision": facts.calendar.revision},
        "counted_by_revision": clock.revision or None,
        "turns": [
            {
                "at": turn.from_at, "status": turn.status, "due_on": turn.due_on,
                "by": _entry(session, facts, rows.get(turn.seq)),
            }
            for turn in turns
        ],
    }  # fmt: skip


def grounds_lines(session: Session, facts: CaseFacts, clock: Clock) -> Iterator[str]:
    """Yield what a due day rests on, a line for each."""
    says, told = session.says, grounds_data(session, facts, clock)
    started = told["started_by"]
    if started is None:
        yield says("explained_start", start=clock.started_on)
    else:
        yield says("explained_started_by", start=clock.started_on, what=started["what"])
    profile = facts.profiles[told["counting"]]
    counting = profile.title.get(session.language) or profile.name
    yield says("explained_rule", rule=told["rule"], counting=counting)
    yield says("explained_calendar", **told["calendar"])
    if clock.provisional:
        yield says("explained_provisional")


def course_lines(facts: CaseFacts, clock: Clock, language: str) -> list[str]:
    """Return each turn of a clock that was moved or held, without what turned it."""
    turns = turns_of(facts, clock)
    if not is_moved(turns):
        return []
    told = (
        (turn, _turn(facts, turn.from_at, turn.status, turn.due_on, language)) for turn in turns
    )
    return [speak(_turn_code(turn.status), each, language).message for turn, each in told]


def turn_lines(session: Session, facts: CaseFacts, clock: Clock) -> Iterator[str]:
    """Yield each turn of a clock that was held, extended, moved or undone, and what turned it."""
    for turn in grounds_data(session, facts, clock)["turns"]:
        told = _turn(facts, turn["at"], turn["status"], turn["due_on"], session.language)
        code = _turn_code(turn["status"])
        if turn["by"] is None:
            yield session.says(code, **told)
        else:
            yield session.says(f"{code}_by", what=turn["by"]["what"], **told)


def _turn_code(status: str) -> str:
    """Return the sentence of a turn: the day of a clock that is held is that of before."""
    return "explained_turn_held" if status == "suspended" else "explained_turn"


def _turn(
    facts: CaseFacts, at: dt.datetime, status: str, due_on: dt.date | None, language: str
) -> dict[str, Any]:
    return {
        "at": facts.local(at),
        "due_on": due_on or speak("status_undated", {}, language).message,
        "status": speak(f"clock_{status}", {}, language).message,
    }


def _rows(facts: CaseFacts) -> dict[int, HistoryRow]:
    history = facts.office.reader.history(facts.line["id"])
    return {row.seq: row for row in history if facts.tells(row.event)}


def _entry(session: Session, facts: CaseFacts, row: HistoryRow | None) -> dict[str, Any] | None:
    """Return the entry behind a turn; None where the reader is not shown it."""
    if row is None:
        return None
    text = one_line(what(session, facts.workflow, row))
    return {"kind": row.kind, "event": row.event, "at": row.occurred_at, "what": text}


def _rule(workflow: Workflow, deadline: Deadline, language: str) -> str:
    """Return by when something is due, in words."""

    def by(kind: str, **facts: object) -> str:
        """Return the sentence of one kind of due date."""
        return speak(f"explained_{kind}", facts, language).message

    if deadline.within is not None:
        return deadline.within.text(language)
    match deadline.due:
        case DueOnDate(on=on):
            return on.isoformat()
        case DueAtField(field=field):
            return by("at_field", field=workflow.fields[field].title.said(language))
        case DueMonthly(day=day):
            return by("monthly", day=day)
        case DueFrom(length=length, direction=direction, field=field):
            title = workflow.fields[field].title.said(language)
            return by(direction, length=length.text(language), field=title)
    return "-"
