"""Organisations and people by the names under which ledgers speak of them."""

from __future__ import annotations

import difflib
from collections import defaultdict
from typing import TYPE_CHECKING

from engine.service.intake.faults import Unreadable
from engine.service.intake.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.kernel.directory import Directory, Organisation, Person


class Names:
    """Who is meant by a name, whichever language it is written in."""

    def __init__(self, directory: Directory) -> None:
        self._known = {
            "organisation": _by_name(directory.organisations),
            "person": _by_name(directory.people),
        }

    def id_of(self, kind: str, text: str) -> str:
        """Return the one that a name or an id means; raise Unreadable for none and for several."""
        known = self._known[kind]
        found = known.get(folded(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            listed = ", ".join(sorted(found))
            raise Unreadable("ledger_name_of_several", value=text, known=listed)
        near = difflib.get_close_matches(folded(text), list(known), n=1, cutoff=0.6)
        if near:
            raise Unreadable(f"ledger_{kind}_unknown_close", value=text, suggestion=near[0])
        raise Unreadable(f"ledger_{kind}_unknown", value=text)


def _by_name(those: Iterable[Organisation | Person]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in those:
        for name in (one.id, one.name.zh, one.name.en):
            found[folded(name)].add(one.id)
    return dict(found)
