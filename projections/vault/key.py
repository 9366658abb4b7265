"""The master key, in a file that only its owner may read, and the keys drawn from it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import UnsafeSetting

_KEY_BYTES: Final = 32
_OTHERS: Final = 0o077


@dataclass(frozen=True, kw_only=True)
class Keys:
    """One key of 32 bytes per purpose, so that none serves two ciphers or two meanings."""

    pseudonyms: bytes
    wrapping: bytes
    fingerprints: bytes
    files: bytes
    check: bytes
    checkpoints: bytes
    references: bytes
    inbox: bytes

    @classmethod
    def drawn_from(cls, master: bytes) -> "Keys":
        """Draw the keys from the master key by HKDF; ValueError unless it has 32 bytes."""
        if len(master) != _KEY_BYTES:
            msg = f"The vault's key has {_KEY_BYTES} bytes."
            raise ValueError(msg)
        return cls(
            pseudonyms=_derived(master, b"thidin pseudonyms"),
            wrapping=_derived(master, b"thidin wrapping of person keys"),
            fingerprints=_derived(master, b"thidin fingerprints of persons"),
            files=_derived(master, b"thidin quarantined files"),
            check=_derived(master, b"thidin check of the master key"),
            checkpoints=_derived(master, b"thidin signature of checkpoints"),
            references=_derived(master, b"thidin digests of unknown references"),
            inbox=_derived(master, b"thidin messages of banks"),
        )


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose).derive(master)


def open_key(path: Path) -> bytes:
    """Return the 32 bytes of the key file, making the file where there is none.

    The file holds 64 hexadecimal digits and may be read by its owner alone. Raises UnsafeSetting
    where others may read it or where it holds anything else: a wrong key would not merely hide the
    names but give every taxpayer a new number.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        _make(path)
        mode = path.stat().st_mode
    if mode & _OTHERS:
        raise UnsafeSetting(
            f"The key file {path} may be read or changed by others. "
            f"Take that right away first: chmod 600 {path}"
        )
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise UnsafeSetting(
            f"The key file {path} does not hold 64 hexadecimal digits. "
            "Restore it from its backup; no other key opens the vault."
        )
    return key


def _make(path: Path) -> None:
    """Write a new key whole or not at all; where another process was first, its key stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(_KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name is taken; a rename would put a second key over the first.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
