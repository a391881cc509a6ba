"""What must hold whoever died: nothing lost, nothing twice, every history as it says."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from store.care.snapshot import snapshot
from store.location import locate
from tests.care.contents import codes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.channels.servers import Request

Facts = dict[str, list[Any]]
#: What became of the cases, without the ids that chance makes.
_QUESTIONS = {
    "cases": "SELECT number, workflow, state, seq, next_due_at, children FROM cases",
    "history": (
        "SELECT number, h.seq, kind, event, source, target, actor, occurred_at "
        "FROM history h JOIN cases c ON c.id = h.case_id"
    ),
    "steps": (
        "SELECT number, deadline, generation, term, step, count(*) "
        "FROM steps s JOIN cases c ON c.id = s.case_id "
        "GROUP BY number, deadline, generation, term, step"
    ),
    "deadlines": (
        "SELECT number, name, generation, term, status, due_on, next_step, next_at "
        "FROM deadlines d JOIN cases c ON c.id = d.case_id"
    ),
    "messages": (
        "SELECT number, o.seq, kind, roles, occurred_at, status, sent_at IS NULL "
        "FROM outbox o JOIN cases c ON c.id = o.case_id"
    ),
    # How many digests late messages come in depends on who died when; that each comes does not.
    "deliveries": (
        "SELECT number, v.channel, v.recipient, v.status, d.status, count(*) FROM deliveries v "
        "JOIN cases c ON c.id = v.case_id LEFT JOIN deliveries d ON d.key = v.folded_into "
        "WHERE v.message_key IS NOT NULL "
        "GROUP BY number, v.channel, v.recipient, v.status, d.status"
    ),
    "imports": "SELECT key, number FROM imports i JOIN cases c ON c.id = i.case_id",
    "items": "SELECT place, status, code FROM bulk_items",
    "jobs": "SELECT id, finished_at IS NULL FROM bulk_jobs",
    "calendars": "SELECT name, revision FROM calendars",
    "changes": "SELECT id, families, moved, kept, finished_at IS NULL FROM calendar_changes",
    "incidents": "SELECT case_id, about FROM incidents",
}
_KEYS = "SELECT key, channel FROM deliveries WHERE status = 'sent'"


def facts(url: str) -> Facts:
    """Return what a database says happened."""
    with snapshot(locate(url)) as taken:
        return {
            name: sorted((tuple(row) for some in taken.stream(sql) for row in some), key=repr)
            for name, sql in _QUESTIONS.items()
        }


def sound(url: str) -> None:
    """Hold every history to its links and every case to its history."""
    assert codes(url) == set()


def parted(expected: Facts, found: Facts) -> dict[str, Any]:
    """Return what is missing and what is too much, by table."""
    pairs = {
        name: (Counter(map(repr, rows)), Counter(map(repr, found[name])))
        for name, rows in expected.items()
    }
    return {
        name: {"lost": sorted((wanted - got).elements()), "more": sorted((got - wanted).elements())}
        for name, (wanted, got) in pairs.items()
        if wanted != got
    }


def delivered(url: str, folder: Path, received: list[Request]) -> None:
    """Hold that each message arrived, under its one key, saying the same however often."""
    with snapshot(locate(url)) as taken:
        kept = [tuple(row) for some in taken.stream(_KEYS) for row in some]
    by_file = sorted(key for key, channel in kept if channel == "file")
    files = [json.loads(one.read_bytes()) for one in folder.glob("[!.]*.json")]
    assert sorted(one["key"] for one in files) == by_file
    said: dict[str, set[bytes]] = {}
    for request in filter(_whole, received):
        said.setdefault(request.headers["Idempotency-Key"], set()).add(request.body)
    assert sorted(said) == sorted(key for key, channel in kept if channel == "hook")
    assert [bodies for bodies in said.values() if len(bodies) > 1] == []


def _whole(request: Request) -> bool:
    """Return whether a request came to its end; a server refuses any other."""
    return len(request.body) == int(request.headers["Content-Length"])
