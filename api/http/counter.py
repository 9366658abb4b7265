"""The counter: commands of the office, used by one request at a time.

Rolls and registers in memory are loaded by whoever asks, so two threads may not use them at once.
What a command reads is a few streams; the log sees to it that two processes do not collide.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from api.office import Office
from domain.billers import Billers


@dataclass(kw_only=True)
class Recent:
    """What was computed lately, by all that it depends on; at most `most`, those used last."""

    most: int = 20_000
    _known: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def of(self, key: Hashable, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is kept
        """Return what belongs to a key, computed if it is not known."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        found = self._known[key] = compute()
        while len(self._known) > self.most:
            self._known.popitem(last=False)
        return found


@dataclass(kw_only=True)
class Counter:
    """An office of its own, its biller ids, and how bills stood lately."""

    office: Office
    stood: Recent = field(default_factory=Recent)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _billers: Billers | None = None
    _bodies: frozenset[int] = frozenset()

    @contextmanager
    def held(self) -> Iterator[Office]:
        """Give the office to this thread until it is done."""
        with self._lock:
            yield self.office

    def knows(self, body: int) -> bool:
        """Return whether a local body has joined; nothing is loaded for one that has not."""
        with self._lock:
            if body not in self._bodies:
                self._bodies = frozenset(self.office.registers.codes())
            return body in self._bodies

    def biller(self, body: int) -> str:
        """Return a body's biller id, 0 for the common one of orders. Raises `BillerWrong`."""
        with self._lock:
            # The file is read again for a body it did not have: it may have joined since.
            if self._billers is None or body not in self._billers.of:
                self._billers = self.office.billers
            return self._billers.biller(body)

    def close(self) -> None:
        """Let the log go."""
        if "log" in self.office.__dict__:
            self.office.log.close()
