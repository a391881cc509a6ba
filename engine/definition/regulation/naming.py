"""What the names in expressions stand for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.definition.regulation.prose import Prose

NAMED = {
    ("case", "state"): "case_state",
    ("case", "opened_by"): "case_opened_by",
    ("event", "date"): "event_date",
    ("event", "actor"): "event_actor",
    ("actor",): "event_actor",
    ("parent", "closed"): "parent_closed",
    ("parent", "state"): "parent_state",
    ("origin", "due_on"): "origin_due_on",
    ("origin", "latest"): "origin_latest",
    ("origin", "status"): "origin_status",
    ("home",): "home",
    ("now",): "today",
    ("drawn",): "drawn",
    ("each",): "each_body",
    ("owner", "person"): "owner_person",
    ("owner", "organisation"): "owner_organisation",
}
ATTRIBUTES = ("level", "superior", "managed_at", "sector", "kind")


def named(prose: Prose, names: tuple[str, ...]) -> str | None:
    """Return what a dotted name stands for; None where it has no words."""
    if names in NAMED:
        return prose.says(NAMED[names])
    match names:
        case ("case", name) | (name,) if prose.field_of(name):
            return prose.field(name)
        case ("setting", name):
            return prose.says("set_value", setting=prose.setting(name))
        case (role, "organisation" | "person" as kind) if role in prose.workflow.roles:
            return prose.says(f"role_{kind}", role=prose.role(role))
        case (*owner, name) if owner and name in ATTRIBUTES:
            of = named(prose, tuple(owner))
            return prose.says(f"attribute_{name}", owner=of) if of else None
    return None
