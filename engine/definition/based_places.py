"""Where a problem of a definition stands that is based on another: in its own file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from engine.definition.places import Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.problems import Path, Place

_SETTING = re.compile(r"\bsetting\.([a-z][a-z0-9_]*)")


class BasedPlaces(Places):
    """The places of a file that holds only what it changes.

    What stands in what it is based on has the place of the setting that it reads, where the file
    sets that, and else the place of `based_on` itself.
    """

    def __init__(self, own: Places, whole: Mapping[str, Any]) -> None:
        super().__init__()
        self._own = own
        self._whole = whole
        self.bare, self.aliased = own.bare, own.aliased

    def of(self, path: Path, at_key: bool = False) -> Place:
        """Return the place in the file that a path goes back to."""
        if path and self._own.has(path[:2]):
            return self._own.of(path, at_key)
        for name in _SETTING.findall(json.dumps(self._part(path[:2]), default=str)):
            if self._own.has(("settings", name)):
                return self._own.of(("settings", name), at_key=True)
        return self._own.of(("based_on",), at_key=True)

    def _part(self, path: Path) -> Any:
        part: Any = self._whole
        for key in path:
            part = part.get(key) if isinstance(part, dict) else None
        return part if path else None
