"""The generated SQL texts: what `store.generate` wrote, ready for the driver."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent / "sql"


class Statement(msgspec.Struct, frozen=True):
    """A statement's text, and the names of its parameters in the order it takes them."""

    sql: str
    params: tuple[str, ...]

    def bind(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values of the parameters in their order."""
        return tuple(values[name] for name in self.params)


@cache
def texts(dialect: str) -> dict[str, Statement]:
    """Return every statement of a dialect (`sqlite` or `postgresql`) by name."""
    raw = (_FOLDER / f"{dialect}.json").read_bytes()
    return msgspec.json.decode(raw, type=dict[str, Statement])
