"""Many plain accounts at once, in columns: one demand, one payment at most, no warning.

Nearly all accounts of a nation are so. What `standing` says of each is said of all together, by
the same rates; an account that anything else happened to is `standing`'s.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.collection.facts import AccountFacts, Demand
from domain.collection.standing import CollectionLaw, standing
from domain.money import half_up

MOST_SATANG: Final = 10**13
"""Beyond this an account is not plain: 100 percent of it in pcm has to fit into 64 bits."""

_WHOLE: Final = 100_000
"""100 percent in pcm."""

Longs = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class PlainAccounts:
    """What is known of plain accounts, `(n,)` each; days since 1970-01-01, amounts in satang.

    `paid_satang` is 0 where nothing was paid.
    """

    tax_satang: Longs
    issued_on: Longs
    due_on: Longs
    paid_satang: Longs
    paid_on: Longs


@dataclass(frozen=True, kw_only=True)
class PlainStandings:
    """How plain accounts stand on a day, `(n,)` each, in satang; charges are s.68's and s.70's."""

    assessed: Longs
    outstanding: Longs
    charges_outstanding: Longs
    paid: Longs
    charges_paid: Longs
    received: Longs
    credit: Longs

    @property
    def balances(self) -> NDArray[np.bool_]:
        """Whether both identities hold, and nothing is below zero, `(n,)`.

        What is left of tax and money is reckoned from the rest, and would add up whatever was paid.
        """
        held = self.paid + self.charges_paid + self.credit
        tax = self.assessed == self.outstanding + self.paid
        least = np.minimum.reduce([*vars(self).values()])
        balanced: NDArray[np.bool_] = tax & (self.received == held) & (least >= 0)
        return balanced


def plain_standings(them: PlainAccounts, law: CollectionLaw, *, on: date) -> PlainStandings:
    """Return how plain accounts stand at the end of a day; each as `standing` says."""
    today = to_days(on)
    tax = np.where(them.issued_on <= today, them.tax_satang, 0)
    received = np.where(them.paid_on <= today, them.paid_satang, 0)
    # Money that came before the notice pays on the day of the notice.
    paid_on = np.maximum(them.paid_on, them.issued_on)
    paid, charges_paid = _paid(tax, received, *_rates(law, them.due_on, paid_on))
    left = tax - paid
    penalty, surcharge = _rates(law, them.due_on, np.full_like(them.due_on, today))
    return PlainStandings(
        assessed=tax,
        outstanding=left,
        charges_outstanding=half_up(left * penalty, _WHOLE) + half_up(left * surcharge, _WHOLE),
        paid=paid,
        charges_paid=charges_paid,
        received=received,
        credit=received - paid - charges_paid,
    )


def _paid(tax: Longs, pool: Longs, penalty: Longs, surcharge: Longs) -> tuple[Longs, Longs]:
    """Return what money pays of a tax and of the charges on it: all, or each baht its own."""
    charges = half_up(tax * penalty, _WHOLE) + half_up(tax * surcharge, _WHOLE)
    part = np.minimum(half_up(pool * _WHOLE, _WHOLE + penalty + surcharge), tax - 1)
    enough = tax + charges <= pool
    owed = (tax > 0) & (pool > 0)
    paid = np.where(owed, np.where(enough, tax, part), 0)
    return paid, np.where(owed, np.where(enough, charges, pool - part), 0)


def _rates(law: CollectionLaw, due_on: Longs, day: Longs) -> tuple[Longs, Longs]:
    """Return penalty and surcharge in pcm of what is paid on a day; there are few pairs of days."""
    rates = np.zeros((2, len(day)), dtype=np.int64)
    late = np.flatnonzero(day > due_on)
    if len(late):
        days = np.stack([due_on[late], day[late]])
        pairs, pair = np.unique(days, axis=1, return_inverse=True)
        found = [_late(law, from_days(due), from_days(at)) for due, at in pairs.T.tolist()]
        rates[:, late] = np.array(found, dtype=np.int64).T[:, pair.ravel()]
    return rates[0], rates[1]


def _late(law: CollectionLaw, due_on: date, day: date) -> tuple[int, int]:
    """Return penalty and surcharge in pcm: what `standing` asks on a tax of 100,000 satang."""
    tax = Demand(number=0, issued_on=due_on, due_on=due_on, tax_satang=_WHOLE)
    owed = standing(AccountFacts(demands=(tax,)), law, on=day).outstanding
    return owed.penalty_satang, owed.surcharge_satang
