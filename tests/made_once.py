"""Folders that take long to make: made once for all tests of a run, and copied or only read."""

import atexit
import os
import shutil
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from tempfile import mkdtemp

_FOLDER = "THIDIN_TEST_MADE"
"""Environment variable with the folder of what was made, so that all workers of a run share it."""


def copied(make: Callable[[Path], None], folder: Path) -> None:
    """Fill a folder with what `make` writes."""
    shutil.copytree(made(make), folder, dirs_exist_ok=True)


def made(make: Callable[[Path], None]) -> Path:
    """Return the folder with what `make` wrote when it was first asked for; nobody may change it.

    What is made must be files alone: closed stores, and nothing that names the folder.
    """
    kept = _folder() / f"{make.__module__}.{make.__qualname__}"
    with kept.with_name(f"{kept.name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not kept.exists():
            begun = kept.with_name(f"{kept.name}.begun")
            begun.mkdir()
            make(begun)
            begun.rename(kept)
    return kept


def choose_folder() -> None:
    """Make the folder for this test run and all processes it starts."""
    os.environ[_FOLDER] = mkdtemp(prefix="thidin-made-")


def remove_folder() -> None:
    """Remove the folder of this test run."""
    shutil.rmtree(os.environ.pop(_FOLDER))


def _folder() -> Path:
    if _FOLDER not in os.environ:
        choose_folder()
        atexit.register(remove_folder)
    return Path(os.environ[_FOLDER])
