"""The generated SQL texts: what `store.generate` wrote, ready for the driver."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# A plain path and plain JSON: looking at a case must not wait for pathlib and msgspec.
_FOLDER = __file__.removesuffix("sqltexts.py") + "sql"


class Statement(NamedTuple):
    """A statement's text, and the names of its parameters in the order it takes them."""

    sql: str
    params: tuple[str, ...]

    def bind(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values of the parameters in their order."""
        return tuple(values[name] for name in self.params)


@cache
def texts(dialect: str) -> dict[str, Statement]:
    """Return every statement of a dialect (`sqlite` or `postgresql`) by name."""
    with open(f"{_FOLDER}/{dialect}.json", encoding="utf-8") as file:  # noqa: PTH123
        kept = json.load(file)
    return {name: Statement(each["sql"], tuple(each["params"])) for name, each in kept.items()}
