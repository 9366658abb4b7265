"""A message's bytes and headers under the inbox's key, bound to the bank that sent them."""

import os
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12
_DIGEST: Final = 32


class MessageDamaged(Exception):  # noqa: N818 - says what is wrong with the message
    """A message does not open with the inbox's key as its bank's: it was changed or moved."""


class _Content(msgspec.Struct, frozen=True, array_like=True):
    raw: bytes
    headers: dict[str, str]

    def __repr__(self) -> str:
        return "_Content(…)"


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Content)


class Seal:
    """Seals and opens messages; the digest of the same bytes of the same bank is the same."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    def digest(self, bank: str, raw: bytes) -> bytes:
        """Return a keyed digest of 32 bytes, by which a repeated message is known."""
        return blake2b(bank.encode() + b"\x1f" + raw, key=self._key, digest_size=_DIGEST).digest()

    def close(self, bank: str, digest: bytes, raw: bytes, headers: Mapping[str, str]) -> bytes:
        """Seal a message."""
        nonce = os.urandom(_NONCE)
        content = _ENCODER.encode(_Content(raw, dict(headers)))
        return nonce + self._cipher.encrypt(nonce, content, bank.encode() + digest)

    def open(self, bank: str, digest: bytes, sealed: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Return a message's bytes and headers. Raises `MessageDamaged`."""
        try:
            content = _DECODER.decode(
                self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bank.encode() + digest)
            )
        except (InvalidTag, ValueError):
            raise MessageDamaged(
                "The message does not open with the inbox's key: it was changed in the store, or "
                "the key file is another. Ask the bank for it again."
            ) from None
        return content.raw, content.headers
