"""A command line in process, and sandboxes to run it on."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from cli.main import run

if TYPE_CHECKING:
    from tests.cli.real import Desks

ROOT = Path(__file__).resolve().parents[2]
NUMBER = "巡〔2019〕1号"


class Answer(NamedTuple):
    """What a command line said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Patrol:
    """Runs command lines on one database."""

    def __init__(self, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self.environ = {
            "PATROL_DATABASE": f"sqlite:///{database}",
            "PATROL_LANG": "en",
            "HOME": str(database.parent),
        }
        self._capsys = capsys

    def __call__(self, *arguments: str, **environ: str) -> Answer:
        self._capsys.readouterr()
        code = run(list(arguments), {**self.environ, **environ})
        said = self._capsys.readouterr()
        return Answer(code, said.out, said.err)

    def done(self, *arguments: str) -> Any:
        """Run a command with --json and return what it answered; it must succeed."""
        answer = self(*arguments, "--json")
        assert answer.code == 0, answer.out + answer.err
        return answer.json

    def refused(self, *arguments: str) -> dict[str, Any]:
        """Run a command with --json and return why it was refused."""
        answer = self(*arguments, "--json")
        assert answer.code != 0
        told: dict[str, Any] = answer.json["refused"]
        assert told["message"]
        return {**told, "exit": answer.code}


def _kept(folder: Path, *arguments: str) -> Path:
    database = folder / "kept.db"
    environ = {"PATROL_DATABASE": f"sqlite:///{database}", "HOME": str(folder)}
    assert run([*arguments, "--json"], environ) == 0
    return database


@pytest.fixture(scope="session")
def _sandbox_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _kept(tmp_path_factory.mktemp("sandbox"), "init", "--sandbox")


@pytest.fixture(scope="session")
def _demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _kept(tmp_path_factory.mktemp("demo"), "demo")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def patrol(here: Path, capsys: pytest.CaptureFixture[str]) -> Patrol:
    """A command line without a database."""
    return Patrol(here / "patrol.db", capsys)


@pytest.fixture
def sandbox(patrol: Patrol, _sandbox_file: Path) -> Patrol:
    """A command line on a fresh sandbox."""
    shutil.copy(_sandbox_file, patrol.database)
    return patrol


@pytest.fixture
def demo(patrol: Patrol, _demo_file: Path) -> Patrol:
    """A command line on the database that the demonstration left."""
    shutil.copy(_demo_file, patrol.database)
    return patrol


@pytest.fixture(scope="session")
def _real_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    from tests.cli.real import ADMINISTRATOR

    folder = tmp_path_factory.mktemp("real")
    database = folder / "kept.db"
    environ = {"PATROL_DATABASE": f"sqlite:///{database}", "HOME": str(folder)}
    file = str(ROOT / "workflows" / "organisations" / "jiangsu.yaml")
    printed = io.StringIO()
    with redirect_stdout(printed):
        given = ["init", "--organisations", file, "--admin", ADMINISTRATOR, "--json"]
        assert run(given, environ) == 0
    return database, json.loads(printed.getvalue())["token"]


@pytest.fixture
def desks(here: Path, _real_file: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> Desks:
    """The desks of an office on a fresh database of real cases; its administrator is at one."""
    from tests.cli.real import Desks

    kept, token = _real_file
    shutil.copy(kept, here / "real.db")
    found = Desks(here, f"sqlite:///{here / 'real.db'}", capsys)
    found.first(token)
    return found


def opened(patrol: Patrol, at: str = "2019-07-24") -> str:
    """Open a patrol and return its number."""
    case = patrol.done(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office", "--at", at,
        "--set", "target=yancheng", "--set", "kind=comprehensive",
        "--set", "planned_entry=2019-08-05",
    )["case"]  # fmt: skip
    number: str = case["number"]
    return number


def on_site(patrol: Patrol) -> str:
    """Open a patrol whose team has entered, and return its number."""
    number = opened(patrol)
    patrol.done(
        "case", "act", number, "staff", "--as", "jiangsu_patrol_office", "--at", "2019-07-25",
        "--set", "team_leader=team1_leader", "--set", "members=team1_member1,team1_member2",
    )  # fmt: skip
    patrol.done(
        "case", "act", number, "enter", "--as", "team1_leader", "--at", "2019-08-05",
        "--set", "entered_on=2019-08-05",
    )  # fmt: skip
    return number
