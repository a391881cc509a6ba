"""Cases named in a field of another case: typed by number, kept by id, shown by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.cases import find_id
from engine.kernel.values import items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.session import Session
    from engine.definition.workflow import Workflow

OF_CASES = ("case", "cases")


def linked(session: Session, workflow: Workflow, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values supplied, with the ids of the cases that they name; raise NotFound."""
    return {name: _linked(session, workflow, name, value) for name, value in given.items()}


def _linked(session: Session, workflow: Workflow, name: str, value: Any) -> Any:
    field = workflow.fields.get(name)
    if field is None or field.type not in OF_CASES or not isinstance(value, str | list):
        return value
    found = [find_id(session, one) if isinstance(one, str) else one for one in items(value)]
    return found if field.type == "cases" else found[0] if found else value
