"""The bills' side of the books: what was assessed and where it stands.

They hold what follows a notice of the assessment (s.44, s.46 to s.57, s.59 to s.71).

Accounts here and payments in `cash` are read apart from each other, each from its own acts, and
held against each other to the satang. Nothing of it is stored.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.collection import (
    CollectionLaw,
    PlainStandings,
    Standing,
    plain_standings,
    standing,
)
from domain.law.year import YearLaw
from domain.local_body import LocalBody
from domain.log import Log
from domain.log.stream_ids import Kind, read_stream_id
from domain.roll import Roll
from projections.accounts import accounts_of
from projections.cash import AccountMoney
from projections.plain_accounts import plain_accounts


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


@dataclass(frozen=True, kw_only=True)
class Bills:
    """A body's year: the sum, and each account's money for the other side; what is wrong."""

    sums: Assessed
    received: AccountMoney
    wrong: tuple[str, ...]


def bills(log: Log, roll: Roll, body: LocalBody, law: YearLaw, *, on: date) -> Bills:
    """Put every bill of a roll into the books, as it stands on a day."""
    where, rules = f"{roll.body:08d}, {roll.tax_year}", CollectionLaw.of(law)
    plain = plain_accounts(log, roll, body, law)
    stand = plain_standings(plain.accounts, rules, on=on)
    total, unequal = of_columns(stand), plain.notice[~stand.balances].tolist()
    taxpayers, satang = array("q"), array("q")
    for view in accounts_of(log, roll, body, law, plain.others):
        stands = standing(view.facts, rules, on=on)
        if not stands.balances:
            unequal.append(view.notice)
        if stands.received_satang:
            taxpayers.append(view.account.taxpayer)
            satang.append(stands.received_satang)
        total += of_standing(stands)
    paid = np.flatnonzero(stand.received)
    whose = np.concatenate([plain.taxpayer[paid], np.frombuffer(taxpayers, dtype=np.int64)])
    received = AccountMoney(
        body=np.full_like(whose, roll.body),
        tax_year=np.full_like(whose, roll.tax_year),
        taxpayer=whose,
        satang=np.concatenate([stand.received[paid], np.frombuffer(satang, dtype=np.int64)]),
    )
    told = (f"{where}: notice {notice} does not balance." for notice in sorted(unequal))
    return Bills(sums=total, received=received, wrong=(*_of_roll(roll), *told))


def of_columns(stand: PlainStandings) -> Assessed:
    """Return the lines of plain bills together."""
    sums = {name: int(column.sum()) for name, column in vars(stand).items()}
    return Assessed(notices=len(stand.assessed), **sums)


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


def rolls(log: Log) -> Iterator[Roll]:
    """Yield every issued roll of the log, by body and year."""
    for stream in log.stream_ids(Kind.ROLL):
        name = read_stream_id(stream)
        roll = Roll(body=name.place, tax_year=name.year)
        roll.take_in(log.stream(stream))
        if roll.issued:
            yield roll
