"""Who records the lines of a bank's day file: this process, and where they are many, two beside it.

To decide, pack and write a payment keeps a core busy for a tenth of a millisecond, and a bank's
day may have millions. Lines of one payment go to one process, so that what was told first stands.
Two payments of one account may meet: the log refuses one of them, and it is decided again.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Final, Self
from zlib import crc32

from api.commands.payments import NONE_KNOWN, Outcome, Whose, receive, whose_bills
from api.office import Office, Settings
from api.processes import not_the_program, processes
from domain.bank_line import BankLine
from domain.billers import Billers
from domain.errors import Refused, StreamDamaged
from domain.failpoints import Failpoint, reached
from domain.local_body import Signed

RECORDED_AT_ONCE: Final = 1_000
ALONE: Final = 10_000
"""So many lines are recorded here: others would hardly have begun."""
BESIDE: Final = 2
_AHEAD: Final = 2
"""Parts that wait for a process, so that it never waits for this one."""

_LOG: Final = logging.getLogger("thidin.bank")


class RecordingStopped(Refused):
    """A process that recorded was ended from outside."""

    code = "recording-stopped"


@dataclass(frozen=True)
class Damaged:
    """Nothing came of a line: its payment or account in the log cannot be read."""

    why: str


Came = Outcome | Damaged


@dataclass(kw_only=True)
class Recorders:
    """Records lines part by part, each part all or nothing; `take` is told what came of each.

    To be used in a `with`, `finish` last. A part raises `StaleStream`, `LogBusy` or
    `LogUnavailable`; then or killed, what was recorded stays. Raises `RecordingStopped`.
    """

    office: Office
    billers: Billers
    by: Signed
    take: Callable[[Sequence[BankLine], Sequence[Came]], None]
    _recorded: int = 0
    _lanes: list[list[BankLine]] = field(default_factory=lambda: [[]])
    _beside: list[ProcessPoolExecutor] = field(default_factory=list)
    _waiting: deque[tuple[list[BankLine], Future[list[Came]]]] = field(default_factory=deque)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        for one in self._beside:
            one.shutdown(cancel_futures=True)

    def add(self, lines: Iterable[BankLine]) -> None:
        """Record lines as soon as there are enough for a part."""
        for line in lines:
            self._lane_of(line).append(line)
        for lane, mine in enumerate(self._lanes):
            while len(mine) >= RECORDED_AT_ONCE:
                self._record(lane, mine[:RECORDED_AT_ONCE])
                del mine[:RECORDED_AT_ONCE]
        if self._recorded >= ALONE and not self._beside:
            self._begin_beside()

    def finish(self) -> None:
        """Record what is left and wait for all of it."""
        for lane, mine in enumerate(self._lanes):
            if mine:
                self._record(lane, mine)
        self._lanes = [[] for _ in self._lanes]
        while self._waiting:
            self._take_first()

    def _lane_of(self, line: BankLine) -> list[BankLine]:
        return self._lanes[crc32(line.bank_reference.encode()) % len(self._lanes)]

    def _begin_beside(self) -> None:
        self._beside = [processes(1) for _ in range(BESIDE)]
        (left,) = self._lanes
        self._lanes = [[] for _ in self._beside]
        for line in left:
            self._lane_of(line).append(line)

    def _record(self, lane: int, lines: list[BankLine]) -> None:
        if not self._beside:
            self._taken(lines, record(self.office, lines, billers=self.billers, by=self.by))
            return
        with not_the_program():
            came = self._beside[lane].submit(
                _record_beside,
                type(self.office),
                self.office.settings,
                self.billers,
                self.by,
                lines,
                self._whose(lines),
            )
        self._waiting.append((lines, came))
        if len(self._waiting) > _AHEAD * BESIDE:
            self._take_first()

    def _whose(self, lines: Sequence[BankLine]) -> Whose:
        """Read whose the bills are here, once for all files: others would read every roll anew."""
        try:
            return whose_bills(self.office, lines)
        except StreamDamaged:
            return {}  # met again by who records, where the one line it is about fails alone

    def _take_first(self) -> None:
        lines, came = self._waiting.popleft()
        with _ending_is_told():
            self._taken(lines, came.result())

    def _taken(self, lines: Sequence[BankLine], came: Sequence[Came]) -> None:
        self.take(lines, came)
        self._recorded += len(lines)
        reached(Failpoint.RECONCILED_PART)


@contextmanager
def _ending_is_told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as stopped:
        raise RecordingStopped(
            "A process that was recording was ended from outside, perhaps as memory ran out. What "
            "it recorded is there; the same command goes on with the others."
        ) from stopped


def record(
    office: Office,
    lines: Sequence[BankLine],
    *,
    billers: Billers,
    by: Signed,
    known: Whose = NONE_KNOWN,
) -> list[Came]:
    """Record lines in one transaction, or in halves, so that a damaged one fails alone."""
    try:
        return [*receive(office, lines, billers=billers, by=by, known=known)]
    except StreamDamaged as damaged:
        if len(lines) > 1:
            half = len(lines) // 2
            return [
                *record(office, lines[:half], billers=billers, by=by, known=known),
                *record(office, lines[half:], billers=billers, by=by, known=known),
            ]
        _LOG.error("A line of a bank's day file cannot be recorded: %s", damaged)
        return [Damaged(str(damaged))]


def _record_beside(
    opened: Callable[[Settings], Office],
    settings: Settings,
    billers: Billers,
    by: Signed,
    lines: list[BankLine],
    known: Whose,
) -> list[Came]:
    return record(_office(opened, settings), lines, billers=billers, by=by, known=known)


@cache
def _office(opened: Callable[[Settings], Office], settings: Settings) -> Office:
    """Open the office once in a process."""
    return opened(settings)
