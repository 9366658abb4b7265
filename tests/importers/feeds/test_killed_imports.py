"""An import killed at any moment leaves the whole file in the log, or nothing of it."""

import signal
from datetime import date
from pathlib import Path

import pytest

from domain.log import open_log
from tests.forked import Program, start
from tests.importers.feeds.importing import main
from tests.importers.feeds.office import Office, counted, csv_file, number_of
from tests.importers.feeds.samples import REGISTRY

ROWS = 25_000
DAY = date(2025, 1, 1)


def registry_file(folder: Path) -> Path:
    """Write a registry that is recorded as several events."""
    rows = [
        f"1/1/2567,60010000,05600601,{1 + plot // 9000:02d}A{plot % 9000 + 100},โฉนด,{plot + 1},"
        f"{plot + 1},5040 IV 1248-01 (2000),600601,1,0,0,1,{number_of(plot)},นาย,ก,ข,"
        for plot in range(ROWS)
    ]
    return csv_file(folder, "registry.csv", REGISTRY.heading, *rows)


def importing(url: str, file: Path) -> Program:
    """Start a program that imports a file and has read it."""
    program = start(main, url, str(file))
    assert program.stdout.readline() == "read\n"
    return program


def after(url: str, file: Path) -> tuple[int, int]:
    """Return how many plots are in the log, and how many rows handing the file in again applies."""
    with open_log(url) as log:
        office = Office(log=log)
        before = len(office.register.facts["parcel"])
        decided = office.hand_in(file)
        assert len(office.says(DAY)) == ROWS
        return before, counted(decided)[1]


def test_killed_between_reading_and_recording_it_leaves_nothing(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'log.sqlite'}", registry_file(tmp_path)
    program = importing(url, file)

    program.kill()

    assert program.end() == ("", -signal.SIGKILL)
    assert after(url, file) == (0, ROWS)


@pytest.mark.parametrize("growth", [1, 200_000, 600_000])
def test_killed_while_recording_it_leaves_nothing(tmp_path: Path, growth: int) -> None:
    url, file = f"sqlite:///{tmp_path / 'log.sqlite'}", registry_file(tmp_path)
    program = importing(url, file)

    # The log's write-ahead file grows while the act is being written: it may do so no further.
    size = (tmp_path / "log.sqlite-wal").stat().st_size
    program.go(str(size + growth))

    assert program.end() == ("", -signal.SIGXFSZ)
    assert after(url, file) == (0, ROWS)
