"""A shared folder, local or of any storage fsspec knows: each stream's acts as columns in a file.

A file never changes: its name says how far the streams in it go and how they end, so what is there
is good, and after a month's deliveries only the bodies that got one are written anew.
"""

import hashlib
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, cast
from uuid import UUID

from domain.errors import Refused
from domain.log import Log, open_log
from domain.log.store import StoredRow
from domain.log.stream_ids import Kind, stream_id
from projections.backup.pieces import BackupWrong, read_rows, write_rows
from projections.evidence.hashes import leaf_of

_SUFFIX: Final = ".thidin"
_DIGITS: Final = 16


class SharedWrong(Refused):
    """A file of the shared folder is damaged or missing."""

    code = "shared-wrong"


@dataclass(frozen=True)
class Shared:
    """The folder at a URL such as `file:///mnt/thidin` or `s3://bucket/thidin`."""

    url: str
    _known: dict[str, set[str]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _place(self) -> tuple[Any, str]:
        """The storage and the path of the folder in it."""
        from fsspec.core import url_to_fs  # noqa: PLC0415 - only where a folder is shared

        return cast("tuple[Any, str]", url_to_fs(self.url))

    def body(self, log: Log, code: int) -> str:
        """Bring a body's own stream and its register; return the file's name."""
        streams = [stream_id(Kind.LOCAL_BODY, code), stream_id(Kind.REGISTER, code)]
        return self._bring(log, streams, folder="bodies", name=f"{code:08d}")

    def prices(self, log: Log, province: int) -> str:
        """Bring a province's price list; return the file's name."""
        streams = [stream_id(Kind.PRICE_LIST, province)]
        return self._bring(log, streams, folder="prices", name=f"{province:02d}")

    def log_of(self, files: Sequence[str]) -> Log:
        """Return a log in memory with the acts of some files. Raises `SharedWrong`."""
        log = open_log("sqlite:///:memory:")
        try:
            log.restore(row for name in files for row in self._rows(name))
        except SharedWrong:
            log.close()
            raise
        return log

    def _bring(self, log: Log, streams: Sequence[UUID], *, folder: str, name: str) -> str:
        versions = log.versions(streams)
        digest = hashlib.sha256()
        for stream in streams:
            last = log.stored(stream, versions[stream]) if stream in versions else None
            digest.update(stream.bytes if last is None else leaf_of(last))
        file = f"{folder}/{name}-{digest.hexdigest()[:_DIGITS]}{_SUFFIX}"
        if file not in self._files(folder):
            rows = (
                row
                for stream in streams
                for row in log.stored_stream(stream, until_version=versions.get(stream, 0))
            )
            self._write(file, rows)
            self._files(folder).add(file)
        return file

    def _files(self, folder: str) -> set[str]:
        if folder not in self._known:
            storage, root = self._place
            storage.makedirs(f"{root}/{folder}", exist_ok=True)
            storage.invalidate_cache()
            paths = storage.ls(f"{root}/{folder}", detail=False)
            self._known[folder] = {f"{folder}/{path.rpartition('/')[2]}" for path in paths}
        return self._known[folder]

    def _write(self, file: str, rows: Iterator[StoredRow]) -> None:
        """Write a file under another name first: under its own it is whole or is not there."""
        storage, root = self._place
        part = f"{root}/{file}.{socket.gethostname()}-{os.getpid()}.part"
        with storage.open(part, "wb") as opened:
            write_rows(opened, (_plain(row) for row in rows))
        storage.mv(part, f"{root}/{file}")

    def _rows(self, file: str) -> Iterator[StoredRow]:
        storage, root = self._place
        try:
            with storage.open(f"{root}/{file}", "rb") as opened:
                for position, stream, version, topic, state in read_rows(opened, file):
                    yield StoredRow(position, UUID(bytes=stream), version, topic, state)
        except (BackupWrong, FileNotFoundError) as wrong:
            raise SharedWrong(
                f"{file} of the shared folder is damaged or missing. Delete it if it is there and "
                "run the command again, which writes it anew. Nothing was computed from it."
            ) from wrong


def _plain(row: StoredRow) -> Sequence[Any]:
    return (row.position, row.stream.bytes, row.version, row.topic, row.state)
