"""What time it is: the machine's clock, or a moment that a sandbox pretends."""

from __future__ import annotations

import datetime as dt


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """Return the present instant in UTC."""
        return dt.datetime.now(dt.UTC)


class FixedClock:
    """A clock that stands still, for a sandbox told what time it is."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        """Return the moment it was set to."""
        return self._at

    def set(self, at: dt.datetime) -> None:
        """Move the clock to another moment."""
        self._at = at.astimezone(dt.UTC)
