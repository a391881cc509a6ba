"""What an entry of a history tells, in the words of the definition it happened under."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import to_builtins

from cli.views.upcoming import period_end
from cli.views.verbs import doing
from engine.calendar.lengths import Length
from engine.definition.workflow import OpenCase
from engine.errors import NotFound
from engine.kernel.case import Entry
from engine.kernel.events import ENGINE

if TYPE_CHECKING:
    from cli.session import Session
    from engine.definition.workflow import Deadline, Event, Step, Workflow
    from engine.service.ports import HistoryRow


_OF_CORRECTORS = ("corrected", "annulled", "reassigned")
_OF_PAPERS = ("drafted", "dropped", "signed", "sent", "receipted", "recalled")


def asks(event: Event) -> tuple[str, ...]:
    """Return what an event asks for, for its own case and on behalf of the children it opens."""
    for_children = (
        name for step in event.then if isinstance(step.verb, OpenCase) for name in step.verb.asked
    )
    return tuple(dict.fromkeys((*event.asks, *for_children)))


def what(session: Session, workflow: Workflow, row: HistoryRow | Entry) -> str:
    """Return what an entry tells of."""
    if row.kind in ("opened", "marked"):
        return session.says(f"entry_{row.kind}", word=_mark(session, workflow, row.event))
    if row.kind == "attached":
        return _attached(session, row)
    if row.kind in _OF_PAPERS:
        return _about_paper(session, workflow, row)
    if row.kind == "migrated":
        return _migrated(session, row)
    if row.kind in ("merged", "split"):
        return session.says(f"entry_{row.event}")
    if row.kind in (*_OF_CORRECTORS, "confirmed"):
        find = _told_of if row.kind == "confirmed" else _undone
        return session.says(f"entry_{row.kind}", what=find(session, workflow, row.event))
    event = workflow.events.get(row.event)
    if event is not None:
        return event.title.said(session.language)
    return _of_deadline(session, workflow, row)


def _of_deadline(session: Session, workflow: Workflow, row: HistoryRow | Entry) -> str:
    """Return what became of a deadline, or which of its steps was taken."""
    name, _, step = row.event.partition(":")
    deadline = workflow.deadlines.get(name)
    if deadline is None:
        return row.event
    if row.kind == "recomputed":
        return _recomputed(session, deadline.title.said(session.language), row)
    told = step_text(session, workflow, deadline, step)
    return session.says(
        f"entry_{row.kind}", deadline=deadline.title.said(session.language), step=told
    )


def _recomputed(session: Session, title: str, row: HistoryRow | Entry) -> str:
    """Return by which notices a deadline was counted anew, and what became of its day."""
    of = row.said if isinstance(row, Entry) else json.loads(row.text).get("said", {})
    notices = session.says("list_separator").join(of.get("notices", ()))
    before, after = of.get("from"), of.get("to")
    facts = {"deadline": title, "notices": notices, "before": before, "after": after}
    return session.says("entry_recounted" if before == after else "entry_recomputed", **facts)


def _told_of(session: Session, workflow: Workflow, about: str) -> str:
    """Return the act, or the step of a deadline, that a message tells of."""
    name, _, step = about.partition(":")
    deadline = workflow.deadlines.get(name)
    if step and deadline is not None:
        title = deadline.title.said(session.language)
        told = step_text(session, workflow, deadline, step)
        return session.says("entry_step", deadline=title, step=told)
    event = workflow.events.get(about)
    return event.title.said(session.language) if event else workflow.title.said(session.language)


def _undone(session: Session, workflow: Workflow, about: str) -> str:
    """Return the act or the field that a correction, annulment or reassignment is about."""
    found = workflow.events.get(about) or workflow.fields.get(about)
    if found:
        return found.title.said(session.language)
    return _document(session, workflow, about.removeprefix("receipt:"))


def _attached(session: Session, row: HistoryRow | Entry) -> str:
    """Return which files were put on a case, as far as the reader may know."""
    changes = row.changes if isinstance(row, Entry) else json.loads(row.text).get("changes", {})
    files = changes.get("attachments", ())
    names = [each["name"] if isinstance(each, dict) else each.name for each in files]
    if not names:
        return session.says("entry_attached_hidden")
    return session.says("entry_attached", names=session.says("list_separator").join(names))


def _migrated(session: Session, row: HistoryRow | Entry) -> str:
    """Return between which versions a case went."""
    of = row.said if isinstance(row, Entry) else json.loads(row.text).get("said", {})
    return session.says("entry_migrated", before=of.get("from", "-"), after=of.get("to", "-"))


def _about_paper(session: Session, workflow: Workflow, row: HistoryRow | Entry) -> str:
    """Return what became of a paper; nobody but the engine receives one without a signature."""
    title = _document(session, workflow, row.event.removeprefix("receipt:"))
    deemed = row.kind == "receipted" and row.actor == ENGINE
    return session.says("entry_deemed" if deemed else f"entry_{row.kind}", title=title)


def step_text(session: Session, workflow: Workflow, deadline: Deadline, step: str) -> str:
    """Return what a step of a deadline does: a warning, a nudge, or a rung of its ladder."""
    base, _, number = step.partition("#")
    rung = next((each for each in deadline.overdue if each.id == base), None)
    if rung is None or deadline.recurs is not None:
        return before_ladder(session, deadline, step)
    after = _how_late(rung, int(number) if number.isdigit() else 1, session.language)
    done = doing(_Titles(session, workflow), to_builtins(rung.verb))
    return session.says("step_later" if after else "step_late", after=after, what=done)


def before_ladder(session: Session, deadline: Deadline, step: str) -> str:
    """Return what a step is that no ladder names: a warning, a nudge, the end of a period."""
    base, _, number = step.partition("#")
    if base.startswith("warn:"):
        lengths = {length.short: length.text(session.language) for length in deadline.warn}
        return session.says("step_warn", length=lengths.get(base.removeprefix("warn:"), base))
    if base.startswith("remind"):
        return session.says("step_remind")
    return step if deadline.recurs is None else session.says("step_period", ends=period_end(number))


def _how_late(rung: Step, number: int, language: str) -> str:
    """Return after how long a rung takes effect, a repetition counted on; nothing for at once."""
    length = rung.after
    if rung.every is not None and number > 1:
        first = length.amount if length else 0
        length = Length(first + rung.every.amount * (number - 1), rung.every.unit)
    return length.text(language) if length and length.amount else ""


class _Titles:
    """The words of a definition on a screen."""

    def __init__(self, session: Session, workflow: Workflow) -> None:
        self._session = session
        self._workflow = workflow
        self.says = session.says

    def title(self, kind: str, name: str) -> str:
        """Return the title of a role, mark, document, event, duty, or of another definition."""
        if kind == "workflows":
            return _workflow(self._session, name)
        found = getattr(self._workflow, kind).get(name)
        if found is None:
            return name
        return str((found if kind == "marks" else found.title).said(self._session.language))


def _mark(session: Session, workflow: Workflow, word: str) -> str:
    title = workflow.marks.get(word)
    return title.said(session.language) if title else word


def _document(session: Session, workflow: Workflow, name: str) -> str:
    document = workflow.documents.get(name)
    return document.title.said(session.language) if document else name


def _workflow(session: Session, name: str) -> str:
    try:
        return session.office.library.workflow(name).title.said(session.language)
    except NotFound:
        return name
