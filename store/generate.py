"""Write every statement out as SQL text, once per dialect: `python -m store.generate`.

The store runs these texts on the driver, so that a command need not import SQLAlchemy.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg

from store.statements import statements

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, Dialect

FOLDER = Path(__file__).parent / "sql"
DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": psycopg.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}
# Endings of lists (`…_end`) are said as a statement of their own.
_ENDING = "SELECT 1 ORDER BY"
_MARKS = {"sqlite": "?", "postgresql": "%s"}


def _text(name: str, statement: ClauseElement, dialect: Dialect) -> dict[str, Any]:
    """Return a statement's text and its parameters in order; a constant may not be one."""
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    constants = {key for key, value in compiled.params.items() if value is not None}
    sql = " ".join(str(compiled).split())
    places = list(getattr(compiled, "positiontup", None) or ())
    if constants and dialect.name == "sqlite":
        # Core says OFFSET 0 to SQLite, with a parameter, behind every limit.
        sql = sql.replace(" OFFSET ?", "")
        places = [place for place in places if place not in constants]
        constants = set()
    if constants or sql.count(_MARKS[dialect.name]) != len(places):
        message = f"{name}: write constants as literals, not as parameters: {constants}"
        raise ValueError(message)
    return {"sql": sql.replace(_ENDING, "ORDER BY"), "params": places}


def texts(dialect: str) -> str:
    """Return the whole file of a dialect."""
    found = {
        name: _text(name, statement, DIALECTS[dialect])
        for name, statement in sorted(statements(dialect).items())
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the files."""
    for dialect in DIALECTS:
        (FOLDER / f"{dialect}.json").write_text(texts(dialect), encoding="utf-8")


if __name__ == "__main__":
    main()
