"""A sandbox with one ordinary case, and as many like it as a bench wants."""

from __future__ import annotations

import datetime as dt
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.kernel.case import Case
    from runtime.clock import FixedClock
    from runtime.wiring import Office

DEFINITION = Path(__file__).parent / "workflow.yaml"
OPENED = dt.datetime(2019, 8, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(dt.UTC)

# Tables of a case, and the column that names the case.
_OF_A_CASE = {"cases": "id", "deadlines": "case_id", "deadline_spans": "case_id",
              "case_spans": "case_id", "waiting": "case_id", "history": "case_id"}  # fmt: skip


class Connection(Protocol):
    """What cloning needs of a driver's connection, whichever the driver is."""

    @property
    def execute(self) -> Any:
        """Run a statement and return its cursor."""

    def close(self) -> None:
        """Close the connection."""


def prepare(url: str) -> None:
    """Make a sandbox with the shipped data and the bench's own workflow."""
    patrol("init", "--sandbox", "--database", url)
    patrol("workflow", "publish", str(DEFINITION), "--database", url)


def patrol(*arguments: str) -> str:
    """Run a command of ours in this process; raise RuntimeError where it fails."""
    from cli.main import run

    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = run(arguments, {"PATROL_LANG": "en"})
    if code:
        raise RuntimeError(f"patrol {' '.join(arguments)}: {said.getvalue()}")
    return said.getvalue()


def office(url: str, at: dt.datetime = OPENED) -> tuple[Office, FixedClock]:
    """Open a sandbox whose clock stands at a moment."""
    from runtime.clock import FixedClock
    from runtime.wiring import open_office

    clock = FixedClock(at)
    return open_office(url, clock), clock


def clerk(office: Office) -> Actor:
    """Return who works on the bench's cases."""
    directory = office.library.directory()
    home = office.library.home()
    holders = directory.holders("patrol_office", home, OPENED.date())
    return Actor(person=holders[0], permits=OF_A_SANDBOX)


def opened(office: Office) -> Case:
    """Open the one ordinary case that the others are copies of."""
    values = {"subject": "Bench", "size": 3}
    outcome = office.engine.open_case("bench", values, clerk(office))
    if isinstance(outcome, Refusal):
        raise RuntimeError(f"{outcome.code}: {outcome.facts}")
    return outcome.case


def clone(connection: Connection, case: Case, count: int, *, first: int = 0) -> list[str]:
    """Copy a case's rows many times, each under an id and number of its own; return the ids.

    They are numbered from behind `first`, so that copies of several cases are apart.
    """
    stem = case.id[:-6]
    for table, key in _OF_A_CASE.items():
        columns = _columns(connection, table)
        chosen = ", ".join(_copied(column, case, stem) for column in columns)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"WITH RECURSIVE n(i) AS (SELECT {first + 1} UNION ALL "
            f"SELECT i + 1 FROM n WHERE i < {first + count}) "
            f"SELECT {chosen} FROM n, {table} AS t WHERE t.{key} = '{case.id}'"
        )
    return [f"{stem}{number:06d}" for number in range(first + 1, first + count + 1)]


def _columns(connection: Connection, table: str) -> Sequence[str]:
    found = connection.execute(f"SELECT * FROM {table} LIMIT 0")
    return [column[0] for column in found.description]


def _copied(column: str, case: Case, stem: str) -> str:
    digits = "substr(CAST(1000000 + n.i AS TEXT), 2)"
    match column:
        case "id" | "case_id" | "root_id":
            return f"'{stem}' || {digits}"
        case "number" | "number_key":
            return f"t.{column} || '-' || {digits}"
        case "body":
            named = f"replace(t.body, '{case.id}', '{stem}' || {digits})"
            return f"replace({named}, '{case.number}', '{case.number}-' || {digits})"
    return f"t.{column}"
