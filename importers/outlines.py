"""Outlines of plots: mended, measured, held against each other, and which of them adjoin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from domain.rows import Text
from importers.problems import refusal

Outlines = NDArray[Any]
"""Shapely geometries `(n,)`."""

WEST, SOUTH, EAST, NORTH = 97.2, 5.4, 105.8, 20.6
"""A box around Thailand in degrees."""
ZONE_BORDER: Final = 102.0
INDIAN_1975: Final = {47: "EPSG:24047", 48: "EPSG:24048"}
LEAST_OVERLAP_M2: Final = 1.0
MILLIONTHS: Final = 1_000_000
"""Millionths of a degree, about 11 cm: what an outline on a map is kept in."""


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Pairs `(m,)` of plots whose outlines meet: `one` < `other`.

    `edge` where they share a line, not only a point; `overlap_m2` the area both cover.
    """

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    edge: NDArray[np.bool_]
    overlap_m2: NDArray[np.float64]


def read_outlines(wkb_hex: list[str]) -> Outlines:
    """Return geometries from hexadecimal WKB, None where it is none."""
    return np.asarray(shapely.from_wkb(wkb_hex, on_invalid="ignore"), dtype=object)


def mended(outlines: Outlines) -> tuple[Outlines, NDArray[np.bool_]]:
    """Return valid outlines of at least one polygon, and which had to be mended (GEO-03)."""
    wrong = ~shapely.is_valid(outlines)
    if not wrong.any():
        return outlines, wrong
    result = outlines.copy()
    result[wrong] = shapely.make_valid(outlines[wrong])
    return result, wrong


def are_areas(outlines: Outlines) -> NDArray[np.bool_]:
    """Say which geometries are polygons or multipolygons with an area."""
    kinds = shapely.get_type_id(outlines)
    polygons = np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    return np.asarray(polygons & (shapely.area(outlines) > 0), dtype=np.bool_)


def in_degrees(outlines: Outlines, crs: str) -> Outlines:
    """Return outlines in WGS 84 longitude and latitude; raises GEO-01 for an unknown `crs`."""
    return _moved(outlines, crs, "EPSG:4326")


def in_metres(outlines: Outlines, crs: str) -> Outlines:
    """Return outlines in metres of Indian 1975, the land office's grid, in their zone."""
    if crs in INDIAN_1975.values():
        return outlines
    west, _, east, _ = shapely.total_bounds(in_degrees(outlines, crs))
    zone = 47 if (west + east) / 2 < ZONE_BORDER else 48
    return _moved(outlines, crs, INDIAN_1975[zone])


def _moved(outlines: Outlines, source: str, target: str) -> Outlines:
    try:
        transformer = _transformer(source, target)
    except pyproj.exceptions.CRSError as error:
        raise refusal("GEO-01") from error

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return np.asarray(shapely.transform(outlines, move), dtype=object)


@lru_cache(maxsize=8)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    """Return what moves points from one grid to another: finding it takes longer than a month's."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def inside_thailand(degrees: Outlines) -> NDArray[np.bool_]:
    """Say which outlines `(n,)` in degrees lie in a box around Thailand."""
    west, south, east, north = shapely.bounds(degrees).T
    return np.asarray(
        (west >= WEST) & (east <= EAST) & (south >= SOUTH) & (north <= NORTH), dtype=np.bool_
    )


def neighbours(outlines: Outlines, *, square_metres: float = 1.0) -> Neighbours:
    """Return all pairs whose outlines meet (s.42: plots that touch along a line are one base).

    Outlines are compared as they were drawn: neighbours share the corners of their common edge.
    `square_metres` is what one unit of their own area is.
    """
    found = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    one, other = found[:, found[0] < found[1]]
    common = shapely.intersection(outlines[one], outlines[other])
    area = shapely.area(common) * square_metres
    length = shapely.length(common)
    order = np.lexsort((other, one))
    return Neighbours(
        one=one[order].astype(np.int64),
        other=other[order].astype(np.int64),
        edge=np.asarray(length > 0, dtype=np.bool_)[order],
        overlap_m2=np.asarray(area, dtype=np.float64)[order],
    )


def repeated(outlines: Outlines) -> NDArray[np.bool_]:
    """Say which outlines are drawn a second time, point for point (GEO-05)."""
    drawn = shapely.to_wkb(shapely.normalize(outlines))
    _, first = np.unique(drawn.astype(object), return_index=True)
    again = np.ones(len(outlines), dtype=np.bool_)
    again[first] = False
    return again


def off_sheet(
    metres: Outlines, *, utm3: NDArray[np.int64], told: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Say which outlines lie outside the 2 km square of their sheet (GEO-08).

    UTM3 is EENN, the kilometres of the square's south-west corner without the hundreds; the
    sheets of น.ส.3ก have none (0) and are not looked at.
    """
    centre = shapely.get_coordinates(shapely.centroid(metres))
    east, north = np.floor(centre / 1000).astype(np.int64).T
    corner_east, corner_north = np.divmod(utm3, 100)
    away_east, away_north = (east - corner_east) % 100, (north - corner_north) % 100
    away = (away_east > 1) | (away_north > 1)
    return np.asarray(told & (utm3 > 0) & away, dtype=np.bool_)


def in_words(degrees: Outlines) -> tuple[Text, NDArray[np.int64]]:
    """Return outlines `(n,)` as encoded polylines and their boxes `(n, 4)` in millionths.

    The words are those of `domain/outlines.py`: what lies within 11 cm of a straight line is left
    out, as a map does not show it.
    """
    plain = shapely.simplify(degrees, 1 / MILLIONTHS)
    polygons, plot = shapely.get_parts(plain, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    whole = np.rint(points[:, ::-1] * MILLIONTHS).astype(np.int64)
    step = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64))
    first = np.diff(ring, prepend=-1) > 0
    step[first] = whole[first]
    letters, counts = _letters(step.reshape(-1))
    of_ring = np.bincount(np.repeat(ring, 2), weights=counts, minlength=len(rings))
    text = Text(_ends(of_ring.astype(np.int64)), letters).tolist()
    words = [""] * len(degrees)
    before: dict[int, int] = {}
    for word, one in zip(text, polygon.tolist(), strict=True):
        at = int(plot[one])
        gap = " " if before.get(at) == one else ","
        words[at] = f"{words[at]}{gap}{word}" if at in before else word
        before[at] = one
    box = np.rint(shapely.bounds(plain) * MILLIONTHS).astype(np.int64)
    return Text.of(words), box


def _letters(values: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """Return whole numbers in the letters of an encoded polyline, and how many each takes."""
    folded = np.where(values < 0, ~(values << 1), values << 1)
    counts = np.ones(len(folded), dtype=np.int64)
    for bits in range(5, 40, 5):
        counts += folded >> bits > 0
    starts = _ends(counts)
    written = np.zeros(int(starts[-1]), dtype=np.uint8)
    for place in range(8):
        here = counts > place
        more = np.where(counts[here] > place + 1, 32, 0)
        written[starts[:-1][here] + place] = (folded[here] >> 5 * place & 31) + more + 63
    return written.tobytes(), counts


def _ends(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    ends = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends
