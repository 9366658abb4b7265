"""What a measurement was made on, and how much memory and time it took."""

import os
import platform
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import Any, Generic, TypeVar

import numpy as np

Made = TypeVar("Made")
_STATUS = Path("/proc/self/status")
_KIB_PER_MIB = 1_024
_PARENT, _USER, _SYSTEM = 1, 11, 12
"""Places in a process's `stat` after its name: the parent, ticks for itself and in the system."""
_KIB_PER_GIB = 1_024**2
_BYTES_PER_MIB = 1_024**2
_BYTES_PER_GB = 10**9


@dataclass(frozen=True, kw_only=True)
class Timed(Generic[Made]):
    """What came out, and the seconds of each run in order; the first is cold."""

    made: Made
    seconds: list[float]
    processor_seconds: list[float]

    @property
    def cold(self) -> float:
        """The first run."""
        return self.seconds[0]

    @property
    def warm(self) -> float:
        """The median of the runs after the first."""
        return median(self.seconds[1:] or self.seconds)

    @property
    def processor(self) -> float:
        """The median processor time, all cores together: it does not count waiting for others."""
        return median(self.processor_seconds[1:] or self.processor_seconds)


def timed(run: Callable[[], Made], *, repeats: int) -> Timed[Made]:
    """Run something once cold and then some times more."""
    seconds: list[float] = []
    processor: list[float] = []
    made: list[Made] = []
    for _ in range(repeats + 1):
        made.clear()
        began, used = time.perf_counter(), time.process_time()
        made.append(run())
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return Timed(made=made[0], seconds=seconds, processor_seconds=processor)


def alternately(
    run: Callable[[], Made], beside: Callable[[], Any], *, repeats: int
) -> tuple[Timed[Made], Timed[Any]]:
    """Run something as `timed` does, and something else each time after it.

    What else the machine does meanwhile, it does to both.
    """
    both: tuple[_Runs, _Runs] = (_Runs(), _Runs())
    for _ in range(repeats + 1):
        for one, runs in zip((run, beside), both, strict=True):
            runs.made = None
            once = timed(one, repeats=0)
            runs.made = once.made
            runs.seconds += once.seconds
            runs.processor_seconds += once.processor_seconds
    ours, theirs = (Timed(**vars(runs)) for runs in both)
    return ours, theirs


@dataclass
class _Runs:
    made: Any = None
    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)


def read_gb_per_second(*, threads: int, mib: int = 512, repeats: int = 5) -> float:
    """Return how fast threads together read memory that is in no cache."""
    column = np.ones(mib * _BYTES_PER_MIB // 8, dtype=np.int64)
    parts = np.array_split(column, threads)
    with ThreadPoolExecutor(threads) as pool:
        read = timed(lambda: list(pool.map(np.sum, parts)), repeats=repeats)
    return column.nbytes / min(read.seconds) / _BYTES_PER_GB


def processor_seconds() -> float:
    """Return what this process has used of all cores, and those it began that have ended."""
    both = (getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def peak_mib() -> int:
    """Return this process's peak memory. What a parent process used before does not count."""
    for line in _STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // _KIB_PER_MIB
    raise AssertionError(_STATUS)


def forget_peak() -> None:
    """Let the peak start from what is in use now."""
    Path("/proc/self/clear_refs").write_text("5")


def describe() -> dict[str, Any]:
    """Return what the figures depend on: the machine, Python, the commit, what else runs."""
    cpu = [x for x in Path("/proc/cpuinfo").read_text().splitlines() if x.startswith("model name")]
    memory = Path("/proc/meminfo").read_text().split()[1]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git the machine has
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent,
    )
    return {
        "processor": cpu[0].partition(":")[2].strip() if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory) / _KIB_PER_GIB),
        "python": platform.python_version(),
        "commit": commit.stdout.strip() or "unknown",
        "load": round(os.getloadavg()[0], 1),
    }


def processor_of_family(process: int) -> float:
    """Return the processor seconds that a process and those it started have used so far."""
    ticks: dict[int, int] = {}
    parent: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        number = int(path.parent.name)
        parent[number] = int(fields[_PARENT])
        ticks[number] = int(fields[_USER]) + int(fields[_SYSTEM])
    family = {process}
    while fresh := {one for one, above in parent.items() if above in family} - family:
        family |= fresh
    return sum(ticks.get(one, 0) for one in family) / os.sysconf("SC_CLK_TCK")
