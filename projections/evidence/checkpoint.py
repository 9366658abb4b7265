"""A checkpoint: so many acts, this root, signed. In the form of C2SP's signed tree heads.

https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note: three lines (the log's name, how
many leaves, the root in base64), lines of our own (the last act's position, the time), an empty
line, the signature. Anybody with the public key checks it with a few lines of their own.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from domain.errors import Refused

ORIGIN: Final = "thidin/log"

_ED25519: Final = b"\x01"
_HEAD_LINES: Final = 5
_ROOT_BYTES: Final = 32


class CheckpointWrong(Refused):
    """The checkpoint is not one that this key signed, or not a checkpoint at all."""

    code = "checkpoint-wrong"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """The first `size` acts of the log have this root; the last of them is at `position`."""

    size: int
    root: bytes
    position: int
    at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        root = b64encode(self.root).decode()
        at = self.at.isoformat()
        return f"{ORIGIN}\n{self.size}\n{root}\nposition {self.position}\nat {at}\n"

    def signed(self, key: bytes) -> str:
        """Return the checkpoint with its signature; `key` is an Ed25519 seed of 32 bytes."""
        private = Ed25519PrivateKey.from_private_bytes(key)
        public = private.public_key().public_bytes_raw()
        signature = b64encode(_key_hash(public) + private.sign(self.text.encode())).decode()
        return f"{self.text}\n— {ORIGIN} {signature}\n"

    @classmethod
    def read(cls, note: str, public: bytes) -> "Checkpoint":
        """Read a signed checkpoint. Raises `CheckpointWrong`."""
        text, _, tail = note.rpartition("\n\n")
        prefix = f"— {ORIGIN} "
        lines = text.split("\n")
        if not tail.startswith(prefix) or len(lines) != _HEAD_LINES or lines[0] != ORIGIN:
            raise CheckpointWrong("This is not a checkpoint of Thidin's log.")
        try:
            seal = b64decode(tail[len(prefix) :].strip(), validate=True)
            Ed25519PublicKey.from_public_bytes(public).verify(seal[4:], f"{text}\n".encode())
            found = cls(
                size=int(lines[1]),
                root=b64decode(lines[2], validate=True),
                position=int(lines[3].removeprefix("position ")),
                at=datetime.fromisoformat(lines[4].removeprefix("at ")),
            )
        except (InvalidSignature, NotBase64, ValueError) as wrong:
            raise CheckpointWrong(
                "The checkpoint's signature is not that of this key over this text: one of the "
                "two was changed."
            ) from wrong
        if len(found.root) != _ROOT_BYTES:
            raise CheckpointWrong("The checkpoint's root does not have 32 bytes.")
        return found


def public_key_of(key: bytes) -> bytes:
    """Return the public key `(32 bytes)` of an Ed25519 seed."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def _key_hash(public: bytes) -> bytes:
    return sha256(ORIGIN.encode() + b"\n" + _ED25519 + public).digest()[:4]
