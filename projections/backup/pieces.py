"""Files of a backup: rows one after the other, with a count and a digest at the end.

A file is whole or is not there: it is written under another name, forced to the disk and renamed.
"""

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import DecodeError, msgpack

from domain.errors import Refused

_MAGIC: Final = b"thidin backup 1\n"
_LENGTH_BYTES: Final = 8
_END: Final = (1 << 64) - 1
_MOST_ROW_BYTES: Final = 1 << 31


class BackupWrong(Refused):
    """A file of a backup is not what was written."""

    code = "backup-wrong"


def write_piece(path: Path, rows: Iterable[Sequence[Any]]) -> int:
    """Write rows of plain values; return how many. Nothing is written for no rows."""
    made = path.with_name(f".{path.name}.part")
    with made.open("wb") as file:
        count = write_rows(file, rows)
        file.flush()
        os.fsync(file.fileno())
    if not count:
        made.unlink()
        return 0
    made.rename(path)
    _force(path.parent)
    return count


def write_rows(file: BinaryIO, rows: Iterable[Sequence[Any]]) -> int:
    """Write rows with their count and digest; return how many."""
    count = 0
    digest = hashlib.sha256()
    encoder = msgpack.Encoder()
    file.write(_MAGIC)
    for row in rows:
        packed = encoder.encode(list(row))
        digest.update(packed)
        file.write(len(packed).to_bytes(_LENGTH_BYTES, "big"))
        file.write(packed)
        count += 1
    file.write(_END.to_bytes(_LENGTH_BYTES, "big"))
    file.write(count.to_bytes(_LENGTH_BYTES, "big"))
    file.write(digest.digest())
    return count


def read_piece(path: Path) -> Iterator[list[Any]]:
    """Yield the rows of a file. Raises `BackupWrong` where it was cut off or changed."""
    with path.open("rb") as file:
        yield from read_rows(file, path.name)


def read_rows(file: BinaryIO, name: str) -> Iterator[list[Any]]:
    """Yield the rows of an open file. Raises `BackupWrong` where it was cut off or changed."""
    decode = msgpack.Decoder(list[Any]).decode
    for packed in _packed(file, name):
        try:
            yield decode(packed)
        except (DecodeError, UnicodeDecodeError) as wrong:
            raise _wrong(name) from wrong


def check_piece(path: Path) -> None:
    """Hold a file to its count and digest. Raises `BackupWrong` where it was cut off or changed.

    Rows with their digest are those that were written, so what is in them need not be looked at.
    """
    with path.open("rb") as file:
        deque(_packed(file, path.name), maxlen=0)


def _packed(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the rows of an open file as they lie there. Raises `BackupWrong`."""
    digest = hashlib.sha256()
    count, read = 0, file.read
    if read(len(_MAGIC)) != _MAGIC:
        raise _wrong(name)
    # Where the file ends too early its last number is of fewer bytes, and never the end's.
    while (length := int.from_bytes(read(_LENGTH_BYTES), "big")) != _END:
        packed = read(length) if length <= _MOST_ROW_BYTES else b""
        if not packed or len(packed) != length:
            raise _wrong(name)
        digest.update(packed)
        count += 1
        yield packed
    told = int.from_bytes(_taken(file, _LENGTH_BYTES, name), "big")
    if told != count or _taken(file, digest.digest_size, name) != digest.digest():
        raise _wrong(name)


def _taken(file: BinaryIO, count: int, name: str) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise _wrong(name)
    return found


def _wrong(name: str) -> BackupWrong:
    return BackupWrong(
        f"{name} of the backup was cut off or changed. Nothing can be restored from it; take "
        "the backup of another day."
    )


def _force(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
