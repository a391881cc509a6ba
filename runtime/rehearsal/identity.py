"""Ids that count upwards, so that a rehearsal is the same however often it is held."""

from __future__ import annotations


class CountingIdentity:
    """Makes the same ids and salts every time."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def case_id(self) -> str:
        """Return the next id."""
        self.last += 1
        return f"{self.last:08}"

    def salt(self) -> str:
        """Return no randomness: nothing of a rehearsal is kept."""
        return "00"
