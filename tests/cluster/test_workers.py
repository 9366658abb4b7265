"""A run on workers is the run on one machine, also where a worker is killed in the middle."""

import pickle
import signal
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest

from api.commands.over_workers import assessed
from api.office import Office, Settings
from bench.ports import free_port
from domain.law import law_in_force
from projections.cluster import AssessBodies, FromShared, Shard
from projections.cluster.scheduler import workers_at
from projections.cluster.work import Failed, done
from tests.api.cli.clerk import Clerk
from tests.cluster.machines import Machines, machines
from tests.cluster.nation import CODES, YEAR, Nation, made, nation
from tests.made_once import copied
from tests.programs import LONGEST
from tests.projections.test_run import fill
from tests.projections.test_simulation import HALF_OF_TABLE_5

FIVE_SLICES = """[["50000000", "0.15"], ["200000000", "0.2"], ["1000000000", "0.3"],
    ["5000000000", "0.4"], ["", "0.5"]]"""
DRAFT = HALF_OF_TABLE_5.replace('[["50000000", "0.15"], ["", "0.2"]]', FIVE_SLICES)

__all__ = ["nation"]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Machines]:
    with machines(tmp_path / "machines") as found:
        yield found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, for tests that let them live."""
    with machines(tmp_path_factory.mktemp("workers") / "machines") as found:
        address = found.scheduler()
        for name in ("one", "two"):
            found.worker(address, name)
        yield address


def test_a_worker_killed_in_the_middle_costs_its_shard_and_the_bills_are_the_same(
    nation: Nation, place: Machines, tmp_path: Path
) -> None:
    here = nation.told("assess", "--year", YEAR)
    rows = nation.rows()
    scheduler = place.scheduler()
    dies = place.worker(scheduler, "dies", failpoint="shard-computed:2")
    place.worker(scheduler, "lives")

    there = nation.told("assess", "--year", YEAR, "--scheduler", scheduler)

    assert dies.wait(LONGEST) == -signal.SIGKILL
    assert len(there) == len(CODES)
    assert there == here
    assert nation.rows() == rows
    assert sum(len(found) for found in rows.values()) > len(CODES)


def test_simulation_closing_and_rebuilding_on_workers_leave_what_they_leave_here(
    nation: Nation, running: str, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(DRAFT, "utf-8")
    twin = Nation(tmp_path / "twin")
    copied(made, twin.folder)

    suppose = ("simulate", "--year", YEAR, "--law", draft)
    here = nation.told(*suppose)
    assert nation.told(*suppose, "--scheduler", running) == here
    assert here["bodies"][0]["before"] != here["bodies"][0]["after"]

    nation.told("assess", "--year", YEAR, "--close", "--scheduler", running)
    twin.told("assess", "--year", YEAR, "--close")
    assert nation.closed() == twin.closed()

    before = nation.rows()
    nation.told("rebuild", "--keep", "0", "--scheduler", running)
    assert nation.rows() == before


def test_a_scheduler_that_is_not_there_is_told_with_what_to_do(nation: Nation) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        refused = nation.refusal("assess", "--year", YEAR, "--scheduler", address)

    assert str(refused) == (
        f"The scheduler at {address} does not answer. Start it with `dask scheduler` and workers "
        "with `dask worker ADDRESS`, and run the command again."
    )
    assert nation.rows() == {"thidin_assessments_": [], "thidin_assessment_lines_": []}


def test_a_body_that_stops_a_run_here_stops_it_there_in_the_same_words(
    nation: Nation, running: str
) -> None:
    here = nation.refusal("assess", "--year", "2562")
    there = nation.refusal("assess", "--year", "2562", "--scheduler", running)

    assert (type(there), str(there)) == (type(here), str(here))


def test_workers_of_another_program_are_refused(nation: Nation, running: str) -> None:
    with workers_at(running) as workers:
        future = workers.client.submit(
            done,
            AssessBodies(law=law_in_force(), tax_year=int(YEAR), position=1),
            FromShared(url=nation.folder.as_uri()),
            Shard(codes=CODES),
            "another",
        )
        failed = future.result(timeout=LONGEST)

    assert isinstance(failed, Failed)
    assert str(failed.why) == (
        "A worker runs another version of Thidin, of Python or of NumPy than this command. Install "
        "the same on all machines and start the workers again. Nothing was written."
    )


def test_sqlite_without_a_shared_folder_is_refused(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path)
    copied(made, tmp_path)

    refused = clerk.refusal("assess", "--year", YEAR, "--scheduler", "tcp://127.0.0.1:1")

    assert str(refused) == (
        "Workers cannot read a SQLite file of this machine. Name a folder that all of them reach "
        "in THIDIN_SHARED_FOLDER, such as file:///mnt/thidin or s3://bucket/thidin."
    )


def test_workers_read_the_log_of_a_server_where_there_is_no_folder(
    postgres_url: str, running: str, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=postgres_url, key_file=tmp_path / "thidin.key", officer="officer-1"
    )
    office = Office(settings)
    fill(office.log, CODES)
    here, there = (
        list(assessed(office, tax_year=int(YEAR), codes=CODES, position=None, scheduler=one))
        for one in (None, running)
    )

    assert [pickle.dumps(one) for one in there] == [pickle.dumps(one) for one in here]
    assert len(there) == len(CODES)
    office.log.close()
