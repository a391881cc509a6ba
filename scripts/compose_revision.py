"""Write what a new revision of the schema runs: `python -m scripts.compose_revision 0002`.

Compares the tables as declared with what the revisions before it create. Until a revision has
been released it may be composed again; from then on its files are never touched.
"""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

from store.generate import DIALECTS
from store.migrations.frozen import SEPARATOR, frozen, revision_file
from store.tables.ddl import creation
from store.version import REVISIONS

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*)\)[^)]*", re.DOTALL)
_INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+) ")


class Schema(NamedTuple):
    """The statements that make a schema: tables and indexes by name, and everything else."""

    tables: dict[str, str]
    indexes: dict[str, tuple[str, str]]
    others: list[str]


def read(statements: list[str]) -> Schema:
    """Sort statements by what they create; a later table of a name replaces an earlier one."""
    found = Schema({}, {}, [])
    for statement in statements:
        if table := _TABLE.match(statement):
            found.tables[table[1]] = statement
        elif index := _INDEX.match(statement):
            found.indexes[index[1]] = (index[2], statement)
        elif statement.startswith("CREATE ") or " ENABLE ALWAYS TRIGGER " in statement:
            found.others.append(statement)
        elif changed := re.match(r"ALTER TABLE (\w+) (ADD|DROP) ", statement):
            _note_change(found, changed[1], statement)
    return found


def _note_change(schema: Schema, table: str, statement: str) -> None:
    """Put a column or a constraint that was added or dropped into a table's own text."""
    *lines, end = schema.tables[table].split("\n")
    if dropped := re.search(r" DROP CONSTRAINT (\w+)$", statement):
        lines = [line for line in lines if f"CONSTRAINT {dropped[1]} " not in line]
    elif added := re.search(r" ADD (?:COLUMN )?(.*)$", statement, re.DOTALL):
        place = len(lines) if added[1].startswith("CONSTRAINT") else 1 + _last_column(lines)
        lines.insert(place, f"\t{added[1]},")
    schema.tables[table] = "\n".join([*lines, end])


def _last_column(lines: list[str]) -> int:
    return max(i for i, line in enumerate(lines) if re.match(r"\t(?!CONSTRAINT|PRIMARY)\w", line))


def _parts(table: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return a table's columns and its named constraints, each with its text."""
    lines = [line.strip().rstrip(",") for line in table.split("\n")[1:-1]]
    columns = {line.split()[0]: line for line in lines if not line.startswith("CONSTRAINT ")}
    constraints = {line.split()[1]: line for line in lines if line.startswith("CONSTRAINT ")}
    return columns, constraints


def changes(dialect: str, before: Schema, after: Schema) -> list[str]:
    """Return the statements that lead from one schema to another."""
    made: list[str] = []
    for name, table in after.tables.items():
        indexes = [text for of, text in after.indexes.values() if of == name]
        if name not in before.tables:
            made += [table, *indexes]
        elif _parts(table) != _parts(before.tables[name]):
            change = _rebuilt if dialect == "sqlite" else _altered
            made += change(name, before, after)
        else:
            made += [
                text
                for key, (of, text) in after.indexes.items()
                if of == name and before.indexes.get(key) != (of, text)
            ]
    return made + [text for text in after.others if text not in before.others]


def _rebuilt(name: str, before: Schema, after: Schema) -> list[str]:
    """Make a SQLite table anew and carry its rows over; no other table may refer to it."""
    kept = [one for one in _parts(before.tables[name])[0] if one in _parts(after.tables[name])[0]]
    listed = ", ".join(kept)
    gone = [key for key, (of, _) in before.indexes.items() if of == name]
    return [
        *(f"DROP INDEX {key}" for key in gone),
        f"ALTER TABLE {name} RENAME TO {name}_before",
        after.tables[name],
        f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {name}_before",
        f"DROP TABLE {name}_before",
        *(text for of, text in after.indexes.values() if of == name),
    ]


def _altered(name: str, before: Schema, after: Schema) -> list[str]:
    """Add columns to a PostgreSQL table, and change its constraints and indexes."""
    (old, held), (new, holds) = _parts(before.tables[name]), _parts(after.tables[name])
    made = [f"ALTER TABLE {name} ADD COLUMN {new[one]}" for one in new if one not in old]
    dropped = [key for key, text in held.items() if holds.get(key) != text]
    added = [text for key, text in holds.items() if held.get(key) != text]
    made += [f"ALTER TABLE {name} DROP CONSTRAINT {key}" for key in dropped]
    made += [f"ALTER TABLE {name} ADD {text}" for text in added]
    for key, (of, text) in after.indexes.items():
        if of == name and before.indexes.get(key) != (of, text):
            made += [f"DROP INDEX {key}"] if key in before.indexes else []
            made.append(text)
    return made


def main(revision: str) -> None:
    """Compose the files of a revision."""
    earlier = REVISIONS[: REVISIONS.index(revision)]
    for dialect in DIALECTS:
        before = read([text for one in earlier for text in frozen(one, dialect)])
        made = changes(dialect, before, read(creation(dialect)))
        revision_file(revision, dialect).write_text(SEPARATOR.join(made) + "\n", encoding="utf-8")
        sys.stdout.write(f"{revision} {dialect}: {len(made)} statements\n")


if __name__ == "__main__":
    main(sys.argv[1])
