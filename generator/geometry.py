"""Plots as shapes, and which of one owner's plots touch: polygons, pairs and groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from generator.carriers import content_of
from generator.dice import Integers
from generator.nation import Facts
from generator.parcels import Parcels
from generator.registry import code_cells, title_cells
from generator.sheets import Cells, Sheet, joined, padded, sheet_of, whole

_NEIGHBOURS_TRIED = 3


@dataclass(frozen=True, kw_only=True)
class Rectangles:
    """Plots as rectangles in whole millimetres of the UTM zone (Indian 1975), `(n,)` each."""

    west: Integers
    south: Integers
    east: Integers
    north: Integers


def rectangles(parcels: Parcels) -> Rectangles:
    """Return the plots' rectangles; neighbours in a strip share their edge to the millimetre."""
    west = np.rint(parcels.west_m * 1000).astype(np.int64)
    east = np.rint((parcels.west_m + parcels.width_m) * 1000).astype(np.int64)
    same_strip = parcels.strip[1:] == parcels.strip[:-1]
    east[:-1][same_strip] = west[1:][same_strip]
    south = np.rint(parcels.south_m * 1000).astype(np.int64)
    north = np.rint((parcels.south_m + parcels.height_m) * 1000).astype(np.int64)
    return Rectangles(west=west, south=south, east=east, north=north)


def adjoining(facts: Facts) -> tuple[Integers, Integers]:
    """Return pairs of plots of one owner that share an edge, the lower index first.

    Each plot is held against the next three of its owner, which finds all but the rarest.
    """
    shape = rectangles(facts.parcels)
    party = facts.owners.party_of_parcel
    order = np.lexsort((np.arange(len(party)), party))
    first: list[Integers] = []
    second: list[Integers] = []
    for step in range(1, _NEIGHBOURS_TRIED + 1):
        one, other = order[:-step], order[step:]
        same = party[one] == party[other]
        touching = _share_an_edge(shape, one[same], other[same])
        first.append(one[same][touching])
        second.append(other[same][touching])
    one, other = np.concatenate(first), np.concatenate(second)
    sort = np.lexsort((other, one))
    return one[sort], other[sort]


def _share_an_edge(shape: Rectangles, one: Integers, other: Integers) -> Integers:
    across = np.minimum(shape.east[one], shape.east[other]) - np.maximum(
        shape.west[one], shape.west[other]
    )
    along = np.minimum(shape.north[one], shape.north[other]) - np.maximum(
        shape.south[one], shape.south[other]
    )
    return np.flatnonzero(((across == 0) & (along > 0)) | ((along == 0) & (across > 0)))


def adjacency(facts: Facts) -> Sheet:
    """Write pairs of plots that adjoin, as an officer with a map keys them in."""
    one, other = adjoining(facts)
    return sheet_of(
        {
            "as_of_date": "1/1/2567",
            "lao_code": facts.body.code8,
            "parcel_code": code_cells(facts, one),
            "adjoins": code_cells(facts, other),
        },
        len(one),
    )


def group_numbers(facts: Facts) -> Integers:
    """Return the number of each plot's contiguous group `(n,)`, 0 for plots that stand alone."""
    one, other = adjoining(facts)
    leader = np.arange(len(facts.parcels), dtype=np.int64)
    while True:
        lower = leader.copy()
        np.minimum.at(lower, other, leader[one])
        np.minimum.at(lower, one, leader[other])
        lower = lower[lower]
        if (lower == leader).all():
            break
        leader = lower
    grouped = np.zeros(len(leader), dtype=np.bool_)
    grouped[one] = True
    grouped[other] = True
    numbers = np.zeros(len(leader), dtype=np.int64)
    numbers[grouped] = np.unique(leader[grouped], return_inverse=True)[1] + 1
    return numbers


def groups(facts: Facts) -> Sheet:
    """Write the contiguous groups, one row for each plot in one."""
    numbers = group_numbers(facts)
    plots = np.flatnonzero(numbers)
    return sheet_of(
        {
            "as_of_date": "1/1/2567",
            "lao_code": facts.body.code8,
            "parcel_code": code_cells(facts, plots),
            "group_code": group_cells(numbers[plots]),
        },
        len(plots),
    )


def group_cells(numbers: Integers) -> Cells:
    """Write group codes: `G00012`."""
    return joined("G", padded(numbers, 5))


def geojson_bytes(facts: Facts, plots: Integers) -> bytes:
    """Write plots in the land office's wrapper: UTM metres on Indian 1975 inside GeoJSON.

    As in the land office's own files there is no title number, only sheet and land number.
    """
    zone = facts.body.zone
    shape = rectangles(facts.parcels)
    title = title_cells(facts, plots)
    west, east = _metres(shape.west[plots]), _metres(shape.east[plots])
    south, north = _metres(shape.south[plots]), _metres(shape.north[plots])
    ring = []
    for number, (x, y) in enumerate(
        ((west, south), (east, south), (east, north), (west, north), (west, south))
    ):
        ring += [",[" if number else "[", x, ",", y, "]"]
    features = joined(
        ',{"type":"Feature","properties":{"OptID":"',
        facts.body.code8,
        '","OptName":"',
        facts.body.name,
        '","LandUTM1":"',
        title["utm1"],
        '","LandUTM2":"',
        title["utm2"],
        '","LandUTM3":"',
        title["utm3"],
        '","LandUTM4":"',
        title["utm4"],
        '","LandUTMScale":"',
        title["utm_scale"],
        '","LandNumber":"',
        title["land_no"],
        '"},"geometry":{"type":"Polygon","coordinates":[[',
        *ring,
        "]]}}\n",
    )
    crs = f"urn:ogc:def:crs:EPSG::{24_000 + zone}"
    head = (
        '{"LocationGeospatial":{"type":"FeatureCollection","crs":{"type":"name",'
        f'"properties":{{"name":"{crs}"}}}},"features":[\n'
    )
    return head.encode() + content_of(features)[1:] + b"]}}\n"


def _metres(millimetres: Integers) -> pa.StringArray:
    metres, rest = np.divmod(millimetres, 1000)
    return joined(whole(metres), padded(rest, 3), between=".")
