"""Whatever is done to a database behind the program's back is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import engine.messages
from engine.messages import LANGUAGES
from engine.service.many import Job
from store.care.examination import flaws_of_histories
from store.care.snapshot import snapshot
from store.database import open_store
from store.location import locate
from store.tables.triggers import GUARDED
from tests.care.conftest import NOW
from tests.care.contents import codes

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = "(SELECT min(id) FROM cases)"
TAMPERINGS = {
    "an entry's text": (
        "UPDATE history SET text = replace(text, '2019', '2018') "
        f"WHERE case_id = {FIRST} AND seq = 2",
        "audit_chain_broken",
    ),
    "an entry's actor": ("UPDATE history SET actor = 'x' WHERE seq = 3", "audit_entry_differs"),
    "a last entry": (
        f"DELETE FROM history WHERE case_id = {FIRST} AND seq = "
        f"(SELECT seq FROM cases WHERE id = {FIRST})",
        "audit_entries_missing",
    ),
    "a body": (
        f"UPDATE cases SET body = replace(body, 'comprehensive', 'special') WHERE id = {FIRST}",
        "audit_case_differs",
    ),
    "a body's JSON": (f"UPDATE cases SET body = '[' WHERE id = {FIRST}", "audit_entries_unread"),
    "a head": (f"UPDATE cases SET head = 'x' WHERE id = {FIRST}", "audit_head_differs"),
    "a state": (f"UPDATE cases SET state = 'x' WHERE id = {FIRST}", "check_columns_differ"),
    "when it was opened": (
        "UPDATE cases SET opened_at = opened_at + 1", "check_columns_differ",
    ),
    "a due day": (
        "UPDATE deadlines SET due_on = '2030-01-01' WHERE due_on IS NOT NULL",
        "check_deadlines_differ",
    ),
    "a deadline left out": (
        f"DELETE FROM deadlines WHERE case_id = {FIRST}", "check_deadlines_differ",
    ),
    "a span": ("UPDATE deadline_spans SET term = term + 1", "check_spans_differ"),
    "what a case was": ("UPDATE case_spans SET state = 'x'", "check_case_spans_differ"),
    "a number of children": ("UPDATE cases SET children = children + 1", "check_children_differ"),
    "a step": ("DELETE FROM steps", "check_steps_differ"),
    "a message's entry": ("UPDATE outbox SET seq = 999", "check_messages_differ"),
    "a paper's entry": ("UPDATE papers SET seq = 999", "check_papers_differ"),
    "a counter": ("UPDATE counters SET value = value + 1", "check_numbers_differ"),
    "a personal text": (
        "UPDATE private_texts SET text = 'another' WHERE text IS NOT NULL", "audit_text_differs",
    ),
}  # fmt: skip


def without_guards(connection: Any) -> Any:
    """Take the guards away, as somebody who owns the database can."""
    for table in GUARDED:
        for ending in ("update", "delete", "replace", "change", "truncate"):
            of = "" if "sqlite" in type(connection).__module__ else f" ON {table}"
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{ending}{of}")
    return connection


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_changed_behind_the_program_is_named(
    sqlite_story: str, raw: Callable[[str], Any], name: str
) -> None:
    statement, code = TAMPERINGS[name]
    without_guards(raw(sqlite_story)).execute(statement)
    found = codes(sqlite_story)
    assert "check_guard_missing" in found
    assert any(each.startswith(code) for each in found), found


def test_the_same_is_named_on_a_server(postgresql_story: str, raw: Callable[[str], Any]) -> None:
    connection = without_guards(raw(postgresql_story))
    wanted = {
        code: statement for statement, code in TAMPERINGS.values()
        if code.startswith("check_") and "DELETE FROM deadlines" not in statement
    }  # fmt: skip
    for statement in wanted.values():
        connection.execute(statement)
    assert codes(postgresql_story) >= {*wanted, "check_guard_missing"}


def test_a_sound_database_has_no_flaw(played: str) -> None:
    assert codes(played) == set()


def test_the_number_of_a_job_over_many_cases_is_one_in_use(played: str) -> None:
    store = open_store(played)
    store.jobs.add(Job(event="note", person="li", created_at=NOW), [])
    store.close()
    assert codes(played) == set()


def test_a_case_whose_history_is_gone_is_named(sqlite_story: str, raw: Any) -> None:
    connection = without_guards(raw(sqlite_story))
    connection.execute("DELETE FROM private_texts")
    connection.execute("DELETE FROM history")
    assert "audit_entries_missing" in codes(sqlite_story)


def test_an_erased_personal_text_is_no_flaw(sqlite_story: str, raw: Any) -> None:
    raw(sqlite_story).execute("UPDATE private_texts SET salt = NULL, text = NULL")
    assert codes(sqlite_story) == set()


def test_one_case_can_be_verified_by_itself(sqlite_story: str, raw: Any) -> None:
    connection = without_guards(raw(sqlite_story))
    first, second, *_ = [row[0] for row in connection.execute("SELECT id FROM cases ORDER BY id")]
    connection.execute("UPDATE history SET hash = 'x' WHERE case_id = ? AND seq = 1", (second,))
    with snapshot(locate(sqlite_story)) as taken:
        assert list(flaws_of_histories(taken, first)) == []
        assert [one.code for one in flaws_of_histories(taken, second)] == ["audit_chain_broken"]


def test_damaged_pages_are_named(sqlite_story: str) -> None:
    path = locate(sqlite_story).path
    assert path is not None
    data = bytearray(path.read_bytes())
    place = data.rfind(b"ix_cases_organisation")
    assert place > 0
    # A page of an index: the table itself still reads.
    from sqlite3 import connect

    connection = connect(path)
    page, size = (
        connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_cases_organisation'"
        ).fetchone()[0],
        connection.execute("PRAGMA page_size").fetchone()[0],
    )
    connection.close()
    data[(page - 1) * size + 100 : page * size] = b"\xff" * (size - 100)
    path.write_bytes(data)
    assert "check_pages" in codes(sqlite_story)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flaw_has_a_sentence_and_says_what_to_do(language: str) -> None:
    file = Path(engine.messages.__file__).parent / language / "care.json"
    known = json.loads(file.read_text(encoding="utf-8"))
    said = ("check_sound", "check_flaws", "audit_sound", "audit_since", "audit_since_counts",
            "audit_seal_holds")  # fmt: skip
    flaws = [code for code in known if code.startswith(("check_", "audit_")) and code not in said]
    assert len(flaws) > 20
    assert [code for code in flaws if not known[code][1]] == []
    assert {code for _, code in TAMPERINGS.values()} <= {*flaws, "audit_entries_unread"}
