"""Inserts of many rows: as few statements as may be, each of very many rows.

A statement that takes many rows at once costs a quarter less than the same many statements, and
the driver lets the interpreter go for all of it, so that others can work meanwhile.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.sqltexts import Statement

    Row = tuple[Any, ...]

#: Rows from which it is worth to say them at once.
WORTHWHILE = 8
#: Rows of one statement at most: SQLite takes 32,766 values, the widest table asks for some 24.
AT_ONCE = 512
#: Texts kept: each insert in the sizes that occur.
_TEXTS = 256


def pieces(statement: Statement, rows: Sequence[Row]) -> Iterator[tuple[str, list[Any]]]:
    """Yield statements that together insert rows, each with its values.

    Sizes are powers of two, so that a few statements are prepared and serve again and again.
    """
    at, left = 0, len(rows)
    while left:
        size = min(AT_ONCE, 1 << (left.bit_length() - 1))
        yield _sized(statement, size), list(chain.from_iterable(rows[at : at + size]))
        at, left = at + size, left - size


def can_be_joined(statement: Statement) -> bool:
    """Return whether a statement inserts one row of nothing but its parameters."""
    return statement.sql.startswith("INSERT ") and statement.sql.count(_row(statement)) == 1


def _row(statement: Statement) -> str:
    return f"VALUES ({', '.join('?' * len(statement.params))})"


@lru_cache(_TEXTS)
def _sized(statement: Statement, size: int) -> str:
    row = _row(statement)
    return statement.sql.replace(row, ", ".join([row, *[row.removeprefix("VALUES ")] * (size - 1)]))
