"""The cash side of the books: where every satang that came in is, on a day.

A nation's payments are millions, so what counts of each is kept in columns.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self
from uuid import UUID

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from domain.log import Log
from domain.log.encoding import Shapes
from domain.payment import Allocated, Received, Returned, Reversed

Longs = NDArray[np.int64]

_HALF: Final = 1 << 63
_LOW: Final = (1 << 64) - 1
_NEVER: Final = date.max.toordinal() + 1


class _Came(Struct):
    amount_satang: int
    paid_on: date


class _Received(Struct):
    told: _Came


class _Part(Struct):
    body: int
    tax_year: int
    taxpayer: int
    amount_satang: int


class _Allocated(Struct):
    parts: tuple[_Part, ...]


_SHAPES: Final[Shapes] = {Received: _Received, Allocated: _Allocated}
"""What of the acts is looked at."""


@dataclass(kw_only=True)
class Money:
    """Payments together, in satang: received = allocated + suspense + returned.

    What a bank took back again is `reversed`, and in none of the others.
    """

    count: int = 0
    received: int = 0
    allocated: int = 0
    suspense: int = 0
    returned: int = 0
    reversed: int = 0

    @property
    def balances(self) -> bool:
        """Whether the identity holds."""
        return self.received == self.allocated + self.suspense + self.returned


@dataclass(frozen=True, kw_only=True)
class AccountMoney:
    """Money of accounts, `(n,)` each: local body, tax year, taxpayer, satang."""

    body: Longs
    tax_year: Longs
    taxpayer: Longs
    satang: Longs

    @classmethod
    def of(cls, rows: Sequence[Longs]) -> Self:
        """Name four columns."""
        body, tax_year, taxpayer, satang = rows
        return cls(body=body, tax_year=tax_year, taxpayer=taxpayer, satang=satang)

    @classmethod
    def join(cls, several: Sequence["AccountMoney"]) -> Self:
        """Put the money of several together, or of none."""
        columns = [
            [np.zeros(0, dtype=np.int64)] * 4,
            *(list(vars(one).values()) for one in several),
        ]
        return cls.of([np.concatenate(some) for some in zip(*columns, strict=True)])

    def of_body(self, body: int) -> "AccountMoney":
        """Return the money of one body's accounts."""
        mine = self.body == body
        return AccountMoney.of([column[mine] for column in vars(self).values()])


@dataclass(frozen=True, kw_only=True)
class Cash:
    """Every payment as on a day: by day that counts, and what is whose account's.

    `wrong` tells payments that contradict themselves.
    """

    by_day: dict[date, Money]
    accounts: AccountMoney
    wrong: tuple[str, ...]

    @property
    def together(self) -> Money:
        """All days."""
        total = Money()
        for one in self.by_day.values():
            for name in vars(total):
                setattr(total, name, getattr(total, name) + getattr(one, name))
        return total


class _Table:
    """Rows of whole numbers that grow; the first two columns are the halves of a stream."""

    def __init__(self, width: int) -> None:
        self._columns = [array("q") for _ in range(2 + width)]

    def add(self, stream: UUID, *values: int) -> None:
        number = stream.int
        halves = (number >> 64) - _HALF, (number & _LOW) - _HALF
        for column, value in zip(self._columns, (*halves, *values), strict=True):
            column.append(value)

    @property
    def halves(self) -> list[Longs]:
        return [np.frombuffer(column, dtype=np.int64) for column in self._columns[:2]]

    @property
    def values(self) -> list[Longs]:
        return [np.frombuffer(column, dtype=np.int64) for column in self._columns[2:]]


@dataclass
class _Told:
    """What the acts say: satang and day of what came in; parts by act; days on which it went."""

    received: _Table = field(default_factory=lambda: _Table(2))
    parts: _Table = field(default_factory=lambda: _Table(5))
    returned: _Table = field(default_factory=lambda: _Table(1))
    reversed: _Table = field(default_factory=lambda: _Table(1))


def cash(log: Log, *, on: date, until: int | None = None) -> Cash:
    """Put every payment of the log into the books, as on a day."""
    told = _Told()
    for row, event in log.excerpts(_SHAPES, kinds={"Payment"}, until=until):
        stream = row.stream
        match event:
            case _Received() | Received():
                day = event.told.paid_on.toordinal()
                told.received.add(stream, event.told.amount_satang, day)
            case _Allocated() | Allocated():
                for part in event.parts:
                    told.parts.add(
                        stream,
                        row.version,
                        part.body,
                        part.tax_year,
                        part.taxpayer,
                        part.amount_satang,
                    )
            case Returned():
                told.returned.add(stream, event.returned_on.toordinal())
            case Reversed():
                told.reversed.add(stream, event.reversed_on.toordinal())
    return _booked(told, on.toordinal())


