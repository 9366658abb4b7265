"""Keeping a backup: what the log has had since the last one, and the other stores anew."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine, Table

from domain.log import Log
from domain.log.store import StoredRow
from projections.backup.pieces import BackupWrong, read_piece, write_piece
from projections.backup.tables import AFTER_THE_LOG, BEFORE_THE_LOG, one_moment, rows_of
from projections.vault.tables import CHECK

__all__ = ["Backup", "BackupWrong", "back_up"]

_SUFFIX: Final = ".thidin"
PIECE_BYTES: Final = 256 * 1024 * 1024
"""A piece of the log ends after so many bytes, so that copying one elsewhere may fail by itself."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A folder with a backup; `position` is how far into the log it goes, 0 for an empty one."""

    folder: Path

    @property
    def pieces(self) -> Sequence[Path]:
        """The pieces of the log, in order. Raises `BackupWrong` where one is missing."""
        found = sorted((self.folder / "log").glob(f"*{_SUFFIX}"))
        before = 0
        for path in found:
            first, last = _span(path)
            if first != before:
                raise BackupWrong(
                    f"The backup lacks what the log holds behind position {before}: a file of "
                    f"{self.folder / 'log'} is missing."
                )
            before = last
        return found

    @property
    def position(self) -> int:
        """How far into the log it goes."""
        pieces = self.pieces
        return _span(pieces[-1])[1] if pieces else 0

    def table(self, table: Table) -> Path:
        """Where a table's rows are."""
        return self.folder / f"{table.name}{_SUFFIX}"

    def log_rows(self, until: int | None = None) -> Iterator[StoredRow]:
        """Yield the acts up to a position. Raises `BackupWrong` where a file is damaged."""
        for path in self.pieces:
            for row in read_piece(path):
                found = StoredRow(*_stored(row))
                if until is not None and found.position > until:
                    return
                yield found


def back_up(
    log: Log,
    engines: Mapping[str, Engine],
    folder: Path,
    *,
    advanced: Callable[[int], None] | None = None,
) -> Backup:
    """Bring a folder's backup up to the log; what is there already of the log stays as it is.

    While others record: what they record meanwhile is in it whole or not at all. The order of the
    stores matters (`projections/backup/tables.py`). Raises `BackupWrong` for a folder whose pieces
    are not this log's.
    """
    (folder / "log").mkdir(parents=True, exist_ok=True)
    kept = Backup(folder=folder)
    position = kept.position
    if position > log.head() or not _continues(kept, log):
        raise BackupWrong(f"{folder} has the backup of another log. Name an empty folder.")
    _keep(kept, engines, BEFORE_THE_LOG)
    until = log.head()
    while position < until:
        position = _next_piece(log, kept, position, until)
        if advanced is not None:
            advanced(position)
    _keep(kept, engines, AFTER_THE_LOG)
    _keep(kept, engines, {"vault": (CHECK,)})
    return kept


def _keep(
    kept: Backup, engines: Mapping[str, Engine], stores: Mapping[str, Sequence[Table]]
) -> None:
    for name, tables in stores.items():
        with one_moment(engines[name]) as store:
            for table in tables:
                kept.table(table).unlink(missing_ok=True)
                write_piece(kept.table(table), rows_of(store, table))


def _next_piece(log: Log, kept: Backup, position: int, until: int) -> int:
    made = kept.folder / "log" / f"next{_SUFFIX}.new"
    last = position

    def rows() -> Iterator[Sequence[Any]]:
        nonlocal last
        size = 0
        for page in log.stored_pages(position):
            for row in page:
                if row.position > until or size > PIECE_BYTES:
                    return
                last, size = row.position, size + len(row.state)
                yield (row.position, row.stream.bytes, row.version, row.topic, row.state)

    write_piece(made, rows())
    made.rename(kept.folder / "log" / f"{position:012d}-{last:012d}{_SUFFIX}")
    return last


def _continues(kept: Backup, log: Log) -> bool:
    """Say whether the last act of the backup is the log's at that position."""
    last = None
    for path in kept.pieces[-1:]:
        for row in read_piece(path):
            last = StoredRow(*_stored(row))
    return last is None or log.stored(last.stream, last.version) == last


def _stored(row: Sequence[Any]) -> Sequence[Any]:
    position, stream, version, topic, state = row
    return position, UUID(bytes=stream), version, topic, state


def _span(path: Path) -> tuple[int, int]:
    first, _, last = path.name.removesuffix(_SUFFIX).partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise BackupWrong(f"{path.name} is no piece of a log.")
    return int(first), int(last)
