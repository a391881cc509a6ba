"""Which names an expression may use, and of what kind each is: a closed list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from engine.definition.kinds import (
    ANY,
    DATE,
    DOCUMENT,
    LENGTH,
    NUMBER,
    ORGANISATION,
    ORGANISATION_ATTRIBUTES,
    PERSON,
    TEXT,
    YES_NO,
    Kind,
    list_of,
)
from engine.definition.workflow import OpenCase

if TYPE_CHECKING:
    from engine.definition.workflow import Field, FieldType, Workflow

Index = Mapping[str, tuple["Workflow", ...]]

_PLAIN: dict[str, Kind] = {
    "text": TEXT, "number": NUMBER, "money": NUMBER, "date": DATE, "yes_no": YES_NO,
    "choice": Kind("choice"), "choices": list_of(Kind("choice")), "code": Kind("code"),
    "person": PERSON, "persons": list_of(PERSON), "organisation": ORGANISATION,
    "organisations": list_of(ORGANISATION), "document": DOCUMENT,
    "documents": list_of(DOCUMENT), "period": Kind("period"), "rows": list_of(Kind("row")),
    "case": Kind("case"), "cases": list_of(Kind("case")), "picks": list_of(Kind("case")),
}  # fmt: skip

CLOCK = {
    "due_on": DATE, "met_on": DATE, "extended_to": DATE, "running": YES_NO,
    "overdue_working_days": NUMBER,
    "status": Kind("choice", choices=frozenset(
        ("running", "suspended", "met", "met_late", "cancelled", "superseded", "missed"))),
}  # fmt: skip
PERIOD = {"starts": DATE, "ends": DATE}


class Missing(msgspec.Struct, frozen=True):
    """A name that is not in scope, with the names that could have stood there."""

    code: str
    name: str
    known: list[str]


class Scope:
    """The names that expressions of a workflow may use at one kind of place."""

    def __init__(
        self, workflow: Workflow, index: Index, extra: Mapping[str, Kind] | None = None
    ) -> None:
        self.workflow = workflow
        self.index = index
        self.extra = dict(extra or {})

    def without_act(self) -> Scope:
        """Return the scope of what is looked at when nobody acts."""
        scope = Scope(self.workflow, self.index, self.extra)
        scope.names = {name: one for name, one in self.names.items() if name not in _OF_ACTS}
        return scope

    def with_each(self, kind: Kind) -> Scope:
        """Return the scope of one element of a set."""
        whole = msgspec.structs.replace(kind, by_id=False)
        return Scope(self.workflow, self.index, {**self.extra, "each": whole})

    @cached_property
    def names(self) -> dict[str, Kind]:
        """Every dotted name but for attributes of organisations and cases."""
        workflow = self.workflow
        found = {f"case.{name}": kind for name, kind in case_kinds(workflow).items()}
        found["home"] = ORGANISATION
        found["actor"] = found["event.actor"] = PERSON
        found["event.date"] = found["now.date"] = DATE
        for setting in workflow.settings.values():
            found[f"setting.{setting.name}"] = _setting_kind(setting.type, setting.choices)
        found.update(own_sets(workflow))
        found.update(_of_parts(workflow))
        parents = parents_of(workflow, self.index)
        found.update({f"parent.{name}": kind for name, kind in _common(parents).items()})
        if workflow.opened_by.any_deadline:
            found.update({f"origin.{name}": kind for name, kind in CLOCK.items()})
            found["origin.latest"] = DATE
        found.update(self.extra)
        return found

    def attributes(self, kind: Kind) -> dict[str, Kind]:
        """Return what may stand behind a dot after a value of a kind."""
        if kind.name == "organisation":
            return ORGANISATION_ATTRIBUTES
        if kind.name == "case":
            return _common(self.index.get(kind.workflow, ()))
        if kind.name == "row":
            return {name: _PLAIN.get(column, ANY) for name, column in kind.columns}
        return PERIOD if kind.name == "period" else {}

    def is_open(self, kind: Kind) -> bool:
        """Return whether nothing is known of what a value of a kind holds."""
        return kind.name == "any" or (kind.name == "case" and kind.workflow not in self.index)

    def find(self, path: tuple[str, ...]) -> Kind | Missing:
        """Return the kind of a dotted name, or what is missing of it."""
        for size in range(len(path), 0, -1):
            kind = self.names.get(".".join(path[:size]))
            if kind is not None:
                return self._follow(kind, path[size:])
        return self._missing(path)

    def _follow(self, kind: Kind, rest: tuple[str, ...]) -> Kind | Missing:
        elsewhere = False
        for name in rest:
            if elsewhere:
                return Missing("definition_expression_too_far", name, [])
            elsewhere = kind.name in ("case", "row")
            attributes = self.attributes(kind)
            if self.is_open(kind):
                return ANY
            if name not in attributes:
                code = "definition_expression_attribute_unknown"
                return Missing(code, name, sorted(attributes))
            kind = attributes[name]
        return kind

    def _missing(self, path: tuple[str, ...]) -> Missing:
        head = path[0]
        if head in _OF_PARENTS and len(path) > 1 and not self._under(head):
            return Missing(f"definition_expression_no_{head}", ".".join(path), [])
        under = self._under(head)
        if under and len(path) > 1:
            known = [f"{head}.{name}" for name in under]
            return Missing("definition_expression_name_unknown", ".".join(path), known)
        if under:
            return Missing(
                "definition_expression_name_short", head, [f"{head}.{one}" for one in under]
            )
        return Missing("definition_expression_name_unknown", ".".join(path), list(self.names))

    def _under(self, head: str) -> list[str]:
        start = f"{head}."
        return sorted(name.removeprefix(start) for name in self.names if name.startswith(start))


_OF_ACTS = ("actor", "event.actor", "event.date")
_OF_PARENTS = ("parent", "origin", "each")


def field_kind(field: Field) -> Kind:
    """Return the kind of a field's value."""
    if field.type == "choice":
        return Kind("choice", choices=frozenset(field.choices))
    if field.type == "choices":
        return list_of(Kind("choice", choices=frozenset(field.choices)))
    if field.type == "case":
        return Kind("case", workflow=field.workflow or "")
    if field.type in ("cases", "picks"):
        return list_of(Kind("case", workflow=field.workflow or "", by_id=field.linked))
    if field.type == "rows":
        return list_of(Kind("row", columns=tuple(sorted(field.columns.items()))))
    return _PLAIN[field.type]


