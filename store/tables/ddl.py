"""The statements that make a whole database as the tables say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.schema import CreateIndex, CreateTable

from store.generate import DIALECTS
from store.tables import metadata
from store.tables.triggers import guards

if TYPE_CHECKING:
    from sqlalchemy import Dialect


def creation(name: str) -> list[str]:
    """Return the statements that create every table, index and trigger on a database."""
    dialect: Dialect = DIALECTS[name]
    made: list[str] = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=dialect)))
        made += [
            str(CreateIndex(index).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    lines = ["\n".join(line.rstrip() for line in text.strip().splitlines()) for text in made]
    return [*lines, *guards(name)]
