"""What a price list must answer for before it is announced, beside the registers it will price.

A check that finds something blocks the announcement until the Treasury has answered it: a slip in
a price is in every bill of a province (Valuation Act s.19; Act s.35).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import tax_date, to_days
from domain.price_list import PriceList, PricesAnnounced
from domain.register import Register
from projections.as_of import BUILDING, LAND, UNIT, AsOf, as_of
from projections.properties import PricesInForce, prices_in_force, prices_of, tax_year_after
from projections.registers import Registers

Longs = NDArray[np.int64]

FOLD: Final = 3
"""ASSUMPTION: a price three times, or a third of, the round before is looked at. The Treasury
decides; the importer's own remark (VAL-05) speaks of five times."""

TOTAL_SHARE: Final = 10
"""ASSUMPTION: a plot worth more than a tenth of all land of its body is a slip or known to
everybody. The Treasury decides."""
LEAST_PLOTS: Final = 100
SHOWN: Final = 20

ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "threefold": ("seen-in-market", "earlier-list-wrong", "area-changed"),
    "land-gap": ("priced-singly", "will-follow", "not-taxed"),
    "unit-gap": ("priced-singly", "will-follow"),
    "types-missing": ("priced-by-likeness", "will-follow"),
    "land-above-total": ("looked-at-singly",),
    "kept-back": ("mended-later", "of-no-use"),
}
"""What may be answered to each check: codes, so that no name slips into the log."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """One place to look at: a body (0 for the whole province), what, and two figures.

    Figures are satang before and after, or counts, as the check has it.
    """

    body: int
    what: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one check found: how many, of how many, and the first of them."""

    code: str
    found: int
    of: int
    examples: Sequence[Example]


def first_year_of(events: Sequence[PricesAnnounced]) -> int | None:
    """Return the first tax year that all prices of an announcement bind, None for no prices."""
    since = [int(np.max(rows["since"])) for one in events for rows in one.tables.values()]
    return tax_year_after(max(since)) if since else None


def check_prices(
    registers: Registers, province: int, supposed: PriceList, events: Sequence[PricesAnnounced]
) -> list[Check]:
    """Return every check of the tables an announcement has; those that found nothing as well."""
    tables = {name for event in events for name in event.tables}
    found = [_threefold(registers.prices(province), events)]
    tax_year = first_year_of(events)
    if tax_year is None:
        return found
    prices = prices_in_force(supposed, tax_year=tax_year)
    day = to_days(tax_date(tax_year))
    views = [
        as_of(registers.register(body.code), day=day)
        for body in registers.every_body()
        if body.must_have_joined().province == province
    ]
    if "land_price" in tables:
        found += [_gap("land-gap", LAND, views, prices), _above_total(views, prices)]
    if "building_price" in tables:
        found.append(_types(views, prices))
    if "condo_price" in tables:
        found.append(_gap("unit-gap", UNIT, views, prices))
    return found


def _threefold(known: PriceList, events: Iterable[PricesAnnounced]) -> Check:
    """Hold each price against the one in force the day before its own."""
    compared = 0
    examples: list[Example] = []
    for event in events:
        for name, rows in event.tables.items():
            identity = known.facts[name].table.identity[0]
            key, row, since, price = (
                np.asarray(rows[one]).astype(np.int64)
                for one in (identity, "row", "since", "price_satang")
            )
            for day in np.unique(since).tolist():
                mine = np.flatnonzero(since == day)
                before = known.in_force(name, day=day - 1)
                at = before.find(key[mine])
                mine, at = mine[at >= 0], at[at >= 0]
                old, new = before.price_satang[at], price[mine]
                far = np.flatnonzero((new >= old * FOLD) | (new * FOLD <= old))
                compared += len(mine)
                examples += [
                    Example(
                        body=0,
                        what=f"{name} {row[mine[one]]}",
                        before=int(old[one]),
                        after=int(new[one]),
                    )
                    for one in far.tolist()
                ]
    return Check(code="threefold", found=len(examples), of=compared, examples=examples[:SHOWN])


def _of_kind(view: AsOf, kind: int) -> NDArray[np.int32]:
    return np.flatnonzero(view.kind == kind).astype(np.int32)


def _gap(code: str, kind: int, views: Sequence[AsOf], prices: PricesInForce) -> Check:
    """Find the properties that would have no price, which leaves them out of the bills (s.35)."""
    found, total = 0, 0
    examples: list[Example] = []
    for view in views:
        key = _of_kind(view, kind)
        _, _, priced = prices_of(view, key, prices)
        without = key[~priced]
        total, found = total + len(key), found + len(without)
        names = _named(view.register, without[: SHOWN - len(examples)])
        examples += [
            Example(body=view.register.body, what=name, before=0, after=0) for name in names
        ]
    return Check(code=code, found=found, of=total, examples=examples)


def _above_total(views: Sequence[AsOf], prices: PricesInForce) -> Check:
    found, total = 0, 0
    examples: list[Example] = []
    for view in views:
        key = _of_kind(view, LAND)
        price, _, _ = prices_of(view, key, prices)
        area = view.value("parcel", "area_cwah", view.parcel[key])
        worth = price * np.minimum(area, np.iinfo(np.int64).max // np.maximum(price, 1))
        whole = sum(worth.tolist())
        total += len(key)
        if len(key) < LEAST_PLOTS:
            continue
        large = np.flatnonzero(worth > whole // TOTAL_SHARE)
        found += len(large)
        names = _named(view.register, key[large])
        # Area is in 1/100 square wah, so the value is in 1/100 satang.
        examples += [
            Example(body=view.register.body, what=name, before=whole // 100, after=int(one) // 100)
            for name, one in zip(names, worth[large].tolist(), strict=True)
        ]
    return Check(code="land-above-total", found=found, of=total, examples=examples[:SHOWN])


def _types(views: Sequence[AsOf], prices: PricesInForce) -> Check:
    """Find the building types that stand in a register and have no price."""
    counts: dict[int, int] = {}
    known: set[int] = set()
    for view in views:
        key = _of_kind(view, BUILDING)
        kinds = view.value("building", "type", view.building[key])
        _, _, priced = prices_of(view, key, prices)
        known |= set(np.unique(kinds).tolist())
        for one in kinds[~priced].tolist():
            counts[one] = counts.get(one, 0) + 1
    examples = [
        Example(body=0, what=str(kind), before=0, after=count)
        for kind, count in sorted(counts.items(), key=lambda it: -it[1])
    ]
    return Check(code="types-missing", found=len(counts), of=len(known), examples=examples[:SHOWN])


def _named(register: Register, keys: NDArray[np.int32]) -> Iterator[str]:
    space = register.spaces["property"]
    return (space.key(key) for key in keys.tolist())
