"""The door at which figures are shown: one path, one token, a port of its own."""

import hmac
import logging
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

PATH: Final = "/metrics"
_KIND: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = 10.0
_LOG: Final = logging.getLogger("thidin.observing")


class Door:
    """Shows a page to who has the token; without a token, to who can reach the address."""

    def __init__(self, address: tuple[str, int], token: str, page: Callable[[], bytes]) -> None:
        self._address, self._token, self._page = address, token, page
        self._server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        """The port it is open at."""
        assert self._server is not None
        return int(self._server.server_address[1])

    def open(self) -> None:
        """Open it. Where the address is taken the service goes on, for it matters more."""
        try:
            self._server = _Server(self._address, self._token, self._page)
        except OSError as wrong:
            _LOG.error("Figures are not shown at %s:%d: %s", *self._address, wrong.strerror)
            return
        threading.Thread(target=self._server.serve_forever, name="figures", daemon=True).start()

    def close(self) -> None:
        """Close it."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], token: str, page: Callable[[], bytes]) -> None:
        super().__init__(address, _Visit)
        self.expected = f"Bearer {token}".encode() if token else b""
        self.page = page


class _Visit(BaseHTTPRequestHandler):
    timeout = _SECONDS
    server: _Server
    server_version = "figures"
    sys_version = ""

    def do_GET(self) -> None:
        """Show the page."""
        if self.path != PATH:
            self._answer(HTTPStatus.NOT_FOUND, b"")
            return
        told = self.headers.get("Authorization", "").encode("latin-1", "replace")
        if self.server.expected and not hmac.compare_digest(told, self.server.expected):
            self._answer(HTTPStatus.UNAUTHORIZED, b"")
            return
        self._answer(HTTPStatus.OK, self.server.page())

    def _answer(self, status: HTTPStatus, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", _KIND)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Write no line: what was asked for may be anything."""
