"""A Dask scheduler and its workers as processes, each on a host of its own where that is wanted."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.programs import LONGEST, waited

ROOT = Path(__file__).parents[2]
QUICK = {
    # A host that does not answer is missed after seconds, not minutes.
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "12s",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "6s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false",
}
_KNOWN = "Registered to"
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


@dataclass
class Machines:
    """The scheduler's address and its programs; `end` kills them all."""

    folder: Path
    programs: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def scheduler(self, *, host: Sequence[str] = (), address: str = "127.0.0.1") -> str:
        """Start a scheduler and return its address."""
        file = self.folder / "scheduler.json"
        program = self._start(
            [
                *(*host, sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"),
                *("--host", address, "--port", "0", "--scheduler-file", str(file)),
            ],
            {},
        )
        return waited(program, lambda: _address(file))

    def worker(
        self, scheduler: str, name: str, *, host: Sequence[str] = (), failpoint: str = ""
    ) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread, known to the scheduler; with a failpoint it dies there."""
        words = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name]
        words += ["--local-directory", str(self.folder / name), "--memory-limit", "0"]
        command = [*host, sys.executable, "-m", "tests.cluster.mortal_worker", scheduler, *words]
        program = self._start(command, {"THIDIN_FAILPOINT": failpoint})
        output = self._output(len(self.programs) - 1)
        waited(program, lambda: _KNOWN in output.read_text("utf-8", errors="replace") or None)
        return program

    def _start(self, command: Sequence[str], more: dict[str, str]) -> "subprocess.Popen[bytes]":
        given = {**os.environ, **QUICK, **ALONE, **more, "PYTHONPATH": str(ROOT)}
        with self._output(len(self.programs)).open("wb") as output:
            program = subprocess.Popen(
                command,
                cwd=ROOT,
                env=given,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.programs.append(program)
        return program

    def _output(self, number: int) -> Path:
        return self.folder / f"{number}.out"

    def end(self) -> None:
        """Kill what still runs."""
        for program in self.programs:
            program.kill()
            program.wait(LONGEST)


def _address(file: Path) -> str | None:
    try:
        return str(json.loads(file.read_text("utf-8"))["address"])
    except (OSError, ValueError):
        return None


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    """Give machines in a folder of their own, and end them."""
    folder.mkdir()
    found = Machines(folder)
    with ExitStack() as last:
        last.callback(found.end)
        yield found
