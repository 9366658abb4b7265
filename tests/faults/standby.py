"""A database server and its replica, and how the server is lost."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from bench.postgres_server import PostgresServer

_COPIER = "pg_basebackup"


def own_server(like: PostgresServer) -> PostgresServer:
    """Return a server in a folder of its own, not started yet."""
    own = replace(like, folder=Path(tempfile.mkdtemp(prefix="thidin-own-")))
    if own.shipped is not None:
        own = replace(own, programs=own.folder / like.programs.relative_to(like.folder))
    return own


def kill(server: PostgresServer) -> None:
    """End every process of a server at once with SIGKILL, as a machine that loses its power."""
    first = int((server.folder / "data" / "postmaster.pid").read_text("ascii").split()[0])
    for process in (first, *_children(first)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _children(parent: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                stat = (folder / "stat").read_text("utf-8", errors="replace")
                if int(stat.rpartition(")")[2].split()[1]) == parent:
                    yield int(folder.name)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A server, and one that follows it and acknowledges before the server does."""

    server: PostgresServer
    standby: PostgresServer

    def url(self, database: str) -> str:
        """Return the URL of a database on whichever of the two may be written."""
        hosts = f"{self.server.folder},{self.standby.folder}"
        return f"postgresql:///{database}?host={hosts}&user=thidin&target_session_attrs=read-write"

    def promote(self) -> None:
        """Let the standby be the server from now on."""
        self.standby._run("pg_ctl", "promote", "-w", "-D", "data")


@contextmanager
def server_with_standby(like: PostgresServer) -> Iterator[Pair]:
    """Run a server with an empty database `town`, and its replica; both are gone afterwards."""
    if not (like.programs / _COPIER).exists():
        pytest.skip(f"The server programs found here are without {_COPIER}.")
    server, standby = own_server(like), own_server(like)
    try:
        server.start()
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE town")
        if os.geteuid() == 0:
            os.chown(standby.folder, *_owner(server.folder))
        source = ("--host", str(server.folder), "--username", "thidin")
        standby._run(
            _COPIER,
            *source,
            "--pgdata=data",
            "--write-recovery-conf",
            "--no-sync",
            "--checkpoint=fast",
        )
        standby.start()
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
        yield Pair(server=server, standby=standby)
    finally:
        for one in (server, standby):
            _end(one)


def _owner(folder: Path) -> tuple[int, int]:
    found = folder.stat()
    return found.st_uid, found.st_gid


def _end(server: PostgresServer) -> None:
    # A server that was killed leaves shared memory behind, which it takes away when it starts.
    if (server.folder / "data").exists() and not _runs(server):
        (server.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        for lock in server.folder.glob(".s.PGSQL.*"):
            lock.unlink()
        server.start()
    server.stop()
    shutil.rmtree(server.folder)


def _runs(server: PostgresServer) -> bool:
    """Say whether a server's first process lives; one that nobody waited for is dead."""
    try:
        first = (server.folder / "data" / "postmaster.pid").read_text("ascii").split()[0]
        stat = Path(f"/proc/{first}/stat").read_text("utf-8", errors="replace")
    except (OSError, IndexError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
