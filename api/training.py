"""Training offices: their database carries a mark, so that what is made up never passes for real.

The mark is SQLite's `application_id`, in the head of the file: it goes wherever the file is copied
to. A training office opens marked files alone, and a production office never one.
"""

import sqlite3
from pathlib import Path
from typing import Final

from domain.errors import UnsafeSetting

MARK: Final = 0x5472_6E67
"""The letters Trng."""
_SQLITE: Final = "sqlite:///"


def mark(path: Path) -> None:
    """Make a database a training office's, for good."""
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA application_id = {MARK}")
    connection.close()


def is_marked(path: Path) -> bool:
    """Say whether a database is a training office's."""
    if not path.exists():
        return False
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return bool(connection.execute("PRAGMA application_id").fetchone()[0] == MARK)
    finally:
        connection.close()


def must_fit(database_url: str, *, production: bool, training: bool) -> None:
    """Refuse to mix what is made up with what is real. Raises `UnsafeSetting`."""
    if not (production or training):
        return
    if not database_url.startswith(_SQLITE):
        if training:
            raise UnsafeSetting(
                "A training office has a file of its own; it is never on a database server, where "
                "something real may lie beside it. Make one with: thidin train"
            )
        return
    path = Path(database_url.removeprefix(_SQLITE))
    if production and is_marked(path):
        raise UnsafeSetting(
            f"{path} is a training office's database: nothing in it is real, so it is not "
            "served in production."
        )
    if training and not is_marked(path):
        raise UnsafeSetting(
            f"{path} is no training office's database, so nobody practises on it. Make one with: "
            "thidin train"
        )
