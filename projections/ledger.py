"""The books: what was assessed and where it stands, what came in and where it is.

They hold what follows a notice of the assessment (s.44, s.46 to s.57, s.59 to s.71).

Accounts and payments are read apart from each other, each from its own acts, and held against each
other to the satang. Nothing here is stored.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import numpy as np

from domain.collection import CollectionLaw, Standing, standing
from domain.law.year import YearLaw
from domain.local_body import LocalBody
from domain.log import Log
from domain.log.stream_ids import Kind, read_stream_id
from domain.payment import Allocated, Part, Received, Returned, Reversed
from domain.roll import Roll
from projections.accounts import every_account

AccountKey = tuple[int, int, int]
"""Local body, tax year, taxpayer."""


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """Bills of a body's year together, in satang; charges are penalty (s.68) and surcharge (s.70).

    assessed = outstanding + paid + relieved + written off;
    received = paid + charges paid + credit + refunded.
    """

    notices: int = 0
    assessed: int = 0
    outstanding: int = 0
    paid: int = 0
    relieved: int = 0
    written_off: int = 0
    charges_outstanding: int = 0
    charges_paid: int = 0
    received: int = 0
    credit: int = 0
    refunded: int = 0

    def __add__(self, other: "Assessed") -> "Assessed":
        mine, theirs = vars(self), vars(other)
        return Assessed(**{name: amount + theirs[name] for name, amount in mine.items()})

    @property
    def balances(self) -> bool:
        """Whether both identities hold."""
        parts = self.outstanding + self.paid + self.relieved + self.written_off
        held = self.paid + self.charges_paid + self.credit + self.refunded
        return self.assessed == parts and self.received == held


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


@dataclass(kw_only=True)
class Cash:
    """Every payment as on a day: by day that counts, and what is whose account's.

    `wrong` tells payments that contradict themselves.
    """

    by_day: dict[date, Money] = field(default_factory=lambda: defaultdict(Money))
    by_account: dict[AccountKey, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)

    @property
    def together(self) -> Money:
        """All days."""
        total = Money()
        for one in self.by_day.values():
            for name in vars(total):
                setattr(total, name, getattr(total, name) + getattr(one, name))
        return total


@dataclass(slots=True)
class _Seen:
    """What counts of a payment: a nation's millions of them are in memory at once."""

    amount_satang: int = 0
    paid_on: date | None = None
    parts: tuple[Part, ...] = ()
    returned_on: date | None = None
    reversed_on: date | None = None


def cash(log: Log, *, on: date, until: int | None = None) -> Cash:
    """Put every payment of the log into the books, as on a day."""
    seen: dict[UUID, _Seen] = defaultdict(_Seen)
    books = Cash()
    for one in log.after(0, until, kinds={"Payment"}):
        payment = seen[one.event.stream]
        match one.event:
            case Received():
                if payment.paid_on is not None:
                    books.wrong.append(f"Payment {one.event.stream} was received twice.")
                payment.amount_satang = one.event.told.amount_satang
                payment.paid_on = one.event.told.paid_on
            case Allocated():
                payment.parts = one.event.parts
            case Returned():
                payment.returned_on = one.event.returned_on
            case Reversed():
                payment.reversed_on = one.event.reversed_on
    for stream, payment in seen.items():
        if payment.paid_on is not None and payment.paid_on <= on:
            _book(books, stream, payment, books.by_day[payment.paid_on], on)
    return books


def _book(books: Cash, stream: UUID, payment: _Seen, day: Money, on: date) -> None:
    amount = payment.amount_satang
    if payment.reversed_on is not None and payment.reversed_on <= on:
        day.reversed += amount
        return
    day.count += 1
    day.received += amount
    if payment.returned_on is not None and payment.returned_on <= on:
        day.returned += amount
    elif payment.parts:
        given = sum(part.amount_satang for part in payment.parts)
        day.allocated += given
        for part in payment.parts:
            books.by_account[part.body, part.tax_year, part.taxpayer] += part.amount_satang
        if given != amount:
            books.wrong.append(f"Payment {stream} is of {amount} satang, its parts of {given}.")
    else:
        day.suspense += amount


@dataclass(frozen=True, kw_only=True)
class Bills:
    """A body's year: the sum, and each account's money for the other side; what is wrong."""

    sums: Assessed
    received: Mapping[AccountKey, int]
    wrong: tuple[str, ...]


def bills(log: Log, roll: Roll, body: LocalBody, law: YearLaw, *, on: date) -> Bills:
    """Put every bill of a roll into the books, as it stands on a day."""
    total, received, wrong = Assessed(), {}, [*_of_roll(roll)]
    where = f"{roll.body:08d}, {roll.tax_year}"
    rules = CollectionLaw.of(law)
    for view in every_account(log, roll, body, law):
        stands = standing(view.facts, rules, on=on)
        if not stands.balances:
            wrong.append(f"{where}: notice {view.notice} does not balance.")
        if stands.received_satang:
            key = (roll.body, roll.tax_year, view.account.taxpayer)
            received[key] = stands.received_satang
        total += of_standing(stands)
    return Bills(sums=total, received=received, wrong=tuple(wrong))


def of_standing(stands: Standing) -> Assessed:
    """Return one bill's line of the books."""
    outstanding, paid = stands.outstanding, stands.paid
    return Assessed(
        notices=1,
        assessed=stands.assessed_satang,
        outstanding=outstanding.tax_satang,
        paid=paid.tax_satang,
        relieved=stands.relieved_satang,
        written_off=stands.written_off_satang,
        charges_outstanding=outstanding.penalty_satang + outstanding.surcharge_satang,
        charges_paid=paid.penalty_satang + paid.surcharge_satang,
        received=stands.received_satang,
        credit=stands.credit_satang,
        refunded=stands.refunded_satang,
    )


def _of_roll(roll: Roll) -> Iterator[str]:
    """Yield what is wrong with a roll: numbers with gaps, properties that do not add up."""
    where = f"{roll.body:08d}, {roll.tax_year}"
    numbers = np.concatenate([event.notices["notice"] for _, event in roll.issues])
    if not np.array_equal(np.unique(numbers), np.arange(1, roll.notices + 1)):
        yield f"{where}: the notices are not numbered 1 to {roll.notices} without a gap."
    if len(np.unique(roll.taxpayers)) != roll.notices:
        yield f"{where}: a taxpayer has two notices."
    parts = roll.properties()
    sums = np.zeros(roll.notices + 1, dtype=np.int64)
    np.add.at(sums, parts["notice"], parts["tax_satang"])
    for notice in (np.flatnonzero(sums[1:] != roll.tax_satang()) + 1).tolist():
        yield f"{where}: the properties of notice {notice} do not add up to its tax."


def apart(money: Cash, received: Mapping[AccountKey, int]) -> Iterator[str]:
    """Yield the accounts whose money is not what the payments say is theirs."""
    for key in sorted(money.by_account.keys() | received.keys()):
        given, had = money.by_account.get(key, 0), received.get(key, 0)
        if given != had:
            body, tax_year, _ = key
            yield (
                f"{body:08d}, {tax_year}: payments give {given} satang to an account that has "
                f"{had}."
            )


def rolls(log: Log) -> Iterator[Roll]:
    """Yield every issued roll of the log, by body and year."""
    for stream in log.stream_ids(Kind.ROLL):
        name = read_stream_id(stream)
        roll = Roll(body=name.place, tax_year=name.year)
        roll.take_in(log.stream(stream))
        if roll.issued:
            yield roll
