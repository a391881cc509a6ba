"""What a letter about a case may speak of, as far as its reader may see it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.definition.workflow import IssueDocument, Notify, OpenCase, TakeEvent, Text
from engine.errors import NotFound
from engine.kernel.ladder import coming
from engine.kernel.redaction import Reading
from runtime.visibility import Looking, Sights, earlier_definitions

if TYPE_CHECKING:
    from engine.definition.workflow import Step, Workflow
    from engine.kernel.case import Case, Clock
    from engine.kernel.machine import Machine
    from runtime.wiring import Office
    from store.values import OutboxMessage


class CaseFacts:
    """The facts of one case for one reader; nobody (None) sees what everybody sees."""

    def __init__(self, office: Office, case_id: str, person: str | None) -> None:
        self._office = office
        self._person = person
        self._machine: Machine
        self.case: Case
        self._machine, self.case = Looking(office).relative(case_id)
        sight = Sights(office, person).of(case_id)
        self._seen = sight.fields
        earlier = earlier_definitions(office, self.case)
        self._reading = Reading(self._machine.workflow, sight, earlier=earlier)

    @cached_property
    def recipient_names(self) -> dict[str, str]:
        """The reader's name in both languages; empty for nobody in particular."""
        directory = self._office.machines.directory
        if self._person is None or not directory.has_person(self._person):
            return {"zh": "", "en": ""}
        return _both(directory.person(self._person).name)

    def of(self, message: OutboxMessage, language: str) -> dict[str, Any]:
        """Return every fact that a template may name, in a language."""
        workflow = self._machine.workflow
        name, _, step = message.about.partition(":")
        event = self._then(message).events.get(name) if not step else None
        return {
            "number": self.case.number,
            "workflow": getattr(workflow.title, language),
            "organisation": self._organisation(language),
            "state": getattr(workflow.states[self.case.state].title, language),
            "event": getattr(event.title, language) if event else "",
            "clause": getattr(event.clause, language) if event and event.clause else "",
            "step": step,
            "occurred_on": self.day_of(message),
            "recipient": self.recipient_names[language],
            "messages": [],
            "count": 1,
            **self._of_deadline(name if step else "", message, language),
        }

    def _then(self, message: OutboxMessage) -> Workflow:
        """Return the definition under which a message arose."""
        version = self.case.version_at(message.seq)
        return self._office.machines.machine(self.case.workflow, version).workflow

    def day_of(self, message: OutboxMessage) -> str:
        """Return the local day on which what a message tells of occurred."""
        return self._machine.calendar.local_date(message.occurred_at).isoformat()

    def _organisation(self, language: str) -> str:
        """Return the name of the organisation that the case is about, where the reader sees it."""
        subject = self._machine.workflow.subject
        body = self.case.fields.get(subject) if subject else self.case.home
        directory = self._office.machines.directory
        if (subject and subject not in self._seen) or not body:
            return ""
        if not directory.has_organisation(body):
            return str(body)
        return str(getattr(directory.organisation(body).name, language))

    def _of_deadline(self, name: str, message: OutboxMessage, language: str) -> dict[str, Any]:
        deadline = self._then(message).deadlines.get(name)
        if deadline is None:
            nothing = ("deadline", "due_on", "next_step", "next_at")
            return {**dict.fromkeys(nothing, ""), "overdue": 0}
        clock = self.case.clock(name)
        found: dict[str, Any] = {
            "deadline": getattr(deadline.title, language),
            "due_on": clock.due_on.isoformat() if clock and clock.due_on else "",
            "overdue": self._overdue(clock, message),
            **self._next(name, clock, language),
        }
        if deadline.clause:
            found["clause"] = getattr(deadline.clause, language)
        return found

    def _overdue(self, clock: Clock | None, message: OutboxMessage) -> int:
        """Return by how many working days a deadline was overdue when a step of it came."""
        calendar = self._machine.calendar
        day = calendar.local_date(message.occurred_at)
        if clock is None or clock.due_on is None or day <= clock.due_on:
            return 0
        return max(1, calendar.working_days_between(clock.due_on, day))

    def _next(self, name: str, clock: Clock | None, language: str) -> dict[str, str]:
        """Return what comes next and when, unless it is kept from the reader."""
        deadline = self._machine.workflow.deadlines.get(name)
        due = coming(deadline, clock) if clock and deadline else None
        if due is None or not self._reading.tells(f"{name}:{due.base}"):
            return {"next_step": "", "next_at": ""}
        local: dt.datetime = due.at.astimezone(self._machine.calendar.zone)
        return {
            "next_step": self._step_title(due.step, language),
            "next_at": f"{local:%Y-%m-%d %H:%M}",
        }

    def _step_title(self, step: Step, language: str) -> str:
        """Return what a step brings: a paper, a case, an act, or the roles that are told."""
        workflow = self._machine.workflow
        match step.verb:
            case IssueDocument(document=name):
                title = workflow.documents[name].title
            case OpenCase(workflow=name):
                return self._workflow_title(name, language)
            case TakeEvent(event=name):
                title = workflow.events[name].title
            case Notify(roles=roles):
                comma = "、" if language == "zh" else ", "
                known = (workflow.roles[role].title for role in roles if role in workflow.roles)
                return comma.join(getattr(one, language) for one in known)
            case _:
                return step.id
        return str(getattr(title, language))

    def _workflow_title(self, name: str, language: str) -> str:
        try:
            return str(getattr(self._office.library.workflow(name).title, language))
        except NotFound:
            return name


def _both(name: Text) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
