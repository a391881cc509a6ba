"""Law 1 within one definition: every name resolves, and none stands for two things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from engine.definition.compile_events import ANY, ENGINE, STAY
from engine.definition.duties import OWNER
from engine.definition.problems import Finding, Path, found, found_key
from engine.definition.subject import IDENTIFIER, Subject
from engine.definition.workflow import (
    ExtendOrigin,
    IssueDocument,
    MarkCase,
    Notify,
    TakeEvent,
    TellChildren,
)

if TYPE_CHECKING:
    from engine.definition.workflow import Event, Field, Role, Step, Workflow

ROOTS = ("case", "setting", "parent", "origin", "event", "now", "home", "actor", "each")
OPENING = "open"
_TAKEN = {
    "roles": (ENGINE, *ROOTS),
    "states": (STAY, ANY),
    "events": (OPENING, *ROOTS),
    "deadlines": ROOTS,
}
_PEOPLE = ("person", "persons")


def check_names(subject: Subject) -> Iterator[Finding]:
    """Yield the names of a definition that do not resolve or cannot be used."""
    check = Names(subject)
    yield from _usable(subject)
    yield from check.head()
    yield from check.roles()
    yield from check.fields()
    yield from check.states()
    yield from check.events()
    yield from check.steps()


def _usable(subject: Subject) -> Iterator[Finding]:
    workflow = subject.workflow
    if not IDENTIFIER.fullmatch(workflow.name):
        yield found("workflow", code="definition_name_unusable", name=workflow.name)
    sections: Mapping[str, Iterable[str]] = {
        "settings": workflow.settings, "roles": workflow.roles, "fields": workflow.fields,
        "stages": workflow.stages, "states": workflow.states, "events": workflow.events,
        "deadlines": workflow.deadlines, "lists": workflow.lists,
        "documents": workflow.documents, "ladders": subject.face.ladders,
        "duties": workflow.duties, "ledgers": workflow.ledgers, "figures": workflow.figures,
    }  # fmt: skip
    for section, names in sections.items():
        for name in names:
            if not IDENTIFIER.fullmatch(name):
                yield found_key(section, name, code="definition_name_unusable", name=name)
            elif name in _TAKEN.get(section, ()):
                yield found_key(section, name, code="definition_name_taken", name=name)
    for field in workflow.fields.values():
        if field.type == "cases" and field.name in ROOTS:
            yield found_key("fields", field.name, code="definition_name_taken", name=field.name)


class Names:
    """Looks names up in a definition."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._workflow = subject.workflow

    def need(
        self, section: str, path: Path, names: Iterable[str], known: Iterable[str] | None = None
    ) -> Iterator[Finding]:
        """Yield names that a section of the definition does not have."""
        listed = list(names)
        if known is None:
            known = getattr(self._workflow, section)
        code = f"definition_{section.removesuffix('s')}_unknown"
        for index, name in enumerate(listed):
            place = (*path, index) if len(listed) > 1 else path
            yield from self._subject.missing(section, place, name, known, code)

    def head(self) -> Iterator[Finding]:
        """Check who may open a case, and who may see what of it."""
        yield from self.need("roles", ("opened_by", "hand"), self._workflow.opened_by.hand)
        for index, rule in enumerate(self._workflow.readers):
            path: Path = ("readers", index)
            yield from self.need("roles", (*path, "roles"), rule.roles)
            yield from self.need("fields", (*path, "fields"), rule.fields)
            yield from self.need("states", (*path, "from"), [rule.since] if rule.since else [])

    def roles(self) -> Iterator[Finding]:
        """Check roles."""
        for role in self._workflow.roles.values():
            yield from self._role(role)

    def _role(self, role: Role) -> Iterator[Finding]:
        path: Path = ("roles", role.name)
        forms = [role.office is not None, role.person is not None, role.origin_extension]
        if sum(forms) != 1:
            yield found(*path, code="definition_role_form")
        elif role.office is not None and role.at is None:
            yield found(*path, code="definition_role_without_place")
        if role.person is not None:
            yield from self._person((*path, "person"), role.person)
        written = self._subject.face.roles[role.name].role
        if written not in (None, "origin.extension.by"):
            yield found(*path, "role", code="definition_role_of_origin", name=written)
        yield from self.need("roles", (*path, "except"), role.excluded)

    def _person(self, path: Path, text: str) -> Iterator[Finding]:
        root, _, name = text.partition(".")
        if text == "case.opened_by":
            return
        if root != "case" or not name:
            yield found(*path, code="definition_person_path", text=text)
            return
        fields = self._workflow.fields
        yield from self.need("fields", path, [name])
        if name in fields and fields[name].type not in _PEOPLE:
            yield found(*path, code="definition_person_path", text=text)

    def fields(self) -> Iterator[Finding]:
        """Check fields."""
        for field in self._workflow.fields.values():
            yield from self._field(field)

    def _field(self, field: Field) -> Iterator[Finding]:
        path: Path = ("fields", field.name)
        wants = {
            "choices": field.type in ("choice", "choices"),
            "workflow": field.type in ("case", "cases"),
            "of": field.type == "picks",
            "columns": field.type == "rows",
            "list": field.type == "code",
        }
        given = {
            "choices": field.choices, "workflow": field.workflow, "of": field.of,
            "columns": field.columns, "list": field.code_list,
        }  # fmt: skip
        for key, wanted in wants.items():
            facts = {"type": field.type, "key": key}
            if wanted and not given[key]:
                yield found(*path, code="definition_field_lacks", **facts)
            elif given[key] and not wanted:
                yield found_key(*path, key, code="definition_field_has", **facts)
        if field.of is not None:
            sets = [one.name for one in self._workflow.fields.values() if one.type == "cases"]
            yield from self.need("fields", (*path, "of"), [field.of], sets)

    def states(self) -> Iterator[Finding]:
        """Check states: their stages, the one beginning, and that there is an end."""
        states = self._workflow.states.values()
        for state in states:
            if state.stage is not None:
                yield from self.need("stages", ("states", state.name, "stage"), [state.stage])
            if state.final and state.initial:
                yield found("states", state.name, code="definition_state_initial_and_final")
            if state.final and state.rests:
                yield found("states", state.name, "rests", code="definition_final_rests")
        if not self._subject.whole:
            return
        initial = [state.name for state in states if state.initial]
        if len(initial) != 1:
            names = ", ".join(initial) or "–"
            yield found_key("states", code="definition_initial_states", names=names)
        if not any(state.final for state in states):
            yield found_key("states", code="definition_no_final_state")

    def events(self) -> Iterator[Finding]:
        """Check events."""
        for event in self._workflow.events.values():
            path: Path = ("events", event.name)
            yield from self._ways(event, path)
            yield from self._who(event, path)
            yield from self._facts(event, path)

    def _ways(self, event: Event, path: Path) -> Iterator[Finding]:
        yield from self.need("states", (*path, "from"), event.sources)
        for state in event.sources:
            if state in self._workflow.states and self._workflow.states[state].final:
                yield found(*path, "from", code="definition_from_final", name=state)
        targets = [branch.to for branch in event.branches]
        for index, target in enumerate(targets):
            place = (*path, "to", index, "to") if len(targets) > 1 else (*path, "to")
            if target is not None:
                yield from self.need("states", place, [target])

    def _who(self, event: Event, path: Path) -> Iterator[Finding]:
        for name in (*event.by, *event.by_each):
            known = [*self._workflow.roles, ENGINE]
            yield from self.need("roles", (*path, "by"), [name], known)
        if ENGINE in event.by_each:
            yield found(*path, "by", code="definition_engine_among_each")
        if not (event.by or event.by_each or event.by_engine):
            yield found(*path, "by", code="definition_event_by_nobody")
        others = [*self._workflow.events, OPENING]
        place = (*path, "not_same_person_as")
        yield from self.need("events", place, event.not_same_person_as, others)

    def _facts(self, event: Event, path: Path) -> Iterator[Finding]:
        yield from self.need("fields", (*path, "asks"), event.asks)
        yield from self.need("fields", (*path, "needs"), event.needs)
        for key in ("sets", "defaults"):
            for name in getattr(event, key):
                yield from self.need("fields", (*path, key, name), [name])
        if event.dated is not None:
            yield from self._dated(event, (*path, "dated"), event.dated)
        if event.automatic:
            yield from _unanswered(event, (*path, "asks"))
        for name in event.asks:
            field = self._workflow.fields.get(name)
            if field is not None and field.type == "cases" and not field.linked:
                yield found(*path, "asks", code="definition_asks_for_cases", name=name)

    def _dated(self, event: Event, path: Path, name: str) -> Iterator[Finding]:
        yield from self.need("fields", path, [name])
        field = self._workflow.fields.get(name)
        if field is None:
            return
        if field.type != "date":
            yield found(*path, code="definition_not_a_date", name=name)
        elif name not in (*event.asks, *event.needs, *event.sets, *event.defaults):
            yield found(*path, code="definition_dated_not_asked", name=name)

    def steps(self) -> Iterator[Finding]:
        """Check what steps name in their own definition."""
        for path, step, _, _ in self._subject.steps():
            yield from self._step(path, step)

    def _step(self, path: Path, step: Step) -> Iterator[Finding]:
        verb = step.verb
        if isinstance(verb, Notify):
            yield from self.need("roles", (*path, "notify"), verb.roles)
        elif isinstance(verb, IssueDocument):
            yield from self.need("documents", (*path, "document"), [verb.document])
            known = [*self._workflow.roles, *self._workflow.lists]
            yield from self.need("roles", (*path, "to"), verb.to, known)
            if not verb.to and verb.to_list is None:
                yield found(*path, code="definition_document_to_nobody")
            listed = self._workflow.lists.get(verb.to_list or "")
            if listed and OWNER in (*listed.report, *listed.send, *listed.copy):
                yield from self.need("roles", (*path, "to"), [OWNER])
        elif isinstance(verb, TakeEvent):
            yield from self._own_event((*path, "event"), verb.event)
        elif isinstance(verb, TellChildren):
            yield from self.need(
                "fields", (*path, "tell"), [verb.children], child_sets(self._workflow)
            )
            if not verb.event:
                yield found(*path, code="definition_tell_without_event")
        elif isinstance(verb, MarkCase) and self._workflow.marks:
            yield from self.need("marks", (*path, "mark"), [verb.word])
        elif isinstance(verb, ExtendOrigin) and not self._workflow.opened_by.any_deadline:
            yield found(*path, "extend", code="definition_extend_without_origin")

    def _own_event(self, path: Path, name: str) -> Iterator[Finding]:
        yield from self.need("events", path, [name])
        event = self._workflow.events.get(name)
        if event is not None and not event.by_engine:
            yield found(*path, code="definition_event_not_by_engine", name=name)
        elif event is not None:
            yield from _unanswered(event, path)


def _unanswered(event: Event, path: Path) -> Iterator[Finding]:
    """Yield what an event asks where the engine takes it by itself and nobody can answer."""
    for name in event.asks:
        if name not in event.defaults:
            facts = {"event": event.name, "field": name}
            yield found(*path, code="definition_engine_cannot_answer", **facts)


def child_sets(workflow: Workflow) -> list[str]:
    """Return the fields that list children, linked cases being none."""
    fields = workflow.fields.values()
    return [one.name for one in fields if one.type == "cases" and not one.linked]
