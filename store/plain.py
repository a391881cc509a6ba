"""One case as plain data, over a plain connection: what is looked at most loads least.

`store.reader` answers with values; this answers with what JSON says, defaults left out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import NotFound
from store.faults import told
from store.keys import number_key

if TYPE_CHECKING:
    from store.sessions import Session

LINE = (
    "id", "number", "workflow", "version", "state", "stage", "final", "organisation", "secret",
    "title", "opened_on", "opened_at", "closed_on", "closed_at", "next_due_at", "parent",
    "parent_field", "parent_number",
)  # fmt: skip
Line = dict[str, Any]


#: Sorts behind every character of a number.
LAST = "\U0010ffff"


class PlainCase(NamedTuple):
    """A case's body, what lists show of it, and what they show of its children."""

    body: dict[str, Any]
    line: Line
    children: list[Line]


class PlainReader:
    """Reads single things as plain data."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        with told(self._session.location):
            return self._session.rows(name, given)

    def facts(self) -> dict[str, str]:
        """Return the facts of this database."""
        return dict(self._rows("all_meta"))

    def case(self, number: str) -> PlainCase:
        """Return a case by its number or id, with its children; raise NotFound."""
        found = self._rows("find", number_key(number))
        case_id = str(found[0][0]) if found else number
        for body, *line in self._rows("case_view", case_id):
            children = [_line(row) for row in self._rows("child_views", case_id)]
            return PlainCase(json.loads(body), _line(line), children)
        raise NotFound("case_unknown", case=number)

    def numbers_like(self, start: str, limit: int) -> list[tuple[str, str, int, str]]:
        """Return cases whose numbers begin like this, newest first, secret ones left out.

        Each with its workflow, version and state.
        """
        key = number_key(start)
        return self._rows("numbers_like", key, key + LAST, limit)

    def newest_versions(self) -> dict[str, int]:
        """Return the newest published version of each workflow."""
        return {row[0]: row[1] for row in self._rows("definitions")}

    def compiled(self, workflow: str, version: int) -> tuple[str, int] | None:
        """Return what a version of a workflow compiled to, and in which format."""
        for row in self._rows("definition", workflow, version):
            return row[4], row[5]
        return None

    def token(self, hashed: str) -> tuple[Any, ...] | None:
        """Return the row of the token with a hash."""
        for row in self._rows("token_by_hash", hashed):
            return row
        return None

    def has_person(self, person: str) -> bool:
        """Return whether the newest directory knows a person."""
        return bool(self._rows("person", person))

    def permits(self, person: str) -> tuple[str, ...]:
        """Return the permissions that a person holds now."""
        return tuple(str(permission) for (permission,) in self._rows("permits", person))

    def calendar(self, name: str) -> tuple[str, str] | None:
        """Return the newest revision of a calendar and its body."""
        for row in self._rows("newest_calendars", name):
            return row[1], row[4]
        return None

    def directory(self) -> str | None:
        """Return the body of the newest directory."""
        for row in self._rows("newest_directory"):
            return str(row[3])
        return None


def _line(row: Any) -> Line:
    return dict(zip(LINE, row, strict=True))
