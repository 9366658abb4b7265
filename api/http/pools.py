"""Bulkheads: blocking work of each kind has threads of its own, so that none starves another."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from api.http.problems import Problem

Result = TypeVar("Result")


class Pool:
    """A fixed number of threads and a bounded queue before them; what exceeds both is told so."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + waiting
        self._held = 0
        self._lock = threading.Lock()
        self._begun: set[Future[None]] = set()

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do blocking work in a thread. Raises `Problem` (too-busy) at once where all are taken."""
        self._enter()
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        # A caller who hangs up does not stop the work, so its place stays taken until it is done.
        future.add_done_callback(self._leave)
        return await asyncio.shield(future)

    def start(self, work: Callable[[], None]) -> None:
        """Begin work nobody waits for; it must see to its own failures. Raises as `run`."""
        self._enter()
        begun = self._threads.submit(work)
        self._begun.add(begun)
        begun.add_done_callback(self._leave)

    def _enter(self) -> None:
        with self._lock:
            if self._held >= self._room:
                raise Problem("too-busy")
            self._held += 1

    def idle(self) -> None:
        """Wait until everything begun so far is done."""
        wait([*self._begun])

    def _leave(self, begun: Any) -> None:  # noqa: ANN401 - a future of either kind
        with self._lock:
            self._held -= 1
        self._begun.discard(begun)

    def close(self) -> None:
        """Finish what is under way and let the threads go."""
        self._threads.shutdown(wait=True, cancel_futures=True)