def _picked(field: Field, fields: Mapping[str, Field]) -> Kind:
    """Return the kind of a field, picks taking that of the set they are picked from."""
    of = fields.get(field.of or "")
    if field.type != "picks" or of is None:
        return field_kind(field)
    return list_of(Kind("case", workflow=of.workflow or "", by_id=True))


def own_sets(workflow: Workflow) -> Iterable[tuple[str, Kind]]:
    """Yield the child sets of a workflow, which stand by their bare names."""
    for field in workflow.fields.values():
        if field.type == "cases" and not field.linked:
            yield field.name, field_kind(field)


def columns_of(workflow: Workflow) -> dict[str, Kind]:
    """Return what is known of every case beside its fields."""
    return {
        "number": TEXT,
        "state": Kind("choice", choices=frozenset(workflow.states)),
        "stage": Kind("choice", choices=frozenset(workflow.stages)),
        "closed": YES_NO,
        "closed_on": DATE,
        "opened_on": DATE,
        "opened_by": PERSON,
    }


def case_kinds(workflow: Workflow) -> dict[str, Kind]:
    """Return the names that stand behind `case.`."""
    fields = workflow.fields
    return columns_of(workflow) | {name: _picked(one, fields) for name, one in fields.items()}


def element_kinds(workflow: Workflow) -> dict[str, Kind]:
    """Return the names that stand behind a child or a parent; sets of its own are not seen."""
    fields = [one for one in workflow.fields.values() if one.type not in ("cases", "picks")]
    seen = {one.name: field_kind(one) for one in fields}
    return columns_of(workflow) | {"void": YES_NO} | seen


def _common(workflows: Iterable[Workflow]) -> dict[str, Kind]:
    """Return the names that all these definitions have: every version may still be open."""
    merged: dict[str, Kind] | None = None
    for workflow in workflows:
        kinds = element_kinds(workflow)
        if merged is None:
            merged = kinds
        else:
            merged = {name: _either(merged[name], kinds[name]) for name in merged if name in kinds}
    return merged or {}


def _either(left: Kind, right: Kind) -> Kind:
    if left == right:
        return left
    if left.name == right.name == "choice":
        return Kind(
            "choice", choices=(left.choices or frozenset()) | (right.choices or frozenset())
        )
    return left if left.name == right.name else ANY


def parents_of(workflow: Workflow, index: Index) -> list[Workflow]:
    """Return every known definition that opens cases of a workflow."""
    named = set(workflow.opened_by.parents)
    return [
        one
        for versions in index.values()
        for one in versions
        if one.name in named or workflow.name in opened_from(one)
    ]


def opened_from(workflow: Workflow) -> set[str]:
    """Return the workflows that a definition opens cases of."""
    steps = [step for event in workflow.events.values() for step in event.then]
    steps += [step for deadline in workflow.deadlines.values() for step in deadline.overdue]
    opened = {step.verb.workflow for step in steps if isinstance(step.verb, OpenCase)}
    rules = (deadline.extension for deadline in workflow.deadlines.values())
    return opened | {rule.workflow for rule in rules if rule is not None}


def _setting_kind(kind: str, choices: Mapping[str, object]) -> Kind:
    if kind == "choice":
        return Kind("choice", choices=frozenset(choices))
    return {"length": LENGTH, "date": DATE}.get(kind, NUMBER)


def _of_parts(workflow: Workflow) -> dict[str, Kind]:
    """Return the names of roles, deadlines and earlier events."""
    found: dict[str, Kind] = {}
    for role in workflow.roles.values():
        found[f"{role.name}.person"] = PERSON
        if role.office is not None:
            found[f"{role.name}.organisation"] = ORGANISATION
    for name in workflow.deadlines:
        found.update({f"{name}.{attribute}": kind for attribute, kind in CLOCK.items()})
    for name in workflow.events:
        found[f"{name}.actor"], found[f"{name}.date"] = PERSON, DATE
    return found


def kind_of_type(kind: FieldType) -> Kind:
    """Return the kind of a field type."""
    return _PLAIN[kind]
