"""The Treasury Department's price files in the shape it publishes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from generator.bodies import Body, Tambon
from generator.building_types import BUILDING_TYPES
from generator.changes import Change
from generator.dice import Integers, dice
from generator.nation import Facts
from generator.registry import title_cells
from generator.sheets import Sheet, joined, padded, sheet_of, spread, whole, words

ROUND_STARTS_ISO: Final = "2023-01-01"
_UNITS_OF_A_TAMBON: Final = 40
_STRANGERS_PERCENT: Final = 25
"""Plots of the province, beside those of our bodies, per hundred of theirs."""


def building_prices(seed: int, provinces: Sequence[Tambon]) -> Sheet:
    """Write a price per square metre for each of the 69 types in each province."""
    kinds = len(BUILDING_TYPES)
    place = np.tile(np.arange(kinds, dtype=np.int64), len(provinces))
    of = np.repeat(np.arange(len(provinces), dtype=np.int64), kinds)
    prices = np.concatenate([building_price_table(seed, province.code) for province in provinces])
    return sheet_of(
        {
            "ID_CONSTR": words([kind.code for kind in BUILDING_TYPES], place),
            "NAME_CONSTR": words([kind.name for kind in BUILDING_TYPES], place),
            "CHANGWAT_CODE": whole(np.asarray([province.code for province in provinces])[of]),
            "CHANGWAT_NAME": words([province.name for province in provinces], of),
            "PRICE_CONSTR": whole(prices),
        },
        len(place),
    )


def building_price_table(seed: int, province: int) -> Integers:
    """Return baht per square metre of the 69 types in a province, whole fifties."""
    chance = dice(seed, province, "building prices")
    lowest = np.asarray([kind.lowest_baht for kind in BUILDING_TYPES])
    highest = np.asarray([kind.highest_baht for kind in BUILDING_TYPES])
    steps = (highest - lowest) // 50
    level = np.clip(chance.random() + chance.normal(0, 0.1, len(steps)), 0, 1)
    return np.asarray(lowest + np.rint(level * steps).astype(np.int64) * 50)


def land_prices(facts: Facts) -> Sheet:
    """Write a body's land prices as the Treasury publishes them: map sheet, land number, baht."""
    return _land_prices(facts, np.arange(len(facts.parcels), dtype=np.int64))


def new_land_prices(facts: Facts, changes: Sequence[Change]) -> Sheet:
    """Write the amendment with the prices of plots that did not exist when the round began.

    A piece has the price of the plot it was cut from (Valuation Act s.27).
    """
    new = [change for change in changes if change.is_new_plot]
    sheet = _land_prices(facts, np.asarray([change.plot for change in new], dtype=np.int64))
    numbers = whole(np.asarray([change.land_no for change in new], dtype=np.int64))
    return sheet.having("LAND_NO", numbers)


def _land_prices(facts: Facts, plots: Integers) -> Sheet:
    parcels = facts.parcels
    title = title_cells(facts, plots)
    return sheet_of(
        {
            "UTMMAP1": title["utm1"],
            "UTMMAP2": title["utm2"],
            "UTMMAP3": title["utm3"],
            "UTMMAP4": title["utm4"],
            "UTMSCALE": title["utm_scale"],
            "LAND_NO": title["land_no"],
            "EVAPRICE": joined(whole(parcels.price_baht[plots]), "00000000", between="."),
        },
        len(plots),
    )


def other_land_prices(seed: int, body: Body) -> Sheet:
    """Write prices of land without a map sheet, by street or land unit of each sub-district."""
    chance = dice(seed, body.code, "land units")
    tambons = np.repeat(np.asarray([one.code for one in body.tambons]), _UNITS_OF_A_TAMBON)
    unit = np.tile(np.arange(_UNITS_OF_A_TAMBON), len(body.tambons)) + 1
    price = np.rint(np.clip(400 * np.exp(chance.standard_normal(len(unit))), 25, 50_000) / 25) * 25
    return sheet_of(
        {
            "CHANGWAT_CODE": whole(tambons // 10_000),
            "AMPHUR_CODE": whole(tambons // 100 % 100),
            "TUMBON_CODE": whole(tambons % 100),
            "STREET_NAME": joined("หน่วยที่ดินที่ ", whole(unit)),
            "ZONE": whole(unit % 3 + 1),
            "EVAPRICE": joined(whole(price.astype(np.int64)), "00000000", between="."),
        },
        len(unit),
    )


def strangers(seed: int, body: Body) -> Sheet:
    """Write prices of plots elsewhere in the province, which no body of ours knows."""
    chance = dice(seed, body.code, "prices elsewhere")
    n = body.parcels * _STRANGERS_PERCENT // 100
    east_km = body.easting_km + 40 + 2 * chance.integers(0, 8, n)
    north_km = body.northing_km + 2 * chance.integers(0, 8, n)
    price = np.rint(np.clip(900 * np.exp(chance.standard_normal(n)), 25, 1_000_000) / 25) * 25
    return sheet_of(
        {
            "UTMMAP1": spread("4945", n),
            "UTMMAP2": whole(chance.integers(1, 5, n)),
            "UTMMAP3": padded(east_km % 100 * 100 + north_km % 100, 4),
            "UTMMAP4": spread("00", n),
            "UTMSCALE": spread("4000", n),
            "LAND_NO": whole(np.arange(n) + 1),
            "EVAPRICE": joined(whole(price.astype(np.int64)), "00000000", between="."),
        },
        n,
    )
