"""Bulkheads: blocking work of each kind has threads of its own, so that none starves another."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from api.http.problems import Problem

Result = TypeVar("Result")
_A_TURN: Final = 16
"""So many looks of a turn that the first of it does not wait long for the last."""


@dataclass(frozen=True, kw_only=True)
class Worked:
    """Work that was done in a pool; times are nanoseconds since 1970."""

    pool: str
    asked_ns: int
    began_ns: int
    ended_ns: int


Watch = Callable[[Worked], object]
"""Somebody who is told of work that was done, where the one who waited for it goes on."""


class Pool:
    """A fixed number of threads and a bounded queue before them; what exceeds both is told so."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + waiting
        self._held = 0
        self._lock = threading.Lock()
        self._begun: set[Future[None]] = set()
        self.name = name
        self.watch: Watch | None = None

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do blocking work in a thread. Raises `Problem` (too-busy) at once where all are taken."""
        if self.watch is None:
            return await self._run(work)
        return await _watched(self._run, work, name=self.name, watch=self.watch)

    async def _run(self, work: Callable[[], Result]) -> Result:
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


class Turns:
    """One thread for short looks that must not run at once: who waits meanwhile is served together.

    To change threads for each look takes as long as the look itself. Of one event loop.
    """

    def __init__(self, name: str, *, waiting: int) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._room = waiting
        self._waiting: list[_Look] = []
        self._serving = False
        self.name = name
        self.watch: Watch | None = None

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do blocking work in the next turn. Raises `Problem` (too-busy) where too many wait."""
        if self.watch is None:
            return await self._run(work)
        return await _watched(self._run, work, name=self.name, watch=self.watch)

    async def _run(self, work: Callable[[], Result]) -> Result:
        if len(self._waiting) >= self._room:
            raise Problem("too-busy")
        loop = asyncio.get_running_loop()
        look = _Look(work=work, found=loop.create_future())
        self._waiting.append(look)
        if not self._serving:
            self._serve(loop)
        return cast("Result", await look.found)

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        # A caller who has hung up is not waited for.
        turn = [look for look in self._waiting[:_A_TURN] if not look.found.done()]
        del self._waiting[:_A_TURN]
        self._serving = True
        done = loop.run_in_executor(self._thread, _look_at_all, turn)
        done.add_done_callback(lambda found: self._tell(loop, turn, found.result()))

    def _tell(
        self, loop: asyncio.AbstractEventLoop, turn: Sequence["_Look"], found: Sequence[Any]
    ) -> None:
        self._serving = False
        if self._waiting:
            self._serve(loop)
        for look, what in zip(turn, found, strict=True):
            if look.found.done():
                continue
            if isinstance(what, _Failed):
                look.found.set_exception(what.why)
            else:
                look.found.set_result(what)

    def close(self) -> None:
        """Finish the turn under way and let the thread go."""
        self._thread.shutdown(wait=True, cancel_futures=True)


async def _watched(
    run: Callable[[Callable[[], Result]], Awaitable[Result]],
    work: Callable[[], Result],
    *,
    name: str,
    watch: Watch,
) -> Result:
    asked, began, ended = time.time_ns(), 0, 0

    def timed() -> Result:
        nonlocal began, ended
        began = time.time_ns()
        try:
            return work()
        finally:
            ended = time.time_ns()

    try:
        return await run(timed)
    finally:
        if ended:
            watch(Worked(pool=name, asked_ns=asked, began_ns=began, ended_ns=ended))


@dataclass(frozen=True)
class _Look:
    work: Callable[[], Any]
    found: "asyncio.Future[Any]"


@dataclass(frozen=True)
class _Failed:
    why: Exception


def _look_at_all(turn: Sequence[_Look]) -> list[Any]:
    return [_look_at(one) for one in turn]


def _look_at(look: _Look) -> Any:  # noqa: ANN401 - whatever was looked for
    try:
        return look.work()
    except Exception as why:  # noqa: BLE001 - raised again where the caller waits
        return _Failed(why)
