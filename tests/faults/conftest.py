"""The forking program, one for all tests of a process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

Kill = dict[str, Any]


@dataclass(frozen=True)
class Killer:
    """Asks the forking program to kill a command of a scene, and returns what came of it."""

    program: subprocess.Popen[str]

    def calls(self, scene: str) -> int:
        """Return how many functions an undisturbed run of the scene calls and leaves."""
        return int(self._ask({"scene": scene})["calls"])

    def kills(self, scene: str, kills: Sequence[Kill]) -> list[bool]:
        """Kill a command and let it end; return which kills it died of. The books must agree."""
        told = self._ask({"scene": scene, "kills": list(kills)})
        assert not told["wrong"], f"{scene} killed at {kills} did not end: {told['wrong']}"
        assert told["differ"] == [], f"{scene} killed at {kills} ends otherwise"
        killed: list[bool] = told["killed"]
        return killed

    def _ask(self, what: dict[str, Any]) -> dict[str, Any]:
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(json.dumps(what) + "\n")
        self.program.stdin.flush()
        line = self.program.stdout.readline()
        assert line, f"The forking program ended over {what}."
        told = json.loads(line)
        assert isinstance(told, dict)
        return told


@pytest.fixture(scope="session")
def killer() -> Iterator[Killer]:
    """Start the forking program. One thread alone: a fork takes no other threads along."""
    alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.forks"],
        cwd=ROOT,
        env={**os.environ, **alone},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        yield Killer(program)
        assert program.stdin is not None
        program.stdin.close()
        assert program.wait(60) == 0
