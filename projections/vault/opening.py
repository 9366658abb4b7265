"""A vault by the URL of its database and the file of its key."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine, event

from domain.write_ahead import use_write_ahead_log
from projections.vault.key import open_key
from projections.vault.vault import Vault


def open_vault(url: str, key_file: Path) -> Vault:
    """Open the vault, made on first use. Raises `UnsafeSetting` where the key is not its own."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        if engine.url.database:
            use_write_ahead_log(engine.url.database)
        event.listen(engine, "connect", _beside_readers)
    return Vault(engine, open_key(key_file))


def _beside_readers(connection: sqlite3.Connection, _record: object) -> None:
    """Set how the file is written: beside readers, and for numbers that come in no order.

    Many people touch a page each of the index; 64 MiB of pages stay at hand, and a page that is
    touched again goes from the write-ahead log to its place once and not each time. With a million
    people a person takes a sixth less than with a quarter of both.
    """
    for setting in ("journal_mode=WAL", "cache_size=-65536", "wal_autocheckpoint=16000"):
        connection.execute(f"PRAGMA {setting}")
