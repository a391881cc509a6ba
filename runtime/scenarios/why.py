"""Why something is not as a scenario expects: how a date was counted, what a case went through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calendar.explanation import explain
from engine.kernel.ladder import ahead
from engine.messages import LANGUAGES, sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from engine.kernel.case import Clock
    from engine.kernel.machine import Machine
    from engine.service.ports import HistoryRow

#: By language, the lines that say why.
Why = dict[str, list[str]]
LAST = 4


def why_clock(
    machine: Machine,
    name: str,
    clock: Clock | None,
    local: Callable[[dt.datetime], str],
    *,
    day_by_day: bool = False,
) -> Why:
    """Return since when a deadline runs, how its day was counted, and what is still before it."""
    if clock is None:
        return {
            language: [sentence("scenario_why_not_started", language, {"deadline": name}).message]
            for language in LANGUAGES
        }
    found: Why = {}
    for language in LANGUAGES:
        counted = _counted(machine, name, clock, language) if day_by_day else []
        found[language] = [
            *_running(name, clock, language),
            *counted,
            *_coming(machine, name, clock, local, language),
        ]
    return found


def _running(name: str, clock: Clock, language: str) -> list[str]:
    code = "scenario_why_clock" if clock.due_on else "scenario_why_undated"
    facts = {"deadline": name, "started": clock.started_on, "due": clock.due_on}
    return [sentence(code, language, {**facts, "status": clock.status}).message]


def _coming(
    machine: Machine, name: str, clock: Clock, local: Callable[[dt.datetime], str], language: str
) -> list[str]:
    if clock.status != "running":
        return []
    steps = ahead(machine.workflow.deadlines[name], machine.calendar, clock)
    facts = [{"step": step.id, "at": local(step.at)} for step in steps[:1]]
    return [sentence("scenario_why_next_step", language, each).message for each in facts]


def _counted(machine: Machine, name: str, clock: Clock, language: str) -> list[str]:
    deadline = machine.workflow.deadlines[name]
    if deadline.within is None or deadline.within.unit in ("hours", "promptly"):
        return []
    start = max(clock.started_on, deadline.not_before or clock.started_on)
    found = explain(
        machine.calendar, machine.profile(deadline), start, deadline.within,
        roll=deadline.roll, first_day=deadline.first_day, soft=deadline.soft,
    )  # fmt: skip
    return found.lines(language) if found.counted.due_on == clock.due_on else []


def why_state(
    machine: Machine, rows: Sequence[HistoryRow], local: Callable[[dt.datetime], str]
) -> Why:
    """Return the last moves of a case."""
    return {language: _moves(machine, rows, local, language) for language in LANGUAGES}


def _moves(
    machine: Machine, rows: Sequence[HistoryRow], local: Callable[[dt.datetime], str], language: str
) -> list[str]:
    said = []
    for row in rows[-LAST:]:
        event = machine.workflow.events.get(row.event)
        title = event.title.said(language) if event else row.event
        facts = {
            "at": local(row.occurred_at), "what": title, "actor": row.actor,
            "state": row.target or row.source or "-",
        }  # fmt: skip
        said.append(sentence("scenario_why_entry", language, facts).message)
    return said
