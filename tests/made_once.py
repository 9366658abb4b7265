"""Offices that take many commands to make: made once in a test process, copied for each test."""

import atexit
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp


def copied(make: Callable[[Path], None], folder: Path) -> None:
    """Fill a folder with what `make` wrote when it was first asked for.

    What is made must be files alone: closed stores, and nothing that names the folder.
    """
    shutil.copytree(_made(make), folder, dirs_exist_ok=True)


@cache
def _made(make: Callable[[Path], None]) -> Path:
    kept = _all() / f"{make.__module__}.{make.__qualname__}"
    kept.mkdir()
    make(kept)
    return kept


@cache
def _all() -> Path:
    """Return the folder of all that is kept; it goes with the process."""
    folder = Path(mkdtemp(prefix="thidin-made-"))
    atexit.register(shutil.rmtree, folder)
    return folder
