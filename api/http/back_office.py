"""The back office: what no request waits for, as a process beside those that answer.

It records what banks told, asks and tells others, and keeps the read models up to the log. Those
who answer keep their processor for answering; several such processes would do no harm, since each
kind of work is one process's at a time. Ends when whoever started it ends, however that comes.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from api.garbage import leave_alone_what_is_here
from api.http.front import open_front
from api.http.settings import APART, BACK_OFFICE, HttpSettings
from api.observing.lines import say_what_happens
from api.observing.settings import Observing, forget_counts
from api.observing.standing import Standing
from api.observing.watching import open_watchers
from api.office import Office, Settings
from domain.failpoints import arm

LESS_URGENT: Final = 5
"""Its niceness: where the processor is short, answers come first and the books catch up."""

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0
SECONDS_TO_FINISH: Final = 30.0
_LOG: Final = logging.getLogger("thidin.background")


def main() -> None:
    """Work until the standard input ends, then finish what is under way."""
    os.nice(LESS_URGENT)
    observing = Observing.of(os.environ)
    say_what_happens(observing)
    arm(os.environ)
    front = open_front(Office(Settings.of(os.environ)), HttpSettings.of(os.environ))
    watchers = open_watchers(observing)
    if watchers:
        standing = Standing(office=Office(front.office.settings), inbox=front.bank.inbox)
        for watcher in watchers:
            watcher.stands(standing.read)
    front.open_back_office()
    leave_alone_what_is_here()
    sys.stdin.buffer.read()
    for watcher in watchers:
        watcher.close()
    front.close()
    forget_counts(os.environ)


@contextmanager
def back_office_apart(environment: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Keep a back office running; give the environment of those who answer beside it."""
    keeper = _Keeper({**environment, BACK_OFFICE: APART})
    keeper.thread.start()
    try:
        yield keeper.environment
    finally:
        keeper.close()


class _Keeper:
    """Starts the back office, and again where it ended of itself."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.thread = threading.Thread(target=self._keep, name="back office", daemon=True)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while (running := self._start()) is not None:
            code = running.wait()
            if self._closing.is_set():
                return
            _LOG.error("The back office ended (%d) and is started again.", code)
            self._closing.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _start(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._closing.is_set():
                return None
            self._running = subprocess.Popen(
                [sys.executable, "-m", "api.http.back_office"],
                env=self.environment,
                stdin=subprocess.PIPE,
                start_new_session=True,  # a terminal's Ctrl-C is the service's to pass on
            )
            return self._running

    def close(self) -> None:
        self._closing.set()
        with self._lock:
            running = self._running
        if running is not None and running.stdin is not None:
            running.stdin.close()
            try:
                running.wait(SECONDS_TO_FINISH)
            except subprocess.TimeoutExpired:
                running.kill()


if __name__ == "__main__":
    main()
