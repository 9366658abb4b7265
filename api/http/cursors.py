"""Cursors: where a list goes on, as an opaque signed text that works with its own search only.

A cursor holds the key of the last row shown (keyset pagination), so a page costs the same however
far down the list it is, and rows that arrive meanwhile are neither shown twice nor passed over.
"""

import base64
import binascii
import hmac
import json
from hashlib import blake2b
from typing import Final

from api.http.problems import Problem

_MAC_BYTES: Final = 16
_MOST_CHARACTERS: Final = 1_000

Key = tuple[float | str, ...]


class Cursors:
    """Writes and reads cursors under one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def write(self, search: str, last: Key) -> str:
        """Return the cursor behind a row of a search; `search` names the list and its filters."""
        content = json.dumps(list(last), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        signed = self._mac(search, content) + content
        return base64.urlsafe_b64encode(signed).decode("ascii").rstrip("=")

    def read(self, search: str, cursor: str) -> Key:
        """Return the key a cursor stands behind. Raises `Problem` unless it is of that search."""
        if len(cursor) > _MOST_CHARACTERS or not cursor.isascii():
            raise Problem("cursor-unreadable")
        try:
            signed = base64.b64decode(
                cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
            )
        except binascii.Error:
            raise Problem("cursor-unreadable") from None
        mac, content = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(search, content)):
            raise Problem("cursor-unreadable")
        return tuple(json.loads(content))

    def _mac(self, search: str, content: bytes) -> bytes:
        whole = len(search.encode()).to_bytes(8, "big") + search.encode() + content
        return blake2b(
            whole, key=self._secret, digest_size=_MAC_BYTES, person=b"thidin-cursor"
        ).digest()
