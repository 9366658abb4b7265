"""SQLite's write-ahead log, switched to by one program at a time."""

import fcntl
import os
import sqlite3
from pathlib import Path


def use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch a connection's file to its write-ahead log. Raises OSError, sqlite3.Error.

    SQLite does not wait for other programs while it switches, so some of several that start at
    once on a new file would fail. They wait for each other on a lock of the folder, which leaves
    no file behind.
    """
    _, _, path = connection.execute("PRAGMA database_list").fetchone()
    if not path:  # in memory
        return
    folder = os.open(Path(path).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        os.close(folder)
