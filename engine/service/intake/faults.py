"""What is wrong in a ledger, with its cell."""

from __future__ import annotations

from typing import Any


class Unreadable(Exception):
    """A cell, or a row, that cannot be read as the mapping says; `facts` speak of it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def fault(self) -> dict[str, Any]:
        """The fault as refusals gather them."""
        return {"code": self.code, "facts": self.facts}
