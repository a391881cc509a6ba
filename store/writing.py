"""A transaction over anything but cases."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.faults import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.sessions import Session


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """Open a transaction; it commits on leaving, rolls back on an error."""
    with told(session.location):
        try:
            session.begin()
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
