"""Parcels on the ground: strips of plots on map sheets, with titles, areas and prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from pyproj import Transformer

from generator.bodies import Body
from generator.dice import Integers, Numbers, dice, log_normal, pick
from generator.ways import (
    FARM,
    FARM_REFORM_LAND,
    STATE_LAND,
    TITLE_TYPES,
    TREASURY_LAND,
    WAYS_OF,
    Ways,
)

SQUARE_METRES_PER_WAH: Final = 4
SHEET_M: Final = 2_000
SHEETS_ACROSS: Final = 4
"""Sheets of 2 x 2 km in one row of a body's land."""
ROAD_M: Final = 8
TILES_ACROSS: Final = {4000: 1, 2000: 2, 1000: 4, 500: 8}
AIR_SCALE: Final = 5_000
"""Scale of the photo maps under title type 2 (น.ส.3ก)."""
_AIR_TYPE: Final = 2
_NUMBERED_TITLES: Final = (1, 2, 3, 4, 5, 6)
TITLES_PER_SLOT: Final = 400_000
LOTS_PER_BLOCK: Final = 400
"""More in a body that has more parcels than 90 zones of such blocks hold."""
BLOCKS_PER_ZONE: Final = 20
_ZONES: Final = 90


@dataclass(frozen=True, kw_only=True)
class Parcels:
    """The parcels of one body, `(n,)` each, in the order of their codes.

    `west_m`, `south_m`, `width_m`, `height_m` are the plot's rectangle in the UTM zone on the
    Indian 1975 datum. `title_no` 0 means none. `price_baht` is per square wah. `strip` numbers the
    row of plots along a road it stands in.
    """

    way: Integers
    area_cwah: Integers
    title_type: Integers
    title_no: Integers
    survey_no: Integers
    land_no: Integers
    utm1: Integers
    utm2: Integers
    utm3: Integers
    utm4: Integers
    scale: Integers
    tambon: Integers
    moo: Integers
    zone: Integers
    block: Integers
    lot: Integers
    part: Integers
    price_baht: Integers
    strip: Integers
    west_m: Numbers
    south_m: Numbers
    width_m: Numbers
    height_m: Numbers

    def __len__(self) -> int:
        return len(self.way)


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """Where each plot lies: its strip, its map tile and its rectangle."""

    strip: Integers
    sheet: Integers
    tile: Integers
    west_m: Numbers
    south_m: Numbers
    width_m: Numbers


def make_parcels(seed: int, body: Body) -> Parcels:
    """Draw the parcels of a body; the same seed and body give the same parcels."""
    ways = WAYS_OF[body.kind]
    chance = dice(seed, body.code, "parcels")
    n = body.parcels
    way = pick(chance, ways.mix, n)
    area_cwah = _areas(chance, ways, way)
    ground = _lay_out(body, ways, area_cwah)
    titles = pick(chance, ways.titles, n)
    title_type = np.where(way == STATE_LAND, TREASURY_LAND, np.asarray(TITLE_TYPES)[titles])
    # Land of the land reform is farmed; what is not farmed there has an ordinary deed here.
    title_type[(title_type == FARM_REFORM_LAND) & (way != FARM)] = 1
    code = _codes(chance, n)
    sheets = _sheet_numbers(body, ground, title_type, ways.scale)
    numbered = np.isin(title_type, _NUMBERED_TITLES)
    title_no = body.slot % 500 * TITLES_PER_SLOT + np.cumsum(chance.integers(1, 4, n))
    moo = 1 + ground.strip * 9 // (int(ground.strip[-1]) + 1)
    tambon_index = ground.strip * len(body.tambons) // (int(ground.strip[-1]) + 1)
    return Parcels(
        way=way,
        area_cwah=area_cwah,
        title_type=title_type,
        title_no=np.where(numbered, title_no, 0),
        survey_no=chance.integers(1, 9_999, n),
        **sheets,
        tambon=np.asarray([tambon.code for tambon in body.tambons])[tambon_index],
        moo=moo,
        **code,
        price_baht=_prices(chance, ways, way, ground.strip),
        strip=ground.strip,
        west_m=ground.west_m,
        south_m=ground.south_m,
        width_m=ground.width_m,
        height_m=np.full(n, float(ways.depth_m)),
    )


def _areas(chance: np.random.Generator, ways: Ways, way: Integers) -> Integers:
    """Return areas in 1/100 square wah, whole tenths, from 12 wah to half a tile's strip."""
    wah = log_normal(chance, np.asarray(ways.area_wah)[way], ways.area_spread, len(way))
    largest = _widest_m(ways.scale) * ways.depth_m / SQUARE_METRES_PER_WAH
    return np.clip(np.rint(wah * 10), 120, largest * 10).astype(np.int64) * 10


def _widest_m(scale: int) -> float:
    return 0.4 * SHEET_M / TILES_ACROSS[scale]


