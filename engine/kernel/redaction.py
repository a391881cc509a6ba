"""A history as somebody may read it who does not see all of the case.

What that person does not learn of is left out and the rest is numbered anew, so that a case
with something hidden reads like one with nothing hidden. Hashes are of the whole entries: they
are given to those who see the case whole, and to nobody else, whether something is hidden or
not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.kernel.visibility import concealed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.definition.workflow import Workflow
    from engine.kernel.visibility import Sight

_ENTRY = (
    "kind", "event", "source", "target", "actor", "principal", "post", "role", "signed",
    "occurred_on", "occurred_at", "recorded_at", "reason",
)  # fmt: skip
_CLOCK = (
    "name", "generation", "term", "status", "started_on", "due_on", "due_at", "provisional",
    "ended_on", "extended_to",
)  # fmt: skip


class Reading:
    """What a sight leaves of the entries of a case.

    `earlier` are the definitions that the case was migrated away from: what they named is hidden
    like what the present one names.

    Nobody in particular (not `named`), on a database for trying things out, is told of every act
    with its hash, and of no secret value.
    """

    def __init__(
        self, workflow: Workflow, sight: Sight, *, named: bool = True,
        earlier: Sequence[Workflow] = (),
    ) -> None:  # fmt: skip
        self._fields = frozenset(name for one in (workflow, *earlier) for name in one.fields)
        self._sight = sight
        self.named = named
        hides = named and not sight.whole
        of = (workflow, *earlier) if hides else ()
        self.concealed = frozenset(name for one in of for name in concealed(one, sight.fields))

    @property
    def whole(self) -> bool:
        """Whether nothing of the case is kept from the reader."""
        return self._sight.whole

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the fields that are seen."""
        return {name: value for name, value in values.items() if name in self._sight.fields}

    def tells(self, event: str) -> bool:
        """Return whether an entry of this event, or of this step with its number, is shown."""
        return event.partition("#")[0] not in self.concealed

    def text(self, text: str) -> str:
        """Return the JSON text of an entry with what is seen of it."""
        entry = json.loads(text)
        if not self.named:
            return self._without_values(entry)
        shown = {name: entry[name] for name in _ENTRY if name in entry}
        said = {
            name: value for name, value in entry.get("said", {}).items() if self._is_shown(name)
        }
        if "missing" in said:
            said["missing"] = [name for name in said["missing"] if self._is_shown(name)]
        parts = {
            "said": said,
            "private": self.fields(entry.get("private", {})),
            "changes": self._changes(entry.get("changes", {})),
        }
        shown.update({name: part for name, part in parts.items() if part})
        return json.dumps(shown, ensure_ascii=False, sort_keys=True)

    def _without_values(self, entry: dict[str, Any]) -> str:
        parts = [entry, entry.get("changes", {})]
        for part in parts:
            for key in ("said", "private", "fields"):
                if key in part:
                    part[key] = {k: one for k, one in part[key].items() if self._is_shown(k)}
        return json.dumps(entry, ensure_ascii=False, sort_keys=True)

    def _is_shown(self, name: str) -> bool:
        return name not in self._fields or name in self._sight.fields

    def _changes(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        kept = {
            "fields": self.fields(changes.get("fields", {})),
            "clocks": [
                {name: clock[name] for name in _CLOCK if name in clock}
                for clock in changes.get("clocks", ())
            ],
            "marks": changes.get("marks", ()),
            "attachments": [
                file
                for file in changes.get("attachments", ())
                if file.get("field") is None or file["field"] in self._sight.fields
            ],
        }
        return {name: value for name, value in kept.items() if value}
