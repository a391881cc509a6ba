"""The words of a definition and of its people, read without making the values behind them.

A screen that shows one case must not pay for compiling what it only names.
"""

from __future__ import annotations

import json
from typing import Any


class Wording:
    """The titles in one published definition."""

    def __init__(self, compiled: str) -> None:
        self._data: dict[str, Any] = json.loads(compiled)

    def title(self, language: str) -> str:
        """Return the title of the definition itself."""
        return str(self._data["title"][language])

    def of(self, kind: str, name: str, language: str) -> str:
        """Return the title of a state, field, deadline or event; its name where it has none."""
        found = self._data.get(kind, {}).get(name)
        return str(found["title"][language]) if found else name

    def names(self, kind: str) -> list[str]:
        """Return the names of the states, stages, events or deadlines."""
        return list(self._data.get(kind, {}))

    def events_from(self, state: str) -> list[str]:
        """Return the events that people may take from a state."""
        return [
            name
            for name, event in self._data.get("events", {}).items()
            if state in event["sources"] and (event.get("by") or event.get("by_each"))
        ]

    def stage(self, name: str, language: str) -> str:
        """Return the title of a stage."""
        found = self._data.get("stages", {}).get(name)
        return str(found[language]) if found else name

    def mark(self, word: str, language: str) -> str:
        """Return the title of a mark; the word itself where it has none."""
        found = self._data.get("marks", {}).get(word)
        return str(found[language]) if found else word

    def field_type(self, name: str) -> str:
        """Return the type of a field."""
        return str(self._data.get("fields", {}).get(name, {}).get("type", "text"))

    @property
    def secret_fields(self) -> frozenset[str]:
        """The fields that are kept from some who know of a case; every one of a secret case."""
        fields = self._data.get("fields", {})
        every = self._data.get("secret", False)
        return frozenset(name for name, one in fields.items() if every or one.get("secret", False))

    def refers(self, case: dict[str, Any]) -> bool:
        """Return whether an act or a step of a case referred to cases under a secret field."""
        secret = self.secret_fields
        events, deadlines = self._data.get("events", {}), self._data.get("deadlines", {})
        steps = [step for name in case.get("acts", {}) for step in _of(events, name, "then")]
        for clock in case.get("clocks", ()):
            taken = {step["id"] for step in clock.get("taken", ())}
            overdue = _of(deadlines, clock["name"], "overdue")
            steps += [step for step in overdue if step["id"] in taken]
        under = [step["verb"].get(key) for step in steps for key in ("as_field", "children")]
        return any(field in secret for field in under)

    def is_hidden(self, field: str) -> bool:
        """Return whether a field is left out of screens."""
        return bool(self._data.get("fields", {}).get(field, {}).get("hidden", False))

    def rung(self, deadline: str, step: str) -> dict[str, Any] | None:
        """Return a step of the ladder of a deadline as it is stored."""
        found = (each for each in _of(self._data.get("deadlines", {}), deadline, "overdue"))
        return next((each for each in found if each["id"] == step), None)

    def is_void(self, state: str) -> bool:
        """Return whether a state is one in which a case counts for nothing."""
        return bool(self._data.get("states", {}).get(state, {}).get("final") == "void")

    def is_soft(self, deadline: str) -> bool:
        """Return whether a deadline only urges, and is never overdue."""
        return bool(self._data.get("deadlines", {}).get(deadline, {}).get("soft", False))

    def choice(self, field: str, value: str, language: str) -> str:
        """Return the title of a choice; the value itself where it has none."""
        choices = self._data.get("fields", {}).get(field, {}).get("choices", {})
        return str(choices[value][language]) if value in choices else value

    @property
    def calendar(self) -> str:
        """The calendar that the definition counts on."""
        return str(self._data.get("calendar", "china"))


def _of(parts: dict[str, Any], name: str, steps: str) -> list[dict[str, Any]]:
    """Return the steps of an event or a deadline."""
    found: list[dict[str, Any]] = parts.get(name, {}).get(steps, [])
    return found


def names_in(directory: str) -> dict[str, dict[str, str]]:
    """Return the names of organisations and people by id, in both languages."""
    data = json.loads(directory)
    parts = (*data.get("organisations", ()), *data.get("people", ()))
    return {each["id"]: each["name"] for each in parts}
