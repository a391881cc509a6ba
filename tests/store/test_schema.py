"""One schema, three times the same: the tables, the revisions, the statements written out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import store.migrations
from engine.errors import StoreError
from store import generate
from store.batch import FOLLOWING, gather, named
from store.database import open_store
from store.location import locate
from store.migrate import schema_state, upgrade
from store.sessions import open_session
from store.sqltexts import texts
from store.tables import metadata
from store.tables.ddl import creation
from store.version import REVISIONS
from tests.store import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.sessions import Session

_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
_COLUMNS = """
SELECT 'column', c.relname, a.attname, concat_ws(
  ' ', a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  pg_get_expr(d.adbin, d.adrelid), l.collname)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
_CONSTRAINTS = """
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
_INDEXES = (
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname='public'"
)
_TRIGGERS = """
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || ' ' || tgenabled::text
FROM pg_trigger WHERE NOT tgisinternal
"""
_FUNCTIONS = """
SELECT 'function', '', proname, pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def schema(session: Session) -> set[tuple[Any, ...]]:
    """Return everything that a database's schema says of itself, in its own words."""
    if session.location.dialect == "sqlite":
        return set(session.query(_SQLITE, ())[1])
    parts = (_COLUMNS, _CONSTRAINTS, _INDEXES, _TRIGGERS, _FUNCTIONS)
    found = {row for part in parts for row in session.query(part, ())[1]}
    return {row for row in found if "alembic_version" not in row[1]}


@pytest.fixture
def opened() -> Iterator[Any]:
    """Open sessions that are closed at the end."""
    sessions: list[Any] = []

    def opening(url: str) -> Session:
        sessions.append(open_session(locate(url)))
        found: Session = sessions[-1]
        return found

    yield opening
    for session in sessions:
        session.close()


def test_migrations_make_what_the_tables_say_on_sqlite(
    sqlite_url: str, tmp_path: Path, opened: Any
) -> None:
    fresh = tmp_path / "fresh.db"
    fresh.touch()
    session = opened(f"sqlite:///{fresh}")
    for statement in creation("sqlite"):
        session.execute(statement)
    assert schema(opened(sqlite_url)) == schema(session)


def test_migrations_make_what_the_tables_say_on_postgresql(
    postgresql_url: str, empty_postgresql_url: str, opened: Any
) -> None:
    session = opened(empty_postgresql_url)
    for statement in creation("postgresql"):
        session.execute(statement)
    assert schema(opened(postgresql_url)) == schema(session)
    assert len(schema(session)) > 150


def test_the_guards_are_in_the_schema_of_both_databases(database_url: str, opened: Any) -> None:
    names = {row[1] if row[0] == "trigger" else "" for row in schema(opened(database_url))}
    names |= {row[2] for row in schema(opened(database_url)) if row[0] == "trigger"}
    assert {"history_no_change", "history_no_truncate"} <= names or {
        "history_no_update",
        "history_no_delete",
        "history_no_replace",
    } <= names


def test_the_program_knows_every_revision_in_its_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(store.migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == REVISIONS


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_statements_written_out_are_those_that_core_says(dialect: str) -> None:
    written = (generate.FOLDER / f"{dialect}.json").read_text(encoding="utf-8")
    assert written == generate.texts(dialect)


def test_both_databases_have_the_same_statements_with_the_same_parameters() -> None:
    sqlite, postgresql = texts("sqlite"), texts("postgresql")
    assert set(sqlite) <= set(postgresql)
    assert all(name.startswith("json_") for name in set(postgresql) - set(sqlite))
    assert {n: s.params for n, s in sqlite.items()} == {n: postgresql[n].params for n in sqlite}


def test_rows_have_a_value_for_every_column_of_their_table() -> None:
    opened = samples.case()
    later = samples.moved(opened)
    rows: dict[str, Any] = {
        "private": (samples.private(later),),
        "messages": (samples.message(later, "m"),),
        "papers": (samples.paper(later, "p"),),
        "steps": (samples.step(later),),
        "case_spans": (samples.case_span(later),),
        "waits": (samples.waiting(later),),
    }
    batch = gather([[samples.change(None, opened, **rows)], [samples.change(opened, later)]], {})
    for table in ("cases", "moves", *FOLLOWING):
        (row, *_) = getattr(batch, table)
        assert len(row) == len(named(table)), table
    (move,) = (dict(zip(named("moves"), row, strict=True)) for row in batch.moves)
    assert (move["state"], move["seq"], move["born"], move["body"][0]) == ("on_site", 2, 0, "{")
    assert (move["case_id"], move["read_seq"], move["read_alone"]) == ("01", 1, 0)
    for table in ("cases", *FOLLOWING):
        assert named(table) == tuple(metadata.tables[table].columns.keys()), table


def test_an_upgrade_is_done_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert upgrade(url) == "created"
    assert upgrade(url) == "current"
    assert schema_state(url) == "current"


def test_an_empty_server_database_is_empty_then_current(empty_postgresql_url: str) -> None:
    assert schema_state(empty_postgresql_url) == "empty"
    with pytest.raises(StoreError) as caught:
        open_store(empty_postgresql_url)
    assert caught.value.code == "store_schema_missing"
    assert upgrade(empty_postgresql_url) == "created"
    assert schema_state(empty_postgresql_url) == "current"


def test_a_database_of_a_newer_program_is_left_alone(database_url: str, opened: Any) -> None:
    opened(database_url).execute("UPDATE alembic_version SET version_num = '9999'")
    for opening in (open_store, upgrade):
        with pytest.raises(StoreError) as caught:
            opening(database_url)
        assert caught.value.code == "store_schema_newer"


def test_an_upgrade_that_fails_leaves_no_table_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Any
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    broken = [*creation("sqlite")[:5], "CREATE TABLE cases (again)"]
    monkeypatch.setattr("store.migrations.frozen.frozen", lambda *_: broken)
    with pytest.raises(StoreError):
        upgrade(url)
    assert schema(opened(url)) == set()
    monkeypatch.undo()
    assert upgrade(url) == "created"