def _booked(told: _Told, on: int) -> Cash:
    streams, (received, parts, returned, reversed_) = _numbered(
        [told.received, told.parts, told.returned, told.reversed]
    )
    amount, paid_on = (_last(streams, received, column) for column in told.received.values)
    gone, back = (
        _last(streams, place, table.values[0], otherwise=_NEVER) <= on
        for place, table in ((returned, told.returned), (reversed_, told.reversed))
    )
    payment, accounts = _parts_in_force(streams, parts, told.parts)
    given, has_parts = np.zeros_like(amount), np.zeros(len(amount), dtype=np.bool_)
    np.add.at(given, payment, accounts[-1])
    has_parts[payment] = True
    counts = (np.bincount(received, minlength=len(amount)) > 0) & (paid_on <= on)
    here = counts & ~back
    allocated, waits = (here & ~gone & (has_parts == some) for some in (True, False))
    books = {
        "count": (here, np.ones_like(amount)),
        "received": (here, amount),
        "allocated": (allocated, given),
        "suspense": (waits, amount),
        "returned": (here & gone, amount),
        "reversed": (counts & back, amount),
    }
    twice = np.flatnonzero(np.bincount(received, minlength=len(amount)) > 1).tolist()
    unequal = np.flatnonzero(allocated & (given != amount)).tolist()
    return Cash(
        by_day=_by_day(paid_on, counts, books),
        accounts=AccountMoney.of([column[allocated[payment]] for column in accounts]),
        wrong=(
            *(f"Payment {_stream(streams, at)} was received twice." for at in twice),
            *(
                f"Payment {_stream(streams, at)} is of {amount[at]} satang, its parts of "
                f"{given[at]}."
                for at in unequal
            ),
        ),
    )


def _numbered(tables: Sequence[_Table]) -> tuple[Sequence[Longs], Sequence[Longs]]:
    """Number the streams of some tables; return their halves by number, each table's numbers."""
    high, low = (np.concatenate([one.halves[half] for one in tables]) for half in (0, 1))
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(first) - 1
    ends = np.cumsum([len(one.halves[0]) for one in tables])[:-1]
    return (high[first], low[first]), np.split(number, ends)


def _last(streams: Sequence[Longs], places: Longs, column: Longs, *, otherwise: int = 0) -> Longs:
    """Return of each stream what a column says last."""
    found = np.full(len(streams[0]), otherwise, dtype=np.int64)
    found[places] = column
    return found


def _parts_in_force(
    streams: Sequence[Longs], places: Longs, parts: _Table
) -> tuple[Longs, Sequence[Longs]]:
    """Return the parts of each payment's last act: the payment, and an account's columns."""
    act, *accounts = parts.values
    mine = np.flatnonzero(act == _last(streams, places, act)[places])
    return places[mine], [column[mine] for column in accounts]


def _by_day(
    paid_on: Longs, counts: NDArray[np.bool_], books: Mapping[str, tuple[NDArray[np.bool_], Longs]]
) -> dict[date, Money]:
    days, day = np.unique(paid_on[counts], return_inverse=True)
    sums = {name: np.zeros(len(days), dtype=np.int64) for name in books}
    for name, (of, satang) in books.items():
        np.add.at(sums[name], day, np.where(of, satang, 0)[counts])
    return {
        date.fromordinal(at): Money(**{name: int(some[place]) for name, some in sums.items()})
        for place, at in enumerate(days.tolist())
    }


def _stream(streams: Sequence[Longs], at: int) -> UUID:
    high, low = (int(half[at]) + _HALF for half in streams)
    return UUID(int=high << 64 | low)


def apart(given: AccountMoney, had: AccountMoney) -> Iterator[str]:
    """Yield the accounts whose money is not what the payments say is theirs."""
    both = AccountMoney.join([given, had])
    order = np.lexsort((both.taxpayer, both.tax_year, both.body))
    body, tax_year, taxpayer, satang = (column[order] for column in vars(both).values())
    is_given = order < len(given.body)
    first = np.ones(len(body), dtype=np.bool_)
    first[1:] = (
        (body[1:] != body[:-1]) | (tax_year[1:] != tax_year[:-1]) | (taxpayer[1:] != taxpayer[:-1])
    )
    starts = np.flatnonzero(first)
    if not len(starts):
        return
    theirs = np.add.reduceat(np.where(is_given, satang, 0), starts)
    held = np.add.reduceat(np.where(is_given, 0, satang), starts)
    for at in np.flatnonzero(theirs != held).tolist():
        place = starts[at]
        yield (
            f"{body[place]:08d}, {tax_year[place]}: payments give {theirs[at]} satang to an "
            f"account that has {held[at]}."
        )
