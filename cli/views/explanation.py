"""Why a deadline of a case falls on its day, which steps follow, and what may be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cli.tables import aligned, one_line
from cli.views.case import clocks_of, status
from cli.views.clocks import latest
from cli.views.grounds import (
    course_lines,
    grounds_data,
    grounds_lines,
    is_moved,
    turn_lines,
    turns_of,
)
from cli.views.held import due_text, held_data
from cli.views.telling import asks, step_text
from engine.calendar.explanation import explain
from engine.errors import NotFound
from engine.kernel.called import not_known, titles_of
from engine.kernel.ladder import ahead, all_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.workflow import Deadline, Event
    from engine.kernel.case import Clock, TakenStep
    from engine.kernel.ladder import DueStep


class Told(NamedTuple):
    """A deadline, how its day was counted, what became of it since, and its next steps in order."""

    clock: Clock
    deadline: Deadline
    lines: list[str]
    steps: list[DueStep]
    taken: list[TakenStep]
    course: list[str]


def chosen(facts: CaseFacts, name: str | None) -> list[Clock]:
    """Return the deadlines to explain: the one named, or all; raise NotFound."""
    known = facts.workflow.deadlines
    clocks = [clock for clock in latest(facts.case) if clock.name in known]
    if name is None:
        return clocks
    found = [clock for clock in clocks if clock.name == name]
    if found:
        return found
    if name in known:
        raise NotFound("deadline_not_started", deadline=name)
    given = {"deadline": name, "deadlines": list(known)}
    code, told = not_known("deadline_unknown", name, titles_of(known), **given)
    raise NotFound(code, **told)


def told(facts: CaseFacts, clock: Clock, language: str) -> Told:
    """Return a deadline with its explanation."""
    deadline = facts.workflow.deadlines[clock.name]
    running = clock.status == "running"
    steps = ahead(deadline, facts.calendar, clock) if running else []
    taken = [
        step
        for step in all_taken(deadline, facts.calendar, clock)
        if facts.tells(f"{clock.name}:{step.id}")
    ]
    counted = _counted(facts, clock, deadline, language)
    return Told(clock, deadline, counted, steps, taken, course_lines(facts, clock, language))


def _counted(facts: CaseFacts, clock: Clock, deadline: Deadline, language: str) -> list[str]:
    if deadline.within is None or deadline.within.unit in ("hours", "promptly"):
        return []
    profile = facts.profiles[deadline.counting or facts.workflow.counting]
    found = explain(
        facts.calendar,
        profile,
        max(clock.started_on, deadline.not_before or clock.started_on),
        deadline.within,
        roll=deadline.roll,
        first_day=deadline.first_day,
        soft=deadline.soft,
    )
    turns = turns_of(facts, clock)
    first = {turn.due_on for turn in turns[:1]}
    return found.lines(language) if found.counted.due_on in {*first, clock.due_on} else []


def explanation_data(
    facts: CaseFacts,
    told: Sequence[Told],
    possible: Sequence[tuple[Event, tuple[str, ...]]],
) -> dict[str, Any]:
    """Return the explanation as programs read it."""
    return {
        "case": facts.number,
        "state": facts.line["state"],
        "deadlines": [_told_data(each) for each in told],
        "possible": [
            {"event": event.name, "asks": asks(event), "people": people}
            for event, people in possible
        ],
    }


def grounded_data(
    session: Session,
    facts: CaseFacts,
    told: Sequence[Told],
    possible: Sequence[tuple[Event, tuple[str, ...]]],
) -> dict[str, Any]:
    """Return the explanation with what each due day rests on."""
    plain = explanation_data(facts, told, possible)
    grounds = [grounds_data(session, facts, each.clock) for each in told]
    return {
        **plain,
        "deadlines": [
            {**each, **ground} for each, ground in zip(plain["deadlines"], grounds, strict=True)
        ],
    }


def _told_data(told: Told) -> dict[str, Any]:
    clock, clause = told.clock, told.deadline.clause
    return {
        "name": clock.name,
        "status": clock.status,
        "clause": {"zh": clause.zh, "en": clause.en} if clause else None,
        "started_on": clock.started_on,
        "due_on": clock.due_on,
        "due_at": clock.due_at,
        "provisional": clock.provisional,
        **held_data(msgspec.to_builtins(clock)),
        "extended_to": clock.extended_to,
        "explanation": [*told.lines, *told.course],
        "taken": [{"step": one.id, "at": one.at} for one in told.taken],
        "upcoming": [{"step": step.id, "at": step.at} for step in told.steps],
    }


def explanation_screen(
    session: Session,
    facts: CaseFacts,
    told: Sequence[Told],
    possible: Sequence[tuple[Event, tuple[str, ...]]],
) -> Iterator[str]:
    """Explain a case to a person."""
    says = session.says
    state = facts.workflow.states[facts.line["state"]].title.said(session.language)
    yield one_line(f"{facts.number}  {state}")
    for each in told:
        yield ""
        yield from _told_screen(session, facts, each)
    if possible:
        yield ""
        yield says("possible_now")
        yield from aligned([_possible(session, *each) for each in possible], indent="  ")


def _told_screen(session: Session, facts: CaseFacts, told: Told) -> Iterator[str]:
    clock, says = told.clock, session.says
    title = one_line(told.deadline.title.said(session.language))
    plain = next(each for each in clocks_of(facts) if each["name"] == clock.name)
    standing = {"due_on": due_text(session, plain), "status": status(session, facts, plain)}
    yield says("explained", title=title, **standing)
    if told.deadline.clause:
        yield "  " + says(
            "explained_clause", clause=one_line(told.deadline.clause.said(session.language))
        )
    yield from ("  " + one_line(line) for line in grounds_lines(session, facts, clock))
    if clock.extended_to:
        yield "  " + says("explained_extended", to=clock.extended_to)
    yield from ("    " + one_line(line) for line in told.lines)
    if is_moved(turns_of(facts, clock)):
        yield from ("    " + one_line(line) for line in turn_lines(session, facts, clock))
    yield from ("  " + line for line in _steps(session, facts, told))


def _steps(session: Session, facts: CaseFacts, told: Told) -> Iterator[str]:
    def text(step: str) -> str:
        """Return what a step does."""
        return one_line(step_text(session, facts.workflow, told.deadline, step))

    for taken in told.taken:
        yield session.says("step_taken", at=facts.local(taken.at), step=text(taken.id))
    for step in told.steps:
        yield session.says("step_ahead", at=facts.local(step.at), step=text(step.id))


def _possible(session: Session, event: Event, people: tuple[str, ...]) -> list[str]:
    asked = " ".join(f"--set {name}=…" for name in asks(event))
    who = session.says("list_separator").join(people) or session.says("nobody")
    return [event.name, one_line(event.title.said(session.language)), who, asked]
