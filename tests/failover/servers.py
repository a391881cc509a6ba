"""A PostgreSQL server that can be killed, started again, and followed by a standby."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests import postgresql_server as package

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 60
_PORT = 5432
#: What a server is set to that must not lose what it acknowledged, whatever kills it.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "80",
    "wal_level": "replica",
    "hot_standby": "on",
    "autovacuum": "off",
}


class Server:
    """One server: its data, its socket's folder, its process while it runs."""

    def __init__(self, install: Path, folder: Path, account: dict[str, int] | None) -> None:
        self.install = install
        self.folder = folder
        self.account = account
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def conninfo(self) -> str:
        return f"host={self.folder} port={_PORT} user=patrol"

    def start(self, **settings: str) -> None:
        """Start it and wait until it answers."""
        given = {**_SETTINGS, **settings}
        self._process = package._start(self.install, self.data, self.folder, self.account, given)
        self.until("SELECT 1")

    def kill(self) -> None:
        """Kill it at once, and every process of it with it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Stop it if it runs."""
        if self._process is not None and self._process.poll() is None:
            package._stop(self._process)

    def ask(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Ask it, or tell it, something."""
        conninfo = f"{self.conninfo} dbname={database}"
        with psycopg.connect(conninfo, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def until(self, sql: str) -> None:
        """Wait until a question is answered by anything but nothing."""
        for _ in range(SECONDS * 20):
            try:
                if self.ask(sql):
                    return
            except psycopg.OperationalError:
                pass
            time.sleep(0.05)
        raise AssertionError(sql + "\n" + (self.folder / "log").read_text(errors="replace"))

    def run(self, program: str, *options: object) -> None:
        """Run a program of the package as the server's user."""
        package._run([self.install / "bin" / program, *options], self.account)

    def standby(self, folder: Path) -> Server:
        """Make a standby that streams from this server, and have commits wait for it."""
        other = Server(self.install, folder, self.account)
        _give(folder, self.account)
        self.run("pg_basebackup", "-d", f"{self.conninfo} application_name=standby",
                 "-D", other.data, "-R", "-X", "stream", "-c", "fast")  # fmt: skip
        other.start()
        self.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.ask("SELECT pg_reload_conf()")
        self.until("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
        return other

    def promote(self) -> None:
        """Make a standby the server that writes."""
        self.run("pg_ctl", "promote", "-D", self.data, "-w")

    def url(self, database: str, *others: Server) -> str:
        """Return the address of a database, on this server or whichever of others writes."""
        hosts = ",".join(str(one.folder) for one in (self, *others))
        more = "&target_session_attrs=read-write" if others else ""
        return f"postgresql+psycopg://patrol@/{database}?host={hosts}{more}"


@contextmanager
def killable() -> Iterator[tuple[Server, Path]]:
    """Run a server that may be killed; yield it, and a folder for a standby's."""
    account = package._unprivileged()
    top = Path(tempfile.mkdtemp(prefix="patrol-failover-"))
    _give(top, account)
    server = Server(package._readable_install(top, account), top / "first", account)
    _give(server.folder, account)
    package._initialise(server.install, server.data, account)
    second = top / "second"
    try:
        server.start()
        yield server, second
    finally:
        server.stop()
        shutil.rmtree(top, ignore_errors=True)


def _give(folder: Path, account: dict[str, int] | None) -> None:
    folder.mkdir(exist_ok=True)
    if account is not None:
        os.chown(folder, account["user"], account["group"])
