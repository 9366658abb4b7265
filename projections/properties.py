"""The taxable properties of one body on the tax date, as the register and the lists have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import tax_date, to_days
from domain.law import YearLaw
from domain.ordering import stable_order
from domain.price_list import PriceList, Prices
from domain.tables import (
    JOINT_NATURAL,
    MAIN_RESIDENCE_NAMED,
    MAIN_RESIDENCE_NOT_SAID,
    MAIN_RESIDENCE_OF_THE_HOUSE,
    MAIN_RESIDENCE_ON_DUTY,
    NATURAL,
    NO_KEY,
    STATE,
)
from projections.as_of import BUILDING, LAND, UNIT, AsOf
from projections.assessables import LARGEST_VALUE_CSAT
from projections.contiguity import contiguous
from projections.successors import ground

CLASSES: Final = ("agriculture", "residence", "other", "vacant")

GAPS: Final = {
    "no-owner": "nobody is known to owe the tax (s.9)",
    "no-use": "no survey says how it is used (s.37)",
    "no-price": "no price on the list; the method of s.35 paragraph 3 is needed",
    "no-area": "the area is not known",
    "too-large": "area times price is more than any property is worth: one of the two is a slip",
    "state": "state property; exempt where not used for profit (s.8(1))",
}
"""Why a property is left out of the bills, by code."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class PricesInForce:
    """A province's lists on a tax date."""

    land: Prices
    building: Prices
    condo: Prices


def prices_in_force(
    prices: PriceList, *, tax_year: int, position: int | None = None
) -> PricesInForce:
    """Select the prices that hold on the tax date, as known at a log position."""
    day = to_days(tax_date(tax_year))
    return PricesInForce(
        land=prices.in_force("land_price", day=day, position=position),
        building=prices.in_force("building_price", day=day, position=position),
        condo=prices.in_force("condo_price", day=day, position=position),
    )


@dataclass(frozen=True, kw_only=True)
class Properties:
    """The taxable properties of a body on the tax date, `(p,)` each, in order of their keys.

    `price_row` is an index into the province's list, or -1 where the property's own fixed price
    holds. `weights` is `(p, 4)`: the area of each use class.
    """

    key: NDArray[np.int32]
    kind: NDArray[np.uint8]
    party: Ints
    natural: NDArray[np.bool_]
    area: Ints
    price_satang: Ints
    price_row: NDArray[np.intp]
    structure: NDArray[np.uint8]
    age: Ints
    weights: Ints
    main: NDArray[np.bool_]
    own_land: NDArray[np.int32]
    vacant_years: Ints
    reduction: Ints
    relief_ppm: Ints
    exempt_ppm: Ints
    old_tax_satang: Ints
    group: NDArray[np.int32]


def taxable_properties(
    view: AsOf, prices: PricesInForce, law: YearLaw, parties: Sequence[int] | None = None
) -> tuple[Properties, Mapping[str, NDArray[np.int32]]]:
    """Return the properties that can be taxed, and by a code of GAPS the keys of those left out.

    With `parties`, only theirs.
    """
    key = np.flatnonzero(view.kind).astype(np.int32)
    land_below, owner = owed_by(view, key)
    party = view.value("owner", "party", owner)
    person = view.value("owner", "person", owner)
    if parties is not None:
        mine = np.isin(party, np.asarray(parties, dtype=np.int64))
        key, land_below, owner = key[mine], land_below[mine], owner[mine]
        party, person = party[mine], person[mine]
    area, structure, age = sizes_of(view, key, law)
    price_satang, price_row, priced = prices_of(view, key, prices)
    used = [view.value("use", name, view.use[key]) for name in CLASSES]
    weights = np.stack(used, axis=1)
    gaps = {
        "no-owner": owner < 0,
        "state": person == STATE,
        "no-area": area == 0,
        "no-price": ~priced,
        "no-use": sum(used) == 0,
        "too-large": price_satang > LARGEST_VALUE_CSAT // np.maximum(area, 1),
    }
    left_out = np.logical_or.reduce(list(gaps.values()))
    keep = ~left_out
    natural = (person == NATURAL) | (person == JOINT_NATURAL)
    own_land = own_land_of(view, land_below, party)
    main = main_residences(view, key, own_land, owner, party) & natural
    properties = Properties(
        key=key[keep],
        kind=view.kind[key][keep],
        party=party[keep],
        natural=natural[keep],
        area=area[keep],
        price_satang=price_satang[keep],
        price_row=price_row[keep],
        structure=structure[keep],
        age=age[keep],
        weights=weights[keep],
        main=main[keep],
        own_land=own_land[keep],
        vacant_years=_vacant_years(view, key, weights, law)[keep],
        reduction=_reduction(view, key)[keep],
        relief_ppm=_relief(view, law.year)[key][keep],
        exempt_ppm=_exempt(view)[key][keep],
        old_tax_satang=view.value("old_tax", "tax_satang", view.old_tax[key])[keep],
        group=contiguous(view, key[keep], party[keep], own_land[keep], _apart(law, main[keep])),
    )
    return properties, {code: key[mask] for code, mask in gaps.items() if mask.any()}


