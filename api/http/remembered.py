"""What takes long to compute and may be some minutes old: computed beside those who ask for it."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

PATIENCE_SECONDS: Final = 1.0
MOST: Final = 100


@dataclass(kw_only=True)
class Remembered:
    """What was computed, by key, with the moment; it is good for so many seconds.

    One thing is computed at a time. Who asks waits a little, then has what was known before.
    """

    clock: Callable[[], float]
    seconds: float
    _known: dict[Hashable, tuple[float, Any]] = field(default_factory=dict)
    _asked: dict[Hashable, Future[Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _worker: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="remembered")
    )

    def of(self, key: Hashable, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is kept
        """Return what belongs to a key, None while it is not known. Raises what `compute` does."""
        with self._lock:
            at, known = self._known.get(key, (0.0, None))
            if known is not None and self.clock() - at < self.seconds:
                return known
            asked = self._asked.get(key)
            if asked is None:
                asked = self._asked[key] = self._worker.submit(compute)
        try:
            found = asked.result(PATIENCE_SECONDS)
        except NotYet:
            return known
        finally:
            if asked.done():
                self._forget(key, asked)
        with self._lock:
            self._known[key] = (self.clock(), found)
            while len(self._known) > MOST:
                self._known.pop(next(iter(self._known)))
        return found

    def _forget(self, key: Hashable, asked: Future[Any]) -> None:
        with self._lock:
            if self._asked.get(key) is asked:
                del self._asked[key]

    def close(self) -> None:
        """Let the thread go."""
        self._worker.shutdown(wait=True, cancel_futures=True)
