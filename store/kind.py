"""What a database was founded as: read of any schema, before anything of it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.faults import told
from store.sessions import open_session
from store.version import state_of

if TYPE_CHECKING:
    from store.location import Location

#: The fact that tells sandboxes (`yes`) from databases of real cases (`no`).
SANDBOX = "sandbox"


def founded_as(location: Location) -> str | None:
    """Return the fact `SANDBOX` of a database; None where it was not founded yet."""
    if location.path is not None and not location.path.exists():
        return None
    session = open_session(location)
    try:
        with told(location):
            if state_of(session) == "empty":
                return None
            return next((str(value) for (value,) in session.rows("meta", (SANDBOX,))), None)
    finally:
        session.close()
