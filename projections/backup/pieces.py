"""Files of a backup: rows one after the other, with a count and a digest at the end.

A file is whole or is not there: it is written under another name, forced to the disk and renamed.
"""

import hashlib
import os
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
    count = 0
    digest = hashlib.sha256()
    encoder = msgpack.Encoder()
    with made.open("wb") as file:
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
        file.flush()
        os.fsync(file.fileno())
    if not count:
        made.unlink()
        return 0
    made.rename(path)
    _force(path.parent)
    return count


def read_piece(path: Path) -> Iterator[list[Any]]:
    """Yield the rows of a file. Raises `BackupWrong` where it was cut off or changed."""
    digest = hashlib.sha256()
    count = 0
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise _wrong(path)
        while True:
            length = int.from_bytes(_taken(file, _LENGTH_BYTES, path), "big")
            if length == _END:
                break
            if length > _MOST_ROW_BYTES:
                raise _wrong(path)
            packed = _taken(file, length, path)
            digest.update(packed)
            count += 1
            try:
                yield msgpack.decode(packed, type=list[Any])
            except (DecodeError, UnicodeDecodeError) as wrong:
                raise _wrong(path) from wrong
        told = int.from_bytes(_taken(file, _LENGTH_BYTES, path), "big")
        if told != count or _taken(file, digest.digest_size, path) != digest.digest():
            raise _wrong(path)


def _taken(file: BinaryIO, count: int, path: Path) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise _wrong(path)
    return found


def _wrong(path: Path) -> BackupWrong:
    return BackupWrong(
        f"{path.name} of the backup was cut off or changed. Nothing can be restored from it; take "
        "the backup of another day."
    )


def _force(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
