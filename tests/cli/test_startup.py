from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import NUMBER, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

ROOT = Path(__file__).resolve().parents[2]
DEAR = {
    "sqlalchemy", "alembic", "psycopg", "pydantic", "rich", "transitions", "yaml", "asyncio",
    "importlib.metadata", "importlib.resources", "cel_expr_python", "apscheduler", "platformdirs",
    "tomllib", "tempfile", "unittest",
}  # fmt: skip
PROBE = """
import json, os, sys
from cli.main import run
code = run(sys.argv[1:], os.environ)
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def modules_after(patrol: Patrol, *arguments: str) -> set[str]:
    """Return every module that a command line loads in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        env={**patrol.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    code, modules = json.loads(done.stderr)
    assert code == 0
    return set(modules)


@pytest.mark.parametrize("arguments", [["--help"], ["case", "--help"], ["case", "show", "--help"]])
def test_help_loads_nothing_dear(patrol: Patrol, arguments: list[str]) -> None:
    loaded = modules_after(patrol, *arguments)
    assert not loaded & (DEAR | {"msgspec", "sqlite3", "zoneinfo", "pathlib"})


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_showing_a_case_loads_nothing_dear(demo: Patrol, form: list[str]) -> None:
    loaded = modules_after(demo, "case", "show", NUMBER, *form)
    assert not loaded & (DEAR | {"msgspec", "zoneinfo", "pathlib", "urllib.parse"})


def test_showing_a_late_case_loads_no_more(sandbox: Patrol) -> None:
    number = opened(sandbox)
    loaded = modules_after(sandbox, "case", "show", number)
    assert not loaded & (DEAR | {"msgspec", "zoneinfo", "engine.calendar.calendar"})


def test_showing_a_case_to_who_is_logged_in_loads_nothing_dear(desks: Desks) -> None:
    office = desks.of("jiangsu_patrol_office")
    number = office.done(
        "case", "open", "patrol", "--set", "target=yancheng", "--set", "kind=comprehensive",
        "--set", "planned_entry=2030-08-05",
    )["case"]["number"]  # fmt: skip
    loaded = modules_after(office, "case", "show", number)
    assert not loaded & (DEAR | {"msgspec", "zoneinfo", "pathlib", "urllib.parse"})
