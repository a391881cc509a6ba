"""Deaths of who looks after a database: at every boundary of an upgrade, a restore, an import."""

from __future__ import annotations

import hashlib
import io
import shutil
from contextlib import redirect_stdout
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.main import run
from runtime.shipped import FOLDER
from store.care.backup import back_up
from store.care.restore import restore
from store.location import locate
from store.migrate import schema_state, upgrade
from tests.care.contents import codes, contents
from tests.crash.killing import DIED, dying_at
from tests.crash.office import OPENED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


EXAMPLE = FOLDER / "examples" / "hpd"
PAPER = b"a scanned paper"
ROWS = 4


class Deaths(NamedTuple):
    """How often a process died, and after how many of these deaths the work stood as a whole."""

    undone: int
    whole: int


def backed_up(url: str, folder: Path) -> Path:
    """Return a backup of a database, with one attached file, made in a folder."""
    digest = hashlib.sha256(PAPER).hexdigest()
    kept = folder / "attached" / digest[:2] / digest[2:]
    kept.parent.mkdir(parents=True)
    kept.write_bytes(PAPER)
    back_up(locate(url), folder / "all.zip", OPENED, folder / "attached")
    return folder / "all.zip"


def upgrading(fresh: Callable[[], str], stride: int = 1) -> Deaths:
    """Let upgrades die at one boundary after another; `fresh` makes an old database.

    After each death the database is the old one still, to the last row, or the new one.
    """
    url = fresh()
    before = contents(url)
    undone = whole = 0
    while dying_at(1 + (undone + whole) * stride, partial(upgrade, url)) == DIED:
        if schema_state(url) == "current":
            whole += 1
            assert codes(url) == set()
            url = fresh()
        else:
            undone += 1
            assert contents(url) == before, undone
    assert schema_state(url) == "current"
    assert codes(url) == set()
    return Deaths(undone, whole)


def restoring(empty: Callable[[], str], archive: Path, attached: Path, stride: int = 1) -> Deaths:
    """Let restores die at one boundary after another; `empty` makes a place without anything.

    After each death the place is empty still, or everything is there: every row, every file.
    """
    url = empty()
    expected = _restored(url, archive, attached)
    url = empty()
    undone = whole = 0

    def work() -> None:
        restore(locate(url), archive, attached)

    while dying_at(1 + (undone + whole) * stride, work) == DIED:
        if _is_empty(url):
            undone += 1
        else:
            whole += 1
            assert _found(url, attached) == expected
            assert codes(url) == set()
            url = empty()
        shutil.rmtree(attached, ignore_errors=True)
    assert _found(url, attached) == expected
    return Deaths(undone, whole)


def sandbox_at(url: str) -> str:
    """Found a sandbox in an empty place; return its URL."""
    with redirect_stdout(io.StringIO()):
        assert run(["init", "--sandbox"], {"PATROL_DATABASE": url, "HOME": "/nowhere"}) == 0
    return url


def importing(url: str, ledger: Path, stride: int = 1) -> Deaths:
    """Let imports of a ledger die at one boundary after another, in a fresh sandbox.

    After each death nothing of the file is there, or all of it.
    """
    before = contents(url)
    undone = 0
    while dying_at(1 + undone * stride, partial(_import, url, ledger)) == DIED:
        if contents(url) != before:
            break
        undone += 1
    found = contents(url)
    whole = int(found != before)
    assert _import(url, ledger) == 0
    after = contents(url)
    assert len(after["imports"]) == ROWS
    assert not whole or after["imports"] == found["imports"]
    assert codes(url) == set()
    return Deaths(undone, whole)


def short_ledger(folder: Path) -> Path:
    """Write the first rows of a ledger to a file of a folder."""
    lines = (EXAMPLE / "sample.csv").read_text(encoding="utf-8").splitlines()
    (folder / "ledger.csv").write_text("\n".join(lines[: ROWS + 1]) + "\n", encoding="utf-8")
    return folder / "ledger.csv"


def _import(url: str, ledger: Path) -> int:
    mapping = str(EXAMPLE / "import_mapping.yaml")
    command = ["import", str(ledger), "--mapping", mapping, "--json"]
    with redirect_stdout(io.StringIO()):
        return run(command, {"PATROL_DATABASE": url, "HOME": "/nowhere"})


def _restored(url: str, archive: Path, attached: Path) -> Any:
    restore(locate(url), archive, attached)
    found = _found(url, attached)
    assert found[1]
    shutil.rmtree(attached)
    return found


def _found(url: str, attached: Path) -> tuple[Any, set[str]]:
    """Return every row of a database, and the files beside it that cases speak of."""
    kept = contents(url)
    return kept, {one.name for one in attached.glob("??/[!.]*")}


def _is_empty(url: str) -> bool:
    place = locate(url).path
    return not place.exists() if place is not None else schema_state(url) == "empty"
