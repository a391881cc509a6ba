"""What stands in the way of a migration, collected: all of it is told at once."""

from __future__ import annotations

from typing import Any

from engine.kernel.effects import Refusal


class Faults:
    """The faults of one case, each with the path in the plan at which it is mended."""

    def __init__(self, number: str) -> None:
        self._number = number
        self._found: list[dict[str, Any]] = []

    def __bool__(self) -> bool:
        """Return whether anything stands in the way."""
        return bool(self._found)

    def hinder(self, code: str, *path: str, **facts: Any) -> None:
        """Note a fault; without a path no change of the plan mends it."""
        fault = {"code": code, "facts": {"number": self._number, "cases": self._number, **facts}}
        if path:
            fault["path"] = list(path)
        self._found.append(fault)

    def hinder_value(self, fault: dict[str, Any], *path: str) -> None:
        """Note a value that a field of the new version does not take."""
        facts = {**fault["facts"], "cases": self._number}
        self._found.append({**fault, "facts": facts, "path": list(path)})

    def refusal(self) -> Refusal:
        """Return all that was noted."""
        facts = {"number": self._number, "problems": self._found}
        return Refusal(code="migration_impossible", facts=facts)
