"""How requests are read off the wire: by the C parser of uvicorn, with a limit on their heads."""

from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES: Final = 32 * 1024
"""Address and headers together; the parser itself would take any number of bytes."""


class BoundedHttp(HttpToolsProtocol):
    """Refuses a request whose head goes on and on, before it fills the memory."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*given, **named)
        self._in_head = True
        self._head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        # What came with the end of a head may be its body, which others count.
        self._head_bytes = self._head_bytes + len(data) if self._in_head else 0
        if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """Count no further. Raises `ValueError` for a head that came at once and is too large."""
        self._in_head = False
        length = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if length > MOST_HEAD_BYTES:
            msg = "the head of the request is too large"
            raise ValueError(msg)
        super().on_headers_complete()
