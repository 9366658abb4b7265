"""Programs of the tests' own, forked from one that has loaded what they need.

Each is a process by itself, with its own connections, and can be killed; only the start of Python
and its libraries, which proves nothing, is paid for once.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Final, TextIO

from tests.programs import LONGEST

_LOADED: Final = (
    "domain.log.postgres",
    "domain.log.sqlite",
    "tests.domain.log.writer",
    "tests.faults.teller",
    "tests.importers.feeds.importing",
)
"""What the program that is forked has loaded. What is missing here is loaded by each."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A running program: what it reads, what it prints, and the process."""

    stdin: TextIO
    stdout: TextIO
    process: ForkServerProcess

    def go(self, line: str = "") -> None:
        """Give it the line it waits for."""
        self.stdin.write(f"{line}\n")
        self.stdin.flush()

    def running(self) -> bool:
        return self.process.is_alive()

    def kill(self) -> None:
        self.process.kill()

    def end(self) -> tuple[str, int | None]:
        """Let it end; return the rest of what it printed, and its exit status."""
        with suppress(BrokenPipeError), self.stdin:
            pass
        with self.stdout:
            said = self.stdout.read()
        self.process.join(LONGEST)
        return said, self.process.exitcode


def start(main: Callable[..., None], *words: str) -> Program:
    """Start a program: `main` reads the standard input, prints, and is given the words."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    theirs, ours = context.Pipe(duplex=False)
    said, says = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, says, main, words), daemon=True)
    process.start()
    theirs.close()
    says.close()
    return Program(stdin=_file(ours, "w"), stdout=_file(said, "r"), process=process)


def _file(connection: Connection, mode: str) -> TextIO:
    """Return an end of a pipe as a file of text."""
    kept = os.dup(connection.fileno())
    connection.close()
    return os.fdopen(kept, mode, encoding="utf-8")  # type: ignore[return-value]


def _run(
    reads: Connection, says: Connection, main: Callable[..., None], words: Sequence[str]
) -> None:
    os.dup2(reads.fileno(), 0)
    os.dup2(says.fileno(), 1)
    reads.close()
    says.close()
    sys.stdin, sys.stdout = os.fdopen(0, encoding="utf-8"), os.fdopen(1, "w", encoding="utf-8")
    main(*words)
    sys.stdout.flush()
