"""What the log knows of one bank's payments since a time, in columns to hold a day file against."""

import logging
from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from domain.log import Log
from domain.log.encoding import Shapes
from domain.log.events import Recorded, Unread
from domain.payment import Received, Reversed, payments_of

UNKNOWN: Final = -1
_KINDS: Final = frozenset({"Payment.Received", "Payment.Reversed"})
_LOW: Final = (1 << 64) - 1
_EVERY: Final = 10_000
_LOG: Final = logging.getLogger("thidin.payments")


class _Told(Struct):
    amount_satang: int
    paid_on: date


class _Received(Struct):
    told: _Told


class _Reversed(Struct):
    """That it was reversed is enough."""


_SHAPES: Final[Shapes] = {Received: _Received, Reversed: _Reversed}
"""What of the acts is looked at."""

_RECEIVED: Final = (_Received, Received)


@dataclass(frozen=True, kw_only=True)
class ToldPayments:
    """Payments by their streams, in the order of the streams' lower halves; all columns `(n,)`.

    `of_days` says whether the payment is of the days asked for, `taken_back` whether it was
    reversed.
    """

    low: NDArray[np.uint64]
    high: NDArray[np.uint64]
    amount_satang: NDArray[np.int64]
    of_days: NDArray[np.bool_]
    taken_back: NDArray[np.bool_]

    def find(self, streams: Sequence[UUID]) -> NDArray[np.int64]:
        """Return the place of each stream `(m,)`, UNKNOWN where the columns do not have it."""
        if not len(self.low):
            return np.full(len(streams), UNKNOWN, dtype=np.int64)
        low, high = _halves(streams)
        places = np.minimum(np.searchsorted(self.low, low), len(self.low) - 1)
        same = (self.low[places] == low) & (self.high[places] == high)
        return np.where(same, places, UNKNOWN)

    def streams(self, places: NDArray[np.int64]) -> list[UUID]:
        """Return the streams at places."""
        return [
            UUID(int=int(high) << 64 | int(low))
            for high, low in zip(self.high[places], self.low[places], strict=True)
        ]


def told_payments(
    log: Log,
    *,
    bank: str,
    days: Collection[date],
    since: datetime,
    advanced: Callable[[int], None] | None = None,
) -> ToldPayments:
    """Read the payments of a bank recorded since a time; earlier ones are not in the columns.

    Neither are those of which an act cannot be read; an alarm names each.
    """
    low, high, amounts = array("Q"), array("Q"), array("q")
    of_days = bytearray()
    taken_back: list[UUID] = []
    acts = log.every_excerpt_after(
        position_at(log, since), _SHAPES, kinds=_KINDS, within=payments_of(bank)
    )
    for count, (row, act) in enumerate(acts, 1):
        if isinstance(act, _RECEIVED):
            number = row.stream.int
            low.append(number & _LOW)
            high.append(number >> 64)
            amounts.append(act.told.amount_satang)
            of_days.append(act.told.paid_on in days)
        elif isinstance(act, Unread):
            _LOG.error("A payment is held against no bank's file: %s", act.why)
            continue
        else:
            taken_back.append(row.stream)
        if advanced is not None and not count % _EVERY:
            advanced(_EVERY)
    lower = np.frombuffer(low, dtype=np.uint64)
    order = np.argsort(lower, kind="stable")
    told = ToldPayments(
        low=lower[order],
        high=np.frombuffer(high, dtype=np.uint64)[order],
        amount_satang=np.frombuffer(amounts, dtype=np.int64)[order],
        of_days=np.frombuffer(of_days, dtype=np.bool_)[order],
        taken_back=np.zeros(len(order), dtype=np.bool_),
    )
    places = told.find(taken_back)
    told.taken_back[places[places != UNKNOWN]] = True
    return told


def position_at(log: Log, time: datetime) -> int:
    """Return a position before which nothing was recorded at that time or later.

    Acts stand in the log in the order they were recorded, so halving finds it; an act without a
    time of recording, one that cannot be read, or the clocks of two servers, only make it earlier.
    """
    first, last = 0, log.head()
    while last - first > _EVERY:
        middle = (first + last) // 2
        position, _ = log.changed_after(middle, most=1)[0]
        act = next(log.every_after(position - 1, until=position), None)
        at = getattr(act.event, "recorded_at", None) if isinstance(act, Recorded) else None
        if at is not None and at < time:
            first = middle
        else:
            last = middle
    return first


def _halves(streams: Sequence[UUID]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    whole = np.frombuffer(b"".join(stream.bytes for stream in streams), dtype=">u8").reshape(-1, 2)
    return whole[:, 1].astype(np.uint64), whole[:, 0].astype(np.uint64)