def _apart(law: YearLaw, main: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which buildings do not join the base of contiguous plots (s.42 paragraph 2).

    A main house stays with its land either way: s.41 exempts the two together, once.
    """
    return ~main & (law.settings["contiguous_buildings"] == "apart")


def land_below_of(view: AsOf, key: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the parcel each building stands on, -1 for others and where it is not known."""
    stands_on = view.value("building", "stands_on", view.building[key], missing=NO_KEY)
    below = ground(view, stands_on.astype(np.int32))
    is_land = (below >= 0) & (view.kind[below] == LAND) & (view.kind[key] == BUILDING)
    return np.where(is_land, below, NO_KEY).astype(np.int32)


def owed_by(view: AsOf, key: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the land below each building, -1 for others, and the row that says who owes.

    Of a building nobody is named for, its land's owner owes the tax.
    """
    land_below = land_below_of(view, key)
    owner = view.owner[key]
    return land_below, np.where((owner < 0) & (land_below >= 0), view.owner[land_below], owner)


def own_land_of(view: AsOf, land_below: NDArray[np.int32], party: Ints) -> NDArray[np.int32]:
    """Return the land below each building where it is the building owner's own, else -1."""
    own = (land_below >= 0) & (party == _party_of(view, land_below))
    return np.where(own, land_below, NO_KEY).astype(np.int32)


def _party_of(view: AsOf, key: NDArray[np.int32]) -> Ints:
    return np.where(key >= 0, view.value("owner", "party", view.owner[key]), 0)


def sizes_of(
    view: AsOf, key: NDArray[np.int32], law: YearLaw
) -> tuple[Ints, NDArray[np.uint8], Ints]:
    kind = view.kind[key]
    area = np.select(
        [kind == LAND, kind == BUILDING],
        [
            view.value("parcel", "area_cwah", view.parcel[key]),
            view.value("building", "area_dm2", view.building[key]),
        ],
        view.value("unit", "area_dm2", view.unit[key]),
    )
    building = np.where(kind == BUILDING, view.building[key], -1).astype(np.int32)
    structure = view.value("building", "structure", building).astype(np.uint8)
    completed = view.value("building", "completed_year", building)
    # ASSUMPTION: a building of unknown age is taken as new; the body should find its year.
    age = np.where(completed > 0, np.maximum(law.year - completed, 0), 0)
    return area, structure, age


def prices_of(
    view: AsOf, key: NDArray[np.int32], prices: PricesInForce
) -> tuple[Ints, NDArray[np.intp], NDArray[np.bool_]]:
    """Return the price of each property, where it stands in the list, and whether there is one.

    A price fixed for the property holds from its own day until the list next changes.
    """
    satang = np.zeros(len(key), dtype=np.int64)
    row = np.full(len(key), -1, dtype=np.intp)
    since = np.full(len(key), -(2**31), dtype=np.int64)
    kind = view.kind[key]
    for code, listed, table, column, rows in (
        (LAND, prices.land, "parcel", "sheet", view.parcel),
        (BUILDING, prices.building, "building", "type", view.building),
        (UNIT, prices.condo, "unit", "price_key", view.unit),
    ):
        at = np.flatnonzero(kind == code)
        if len(at) == 0:
            continue
        found = listed.find(view.value(table, column, rows[key[at]]))
        hit = found >= 0
        satang[at[hit]] = listed.price_satang[found[hit]]
        row[at[hit]] = found[hit]
        since[at[hit]] = listed.since[found[hit]]
    fixed = view.fixed_price[key]
    own = (fixed >= 0) & (view.value("price", "since", fixed, missing=-(2**31)) >= since)
    satang = np.where(own, view.value("price", "price_satang", fixed), satang)
    return satang, np.where(own, -1, row), own | (row >= 0)


def main_residences(
    view: AsOf,
    key: NDArray[np.int32],
    own_land: NDArray[np.int32],
    owner: NDArray[np.int32],
    party: Ints,
) -> NDArray[np.bool_]:
    """Say which properties are the owner's main residence (s.41).

    The land under the owner's own main house is part of that residence. So is the owner's house
    on a plot whose own survey says main residence: the local bodies' forms ask it of the plot
    (use 2: the main residence and others on the same land; use 3: that of a house's owner who
    does not own the land), and of the house only how it is used. What a survey says of the house
    itself goes before what it says of the plot.
    A name in the house register is the name of who owned the house then: after a sale the
    buyer's is a new fact.
    """
    said = view.value("use", "main", view.use[key])
    house = view.kind[key] == BUILDING
    on_own_land = house & (own_land >= 0)
    unsaid = house & (said == MAIN_RESIDENCE_NOT_SAID)
    below = land_below_of(view, key)
    of_plot = view.value("use", "main", view.use[below])
    elsewhere = unsaid & ~on_own_land & (below >= 0) & (of_plot == MAIN_RESIDENCE_OF_THE_HOUSE)
    named = (said == MAIN_RESIDENCE_NAMED) | (said == MAIN_RESIDENCE_ON_DUTY) | elsewhere
    main = np.zeros(len(view), dtype=np.bool_)
    main[key] = named & ~_sold_since(view, key, owner, party, named)
    by_plot = on_own_land & unsaid & main[own_land]
    by_house = on_own_land & main[key]
    main[key[by_plot]] = True
    main[own_land[by_house]] = True
    return main[key]


def _sold_since(
    view: AsOf,
    key: NDArray[np.int32],
    owner: NDArray[np.int32],
    party: Ints,
    named: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Say which properties have another owner than on the day their use was seen.

    An owner who is not known for that day counts as the present one: registers often begin later
    than surveys.
    """
    facts = view.facts("owner")
    seen = view.value("use", "since", view.use[key])
    doubtful = np.flatnonzero(named & (owner >= 0) & (view.value("owner", "since", owner) > seen))
    sold = np.zeros(len(key), dtype=np.bool_)
    if len(doubtful) == 0:
        return sold
    subject = view.home[facts.column("property")].astype(np.int64)
    asked = subject[owner[doubtful]]
    rows = facts.known(day=view.day, position=view.position)
    rows = rows[np.isin(subject[rows], asked)]
    moment = _moment(subject[rows], facts.column("since")[rows].astype(np.int64))
    order = np.argsort(moment, kind="stable")
    rows, moment = rows[order], moment[order]
    at = np.searchsorted(moment, _moment(asked, seen[doubtful]), side="right") - 1
    then = rows[np.maximum(at, 0)]
    known = (at >= 0) & (subject[then] == asked)
    sold[doubtful] = known & (facts.column("party")[then] != party[doubtful])
    return sold


def _moment(subject: Ints, day: Ints) -> Ints:
    """Return numbers that rise with the subject and, for one subject, with the day."""
    return np.asarray(subject * 2**33 + (day + 2**31))


def _vacant_years(view: AsOf, key: NDArray[np.int32], weights: Ints, law: YearLaw) -> Ints:
    """Return the consecutive tax years as vacant, this one included (s.43); 0 if not vacant."""
    rows = view.use[key]
    vacant = weights[:, CLASSES.index("vacant")] > 0
    start = view.value("use", "vacant_from", rows)
    untold = np.flatnonzero(vacant & (start == 0))
    if len(untold):
        start[untold] = _first_vacant_years(view, key[untold])
    first = np.maximum(start, law.vacancy.first_tax_year)
    return np.where(vacant, np.clip(law.year - first + 1, 1, 255), 0)


def _first_vacant_years(view: AsOf, key: NDArray[np.int32]) -> Ints:
    """Return the first tax year of each property's unbroken run of surveys that found it vacant.

    The newest survey of each did, and does not say since when. One before it may say the tax year;
    otherwise it is the one after the first survey of the run.
    """
    facts = view.facts("use")
    rows = facts.known(day=view.day, position=view.position)
    subject = view.home[facts.column("property")[rows]]
    mine = np.isin(subject, key)
    rows, subject = rows[mine], subject[mine]
    order = stable_order(subject)
    rows, subject = rows[order], subject[order]
    first, last = np.searchsorted(subject, key), np.searchsorted(subject, key, side="right")
    vacant, told = facts.column("vacant")[rows], facts.column("vacant_from")[rows]
    stops = np.where((vacant == 0) | (told > 0), np.arange(len(rows)), -1)
    stop = np.maximum.accumulate(stops)[last - 1]
    said = (stop >= first) & (vacant[stop] > 0)
    begun = tax_years_after(facts.column("since")[rows[np.maximum(stop + 1, first)]])
    return np.where(said, told[stop], begun)


def tax_year_after(day: int) -> int:
    """Return the tax year whose 1 January is the first on or after a day."""
    return int(tax_years_after(np.array([day]))[0])


def tax_years_after(days: NDArray[np.integer[Any]]) -> Ints:
    """Return `(n,)` the tax years whose 1 January is the first on or after each day."""
    date = days.astype("datetime64[D]")
    year = date.astype("datetime64[Y]")
    return year.astype(np.int64) + 1970 + 543 + (year < date)


def _reduction(view: AsOf, key: NDArray[np.int32]) -> Ints:
    rows = view.reduction[key]
    entry = view.value("reduction", "entry", rows)
    return np.where(view.value("reduction", "until", rows) >= view.day, entry, 0)


def _last_rows(view: AsOf, table: str, keys: Ints) -> NDArray[np.intp]:
    """Return the rows of a table that hold, one for each distinct value of `keys` `(n,)`."""
    rows = view.facts(table).known(day=view.day, position=view.position)
    backwards = rows[::-1]
    _, first = np.unique(keys[backwards], return_index=True)
    return backwards[first]


def _relief(view: AsOf, tax_year: int) -> Ints:
    """Return the part of the year's tax remitted under s.56 and s.57, in ppm, per key."""
    facts = view.facts("relief")
    remaining = np.full(len(view), 1_000_000, dtype=np.int64)
    if len(facts):
        year, provision = facts.column("tax_year"), facts.column("provision")
        home = view.home[facts.column("property")]
        # A relief is granted during the year, so the day it was granted does not matter.
        keys = (home.astype(np.int64) * 100 + provision) * 10_000 + year
        rows = np.arange(len(facts))
        if view.position is not None:
            rows = rows[facts.column("position") <= view.position]
        _, first = np.unique(keys[rows[::-1]], return_index=True)
        for row in rows[::-1][first]:
            if year[row] == tax_year:
                left = 1_000_000 - int(facts.column("reduction_ppm")[row])
                remaining[home[row]] = remaining[home[row]] * left // 1_000_000
    return np.asarray(1_000_000 - remaining)


def _exempt(view: AsOf) -> Ints:
    """Return the part of the value exempt under s.8, in ppm, per key."""
    facts = view.facts("exemption")
    share = np.zeros(len(view), dtype=np.int64)
    if len(facts):
        home = view.home[facts.column("property")]
        keys = home.astype(np.int64) * 100 + facts.column("item")
        rows = _last_rows(view, "exemption", keys)
        np.add.at(share, home[rows], facts.column("share_ppm")[rows].astype(np.int64))
    return np.minimum(share, 1_000_000)
