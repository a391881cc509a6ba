"""What a list is narrowed by, as conditions with their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.codec import iso, maybe_micros, to_json

if TYPE_CHECKING:
    from store.views import Filters


def conditions(filters: Filters) -> dict[str, Any]:
    """Return the conditions that filters ask for, each with its parameter."""
    found: dict[str, Any] = {
        "workflow": filters.workflow,
        "state": filters.state,
        "stage": filters.stage,
        "organisations": None if filters.organisations is None else to_json(filters.organisations),
        "parent": filters.parent,
        "person": None if filters.person is None else containing(to_json(filters.person)),
        "overdue_before": maybe_micros(filters.overdue_before),
        "due_by": iso(filters.due_by),
        "opened_from": iso(filters.opened_from),
        "opened_to": iso(filters.opened_to),
        "closed_from": iso(filters.closed_from),
        "closed_to": iso(filters.closed_to),
        "text": None if filters.text is None else containing(filters.text),
        "visible": None if filters.visible is None else to_json(filters.visible),
        "after": filters.after,
    }
    wanted = {name: value for name, value in found.items() if value is not None}
    if filters.secret:
        wanted["secret"] = None
    if filters.open is not None:
        wanted["open" if filters.open else "closed"] = None
    return wanted


def containing(text: str) -> str:
    """Return the LIKE pattern of texts that contain one."""
    for special in "\\%_":
        text = text.replace(special, "\\" + special)
    return f"%{text}%"
