"""What a run's stores take on disk, and how their pages are dropped before a cold reading."""

from os import POSIX_FADV_DONTNEED, posix_fadvise
from pathlib import Path

from api.office import Office
from bench.national.run import Run

LOG: str = ""
"""The name of the log's own file beside those of the other stores."""
_TABLES = {LOG: "stored_events", "views": "thidin_%", "vault": "vault_%"}


def stored_bytes(run: Run, name: str, store: str = LOG) -> int:
    """Return what one store of an office takes: SQLite's files, or PostgreSQL's tables."""
    office = run.office(name)
    if run.server:
        return _table_bytes(office, _TABLES[store])
    return sum(one.stat().st_size for one in _files(office, store))


def forget_pages(office: Office) -> None:
    """Ask the system to drop what it keeps of an SQLite log in memory, so that a reading is cold.

    What PostgreSQL keeps itself stays.
    """
    if office.settings.database_url.startswith("sqlite:///"):
        for one in _files(office, LOG):
            with one.open("rb") as file:
                posix_fadvise(file.fileno(), 0, 0, POSIX_FADV_DONTNEED)


def _files(office: Office, store: str) -> list[Path]:
    url = office.settings.beside(store) if store else office.settings.database_url
    path = Path(url.removeprefix("sqlite:///"))
    return list(path.parent.glob(f"{path.stem}.sqlite*"))


def _table_bytes(office: Office, like: str) -> int:
    import psycopg

    with psycopg.connect(office.settings.database_url) as connection:
        found = connection.execute(
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class "
            "WHERE relkind = 'r' AND relname LIKE %s",
            (like,),
        ).fetchone()
    assert found is not None
    return int(found[0])
