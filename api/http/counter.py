"""The counter: commands of the office, used by one request at a time.

Rolls and registers in memory are loaded by whoever asks, so two threads may not use them at once.
What a command reads is a few streams; the log sees to it that two processes do not collide.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from api.commands.accounts import at_hand
from api.office import Office
from domain.bill_reference import BillReference
from domain.billers import Billers
from projections.accounts import AtHand

_MOST_NEW: Final = 50_000


@dataclass(kw_only=True)
class Recent:
    """What was computed lately, by all that it depends on; at most `most`, those used last."""

    most: int = 20_000
    _known: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def of(self, key: Hashable, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is kept
        """Return what belongs to a key, computed if it is not known."""
        if key in self._known:
            return self.known(key)
        found = compute()
        self.keep(key, found)
        return found

    def known(self, key: Hashable) -> Any:  # noqa: ANN401 - what was kept
        """Return what belongs to a key, None where it is not known."""
        if key not in self._known:
            return None
        self._known.move_to_end(key)
        return self._known[key]

    def keep(self, key: Hashable, found: Any) -> None:  # noqa: ANN401 - what is kept
        """Know what belongs to a key from now on."""
        self._known[key] = found
        while len(self._known) > self.most:
            self._known.popitem(last=False)

    def forget(self) -> None:
        """Know nothing any more."""
        self._known.clear()


@dataclass(kw_only=True)
class Lookout:
    """What was read of bills lately, good until something is recorded of them.

    One question to the log, which streams have new acts, stands for reading them all again.
    """

    office: Office
    position: int = 0
    _read: Recent = field(default_factory=Recent)
    _changed: dict[UUID, int] = field(default_factory=dict)

    def at_hand(self, bill: BillReference) -> AtHand:
        """Read what a notice's account follows from. Raises `NotIssued`, `NoticeUnknown`."""
        self._look()
        known: tuple[int, AtHand] | None = self._read.known(bill)
        if known is not None and not self._is_old(*known):
            return known[1]
        at = at_hand(self.office, bill=bill)
        self._read.keep(bill, (self.position, at))
        return at

    def _look(self) -> None:
        """Learn which streams have acts that were recorded since the last look."""
        new = self.office.log.changed_after(self.position, most=_MOST_NEW) if self.position else ()
        if not self.position or len(new) + len(self._changed) >= _MOST_NEW:
            self._read.forget()
            self._changed.clear()
            self.position = self.office.log.head()
            return
        for position, stream in new:
            self._changed[stream] = self.position = position

    def _is_old(self, position: int, at: AtHand) -> bool:
        streams = (at.account.stream, at.roll.stream, at.body.stream)
        return any(self._changed.get(stream, 0) > position for stream in streams)


@dataclass(kw_only=True)
class Counter:
    """An office of its own, its biller ids, what was read of bills and how they stood lately."""

    office: Office
    stood: Recent = field(default_factory=Recent)
    lookout: Lookout = field(init=False)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _billers: Billers | None = None
    _bodies: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Look out on the same office."""
        self.lookout = Lookout(office=self.office)

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
