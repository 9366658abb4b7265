"""The register of one body arranged in the order in which the Act groups it: bill, ladder, line.

This is where the cost of grouping is paid, once for each change of the register, so that a run of
bills needs no sort.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import tax_date, to_days
from domain.law import YearLaw
from domain.ordering import stable_order
from domain.register import Register
from projections.as_of import BUILDING, AsOf, as_of
from projections.assessables import Assessables
from projections.properties import (
    CLASSES,
    GAPS,
    PricesInForce,
    Properties,
    prices_in_force,
    tax_year_after,
    taxable_properties,
)

__all__ = [
    "CLASSES",
    "GAPS",
    "TABLE_AGRICULTURE",
    "TABLE_MAIN_BUILDING_ONLY",
    "TABLE_MAIN_RESIDENCE",
    "TABLE_OTHER",
    "TABLE_RESIDENCE",
    "TABLE_VACANT",
    "Arranged",
    "PricesInForce",
    "Properties",
    "arrange",
    "arranged_from",
    "prices_in_force",
    "tax_year_after",
]

TABLE_AGRICULTURE: Final = 1
TABLE_MAIN_RESIDENCE: Final = 2
TABLE_MAIN_BUILDING_ONLY: Final = 3
TABLE_RESIDENCE: Final = 4
TABLE_OTHER: Final = 5
TABLE_VACANT: Final = 6

Ints = NDArray[np.int64]

_BEYOND_NARROW: Final = 2**31


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """The columns for the engine and the way back from a row to its property.

    `row_property` and `row_class` are `(n,)` over the rows: the dense key of the property and the
    index in CLASSES. `gaps` maps a code of GAPS to the dense keys left out for that reason.
    """

    assessables: Assessables
    row_property: NDArray[np.int32]
    row_class: NDArray[np.uint8]
    properties: Properties
    view: AsOf
    gaps: Mapping[str, NDArray[np.int32]]


def arrange(
    register: Register,
    prices: PricesInForce,
    *,
    law: YearLaw,
    position: int | None = None,
    rate_set: int = 0,
    parties: Sequence[int] | None = None,
) -> Arranged:
    """Arrange a body's register for the tax year of `law`, as known at a log position.

    With `parties`, only their properties: the same bills as in the whole, since nothing in the Act
    crosses taxpayers.
    """
    view = as_of(register, day=to_days(tax_date(law.year)), position=position)
    return arranged_from(view, prices, law=law, rate_set=rate_set, parties=parties)


def arranged_from(
    view: AsOf,
    prices: PricesInForce,
    *,
    law: YearLaw,
    rate_set: int = 0,
    parties: Sequence[int] | None = None,
) -> Arranged:
    """Arrange what a register says on the tax date of `law`, as `arrange` does."""
    found, gaps = taxable_properties(view, prices, law, parties)
    return put_in_order(view, found, gaps, rate_set=rate_set, law=law)


@dataclass(frozen=True, kw_only=True)
class _Order:
    """Rows in the Act's order: `at` and `row_class` are each row's property and class of use.

    `table` `(n,)` and `step` `(n,)` (first year of the step of s.43, 0 if not vacant) are the
    rows'; the offsets cut rows into lines, lines into ladders, ladders into bills.
    """

    at: NDArray[np.intp]
    row_class: NDArray[np.uint8]
    table: Ints
    step: Ints
    line_start: NDArray[np.int32]
    ladder_start: NDArray[np.int32]
    bill_start: NDArray[np.int32]

    @property
    def first_of_line(self) -> NDArray[np.int32]:
        """The first row of each line."""
        return self.line_start[:-1]

    @property
    def first_of_bill(self) -> NDArray[np.int32]:
        """The first row of each bill."""
        return self.first_of_line[self.ladder_start[:-1][self.bill_start[:-1]]]


def _order(found: Properties, every_years: int) -> _Order:
    """Expand the properties into rows (property and class) and sort them as the Act groups them.

    Years of one surcharge are one line: the first year of each step of s.43 stands for them.
    """
    at, row_class = np.nonzero(found.weights)
    table = _tables(found, at, row_class)
    first_year = (found.vacant_years[at] - 1) // every_years * every_years + 1
    step = np.where(table == TABLE_VACANT, first_year, 0)
    variants = (step * 256 + found.reduction[at]) * 1_000_001 + found.relief_ppm[at]
    varied = np.flatnonzero(variants)
    distinct, variant = np.unique(variants[varied], return_inverse=True)
    _, rank = np.unique(found.party, return_inverse=True)
    rank = rank[at]
    ladder = (rank * (int(found.group.max(initial=0)) + 1) + found.group[at]) * 8 + table
    line = ladder * (len(distinct) + 1)
    line[varied] += variant + 1
    order = stable_order(line)
    line_start = _runs(line[order])
    first = line_start[:-1]
    ladder_start = _runs(ladder[order][first])
    return _Order(
        at=at[order],
        row_class=row_class[order].astype(np.uint8),
        table=table[order],
        step=step[order],
        line_start=line_start,
        ladder_start=ladder_start,
        bill_start=_runs(rank[order][first][ladder_start[:-1]]),
    )


def put_in_order(
    view: AsOf,
    found: Properties,
    gaps: Mapping[str, NDArray[np.int32]],
    *,
    rate_set: int,
    law: YearLaw,
) -> Arranged:
    """Put the properties into the columns of the engine, in the Act's order."""
    order = _order(found, law.vacancy.every_years)
    at, first, of_bill = order.at, order.first_of_line, order.at[order.first_of_bill]
    bills = len(of_bill)
    relief = np.flatnonzero(found.relief_ppm[at][first])
    exempt = np.flatnonzero(found.exempt_ppm[at])
    assessables = Assessables(
        kind=found.kind[at],
        area=_narrow(found.area[at]),
        price_satang=_narrow(found.price_satang[at]),
        structure=found.structure[at],
        age=found.age[at].astype(np.int16),
        **_shares(found, order),
        exempt_rows=exempt.astype(np.int32),
        exempt_ppm=found.exempt_ppm[at][exempt].astype(np.int32),
        line_start=order.line_start,
        table=order.table[first].astype(np.uint8),
        vacant_years=order.step[first].astype(np.uint8),
        reduction=found.reduction[at][first].astype(np.uint8),
        relief_lines=relief.astype(np.int32),
        relief_ppm=found.relief_ppm[at][first][relief].astype(np.int32),
        ladder_start=order.ladder_start,
        bill_start=order.bill_start,
        body=np.full(bills, view.register.body, dtype=np.int32),
        taxpayer=found.party[of_bill],
        natural=found.natural[of_bill].astype(np.uint8),
        **_old_tax(found, found.party[of_bill]),
        body_start=np.asarray([0, bills] if bills else [0], dtype=np.int32),
        rate_set=np.full(1 if bills else 0, rate_set, dtype=np.uint8),
    )
    return Arranged(
        assessables=assessables,
        row_property=found.key[at],
        row_class=order.row_class,
        properties=found,
        view=view,
        gaps=gaps,
    )


