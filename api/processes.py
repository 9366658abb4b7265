"""Processes of their own for long work, that end with the one that began them."""

import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from threading import Thread
from types import ModuleType

from api.garbage import look_seldom


def processes(count: int, *, environment: Mapping[str, str] | None = None) -> ProcessPoolExecutor:
    """Return an executor of processes; submit to it `with not_the_program()`.

    Even where the process that began them is killed, they end with it.
    """
    # Spawned, never forked: a child of a process that has threads could wait for ever.
    return ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(environment or {},),
    )


@contextmanager
def not_the_program() -> Iterator[None]:
    """Begin processes that import what they use, and not all that the command line can do.

    That would take each two seconds, as long as it takes to set a hundred notices.
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _begin(environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
    look_seldom()
    Thread(target=_end_with_the_beginner, daemon=True).start()


def _end_with_the_beginner() -> None:
    beginner = multiprocessing.parent_process()
    assert beginner is not None
    beginner.join()
    os._exit(1)
