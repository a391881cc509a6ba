"""From the face of a definition to its values: names kept, defaults filled in, forms made one.

Compiling never fails. What cannot be read is a finding, and what does not resolve is kept by
its name for the checks to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.columns import titles_of, types_of
from engine.definition.compile_deadlines import DeadlineCompiler
from engine.definition.compile_duties import DutyCompiler
from engine.definition.compile_events import EventCompiler
from engine.definition.compile_ledgers import figure_of, ledger_of
from engine.definition.terms import Terms, text_of, told_of, words
from engine.definition.workflow import (
    DistributionList,
    Document,
    Field,
    Handoff,
    Lookup,
    OpenedBy,
    Place,
    Reader,
    Receipt,
    Role,
    State,
    Workflow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import (
        Definition,
        DocumentFace,
        FieldFace,
        HandoffFace,
        ListFace,
        LookupFace,
        OpenedByFace,
        ReaderFace,
        RoleFace,
        StateFace,
    )
    from engine.definition.problems import Finding

Taken = frozenset[tuple[str, str]]
"""(workflow, event) pairs that some step takes."""


class Compiled:
    """A workflow, and what could not be read on the way."""

    def __init__(self, workflow: Workflow, findings: list[Finding]) -> None:
        self.workflow = workflow
        self.findings = findings


def steps_of(definition: Definition) -> list[Any]:
    """Return every step of a definition, wherever it stands."""
    found = [step for event in definition.events.values() for step in event.then]
    found += [step for ladder in definition.ladders.values() for step in ladder]
    for deadline in definition.deadlines.values():
        if not isinstance(deadline.overdue, str):
            found += deadline.overdue
    return found


def taken_by(definition: Definition) -> Taken:
    """Return the events that steps of a definition take, in its own cases and in others."""
    taken = set()
    for step in steps_of(definition):
        if step.tell is not None:
            field = definition.fields.get(step.tell)
            if field is not None and field.workflow and step.event:
                taken.add((field.workflow, step.event))
        elif step.event is not None:
            taken.add((definition.workflow, step.event))
    return frozenset(taken)


def compile_definition(
    definition: Definition, taken: Taken, dropped: set[tuple[str, str]]
) -> Compiled:
    """Return the workflow that a definition describes."""
    unread = {name for section, name in dropped if section == "settings"}
    terms = Terms(definition.settings, unread)
    events = EventCompiler(definition, terms, taken).events()
    deadlines = DeadlineCompiler(definition, terms, events).deadlines(dropped)
    fields = {name: _field(name, face) for name, face in definition.fields.items()}
    workflow = Workflow(
        name=definition.workflow,
        version=definition.version,
        title=text_of(definition.title, definition.workflow),
        based_on=words(definition.based_on),
        basis=words(definition.basis),
        calendar=definition.calendar,
        counting=definition.counting,
        opened_by=_opened_by(definition.opened_by),
        case_number=definition.case_number,
        secret=definition.secret,
        readers=tuple(map(_reader, definition.readers)),
        settings=terms.settings,
        roles={name: _role(name, face) for name, face in definition.roles.items()},
        fields=fields,
        stages={name: text_of(title, name) for name, title in definition.stages.items()},
        states={name: _state(name, face) for name, face in definition.states.items()},
        events=events,
        deadlines=deadlines,
        lists={name: _list(name, face) for name, face in definition.lists.items()},
        documents={
            name: _document(name, face, terms) for name, face in definition.documents.items()
        },
        marks={word: text_of(title, word) for word, title in definition.marks.items()},
        subject=_subject(fields),
        duties=DutyCompiler(definition, terms).duties(dropped),
        handoff=_handoff(definition.handoff) if definition.handoff else None,
        ledgers={name: ledger_of(name, face) for name, face in definition.ledgers.items()},
        figures={name: figure_of(name, face) for name, face in definition.figures.items()},
    )
    return Compiled(workflow, terms.findings)


def _subject(fields: Mapping[str, Field]) -> str | None:
    """Return the organisation that a case is about: its first required one."""
    organisations = (one for one in fields.values() if one.type == "organisation" and one.required)
    return next((one.name for one in organisations), None)


def _reader(face: ReaderFace) -> Reader:
    return Reader(roles=words(face.roles), fields=words(face.fields), since=face.from_)


def _handoff(face: HandoffFace) -> Handoff:
    given = face.model_dump(exclude={"return_"})
    return Handoff(back=face.return_, **given)


def _opened_by(face: OpenedByFace) -> OpenedBy:
    return OpenedBy(
        hand=words(face.hand),
        parents={name: words(fields) for name, fields in (face.model_extra or {}).items()},
        any_case=face.any is True or face.any == "case",
        any_deadline=face.any == "deadline",
    )


def _role(name: str, face: RoleFace) -> Role:
    at: Place | Lookup | None = None
    if isinstance(face.at, str):
        at = Place(expression=face.at)
    elif face.at is not None:
        at = _lookup(face.at)
    return Role(
        name=name, title=text_of(face.title, name), office=face.office, at=at, person=face.person,
        origin_extension=face.role is not None, excluded=words(face.except_),
    )  # fmt: skip


def _lookup(face: LookupFace) -> Lookup:
    return Lookup(
        kind=face.kind, level=_literal(face.level), sector=_literal(face.sector), over=face.over
    )


def _literal(value: str | None) -> str | None:
    """Return an expression: a path stays as it is, a plain word becomes a quoted one."""
    if value is None or "." in value or "'" in value or '"' in value:
        return value
    return f"'{value}'"


def _field(name: str, face: FieldFace) -> Field:
    return Field(
        name=name, type=face.type, title=text_of(face.title, name), required=face.required,
        required_when=face.required_when, default=face.default, personal=face.personal,
        secret=face.secret, hidden=face.hidden, linked=face.linked, also=words(face.also),
        choices={key: text_of(title, key) for key, title in face.choices.items()},
        code_list=face.list_, workflow=face.workflow, of=face.of, columns=types_of(face.columns),
        column_titles=titles_of(face.columns),
    )  # fmt: skip


def _state(name: str, face: StateFace) -> State:
    return State(
        name=name, title=text_of(face.title, name), stage=face.stage, initial=face.initial,
        final=face.final, rests=told_of(face.rests),
    )  # fmt: skip


def _list(name: str, face: ListFace) -> DistributionList:
    return DistributionList(
        name=name, report=words(face.report), send=words(face.send), copy=words(face.copy_)
    )


def _document(name: str, face: DocumentFace, terms: Terms) -> Document:
    receipt = None
    if face.receipt is not None:
        path = ("documents", name, "receipt", "deemed_after")
        after = face.receipt.deemed_after
        deemed = terms.length(path, after) if after is not None else None
        receipt = Receipt(by=face.receipt.by, deemed_after=deemed)
    return Document(
        name=name, title=text_of(face.title, name), number=face.number, series=face.series,
        signed_by=face.signed_by, receipt=receipt,
    )  # fmt: skip
