"""Maps of local bodies: the outlines of plots as the log has them, kept for those lately looked at.

They are in memory only where somebody looks at a map. A bill run knows nothing of them.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from domain.log import Log
from domain.outlines import Outlines

MOST_BODIES: Final = 20
"""A body of 50,000 plots takes about 10 MB."""

Box = tuple[int, int, int, int]
"""West, south, east, north in millionths of a degree."""
Polygons = list[list[list[tuple[int, int]]]]
"""Polygons of rings of points, longitude and latitude in millionths of a degree."""


@dataclass(kw_only=True)
class Maps:
    """The outlines of the bodies lately looked at, as far as the log goes."""

    log: Log
    _bodies: OrderedDict[int, Outlines] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, body: int, plots: Sequence[str]) -> Mapping[str, Polygons]:
        """Return those of some plots that have an outline."""
        with self._lock:
            found = self._body(body).of(plots)
        return {plot: polygons(rings) for plot, rings in found.items()}

    def within(self, body: int, box: Box, *, most: int) -> Mapping[str, Polygons]:
        """Return plots of a body that touch a box, at most some."""
        with self._lock:
            found = self._body(body).within(box, most=most)
        return {plot: polygons(rings) for plot, rings in found.items()}

    def bounds(self, body: int) -> Box | None:
        """Return the box around a body's plots, None where there is no map of it."""
        with self._lock:
            return self._body(body).bounds()

    def _body(self, code: int) -> Outlines:
        known = self._bodies.setdefault(code, Outlines(body=code))
        self._bodies.move_to_end(code)
        if len(self._bodies) > MOST_BODIES:
            self._bodies.popitem(last=False)
        known.take_in(self.log.stream(known.stream, after=known.version))
        return known


def polygons(rings: str) -> Polygons:
    """Read the rings of an outline as `domain/outlines.py` keeps them."""
    return [[_points(ring) for ring in polygon.split(" ")] for polygon in rings.split(",")]


def _points(ring: str) -> list[tuple[int, int]]:
    values: list[int] = []
    value = bits = 0
    for letter in ring:
        five = ord(letter) - 63
        value |= (five & 31) << bits
        bits += 5
        if five < 32:  # noqa: PLR2004 - the sixth bit says that more follows
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = bits = 0
    points: list[tuple[int, int]] = []
    south = west = 0
    for north, east in zip(values[::2], values[1::2], strict=True):
        south, west = south + north, west + east
        points.append((west, south))
    return points
