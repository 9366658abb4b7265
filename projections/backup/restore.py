"""Coming back from a backup: the log up to a position, the stores beside it, nothing else kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, Table, delete, func, select, update

from domain.errors import Refused
from domain.log import Log
from domain.log.events import recorded_at
from domain.log.store import StoredRow
from projections.backup.backup import Backup
from projections.backup.pieces import BackupWrong, check_piece, read_piece
from projections.backup.tables import AFTER_THE_LOG, BEFORE_THE_LOG, fill, one_moment, rows_of
from projections.evidence.tree import CHECKPOINTS, LEAVES
from projections.inbox.tables import MESSAGE, SET_ASIDE, WAITING
from projections.vault.tables import CHECK


class NotEmpty(Refused):
    """What is to be restored into holds something."""

    code = "not-empty"


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What came back: to which position, how many acts and other rows."""

    position: int
    acts: int
    rows: int


def restore(
    folder: Path,
    log: Log,
    engines: Mapping[str, Engine],
    *,
    until: int | None = None,
    advanced: Callable[[int], None] | None = None,
) -> Restored:
    """Fill an empty log and the empty stores beside it from a backup, up to a position.

    A log that ends earlier than the backup has banks' messages waiting again: what they told is
    recorded once more or known. Raises `NotEmpty` and `BackupWrong`; a restore that was cut short
    is begun anew with empty stores.
    """
    kept = Backup(folder=folder)
    if not kept.pieces:
        raise BackupWrong(f"{folder} holds no backup.")
    stores = {**BEFORE_THE_LOG, **AFTER_THE_LOG}
    _must_be_empty(log, engines)
    _must_have_its_key(kept, engines["vault"])
    for path in folder.rglob("*.thidin"):
        # Read once before anything is written: what is damaged is refused whole.
        check_piece(path)
    rows = sum(
        fill(engines[name], table, _rows(kept, table))
        for name, tables in stores.items()
        for table in tables
    )
    acts = log.restore(_counted(kept, until, advanced))
    if log.head() < kept.position:
        _wait_again(engines)
    _forget_later_checkpoints(engines, acts)
    return Restored(position=log.head(), acts=acts, rows=rows)


def position_at(folder: Path, moment: datetime, log: Log) -> int:
    """Return the last position before the first act that was recorded later than a moment.

    `log` reads the acts' states; it may be empty. Raises `BackupWrong`.
    """
    position = 0
    for row in Backup(folder=folder).log_rows():
        if recorded_at(log.read(row).event) > moment:
            break
        position = row.position
    return position


def _rows(kept: Backup, table: Table) -> Iterator[list[object]]:
    path = kept.table(table)
    # A table without rows has no file.
    return read_piece(path) if path.exists() else iter(())


def _counted(
    kept: Backup, until: int | None, advanced: Callable[[int], None] | None
) -> Iterator[StoredRow]:
    for row in kept.log_rows(until):
        if advanced is not None:
            advanced(row.position)
        yield row


def _must_be_empty(log: Log, engines: Mapping[str, Engine]) -> None:
    kinds = {**BEFORE_THE_LOG, **AFTER_THE_LOG}
    full = [
        table.name
        for name, tables in kinds.items()
        for table in tables
        if _count(engines[name], table)
    ]
    if log.head() or full:
        raise NotEmpty(
            "A backup is restored into an empty database: set THIDIN_DATABASE_URL to a new one. "
            "Nothing was changed."
        )


def _must_have_its_key(kept: Backup, vault: Engine) -> None:
    """Refuse to fill a vault whose key could never open what is put into it."""
    wanted = [tuple(row) for row in _rows(kept, CHECK)]
    with one_moment(vault) as store:
        held = [tuple(row) for row in rows_of(store, CHECK)]
    if wanted != held:
        raise BackupWrong(
            "The key file is not the one this backup was made with. Name the right one in "
            "THIDIN_KEY_FILE. Nothing was restored."
        )


def _count(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar() or 0


def _wait_again(engines: Mapping[str, Engine]) -> None:
    with engines["inbox"].begin() as connection:
        connection.execute(
            update(MESSAGE)
            .where(MESSAGE.c.state != SET_ASIDE, func.length(MESSAGE.c.sealed) > 0)
            .values(state=WAITING, reason="", settled_at=0)
        )


def _forget_later_checkpoints(engines: Mapping[str, Engine], acts: int) -> None:
    with engines["evidence"].begin() as connection:
        connection.execute(delete(CHECKPOINTS).where(CHECKPOINTS.c.size > acts))
        connection.execute(delete(LEAVES))