def _lay_out(body: Body, ways: Ways, area_cwah: Integers) -> _Ground:
    """Put plots side by side into strips; two strips back to back, then a road."""
    tile_m = SHEET_M / TILES_ACROSS[ways.scale]
    width = area_cwah / 100 * SQUARE_METRES_PER_WAH / ways.depth_m
    end = np.cumsum(width)
    strip = np.floor((end - width) / (tile_m - _widest_m(ways.scale))).astype(np.int64)
    strip = np.unique(strip, return_inverse=True)[1].astype(np.int64)
    first = np.searchsorted(strip, strip, side="left")
    x_in_tile = (end - width) - (end - width)[first]
    pairs = int(tile_m // (2 * ways.depth_m + ROAD_M))
    tile_running, strip_in_tile = np.divmod(strip, pairs * 2)
    y_in_tile = (strip_in_tile // 2) * (2 * ways.depth_m + ROAD_M) + (
        strip_in_tile % 2
    ) * ways.depth_m
    across = TILES_ACROSS[ways.scale]
    sheet, tile = np.divmod(tile_running, across * across)
    sheet_x, sheet_y = sheet % SHEETS_ACROSS, sheet // SHEETS_ACROSS
    tile_x, tile_y = tile % across, across - 1 - tile // across
    return _Ground(
        strip=strip,
        sheet=sheet,
        tile=tile,
        west_m=(body.easting_km * 1000 + sheet_x * SHEET_M + tile_x * tile_m) + x_in_tile,
        south_m=(body.northing_km * 1000 + sheet_y * SHEET_M + tile_y * tile_m) + y_in_tile,
        width_m=width,
    )


def _sheet_numbers(
    body: Body, ground: _Ground, title_type: Integers, scale: int
) -> dict[str, Integers]:
    """Return the map sheet columns and the land number inside each sheet.

    A photo map of title type 2 has no kilometre square and a number of three digits; here it is
    derived from the square, so that no two squares of one quadrant share it.
    """
    sheets = np.arange(int(ground.sheet[-1]) + 1)
    east_km = body.easting_km + 2 * (sheets % SHEETS_ACROSS)
    north_km = body.northing_km + 2 * (sheets // SHEETS_ACROSS)
    # 24047 and 24048 are UTM on Indian 1975, 4240 is longitude and latitude on the same datum.
    to_degrees = Transformer.from_crs(24_000 + body.zone, 4_240, always_xy=True)
    longitude, latitude = to_degrees.transform((east_km + 1) * 1000.0, (north_km + 1) * 1000.0)
    column, x = np.divmod((np.asarray(longitude) - 75) / 0.5, 1)
    row, y = np.divmod((np.asarray(latitude) + 4.5) / 0.5, 1)
    north, east = y >= 0.5, x >= 0.5  # noqa: PLR2004 - halves of the sheet
    quadrant = np.where(east, np.where(north, 1, 2), np.where(north, 4, 3))
    square = east_km % 100 * 100 + north_km % 100
    photo = 1 + east_km // 2 % 16 * 15 + north_km // 2 % 15
    air = title_type == _AIR_TYPE
    of = ground.sheet
    tile = np.zeros_like(of) if TILES_ACROSS[scale] == 1 else ground.tile + 1
    utm3, utm4 = np.where(air, 0, square[of]), np.where(air, photo[of], tile)
    series = np.where(air, of * 100 + 99, of * 100 + tile)
    order = np.argsort(series, kind="stable")
    ordered = series[order]
    land_no = np.empty_like(series)
    land_no[order] = np.arange(len(series)) - np.searchsorted(ordered, ordered, side="left") + 1
    return {
        "land_no": land_no,
        "utm1": (column * 100 + row).astype(np.int64)[of],
        "utm2": quadrant[of].astype(np.int64),
        "utm3": utm3,
        "utm4": utm4,
        "scale": np.where(air, AIR_SCALE, scale),
    }


def _codes(chance: np.random.Generator, n: int) -> dict[str, Integers]:
    """Return parcel codes in parts: zone, block (0 is A), lot, and the part of a split lot."""
    split_off = chance.random(n) < 0.05  # noqa: PLR2004 - a share of plots
    split_off[0] = False
    lot_running = np.cumsum(~split_off) - 1
    mother = np.flatnonzero(~split_off)[lot_running]
    lots = max(LOTS_PER_BLOCK, -(-n // (_ZONES * BLOCKS_PER_ZONE)))
    block_running, lot = np.divmod(lot_running, lots)
    zone, block = np.divmod(block_running, BLOCKS_PER_ZONE)
    return {
        "zone": zone + 1,
        "block": block,
        "lot": lot + 1,
        "part": np.arange(n, dtype=np.int64) - mother,
    }


_WAY_WORTH: Final = np.asarray((0.55, 1.0, 1.0, 1.7, 1.9, 0.8, 0.8))


def _prices(chance: np.random.Generator, ways: Ways, way: Integers, strip: Integers) -> Integers:
    """Return baht per square wah: one price for a street, more for business, rounded as lists are.

    The list's floor is 25 baht and its ceiling 1,000,000.
    """
    streets = log_normal(chance, ways.price_baht, ways.price_spread, int(strip[-1]) + 1)
    raw = np.clip(streets[strip] * _WAY_WORTH[way], 25, 1_000_000)
    step = np.asarray((25, 100, 500, 1_000))[np.searchsorted((1e3, 1e4, 1e5), raw, side="right")]
    return np.asarray(np.rint(raw / step) * step, dtype=np.int64)
