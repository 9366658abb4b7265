"""Programs that tests start, and waiting until they answer."""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

import httpx2

LONGEST: Final = 120.0
PAUSE: Final = 0.05

T = TypeVar("T")


def waited(program: "subprocess.Popen[Any]", ask: Callable[[], T | None]) -> T:
    """Ask until there is an answer, while the program runs, which needs the processor meanwhile."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        found = ask()
        if found is not None:
            return found
        with suppress(subprocess.TimeoutExpired):
            program.wait(PAUSE)
            break
    program.kill()
    raise AssertionError(program.communicate()[1])


def first_answer(address: str, program: "subprocess.Popen[Any]") -> httpx2.Response:
    """Return what a program answers as soon as it listens."""
    with httpx2.Client(timeout=LONGEST, trust_env=False) as client:

        def ask() -> httpx2.Response | None:
            with suppress(httpx2.ConnectError):
                return client.get(address)
            return None

        return waited(program, ask)
