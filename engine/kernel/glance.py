"""Cases read at a glance: of a stored text no more than what a few expressions ask of it.

Two cases of one definition version that show the same at a glance give every one of those
expressions the same value at the same instant, whatever else they hold.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from engine.kernel.attributes import CLOCK_VALUES, COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from engine.definition.workflow import Workflow
    from engine.kernel.machine import Machine

    Look = Callable[[Any], Hashable]

_COLUMNS: dict[str, Any] = {
    "id": str, "number": str, "opened_on": str, "opened_by": str, "home": str,
    "closed_on": (str | None, None),
}  # fmt: skip
_ENDS = ("closed", "void")
_NUMBERS = ("number", "money")
_SINGLE = (
    "text", "date", "yes_no", "choice", "code", "person", "organisation", "document", *_NUMBERS
)  # fmt: skip
_OF_CLOCKS = {
    "due_on": ("due_on",),
    "met_on": ("ended_on", "status"),
    "running": ("status",),
    "status": ("status",),
    "extended_to": ("extended_to",),
    "overdue_working_days": ("due_on", "status"),
}
_Single = str | int | float | bool
_CONSTANT = ("setting", "now")


class _Clock(msgspec.Struct, gc=False):
    name: str
    status: str = "running"
    due_on: str | None = None
    ended_on: str | None = None
    extended_to: str | None = None
    undone: bool = False


class _Parent(msgspec.Struct, gc=False):
    case: str


class _Memory(msgspec.Struct, gc=False):
    actor: str
    on: str


#: What every glance holds: the case's end tells whether it counts, its parent who may see it.
_ALWAYS: dict[str, Any] = {
    "state": str, "void": (bool, False), "parent": (_Parent | None, None)
}  # fmt: skip


class Glance:
    """Reads of stored cases of one version what some names stand for, each `is_told` by a case."""

    def __init__(self, machine: Machine, names: Iterable[str]) -> None:
        workflow = machine.workflow
        self.names = tuple(sorted(one for one in set(names) if not _is_constant(one)))
        self._fields = _numbered(field_of(workflow, name) for name in self.names)
        self._acts = _numbered(act_of(workflow, name) for name in self.names)
        self._finals = {name: state.final for name, state in workflow.states.items()}
        self._looks = tuple(self._look(workflow, name) for name in self.names)
        self._decode = msgspec.json.Decoder(self._brief(workflow)).decode

    def read(self, text: str) -> tuple[tuple[Hashable, ...], str | None] | None:
        """Return what a stored case shows, name by name, and the id of its parent.

        None where something is not the single value that its definition calls it.
        """
        try:
            brief: Any = self._decode(text)
        except msgspec.ValidationError:
            return None
        parent = brief.parent
        shown = tuple([look(brief) for look in self._looks])
        return shown, None if parent is None else parent.case

    def _brief(self, workflow: Workflow) -> type[msgspec.Struct]:
        """Return the form of a stored case that has a place for what is asked alone."""
        members: dict[str, Any] = dict(_ALWAYS)
        for name in self.names:
            head, _, rest = name.partition(".")
            column = "home" if head == "home" else rest
            if head in ("case", "home") and column in _COLUMNS:
                members[column] = _COLUMNS[column]
            elif _clock(workflow, name):
                members["clocks"] = (tuple[_Clock, ...], ())
        for part, places, kind in (
            ("fields", self._fields, _Single),
            ("acts", self._acts, _Memory),
        ):
            if places:
                form = _form(part, places, kind)
                members[part] = (form, msgspec.field(default_factory=form))
        listed = [(name, *kind) if isinstance(kind, tuple) else (name, kind)
                  for name, kind in members.items()]  # fmt: skip
        return msgspec.defstruct("Brief", listed, gc=False, kw_only=True)

    def _look(self, workflow: Workflow, name: str) -> Look:
        head, _, rest = name.partition(".")
        field, act = field_of(workflow, name), act_of(workflow, name)
        if field is not None:
            place: Look = attrgetter(f"fields.{self._fields[field]}")
            return _with_kind(place) if workflow.fields[field].type in _NUMBERS else place
        if head == "home":
            return attrgetter("home")
        if head == "case":
            return self._of_column(rest)
        if act is not None:
            return _remembered(attrgetter(f"acts.{self._acts[act]}"), rest)
        return _of_clock(head, attrgetter(*_OF_CLOCKS[rest]))

    def _of_column(self, name: str) -> Look:
        if name in _ENDS:
            return lambda brief: "void" if brief.void else self._finals[brief.state]
        return attrgetter("state" if name == "stage" else name)


def is_told(machine: Machine, name: str) -> bool:
    """Return whether a case itself tells what a name stands for, in a value of its own.

    Beside it there is nothing but what is the same for all cases of a version at an instant:
    settings, the day, the directory.
    """
    workflow = machine.workflow
    head, _, rest = name.partition(".")
    if head == "case" and field_of(workflow, name) is None:
        return rest in COLUMNS and rest not in workflow.fields
    found = (field_of(workflow, name), act_of(workflow, name), _clock(workflow, name))
    return head == "home" or _is_constant(name) or any(found)


def _is_constant(name: str) -> bool:
    return name.partition(".")[0] in _CONSTANT


def field_of(workflow: Workflow, name: str) -> str | None:
    """Return the field behind a name that is one value, which a reading of a relative is not."""
    head, _, rest = name.partition(".")
    known = workflow.fields.get(rest.partition(".")[0]) if head == "case" else None
    return known.name if known is not None and known.type in _SINGLE else None


def _clock(workflow: Workflow, name: str) -> str | None:
    """Return the deadline of which a name tells something."""
    head, _, rest = name.partition(".")
    return head if head in workflow.deadlines and rest in CLOCK_VALUES else None


def act_of(workflow: Workflow, name: str) -> str | None:
    """Return the event of which a name tells who took it last, or when."""
    head, _, rest = name.partition(".")
    known = head in workflow.events and rest in ("actor", "date")
    return head if known and _clock(workflow, name) is None else None


def _numbered(names: Iterable[str | None]) -> dict[str, str]:
    """Return a place for each name: what definitions call things need be no name in Python."""
    found = sorted({name for name in names if name is not None})
    return {name: f"at{place}" for place, name in enumerate(found)}


def _form(part: str, places: dict[str, str], kind: Any) -> type[msgspec.Struct]:
    members = [(place, kind | None, None) for place in places.values()]
    stored = {place: name for name, place in places.items()}
    return msgspec.defstruct(part, members, rename=stored, gc=False)


def _with_kind(look: Look) -> Look:
    """Tell 1 from 1.0 and from true, which are equal and are not printed alike."""

    def found(brief: Any) -> Hashable:
        value = look(brief)
        return value.__class__, value

    return found


def _remembered(look: Look, what: str) -> Look:
    part = attrgetter("actor" if what == "actor" else "on")

    def found(brief: Any) -> Hashable:
        memory = look(brief)
        return None if memory is None else part(memory)

    return found


def _of_clock(name: str, parts: Look) -> Look:
    """Return what the latest generation of a deadline that stands is, as the case itself does."""

    def found(brief: Any) -> Hashable:
        for clock in reversed(brief.clocks):
            if clock.name == name and not clock.undone:
                return parts(clock)
        return _NEVER

    return found


#: A deadline that never started is other than one whose values are all empty.
_NEVER = object()
