"""The way that one case has taken through its definition."""

from __future__ import annotations

import msgspec


class Passage(msgspec.Struct, frozen=True):
    """An entry of a history: its number, the event, and the states before and after it."""

    number: int
    event: str
    source: str | None
    target: str | None


class Course(msgspec.Struct, frozen=True):
    """All entries of a case that are drawn, and where it stands now."""

    case: str
    passages: tuple[Passage, ...]
    state: str

    def moves(self, event: str, target: str, sources: tuple[str, ...]) -> list[int]:
        """Return the numbers of the entries by which an event led to a state."""
        return [
            one.number for one in self.passages
            if one.event == event and one.target == target and one.source in sources
        ]  # fmt: skip

    def stays(self, event: str, state: str) -> list[int]:
        """Return the numbers of the entries of an event that left the case where it was."""
        return [
            one.number for one in self.passages
            if one.event == event and one.source == one.target == state
        ]  # fmt: skip

    def reached(self, state: str) -> list[int]:
        """Return the numbers of the entries by which a state was reached."""
        return [
            one.number for one in self.passages if one.target == state and one.source != state
        ]  # fmt: skip


def numbers(found: list[int]) -> str:
    """Return entries as they are written beside a way: #3 #7."""
    return " ".join(f"#{number}" for number in found)