def _shares(found: Properties, order: _Order) -> dict[str, NDArray[Any]]:
    """Return which rows are only a part of their property, and which part (s.38)."""
    rows = np.flatnonzero(np.bincount(order.at)[order.at] > 1)
    weights, row_class = found.weights[order.at[rows]], order.row_class[rows, np.newaxis]
    upto = np.take_along_axis(np.cumsum(weights, axis=1), row_class, axis=1)[:, 0]
    weight = np.take_along_axis(weights, row_class, axis=1)[:, 0]
    return {
        "shared_rows": rows.astype(np.int32),
        "share_num": weight,
        "share_den": weights.sum(axis=1),
        "share_before": upto - weight,
    }


def _narrow(column: NDArray[np.integer[Any]]) -> NDArray[np.integer[Any]]:
    """Return a column in 32 bits where all of it fits: a nation's run then reads half as much."""
    return column.astype(np.int32) if int(column.max(initial=0)) < _BEYOND_NARROW else column


def _old_tax(found: Properties, taxpayer: Ints) -> dict[str, NDArray[Any]]:
    """Return which bills had a tax in 2562, and how much (s.97); bills are in order of taxpayer."""
    old_tax = np.zeros(len(taxpayer), dtype=np.int64)
    had = np.flatnonzero(found.old_tax_satang)
    place = np.searchsorted(taxpayer, found.party[had])
    np.add.at(old_tax, place, found.old_tax_satang[had])
    bills = np.flatnonzero(old_tax)
    return {"old_tax_bills": bills.astype(np.int32), "old_tax_satang": old_tax[bills]}


def _tables(
    found: Properties, at: NDArray[np.intp], row_class: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Return the rate table of each row (s.37, s.94 (1) to (6))."""
    main = found.main[at]
    building_only = (found.kind[at] == BUILDING) & (found.own_land[at] < 0)
    residence = np.where(
        main,
        np.where(building_only, TABLE_MAIN_BUILDING_ONLY, TABLE_MAIN_RESIDENCE),
        TABLE_RESIDENCE,
    )
    return np.select(
        [row_class == 0, row_class == 1, row_class == 2],  # noqa: PLR2004 - order of CLASSES
        [TABLE_AGRICULTURE, residence, TABLE_OTHER],
        TABLE_VACANT,
    )


def _runs(keys: NDArray[np.integer]) -> NDArray[np.int32]:
    """Return the offsets of runs of equal keys: `(runs + 1,)`."""
    if len(keys) == 0:
        return np.zeros(1, dtype=np.int32)
    changes = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    return np.concatenate([[0], changes, [len(keys)]]).astype(np.int32)
