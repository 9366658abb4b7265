"""One digest for each store: two offices with the same digests are in the same state."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Column, Engine, Integer, String, Table

from domain.log import Log
from projections.backup.tables import AFTER_THE_LOG, one_moment, pages_of
from projections.evidence.hashes import leaf_of
from projections.read_models import Views
from projections.vault.tables import KEY_BLOCK

_PLAIN: Final = (Integer, String)
"""Columns of which every value is told as Python writes it."""


@dataclass(frozen=True, kw_only=True)
class StateHash:
    """Digests in hexadecimal: of the log up to `position`, of the vault, of the read models."""

    position: int
    acts: int
    log: str
    vault: str
    read_models: str


def state_hash(log: Log, engines: Mapping[str, Engine], views: Views) -> StateHash:
    """Read everything once. The read models are taken as they are; follow the log before.

    Of the read models, what follows from the log by itself; bills are there for the years that
    somebody had assessed.
    """
    bills = {views.tables.assessments, views.tables.assessment_lines}
    following = [one for one in views.tables.metadata.sorted_tables if one not in bills]
    digest = hashlib.sha256()
    acts = position = 0
    for page in log.stored_pages(0):
        for row in page:
            digest.update(row.position.to_bytes(8, "big") + leaf_of(row))
            acts, position = acts + 1, row.position
    return StateHash(
        position=position,
        acts=acts,
        log=digest.hexdigest(),
        vault=_digest(engines["vault"], AFTER_THE_LOG["vault"]),
        read_models=_digest(views.engine, following, apart=views.tables.properties.c.position),
    )


def _digest(engine: Engine, tables: Sequence[Table], *, apart: Column[int] | None = None) -> str:
    """Hash rows. `apart` says when a row was last written, which hangs on how often one looked."""
    digest = hashlib.sha256()
    with one_moment(engine) as store:
        for table in tables:
            # The number of the generation differs from one rebuild to the next, and says nothing.
            name = table.name.rstrip("0123456789").encode() + b"\0"
            # A vault from before there were blocks of keys has the digest that it had.
            heading = b"" if table is KEY_BLOCK else name
            digest.update(heading)
            hashed = [column for column in table.columns if column is not apart]
            for rows in pages_of(store, table, hashed):
                if not heading:
                    digest.update(heading := name)
                digest.update(_told(rows, hashed))
    return digest.hexdigest()


def _told(rows: Sequence[Sequence[Any]], columns: Sequence[Column[Any]]) -> bytes:
    """Return what is hashed of some rows: each as the list of its values in words."""
    told = [
        list(map(str if isinstance(column.type, _PLAIN) else _plain, values))
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    return "".join([f"{list(row)!r}\n" for row in zip(*told, strict=True)]).encode()


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a column holds
    if isinstance(value, datetime):
        # PostgreSQL gives moments with a zone, SQLite without; both are kept in UTC.
        value = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)
