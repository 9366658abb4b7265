"""A store beside the log is opened alike whoever else opens it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from projections.stores import open_store

PROGRAMS = 4
STORES = 50
"""Without the lock one of twenty, about, is refused to somebody."""


def test_those_that_open_a_new_store_together_wait_for_each_other(tmp_path: Path) -> None:
    together = Barrier(PROGRAMS)

    def begin(url: str) -> str:
        engine = open_store(url, sqlite=("synchronous=FULL",))
        together.wait()
        with engine.connect() as connection:
            mode: str = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        engine.dispose()
        return mode

    with ThreadPoolExecutor(PROGRAMS) as programs:
        for number in range(STORES):
            url = f"sqlite:///{tmp_path / f'{number}.sqlite'}"
            assert list(programs.map(begin, [url] * PROGRAMS)) == ["wal"] * PROGRAMS


def test_a_store_in_memory_has_no_file_to_switch() -> None:
    with open_store("sqlite://", sqlite=("cache_size=-1024",)).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar_one() == -1024
