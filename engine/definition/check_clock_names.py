"""Law 1 for deadlines and papers: what starts and stops them, and who gets them, exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.check_names import Names
from engine.definition.duties import OWNER
from engine.definition.problems import Finding, Path, found
from engine.definition.workflow import DueAtField, DueFrom

if TYPE_CHECKING:
    from engine.definition.subject import Subject
    from engine.definition.workflow import Deadline, Trigger


def check_clock_names(subject: Subject) -> Iterator[Finding]:
    """Yield names in deadlines, lists and documents that do not resolve."""
    check = _ClockNames(subject)
    yield from check.deadlines()
    yield from check.papers()


class _ClockNames:
    def __init__(self, subject: Subject) -> None:
        self._names = Names(subject)
        self._workflow = subject.workflow

    def deadlines(self) -> Iterator[Finding]:
        """Check what deadlines name."""
        for deadline in self._workflow.deadlines.values():
            yield from self._deadline(deadline, ("deadlines", deadline.name))
        governing = [one.name for one in self._workflow.deadlines.values() if one.governing]
        for name in governing[1:]:
            path = ("deadlines", name, "governing")
            yield found(*path, code="definition_several_governing", name=governing[0])

    def _deadline(self, deadline: Deadline, path: Path) -> Iterator[Finding]:
        if not deadline.starts:
            yield found(*path, "starts", code="definition_deadline_without_start")
        if (deadline.within is None) == (deadline.due is None):
            yield found(*path, code="definition_deadline_length")
        suspended = deadline.suspended
        groups = {
            "starts": deadline.starts, "stops": deadline.stops, "cancels": deadline.cancels,
            "undone_by": tuple(one.trigger for one in deadline.undone_by),
            "suspended": (*suspended.begins, *suspended.ends) if suspended else (),
        }  # fmt: skip
        for key, triggers in groups.items():
            for trigger in triggers:
                yield from self._trigger(trigger, (*path, key))
        if deadline.extension is not None:
            yield from self._names.need(
                "roles", (*path, "extension", "by"), [deadline.extension.by]
            )
        if deadline.remind is not None:
            yield from self._names.need("roles", (*path, "remind", "to"), deadline.remind.roles)
        due = deadline.due
        if isinstance(due, (DueAtField, DueFrom)):
            yield from self._names.need("fields", (*path, "due"), [due.field])
            field = self._workflow.fields.get(due.field)
            if field is not None and field.type != "date":
                yield found(*path, "due", code="definition_not_a_date", name=due.field)

    def _trigger(self, trigger: Trigger, path: Path) -> Iterator[Finding]:
        section = {"event": "events", "receipt": "documents"}.get(trigger.kind, "states")
        yield from self._names.need(section, (*path, trigger.kind), [trigger.name])
        if trigger.kind == "receipt":
            document = self._workflow.documents.get(trigger.name)
            if document is not None and document.receipt is None:
                yield found(*path, code="definition_no_receipt", name=trigger.name)

    def papers(self) -> Iterator[Finding]:
        """Check lists and documents."""
        # Papers about a duty go to whom it is owed by as well.
        known = [*self._workflow.roles, *([OWNER] if self._workflow.duties else [])]
        for listed in self._workflow.lists.values():
            for key in ("report", "send", "copy"):
                yield from self._names.need(
                    "roles", ("lists", listed.name, key), getattr(listed, key), known
                )
        for document in self._workflow.documents.values():
            path: Path = ("documents", document.name)
            if document.signed_by is not None:
                yield from self._names.need("roles", (*path, "signed_by"), [document.signed_by])
            if document.receipt is not None:
                place = (*path, "receipt", "by")
                yield from self._names.need("roles", place, [document.receipt.by])
