"""What an act that is not recorded yet would do to a body's bills, in satang."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.law import Law
from domain.log.events import Recorded
from domain.price_list import PriceList, PricesAnnounced
from domain.register import Delivered
from projections.arrangement import TABLE_AGRICULTURE, TABLE_OTHER, TABLE_VACANT, prices_in_force
from projections.registers import BodyBills, Registers, bills_of

CLASS_OF_TABLE = {
    TABLE_AGRICULTURE: "agriculture",
    2: "residence",
    3: "residence",
    4: "residence",
    TABLE_OTHER: "other",
    TABLE_VACANT: "vacant",
}
"""The use class (s.37 paragraph 1) of each rate table (s.94)."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A body's year before and after; all sums in satang.

    `taxpayer` `(n,)` are those whose bill differs, `before` and `after` their bills; `by_class`
    maps a use class to the sums of both.
    """

    body: int
    tax_year: int
    total_before_satang: int
    total_after_satang: int
    bills_before: int
    bills_after: int
    by_class: dict[str, tuple[int, int]]
    taxpayer: NDArray[np.int64]
    before_satang: NDArray[np.int64]
    after_satang: NDArray[np.int64]

    @property
    def difference_satang(self) -> int:
        """What the body's year would bring more (or, negative, less)."""
        return self.total_after_satang - self.total_before_satang


def compare(before: BodyBills, after: BodyBills) -> Effect:
    """Compare two computations of one body's year, taxpayer by taxpayer."""
    one, other = before.arranged.assessables.taxpayer, after.arranged.assessables.taxpayer
    everyone = np.union1d(one, other)
    tax_before = np.zeros(len(everyone), dtype=np.int64)
    tax_after = np.zeros(len(everyone), dtype=np.int64)
    tax_before[np.searchsorted(everyone, one)] = before.assessment.bill_tax_satang
    tax_after[np.searchsorted(everyone, other)] = after.assessment.bill_tax_satang
    differs = tax_before != tax_after
    sums_before, sums_after = tax_by_class(before), tax_by_class(after)
    return Effect(
        body=before.body.code,
        tax_year=before.law.year,
        total_before_satang=int(tax_before.sum()),
        total_after_satang=int(tax_after.sum()),
        bills_before=len(one),
        bills_after=len(other),
        by_class={name: (sums_before[name], sums_after[name]) for name in sums_before},
        taxpayer=everyone[differs],
        before_satang=tax_before[differs],
        after_satang=tax_after[differs],
    )


def tax_by_class(bills: BodyBills) -> dict[str, int]:
    """Return the sum of the lines' tax by use class, in satang."""
    table = bills.arranged.assessables.table
    tax = bills.assessment.line_tax_satang
    sums = dict.fromkeys(CLASS_OF_TABLE.values(), 0)
    for code, name in CLASS_OF_TABLE.items():
        sums[name] += int(tax[table == code].sum())
    return sums


def effect_of_delivery(
    registers: Registers, law: Law, *, body: int, events: Iterable[Delivered], tax_year: int
) -> Effect:
    """Say what a register delivery would do to the body's bills of a year."""
    before = registers.bills(body, law, tax_year=tax_year)
    register = registers.register(body).supposing(events)
    joined = before.body.must_have_joined()
    prices = registers.in_force(joined.province, tax_year=tax_year, position=None)
    after = bills_of(before.body, register, prices, before.law, known_at=before.position)
    return compare(before, after)


def effect_of_prices(
    registers: Registers,
    law: Law,
    *,
    province: int,
    events: Sequence[PricesAnnounced],
    tax_year: int,
) -> list[Effect]:
    """Say what an announcement of prices would do to the bills of the province's bodies."""
    known = registers.prices(province)
    supposed = PriceList(province)
    for one in registers.log.stream(known.stream):
        supposed.apply(one)
    for event in events:
        supposed.apply(Recorded(position=supposed.position + 1, event=event))
    in_force = prices_in_force(supposed, tax_year=tax_year)
    effects = []
    for body in registers.every_body():
        if body.must_have_joined().province == province:
            before = registers.bills(body.code, law, tax_year=tax_year)
            register = registers.register(body.code)
            after = bills_of(body, register, in_force, before.law, known_at=before.position)
            effects.append(compare(before, after))
    return effects
