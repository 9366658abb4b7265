"""What another law, other prices or another reading would bring, against the live registers.

Nothing is recorded. Both sides are the engine's: the same registers, once as things are and once
as supposed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.law import Law
from domain.log.events import Recorded
from domain.price_list import PriceList, PricesAnnounced
from projections.effect import CLASS_OF_TABLE, compare
from projections.properties import prices_in_force
from projections.registers import BodyBills, Registers, bills_of

Longs = NDArray[np.int64]

CSAT_PER_MILLION_BAHT: Final = 1_000_000 * 10_000
USES: Final = tuple(dict.fromkeys(CLASS_OF_TABLE.values()))
"""The classes of use, as `BodyEffect.use` counts them."""

_USE_OF_TABLE: Final = np.asarray(
    [0, *(USES.index(CLASS_OF_TABLE[table]) for table in sorted(CLASS_OF_TABLE))], dtype=np.int64
)

BANDS: Final = (1, 5, 10, 50, 100)
"""Upper bounds of the bands of a taxpayer's total value in one body, in million baht."""


@dataclass(frozen=True, kw_only=True)
class BodyEffect:
    """One body's year as it is and as supposed.

    `by_class` maps a use class to its tax before and after, in satang. The columns `(n,)` are the
    taxpayers with a bill on either side: `value_csat` is the value of the bill as it is (as
    supposed, where there is none yet), `before_satang` and `after_satang` its tax; `use` is the
    index in USES of the class with the most value in the bill.
    """

    body: int
    name: str
    by_class: Mapping[str, tuple[int, int]]
    taxpayer: Longs
    value_csat: Longs
    before_satang: Longs
    after_satang: Longs
    use: Longs


@dataclass(frozen=True, kw_only=True)
class Band:
    """Taxpayers of one band of value; sums of what winners save and losers pay more, in satang."""

    least_baht: int
    below_baht: int | None
    taxpayers: int
    winners: int
    losers: int
    saved_satang: int
    paid_more_satang: int


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Taxpayers who pay less and more, and what that comes to, in satang."""

    taxpayers: int
    winners: int
    losers: int
    saved_satang: int
    paid_more_satang: int


@dataclass(frozen=True, kw_only=True)
class Change:
    """One taxpayer's bill as it is and as supposed, in satang."""

    body: int
    taxpayer: int
    before_satang: int
    after_satang: int


def simulate(
    registers: Registers,
    law: Law,
    supposed: Law,
    *,
    tax_year: int,
    codes: Sequence[int],
    prices: Mapping[int, Sequence[PricesAnnounced]] | None = None,
    position: int | None = None,
) -> Iterator[BodyEffect]:
    """Yield each body's effect of a supposed law and supposed announcements by province."""
    lists = {
        province: supposed_prices(registers, province, events)
        for province, events in (prices or {}).items()
    }
    for code in codes:
        before = registers.bills(code, law, tax_year=tax_year, position=position)
        province = before.body.must_have_joined().province
        if province in lists:
            # What is only supposed stands behind the whole log, so no position cuts it off.
            in_force = prices_in_force(lists[province], tax_year=tax_year)
        else:
            in_force = registers.in_force(province, tax_year=tax_year, position=position)
        after = bills_of(
            before.body,
            registers.register(code),
            in_force,
            supposed.for_year(tax_year),
            known_at=before.position,
            position=position,
        )
        registers.forget(code)
        yield _effect(before, after)


def supposed_prices(
    registers: Registers, province: int, events: Iterable[PricesAnnounced]
) -> PriceList:
    """Return a province's list as it would be with announcements that are not recorded."""
    known = registers.prices(province)
    supposed = PriceList.replay(province, registers.log.stream(known.stream))
    for event in events:
        supposed.apply(Recorded(position=supposed.position + 1, event=event))
    return supposed


def _effect(before: BodyBills, after: BodyBills) -> BodyEffect:
    one, other = before.arranged.assessables.taxpayer, after.arranged.assessables.taxpayer
    everyone = np.union1d(one, other).astype(np.int64)
    value, use, tax_before, tax_after = np.zeros((4, len(everyone)), dtype=np.int64)
    value[np.searchsorted(everyone, other)] = _values(after)
    value[np.searchsorted(everyone, one)] = _values(before)
    use[np.searchsorted(everyone, other)] = _main_uses(after)
    use[np.searchsorted(everyone, one)] = _main_uses(before)
    tax_before[np.searchsorted(everyone, one)] = before.assessment.bill_tax_satang
    tax_after[np.searchsorted(everyone, other)] = after.assessment.bill_tax_satang
    return BodyEffect(
        body=before.body.code,
        name=before.body.must_have_joined().name_th,
        by_class=compare(before, after).by_class,
        taxpayer=everyone,
        value_csat=value,
        before_satang=tax_before,
        after_satang=tax_after,
        use=use,
    )


