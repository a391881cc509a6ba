"""What would become of a case, as a dated table, as JSON and as bars to be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.pictures.words import Words
from cli.tables import aligned, one_line
from cli.views.telling import before_ladder
from cli.views.timeline import ENDED, Bar, Timeline
from engine.definition.duties import opened_by_duty

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.definitions import Shelf
    from cli.session import Session
    from engine.definition.workflow import Deadline, Workflow
    from engine.kernel.case import Case
    from runtime.rehearsal.forecast import Forecast, Happening

_COURSES = {
    "nobody": "simulate_by_nobody",
    "last-day": "simulate_last_day",
    "scenario": "simulate_by_scenario",
}
#: A reminder that repeats is shown so often; then it goes on in the same way.
SHOWN_REPEATS = 2


def forecasts_data(
    session: Session, workflow: Workflow, told: Sequence[Forecast], svg: str | None
) -> dict[str, Any]:
    """Return what would happen as programs read it."""
    return {
        "workflow": workflow.name,
        "version": workflow.version,
        "svg": svg,
        "courses": [_data(session, each) for each in told],
    }


def _data(session: Session, told: Forecast) -> dict[str, Any]:
    return {
        "course": told.course,
        "case": told.number,
        "start": told.start,
        "until": told.until,
        "provisional": told.provisional,
        "warning": _warning(session, told) if told.provisional else None,
        "failed": list(told.failed),
        "happenings": [
            {
                "on": one.on, "case": one.case, "workflow": one.workflow, "kind": one.kind,
                "what": one.what, "from": one.source, "to": one.target,
                "provisional": one.provisional,
            }
            for one in told.happenings
        ],
        "cases": [
            {
                "case": each.number, "workflow": each.workflow, "state": each.state,
                "closed_on": each.closed_on,
            }
            for each in told.cases
        ],
    }  # fmt: skip


def forecasts_screen(
    session: Session, shelf: Shelf, told: Sequence[Forecast], svg: str | None
) -> Iterator[str]:
    """Show what would happen, a line for each thing."""
    for number, each in enumerate(told):
        if number:
            yield ""
        yield from _screen(session, shelf, each)
    if svg is not None:
        yield session.says("timeline_written", file=svg)


def _screen(session: Session, shelf: Shelf, told: Forecast) -> Iterator[str]:
    yield session.says(_COURSES[told.course], start=told.start, until=told.until)
    workflows = _with_duties(shelf.latest())
    rows = [
        [one.on.isoformat(), one_line(one.case), one_line(_told(session, shelf, workflows, one))]
        for one in told.happenings
        if _repeat(one) <= SHOWN_REPEATS and one.on <= told.until
    ]
    yield from aligned(rows, indent="  ")
    if any(_repeat(one) > SHOWN_REPEATS for one in told.happenings):
        yield "  " + session.says("simulate_repeats")
    for case in told.cases:
        state = Words(workflows[case.workflow], session.language, shelf.title).said(
            workflows[case.workflow].states[case.state].title
        )
        yield session.says("simulate_ends", case=one_line(case.number), state=one_line(state))
    if told.provisional:
        yield _warning(session, told)
    for one in told.failed:
        yield session.says("simulate_failed", detail=one_line(one))


def _with_duties(workflows: Mapping[str, Workflow]) -> dict[str, Workflow]:
    """Return definitions by name, with those that follow from their duties."""
    duties = {
        opened_by_duty(name, duty): one
        for name, workflow in workflows.items()
        for duty, one in workflow.duty_workflows.items()
    }
    return {**workflows, **duties}


def _warning(session: Session, told: Forecast) -> str:
    days = [one.on for one in told.happenings if one.provisional]
    return session.says("simulate_provisional", first=min(days), calendar=told.calendar.name)


def _repeat(one: Happening) -> int:
    _, _, number = one.what.partition("#")
    return int(number) if one.kind == "step" and number.isdigit() else 1


def _told(session: Session, shelf: Shelf, workflows: Mapping[str, Workflow], one: Happening) -> str:
    workflow = workflows[one.workflow]
    words = Words(workflow, session.language, shelf.title)
    if one.kind == "opened":
        return session.says("simulate_opened", title=words.said(workflow.title))
    name, _, step = one.what.partition(":")
    deadline = workflow.deadlines.get(name)
    if one.kind == "due" and deadline is not None:
        code = "simulate_due_provisional" if one.provisional else "simulate_due"
        return session.says(code, deadline=words.said(deadline.title))
    if one.kind == "step" and deadline is not None:
        text = _step(session, words, deadline, step)
        return session.says("entry_step", deadline=words.said(deadline.title), step=text)
    event = workflow.events.get(one.what)
    title = words.said(event.title) if event else one.what
    if one.target in workflow.states and one.target != one.source:
        return f"{title} -> {words.said(workflow.states[one.target].title)}"
    return title


def _step(session: Session, words: Words, deadline: Deadline, step: str) -> str:
    rung = next((each for each in deadline.overdue if each.id == step.partition("#")[0]), None)
    return words.rung(rung) if rung is not None else before_ladder(session, deadline, step)


def timeline_of(told: Forecast, workflows: Mapping[str, Workflow], workflow: Workflow) -> Timeline:
    """Return the clocks of all cases, and the states of the first, as bars."""
    bars = [*_states(told, workflow)]
    known = _with_duties(workflows)
    for case in told.cases:
        bars += _clocks(told, case, known[case.workflow])
    days = [day for bar in bars for day in (bar.first, bar.last, bar.due) if day is not None]
    return Timeline(
        number=told.number, title=workflow.title, first=min(days, default=told.start),
        last=max(days, default=told.until), today=told.start, bars=tuple(bars),
    )  # fmt: skip


def _states(told: Forecast, workflow: Workflow) -> Iterator[Bar]:
    moves = [
        one for one in told.happenings
        if one.case == told.number and one.target in workflow.states and one.target != one.source
    ]  # fmt: skip
    for one, after in zip(moves, [*moves[1:], None], strict=True):
        state = workflow.states[one.target or ""]
        last = after.on if after else (one.on if state.final else told.until)
        yield Bar(
            name=state.name, title=state.title, first=one.on, last=max(last, one.on),
            is_open=after is None and state.final is None,
        )  # fmt: skip


def _clocks(told: Forecast, case: Case, workflow: Workflow) -> Iterator[Bar]:
    for clock in case.clocks:
        if clock.undone:
            continue
        deadline = workflow.deadlines[clock.name]
        last = clock.ended_on or case.closed_on or told.until
        yield Bar(
            name=clock.name, title=deadline.title, first=clock.started_on,
            last=max(last, clock.started_on), is_open=clock.status not in ENDED,
            due=clock.due_on, status=clock.status, soft=deadline.soft,
        )  # fmt: skip
