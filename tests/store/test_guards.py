"""What the database itself refuses, whoever asks it in SQL."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from store.database import open_store
from tests.store import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

_COPY = (
    "INTO history SELECT case_id, seq, kind, event, source, target, 'another', {rest} FROM history"
)
_REST = "occurred_at, recorded_at, text, hash, previous, hash_version"


@pytest.fixture
def filled(database_url: str) -> str:
    """A database with one case that has a history."""
    store = open_store(database_url)
    opened = samples.case()
    with store.unit() as unit:
        unit.record([samples.change(None, opened, messages=(samples.message(opened, "m"),))])
    store.close()
    return database_url


@pytest.fixture
def raw(filled: str) -> Iterator[Any]:
    """A plain connection of the driver, as anybody may open one."""
    if filled.startswith("sqlite"):
        connection: Any = sqlite3.connect(filled.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
    else:
        connection = psycopg.connect(filled.replace("+psycopg", ""), autocommit=True)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET actor = 'another'",
        "UPDATE history SET text = text WHERE seq = 1",
        "DELETE FROM history",
        "DELETE FROM history WHERE seq = 1",
        "UPDATE deadline_spans SET status = 'met'",
        "DELETE FROM deadline_spans",
    ],
)
def test_what_was_recorded_cannot_be_changed_or_deleted(raw: Any, statement: str) -> None:
    with pytest.raises((sqlite3.Error, psycopg.Error), match="only ever appended to"):
        raw.execute(statement)


def test_a_replace_over_an_entry_is_refused(raw: Any) -> None:
    copy = _COPY.format(rest=_REST)
    statements = [f"INSERT OR REPLACE {copy}", f"REPLACE {copy}"]
    if isinstance(raw, psycopg.Connection):
        same = "ON CONFLICT (case_id, seq) DO UPDATE SET actor = excluded.actor"
        statements = [f"INSERT {copy} {same}", "TRUNCATE history CASCADE", "TRUNCATE cases CASCADE"]
    for statement in statements:
        with pytest.raises((sqlite3.Error, psycopg.Error), match="only ever appended to"):
            raw.execute(statement)


def test_no_setting_of_a_session_turns_the_guards_off(raw: Any) -> None:
    off = "PRAGMA recursive_triggers = OFF"
    if isinstance(raw, psycopg.Connection):
        off = "SET session_replication_role = replica"
    raw.execute(off)
    with pytest.raises((sqlite3.Error, psycopg.Error), match="only ever appended to"):
        raw.execute("DELETE FROM history")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET final = 'done'",
        f"UPDATE cases SET closed_at = {1}",
        "UPDATE cases SET final = 'finished', closed_at = 1, closed_on = '2019-08-05'",
        "UPDATE cases SET final='done', closed_at=1, closed_on='2019-08-05'",
        "UPDATE cases SET parent_id = 'nowhere', root_id = 'nowhere'",
        "UPDATE cases SET secret = 2",
        "UPDATE deadlines SET status = 'forgotten'",
        "UPDATE deadlines SET status = 'met'",
        "UPDATE deadlines SET due_at = NULL",
        "DELETE FROM cases",
        "UPDATE outbox SET status = 'sent'",
        "UPDATE outbox SET status = 'leased'",
        "UPDATE outbox SET status = 'parked'",
        "INSERT INTO counters VALUES ('office', 'patrol', 2019, -1)",
        "INSERT INTO imports VALUES ('row', 'nowhere')",
    ],
)
def test_the_database_holds_the_invariants_itself(raw: Any, statement: str) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        raw.execute(statement)


def test_what_is_due_and_what_is_sent_are_found_by_their_indexes(raw: Any) -> None:
    from store.sqltexts import texts

    sqlite = isinstance(raw, sqlite3.Connection)
    known = texts("sqlite" if sqlite else "postgresql")
    if not sqlite:
        raw.execute("SET enable_seqscan = off")
    for name, index in (
        ("claim_due", "ix_cases_next_due_at"),
        ("claim", "ix_outbox_to_send"),
        ("due_in_family", "ix_cases_root_id_next_due_at"),
    ):
        given = {"until": 1, "limit": 1, "passing": "[]", "now": 1, "root_id": "01"}
        plan = raw.execute(
            f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{known[name].sql}", known[name].bind(given)
        )
        assert index in str(plan.fetchall()), name


def test_overdue_clocks_are_found_by_their_index(database_url: str) -> None:
    from store.sqltexts import texts

    store = open_store(database_url)
    session = store.session()
    sqlite = session.location.dialect == "sqlite"
    known = texts(session.location.dialect)
    if not sqlite:
        session.execute("SET enable_seqscan = off")
    sql = f"{known['list_overdue'].sql} {known['list_overdue_end'].sql}"
    _, plan = session.query(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{sql}", (1, 10))
    assert "ix_deadlines_running_due_at" in str(plan)
    store.close()
