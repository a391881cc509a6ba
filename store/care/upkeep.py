"""What a database wants now and then, each by the means of its own kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.faults import told

if TYPE_CHECKING:
    from store.sessions import Session

# SQLite looks only at tables that have changed much, and at a part of each.
_TIDYING = {
    "sqlite": (
        "PRAGMA analysis_limit = 1000",
        "PRAGMA optimize = 0x10002",
        "PRAGMA wal_checkpoint(PASSIVE)",
    ),
    # These change with every tick and message: autovacuum, where it runs, comes too late.
    "postgresql": ("ANALYZE cases", "ANALYZE outbox", "ANALYZE ticks", "ANALYZE incidents"),
}


def tidy(session: Session) -> None:
    """Renew the statistics that plans rest on; on SQLite write the log back into the file.

    Waits for nobody and holds nobody up; raise StoreError.
    """
    with told(session.location):
        for statement in _TIDYING[session.location.dialect]:
            session.execute(statement)
