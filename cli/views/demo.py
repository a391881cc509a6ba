"""The demonstration's telling: each thing as it happens, then where it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cli.faults import speak
from cli.tables import aligned, one_line, padded
from cli.views.clocks import latest
from cli.views.telling import what
from engine.errors import NotFound
from store.views import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case
    from engine.service.ports import HistoryRow
    from runtime.demonstration import Stage
    from runtime.playing import Happened

NUMBER_COLUMNS = 14
LOOK = ("case list", "case show {number}", "case history {number}", "case explain {number}",
        "overdue", "stats --workflow {workflow}")  # fmt: skip


def narrated(session: Session, stage: Stage) -> Iterator[Happened]:
    """Play the story; on a screen, tell each thing as it happens."""
    output = session.output
    if output.is_screen:
        output.line(output.banner)
        output.banner = ""
        output.line(session.says("demo_title", title=stage.story.title[session.language]))
    reminders = 0
    for happened in stage.player.play(stage.story):
        if _is_reminder(happened):
            reminders += 1
        elif output.is_screen:
            output.line(_line(session, stage, happened))
        yield happened
    if output.is_screen:
        output.line(session.says("demo_reminders", count=reminders))


def _is_reminder(happened: Happened) -> bool:
    """Return whether something is a nudge of no legal meaning, of which there are very many."""
    row = happened.row
    return row is not None and (row.kind == "marked" or ":remind" in row.event)


def _line(session: Session, stage: Stage, happened: Happened) -> str:
    zone = stage.office.lexicon.zone("china")
    at = f"{happened.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return one_line(f"{at}  {padded(happened.case, NUMBER_COLUMNS)}  {_told(session, happened)}")


def _told(session: Session, happened: Happened) -> str:
    if happened.refusal is not None:
        text = speak(happened.refusal.code, happened.refusal.facts, session.language)
        return session.says("demo_refused", why=text.message)
    row = happened.row
    assert row is not None
    workflow = _workflow(session, row.case)
    told = session.says(
        "demo_did", title=workflow.title.said(session.language), what=what(session, workflow, row)
    )
    if row.actor != "engine":
        name = session.office.lexicon.names[row.actor][session.language]
        told += session.says("demo_by", person=name)
    told += _moved(session, workflow, row.source, row.target)
    return told + "".join(_due(session, workflow, row))


def _due(session: Session, workflow: Workflow, row: HistoryRow) -> Iterator[str]:
    """Yield the deadlines that began with an entry, each with its due day."""
    if row.kind == "step":
        return
    for clock in json.loads(row.text).get("changes", {}).get("clocks", ()):
        if clock.get("status", "running") == "running" and clock.get("due_on"):
            title = workflow.deadlines[clock["name"]].title.said(session.language)
            yield session.says("demo_due", deadline=title, due_on=clock["due_on"])


def _moved(session: Session, workflow: Workflow, source: str | None, target: str | None) -> str:
    if target is None or source == target:
        return ""
    return session.says("demo_moved", state=workflow.states[target].title.said(session.language))


def _workflow(session: Session, case_id: str) -> Workflow:
    case = session.office.reader.body(case_id)
    return session.office.library.workflow(case.workflow, case.version)


def _main_case(stage: Stage) -> Case:
    """Return the case that the story is about; raise NotFound where it was never opened."""
    lines = stage.office.reader.cases(Filters(workflow=stage.story.story, visible=None))
    if not lines:
        raise NotFound("demo_case_missing", enter=stage.story.enter)
    return stage.office.reader.body(lines[-1].id)


def closing_data(stage: Stage) -> dict[str, Any]:
    """Return where the story ended, as programs read it."""
    lines = stage.office.reader.cases(Filters(visible=None))
    return {
        "database": stage.office.location.shown,
        "enter": stage.story.enter,
        "cases": [
            {"number": line.number, "workflow": line.workflow, "state": line.state}
            for line in reversed(lines)
        ],
        "deadlines": [
            {"name": clock.name, "due_on": clock.due_on, "status": clock.status}
            for clock in latest(_main_case(stage))
        ],
    }


def closing_screen(session: Session, stage: Stage) -> Iterator[str]:
    """Show the deadlines of the main case, and what to look at next."""
    case, says = _main_case(stage), session.says
    workflow = stage.office.library.workflow(case.workflow, case.version)
    yield ""
    yield says("demo_deadlines", number=case.number)
    rows = [
        [
            workflow.deadlines[clock.name].title.said(session.language),
            str(clock.started_on),
            str(clock.due_on or says("status_undated")),
            says(f"clock_{clock.status}"),
        ]
        for clock in latest(case)
    ]
    head = [says(f"label_{name}") for name in ("deadline", "started_on", "due_on", "state")]
    yield from aligned([head, *rows], indent="  ")
    yield ""
    yield says("demo_look", database=stage.office.location.shown)
    yield from (
        f"  {program(session)} {line.format(number=case.number, workflow=case.workflow)}"
        for line in LOOK
    )


def program(session: Session) -> str:
    """Return the program's name, with the database where only this command line named it."""
    database = session.settings["database"]
    return f"patrol --database {database.value}" if database.origin == "option" else "patrol"
