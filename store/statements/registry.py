"""Published definitions, calendars, directories, and the facts of this database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, literal_column, select, table, update
from sqlalchemy import column as col

from store.statements.cases import insert_all, insert_missing, upsert
from store.tables import (
    calendars,
    cases,
    definitions,
    directory_revisions,
    meta,
    organisations,
    people,
    posts,
    profiles,
    texts,
)

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, Select, Table

_BRIEF = tuple(c for c in definitions.c if c.name not in ("text", "compiled"))


def _definitions() -> dict[str, ClauseElement]:
    of_workflow = definitions.c.workflow == bindparam("workflow")
    open_versions = (
        select(cases.c.workflow, cases.c.version, func.count())
        .where(cases.c.final.is_(None))
        .group_by(cases.c.workflow, cases.c.version)
    )
    return {
        "insert_definitions": insert_all(definitions),
        "recompile_definition": update(definitions)
        .where(of_workflow, definitions.c.version == bindparam("of_version"))
        .values(compiled=bindparam("compiled_text"), compiled_format=bindparam("compiled_as")),
        "definition": select(*definitions.c).where(
            of_workflow, definitions.c.version == bindparam("version")
        ),
        "newest_definition": select(*definitions.c)
        .where(of_workflow)
        .order_by(definitions.c.version.desc())
        .limit(literal_column("1")),
        "definitions": select(*_BRIEF).order_by(definitions.c.workflow, definitions.c.version),
        "open_versions": open_versions,
    }


def _newest(bodies: Table) -> Select[tuple[object, ...]]:
    named = select(*bodies.c).where(bodies.c.name == bindparam("name"))
    return named.order_by(bodies.c.seq.desc()).limit(literal_column("1"))


def _bodies(bodies: Table) -> dict[str, ClauseElement]:
    """Return the statements of a table of named, numbered bodies."""
    name = bodies.name
    brief = (bodies.c.name, bodies.c.revision, bodies.c.seq, bodies.c.recorded_at)
    return {
        f"insert_{name}": insert_all(bodies),
        f"newest_{name}": _newest(bodies),
        f"{name}": select(*brief).order_by(bodies.c.name, bodies.c.seq),
        f"one_{name}": select(*bodies.c).where(
            bodies.c.name == bindparam("name"), bodies.c.revision == bindparam("revision")
        ),
        f"names_{name}": select(bodies.c.name).distinct().order_by(bodies.c.name),
    }


def _directories() -> dict[str, ClauseElement]:
    found: dict[str, ClauseElement] = {
        "insert_directory_revisions": insert_all(directory_revisions),
        "newest_directory": select(*directory_revisions.c)
        .order_by(directory_revisions.c.seq.desc())
        .limit(literal_column("1")),
    }
    for rows in (organisations, people, posts):
        found[f"delete_{rows.name}"] = delete(rows)
        found[f"insert_{rows.name}"] = insert_all(rows)
    return found


def _has_table(dialect: str) -> ClauseElement:
    if dialect == "sqlite":
        master = table("sqlite_master", col("name"), col("type"))
        kind = master.c.type == literal_column("'table'")
        return select(master.c.name).where(kind, master.c.name == bindparam("name"))
    catalogue = table("pg_tables", col("tablename"), col("schemaname"))
    here = catalogue.c.schemaname == literal_column("current_schema()")
    return select(catalogue.c.tablename).where(here, catalogue.c.tablename == bindparam("name"))


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    schema_version = table("alembic_version", col("version_num"))
    return {
        **_definitions(),
        **_bodies(calendars),
        **_bodies(profiles),
        **_bodies(texts),
        **_directories(),
        "meta": select(meta.c.value).where(meta.c.key == bindparam("key")),
        "all_meta": select(meta.c.key, meta.c.value).order_by(meta.c.key),
        "upsert_meta": upsert(dialect, meta),
        "fix_meta": insert_missing(dialect, meta),
        "has_table": _has_table(dialect),
        "schema_version": select(schema_version.c.version_num).order_by(literal_column("1")),
    }
