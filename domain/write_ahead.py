"""SQLite's write-ahead log, switched to by one program at a time."""

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path


def use_write_ahead_log(path: str) -> None:
    """Switch a file to its write-ahead log. Raises OSError, sqlite3.Error.

    SQLite does not wait for other programs while it switches, so some of several that start at
    once on a new file would fail. They wait for each other on a lock of the folder, which leaves
    no file behind.
    """
    folder = os.open(Path(path).resolve().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    finally:
        os.close(folder)
