"""A small door for monitoring: /metrics, /healthz (does it live?), /readyz (does it work?)."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from engine.errors import UsageError
from runtime.scheduler.metrics import exposition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runtime.scheduler.pulse import Pulse
    from runtime.wiring import Office

LOOPBACK = "127.0.0.1"
TEXT = "text/plain; version=0.0.4; charset=utf-8"
#: How long somebody who asks may keep a thread, in seconds.
PATIENCE = 10


def address(text: str) -> tuple[str, int]:
    """Return host and port of HOST:PORT, :PORT or PORT, this machine alone unless said.

    Raise UsageError.
    """
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and 0 <= int(port[:6]) <= 65_535):
        raise UsageError("metrics_address_unreadable", text=text)
    return host.strip("[]") or LOOPBACK, int(port)


@contextmanager
def watched(
    where: tuple[str, int], pulse: Pulse, open_office: Callable[[], Office]
) -> Iterator[tuple[str, int]]:
    """Open the door while inside; give the address at which it stands. Raise UsageError."""
    server = _server(where, pulse, open_office)
    thread = threading.Thread(target=server.serve_forever, name="watchtower", daemon=True)
    thread.start()
    try:
        yield str(server.server_address[0]), int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _server(
    where: tuple[str, int], pulse: Pulse, open_office: Callable[[], Office]
) -> ThreadingHTTPServer:
    import socket

    class Server(ThreadingHTTPServer):
        """A server each of whose answers has a thread of its own."""

        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in where[0] else socket.AF_INET

    try:
        return Server(where, _handler(pulse, open_office))
    except OSError as fault:
        facts = {"host": where[0], "port": where[1], "detail": fault.strerror or str(fault)}
        raise UsageError("metrics_address_taken", **facts) from fault


def _handler(pulse: Pulse, open_office: Callable[[], Office]) -> type[BaseHTTPRequestHandler]:
    """Return what answers; one scrape at a time asks the database."""
    scraping = threading.Lock()

    def metrics() -> tuple[int, bytes]:
        """Return the figures, one request at a time."""
        with scraping:
            return 200, exposition(pulse, open_office)

    answers: dict[str, Callable[[], tuple[int, bytes]]] = {
        "/metrics": metrics,
        "/healthz": lambda: _verdict(pulse.hanging()),
        "/readyz": lambda: _verdict([*pulse.hanging(), *pulse.unready()]),
    }

    class Handler(BaseHTTPRequestHandler):
        """Answers one request, and gives up on who does not go on asking."""

        timeout = PATIENCE
        server_version, sys_version = "patrol", ""

        def do_GET(self) -> None:
            """Answer with the figures or the verdict."""
            answer = answers.get(self.path.partition("?")[0])
            status, body = answer() if answer else (404, b"\n")
            self.send_response(status)
            self.send_header("Content-Type", TEXT)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: who asks is the monitoring, every few seconds."""

    return Handler


def _verdict(jobs: list[str]) -> tuple[int, bytes]:
    """Return 200 where nothing is amiss, else 503 and the jobs that are."""
    return (503, f"{' '.join(sorted(set(jobs)))}\n".encode()) if jobs else (200, b"ok\n")