def _main_uses(bills: BodyBills) -> Longs:
    """Return the class with the most value in each bill `(b,)`, as an index in USES."""
    columns = bills.arranged.assessables
    if columns.bills == 0:
        return np.zeros(0, dtype=np.int64)
    starts = columns.bill_line_start.astype(np.int64)
    bill = np.repeat(np.arange(columns.bills), np.diff(starts))
    # Of each bill the line of most value comes last.
    order = np.lexsort((bills.assessment.line_value_csat, bill))
    table = np.asarray(columns.table)[order[starts[1:] - 1]]
    return _USE_OF_TABLE[table]


def _values(bills: BodyBills) -> Longs:
    """Return the value of all properties of each bill `(b,)`, in csat."""
    columns = bills.arranged.assessables
    if columns.bills == 0:
        return np.zeros(0, dtype=np.int64)
    lines = columns.bill_line_start[:-1].astype(np.intp)
    return np.asarray(np.add.reduceat(bills.assessment.line_value_csat, lines))


def bands(effects: Sequence[BodyEffect]) -> list[Band]:
    """Return winners and losers by the value of what they own in a body."""
    value, before, after = _columns(effects, "value_csat", "before_satang", "after_satang")
    place = _band_of(value)
    more = after - before
    lower = (0, *BANDS)
    found = []
    for number, least in enumerate(lower):
        mine = more[place == number]
        found.append(
            Band(
                least_baht=least * 1_000_000,
                below_baht=BANDS[number] * 1_000_000 if number < len(BANDS) else None,
                taxpayers=len(mine),
                winners=int(np.count_nonzero(mine < 0)),
                losers=int(np.count_nonzero(mine > 0)),
                saved_satang=-int(mine[mine < 0].sum()),
                paid_more_satang=int(mine[mine > 0].sum()),
            )
        )
    return found


def turn(more: Longs) -> Turn:
    """Count who pays less and more; `more` `(n,)` is what each pays more, in satang."""
    return Turn(
        taxpayers=len(more),
        winners=int(np.count_nonzero(more < 0)),
        losers=int(np.count_nonzero(more > 0)),
        saved_satang=-int(more[more < 0].sum()),
        paid_more_satang=int(more[more > 0].sum()),
    )


def band_and_use(effects: Sequence[BodyEffect]) -> list[dict[str, Turn]]:
    """Return winners and losers of each band of value by the class of use of their bill."""
    value, use, before, after = _columns(
        effects, "value_csat", "use", "before_satang", "after_satang"
    )
    place, more = _band_of(value), after - before
    return [
        {name: turn(more[(place == band) & (use == at)]) for at, name in enumerate(USES)}
        for band in range(len(BANDS) + 1)
    ]


def _columns(effects: Sequence[BodyEffect], *names: str) -> list[Longs]:
    return [
        np.concatenate([np.zeros(0, np.int64), *(getattr(one, name) for one in effects)])
        for name in names
    ]


def _band_of(value: Longs) -> Longs:
    bounds = np.asarray(BANDS, dtype=np.int64) * CSAT_PER_MILLION_BAHT
    return np.searchsorted(bounds, value, side="right").astype(np.int64)


def by_use(effects: Sequence[BodyEffect]) -> dict[str, Turn]:
    """Return winners and losers by the class of use with the most value in their bill."""
    use, before, after = _columns(effects, "use", "before_satang", "after_satang")
    return {name: turn((after - before)[use == at]) for at, name in enumerate(USES)}


def biggest_changes(effects: Sequence[BodyEffect], count: int) -> list[Change]:
    """Return the bills that change most in satang, either way; equal ones by body and taxpayer."""
    found: list[Change] = []
    for one in effects:
        more = one.after_satang - one.before_satang
        largest = np.argsort(-np.abs(more), kind="stable")[:count]
        found += [
            Change(
                body=one.body,
                taxpayer=int(one.taxpayer[at]),
                before_satang=int(one.before_satang[at]),
                after_satang=int(one.after_satang[at]),
            )
            for at in largest.tolist()
            if more[at]
        ]
    found.sort(key=lambda c: (-abs(c.after_satang - c.before_satang), c.body, c.taxpayer))
    return found[:count]
