"""What stands in a cell of a ledger: titles for words, names for people and organisations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.messages import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.ledgers import Column
    from engine.definition.workflow import Field, Workflow

Cell = str | int | float | Decimal | dt.date | None

_NAMED = ("person", "persons", "organisation", "organisations")
_PEOPLE = ("person", "actor", "organisation", "opened_by", "home")


class Cells:
    """Makes the cells of the ledgers of a workflow, in one language.

    `names` are those of people and organisations by id, in both languages; `elements` is the
    workflow of the cases that a row is, where it is one of several of a field.
    """

    def __init__(
        self, workflow: Workflow, names: Mapping[str, Mapping[str, str]], language: str,
        elements: Workflow | None = None,
    ) -> None:  # fmt: skip
        self._workflow = workflow
        self._elements = elements
        self._names = names
        self._language = language

    def cell(self, column: Column, value: Any) -> Cell:
        """Return a value as a cell shows it."""
        if isinstance(value, list | tuple):
            separator = sentence("list_separator", self._language, {}).message
            return separator.join(str(self._one(column.value, each)) for each in value)
        return self._one(column.value, value)

    def name(self, value: str) -> str:
        """Return the name of a person or an organisation, or what was given."""
        return self._names.get(value, {}).get(self._language, value)

    def title(self, field: str, value: str) -> str:
        """Return a value of a case field as people read it; used for groups of figures."""
        return str(self._one(f"case.{field}", value))

    def _one(self, text: str, value: Any) -> Cell:
        if isinstance(value, bool):
            return sentence("yes" if value else "no", self._language, {}).message
        if not isinstance(value, str):
            kept: Cell = value
            return kept
        head, _, rest = text.partition(".")
        workflow = self._elements if head == "row" else self._workflow
        if workflow is not None and head in ("case", "row"):
            return self._of_case(workflow, rest, value)
        is_name = head == "home" or rest.rpartition(".")[2] in _PEOPLE
        return self.name(value) if is_name else value

    def _of_case(self, workflow: Workflow, name: str, value: str) -> str:
        field = workflow.fields.get(name)
        if field is not None:
            return self._of_field(field, value)
        if name == "state" and value in workflow.states:
            return workflow.states[value].title.said(self._language)
        if name == "stage" and value in workflow.stages:
            return workflow.stages[value].said(self._language)
        return self.name(value) if name in _PEOPLE else value

    def _of_field(self, field: Field, value: str) -> str:
        if value in field.choices:
            return field.choices[value].said(self._language)
        return self.name(value) if field.type in _NAMED else value
