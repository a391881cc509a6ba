"""Taking down every statement that our way sends to the driver, and sending it bare."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any
from unittest import mock

import msgspec
import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Call(msgspec.Struct, frozen=True):
    """A statement with its values, for many rows or one; `piped` ones share a round trip."""

    sql: str
    values: Sequence[Any]
    many: bool = False
    piped: bool = False


class Tape:
    """The calls of every piece of work, in order."""

    def __init__(self) -> None:
        self.pieces: list[list[Call]] = []

    def piece(self) -> None:
        """Begin another piece of work."""
        self.pieces.append([])

    def take(self, call: Call) -> None:
        """Take a call down; what comes before the first piece is no work of ours."""
        if self.pieces:
            self.pieces[-1].append(call)


@contextmanager
def taping() -> Iterator[Tape]:
    """Take down what connections that are opened inside send, on either driver."""
    tape = Tape()
    with (
        mock.patch("sqlite3.connect", _taped_sqlite(tape)),
        mock.patch.object(psycopg.Cursor, "execute", _taped_execute(tape)),
        mock.patch.object(psycopg.Cursor, "executemany", _taped_executemany(tape)),
    ):
        yield tape


def _taped_sqlite(tape: Tape) -> Any:
    class Taped(sqlite3.Connection):
        """A connection that puts each statement on the tape before it runs."""

        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            """Tape one statement and run it."""
            tape.take(Call(sql, values))
            return super().execute(sql, values)

        def executemany(self, sql: str, rows: Any, /) -> sqlite3.Cursor:
            """Tape one statement with its rows and run it."""
            tape.take(Call(sql, rows, many=True))
            return super().executemany(sql, rows)

    connect = sqlite3.connect
    return lambda *given, **named: connect(*given, factory=Taped, **named)


def _taped_execute(tape: Tape) -> Any:
    execute = psycopg.Cursor.execute

    def taped(self: psycopg.Cursor[Any], sql: str, values: Any = None, **named: Any) -> Any:
        """Tape what a cursor is given and run it."""
        tape.take(Call(sql, values or (), piped=_is_piped(self)))
        return execute(self, sql, values, **named)

    return taped


def _taped_executemany(tape: Tape) -> Any:
    executemany = psycopg.Cursor.executemany

    def taped(self: psycopg.Cursor[Any], sql: str, rows: Any, **named: Any) -> None:
        """Tape what a cursor is given and run it."""
        tape.take(Call(sql, list(rows), many=True))
        tape_off = Tape()
        with mock.patch.object(psycopg.Cursor, "execute", _taped_execute(tape_off)):
            executemany(self, sql, rows, **named)

    return taped


def _is_piped(cursor: psycopg.Cursor[Any]) -> bool:
    return bool(cursor.connection.pgconn.pipeline_status)


def play_sqlite(connection: sqlite3.Connection, calls: Sequence[Call]) -> None:
    """Send calls to SQLite, and fetch what they give."""
    for call in calls:
        if call.many:
            connection.executemany(call.sql, call.values)
        else:
            connection.execute(call.sql, call.values).fetchall()


def play_postgresql(connection: psycopg.Connection[Any], calls: Sequence[Call]) -> None:
    """Send calls to PostgreSQL in as many round trips as they took, and fetch what they give."""
    cursor = connection.cursor()
    for piped, group in groupby(calls, key=lambda call: call.piped):
        if piped:
            with connection.pipeline():
                for call in group:
                    connection.execute(call.sql, call.values)
            continue
        for call in group:
            _send(cursor, call)


def _send(cursor: psycopg.Cursor[Any], call: Call) -> None:
    if call.many:
        cursor.executemany(call.sql, call.values)
        return
    cursor.execute(call.sql, call.values)
    if cursor.description is not None:
        cursor.fetchall()
