"""Where each part of a file stands."""

from __future__ import annotations

from engine.definition.problems import Path, Place


class Places:
    """Where each value, and each key, of a file stands."""

    def __init__(self) -> None:
        self._values: dict[Path, Place] = {(): Place(1, 1)}
        self._keys: dict[Path, Place] = {}
        self.bare: set[Path] = set()
        self.aliased: set[Path] = set()

    def put(self, path: Path, value: Place, key: Place | None = None) -> None:
        """Remember where a path's value stands, and its key."""
        self._values.setdefault(path, value)
        if key is not None:
            self._keys.setdefault(path, key)

    def has(self, path: Path) -> bool:
        """Return whether a path stands in the file."""
        return path in self._values

    def of(self, path: Path, at_key: bool = False) -> Place:
        """Return the place of a path, or of the nearest part of it that stands in the file."""
        if at_key and path in self._keys:
            return self._keys[path]
        while path and path not in self._values:
            path = path[:-1]
        return self._values[path]
