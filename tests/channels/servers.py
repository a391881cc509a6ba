"""A web server on this machine that behaves as badly as it is told to."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Request(NamedTuple):
    """What was received."""

    path: str
    headers: dict[str, str]
    body: bytes


class BadServer:
    """Answers with `manner`: a status, or the name of a misbehaviour."""

    def __init__(self) -> None:
        self.manner: int | str = 200
        self.received: list[Request] = []
        self.released = threading.Event()
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        size = int(handler.headers.get("Content-Length", "0"))
        body = handler.rfile.read(size)
        self.received.append(Request(handler.path, dict(handler.headers.items()), body))
        getattr(self, f"_{self.manner}", self._status)(handler)

    def _status(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(int(self.manner))
        if self.manner in (301, 302, 307, 308):
            handler.send_header("Location", f"{self.url}/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def _hang(self, handler: BaseHTTPRequestHandler) -> None:
        self.released.wait(10)

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Send a header a byte at a time: no wait of the client is ever long."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.released.is_set():
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.02)

    def _break_off(self, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 2")
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    def _huge(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not self.released.is_set():
            handler.wfile.write(b"x" * 65_536)


@contextmanager
def bad_server() -> Iterator[BadServer]:
    """Run a bad server on a free port of the loopback."""
    bad = BadServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bad.answer(self)

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    bad.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield bad
    finally:
        bad.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
