"""A case with everything that is kept of it, read one after the other beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from store.batch import named
from store.care.snapshot import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.care.snapshot import Snapshot
    from store.sessions import Row

# Ids sort by their bytes on both databases, so that all can be read side by side.
_ORDER = {
    "cases": "id",
    "history": "case_id, seq",
    "private_texts": "case_id, seq, field",
    "deadlines": "case_id, name, generation",
}


class Record(NamedTuple):
    """The rows of one case, their columns in the order of their tables."""

    case: Row
    history: list[Row]
    private: list[Row]
    deadlines: list[Row]


def records(taken: Snapshot, case_id: str | None = None) -> Iterator[Record]:
    """Yield every case, or one, with its history, personal texts and clocks."""
    cases, *beside = (_Beside(_ordered(taken, table, case_id)) for table in _ORDER)
    while (case := cases.next()) is not None:
        yield Record(case, *(one.of(str(case[0])) for one in beside))


def _ordered(taken: Snapshot, table: str, case_id: str | None) -> Iterator[Row]:
    columns = named(table)
    listed = ", ".join(map(quoted, columns))
    chosen = f" WHERE {columns[0]} = {_literal(case_id)}" if case_id is not None else ""
    sql = f"SELECT {listed} FROM {table}{chosen} ORDER BY {_ORDER[table]}"
    for rows in taken.stream(sql):
        yield from rows


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class _Beside:
    """Rows in order of their first column, taken case by case."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._ahead: Row | None = next(rows, None)

    def next(self) -> Row | None:
        """Return the next row, or None at the end."""
        found, self._ahead = self._ahead, next(self._rows, None)
        return found

    def of(self, case_id: str) -> list[Row]:
        """Return the rows of a case; those of cases before it, which are not there, fall away."""
        found = []
        while self._ahead is not None and self._ahead[0] <= case_id:
            row = self.next()
            if row is not None and row[0] == case_id:
                found.append(row)
        return found
