"""A rehearsal: a spreadsheet of an old or odd kind is first opened in a process of its own.

That process has a bound on memory and time; only if it comes through is the file opened here. An
XLSX needs none: its parts can be looked through (see `workbook_traps`).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from importers.carriers.limits import Limits
from importers.problems import refusal

_PROGRAM = """
import resource, sys
memory, seconds = int(sys.argv[2]), int(sys.argv[3])
import python_calamine
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
    for name in book.sheet_names:
        sum(1 for _ in book.get_sheet_by_name(name).iter_rows())
except (MemoryError, RecursionError):
    sys.exit(3)
except Exception:
    sys.exit(0)
"""


def probe(path: Path, limits: Limits) -> None:
    """Raise FILE-08 if reading a spreadsheet takes more memory or time than the limits allow.

    What else is wrong with the file is left for the real reading to say.
    """
    command = [
        sys.executable,
        "-I",
        "-c",
        _PROGRAM,
        str(path.resolve()),
        str(limits.probe_bytes),
        str(limits.probe_seconds),
    ]
    # The program is our own and the path an argument of its own: nothing is interpreted.
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise refusal(
            "FILE-08",
            why="ใช้หน่วยความจำหรือเวลามากเกินไป",
            why_english="it takes too much memory or time",
        )
