"""What differs between two checked definitions, part by part: meaning, not text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from engine.definition.steps import Step
from engine.definition.value import Text, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.workflow import Workflow

SECTIONS = (
    "states", "stages", "events", "deadlines", "duties", "settings", "roles", "fields",
    "documents", "lists", "marks", "ledgers", "figures",
)  # fmt: skip
WORKFLOW = "workflow"
#: What says which definition it is, what follows from the rest, and what is told by section.
UNTOLD = frozenset(
    ("name", "version", "based_on", "subject", "duty_workflows", "duty_of", *SECTIONS)
)
#: What follows from other parts of the same thing.
FOLLOWS = {"deadlines": {"within_setting", "recurs", "warned"}}


class Difference(Value, kw_only=True):
    """One part that differs: of the workflow itself, or of what a section names.

    Without a `part` the whole was added or removed. `key` names what within the part: a step, a
    choice, a column. What was not there is None.
    """

    section: str
    name: str = ""
    part: str | None = None
    key: str | None = None
    before: Any = None
    after: Any = None

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """Whether something came, went, or became something else."""
        if is_nothing(self.before):
            return "added"
        return "removed" if is_nothing(self.after) else "changed"


def is_nothing(value: object) -> bool:
    """Return whether a part says nothing; `false` and 0 say something."""
    return value is None or value in ((), {}, "")


def differences(before: Workflow, after: Workflow) -> tuple[Difference, ...]:
    """Return everything in which two definitions differ, the workflow's own parts first."""
    found = list(_parts(before, after, WORKFLOW, ""))
    for section in SECTIONS:
        found += _section(section, getattr(before, section), getattr(after, section))
    return tuple(found)


def _section(
    section: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if _has_parts(old) and _has_parts(new):
            yield from _parts(old, new, section, name)
        elif old != new:
            part = None if is_nothing(old) or is_nothing(new) else "title"
            yield Difference(section=section, name=name, part=part, before=old, after=new)


def _has_parts(one: Any) -> bool:
    """Return whether something has parts of its own; a stage or a mark is only its title."""
    return isinstance(one, msgspec.Struct) and not isinstance(one, Text)


def _parts(before: Any, after: Any, section: str, name: str) -> Iterator[Difference]:
    untold = UNTOLD if section == WORKFLOW else {"name", *FOLLOWS.get(section, ())}
    for part in before.__struct_fields__:
        old, new = getattr(before, part), getattr(after, part)
        if part in untold or old == new:
            continue
        for key, one, other in _keyed(old, new):
            yield Difference(
                section=section, name=name, part=part, key=key, before=one, after=other
            )


def _keyed(before: Any, after: Any) -> Iterator[tuple[str | None, Any, Any]]:
    """Yield what differs within a part: by key or by step where it has some, or as a whole."""
    old, new = _by_key(before), _by_key(after)
    if old is None or new is None or (old == new and before != after):
        yield None, before, after
        return
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def _by_key(value: Any) -> dict[str, Any] | None:
    """Return steps by their ids, or by what they do where they have none; mappings as they are."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, tuple) or not all(isinstance(one, Step) for one in value):
        return None
    found: dict[str, Any] = {}
    for step in value:
        # The steps of an act are numbered: another place in the list is no other step.
        numbered = not step.id or step.id.isdigit()
        plain = msgspec.structs.replace(step, id="") if numbered else step
        key = msgspec.json.encode(plain).decode() if numbered else step.id
        found[key if key not in found else f"{key}#{len(found)}"] = plain
    return found
