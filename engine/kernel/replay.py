"""A case rebuilt from its history: folding the entries gives the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from engine.kernel.case import ActMemory, Attachment, Case, Clock, Entry, Link, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable


def replay(entries: Iterable[Entry]) -> Case:
    """Return the case that a complete history, oldest entry first, tells of.

    The hash of the last entry is not part of it; whoever keeps the history knows it.
    """
    case: Case | None = None
    for entry in entries:
        case = _begun(entry) if case is None else case
        case = _changed(case, entry)
    if case is None:
        raise ValueError("a history begins with an entry")
    return case


def _begun(entry: Entry) -> Case:
    header = dict(entry.changes["case"])
    for name, kind in (("parent", Link), ("origin", Origin)):
        if name in header:
            header[name] = msgspec.convert(header[name], kind)
    return Case(
        id=entry.case,
        state=entry.target or "",
        opened_on=entry.occurred_on,
        opened_at=entry.occurred_at,
        acted_on=entry.occurred_on,
        acted_at=entry.occurred_at,
        **header,
    )


def _changed(case: Case, entry: Entry) -> Case:
    changes: dict[str, Any] = {"seq": entry.seq, "state": entry.target or case.state}
    said = entry.changes
    if "fields" in said or entry.private:
        changes["fields"] = {**case.fields, **said.get("fields", {}), **entry.private}
    if "clocks" in said:
        changes["clocks"] = _clocks(case, msgspec.convert(said["clocks"], list[Clock]))
    if "acts" in said:
        changes["acts"] = {**case.acts, **msgspec.convert(said["acts"], dict[str, ActMemory])}
    if "attachments" in said:
        new = msgspec.convert(said["attachments"], tuple[Attachment, ...])
        changes["attachments"] = (*case.attachments, *new)
    for name, kind in _PLAIN.items():
        if name in said:
            changes[name] = msgspec.convert(said[name], kind)
    return _without(replace(case, **changes), said.get("dropped", {}))


def _without(case: Case, dropped: dict[str, list[str]]) -> Case:
    """Return a case without the fields and remembered acts that a correction took away."""
    found = {
        part: {name: value for name, value in getattr(case, part).items() if name not in names}
        for part, names in dropped.items()
    }
    return replace(case, **found) if found else case


CHANGING = (
    "waiting", "marks", "void", "acted_on", "acted_at", "closed_on", "closed_at", "awaited",
    "related", "version", "earlier",
)  # fmt: skip
_PLAIN = {
    name: kind
    for name, kind in ((field.name, field.type) for field in msgspec.structs.fields(Case))
    if name in CHANGING
}


def _clocks(case: Case, changed: list[Clock]) -> tuple[Clock, ...]:
    new = {(clock.name, clock.generation): clock for clock in changed}
    kept = [new.pop((clock.name, clock.generation), clock) for clock in case.clocks]
    return (*kept, *new.values())
