"""Where a local body's plots lie: the outlines that maps gave, in a stream of their own.

No bill is computed from an outline (which plots adjoin is a fact of the register, s.42), so what
computes bills never reads them. A plot is named as the map names it: by parcel code (`C:01A001`)
or by packed map sheet and land number (`S:…`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.delivery import Act, Columns, without_keys
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id
from domain.register import ROWS_PER_EVENT
from domain.rows import Column, Rows, Schema, Text

OUTLINE: Final = Schema(
    "outline",
    1,
    (
        Column("plot", "text", "parcel code, or packed map sheet"),
        Column("since", "i4", "day"),
        Column("row", "i4", "file row"),
        Column("west", "i4", "millionth of a degree, WGS 84"),
        Column("south", "i4", "millionth of a degree, WGS 84"),
        Column("east", "i4", "millionth of a degree, WGS 84"),
        Column("north", "i4", "millionth of a degree, WGS 84"),
        Column("rings", "text", "encoded polylines of millionths of a degree, WGS 84"),
    ),
)
"""`rings`: latitude before longitude, each ring as Google's encoded polyline of six decimals; a
blank between the rings of one polygon, the outer one first, and a comma between polygons."""


@stored("Outlines.Received", version=1)
@dataclass(frozen=True, kw_only=True)
class OutlinesReceived(Event):
    """Outlines of plots that a map gave, those that differ from what was known."""

    act: Act
    rows: Rows


_Place = tuple[int, int]
"""Which act's rows, and which of them."""


@dataclass(kw_only=True)
class Outlines:
    """The outlines of one local body, replayed from their stream."""

    body: int
    version: int = 0
    parts: list[Rows] = field(default_factory=list)
    _known: dict[str, _Place] = field(default_factory=dict)
    _told: dict[tuple[str, int], _Place] = field(default_factory=dict)

    @property
    def stream(self) -> UUID:
        """Id of the outlines' stream."""
        return stream_id(Kind.OUTLINES, self.body)

    def take_in(self, recorded: Iterable[Recorded]) -> None:
        """Take recorded acts in. Assigns only; never refuses."""
        for one in recorded:
            event = cast("OutlinesReceived", one.event)
            part, since = len(self.parts), event.rows["since"].tolist()
            self.parts.append(event.rows)
            for row, plot in enumerate(event.rows["plot"].tolist()):
                known = self._known.get(plot)
                # Of two maps the one of the later day holds, of one day the one recorded last.
                if known is None or self._since(known) <= since[row]:
                    self._known[plot] = (part, row)
                self._told[plot, since[row]] = (part, row)
            self.version = event.version

    def _since(self, at: _Place) -> int:
        part, row = at
        return int(self.parts[part]["since"][row])

    def decide(self, act: Act, columns: Columns) -> Sequence[OutlinesReceived]:
        """Return the acts that a map comes to; none where it says nothing new."""
        rows = Rows(OUTLINE, without_keys(columns))
        said = zip(
            rows["plot"].tolist(), rows["since"].tolist(), rows["rings"].tolist(), strict=True
        )
        new = np.asarray([not self._says(*one) for one in said], dtype=np.bool_)
        parts = rows.take(new).split(ROWS_PER_EVENT)
        return [
            OutlinesReceived(
                stream=self.stream,
                version=self.version + number,
                act=replace(act, part=number, parts=len(parts)),
                rows=part,
            )
            for number, part in enumerate(parts, start=1)
        ]

    def _says(self, plot: str, since: int, rings: str) -> bool:
        """Say whether a plot is known to be so on a day, or from an earlier one until now."""
        known = self._known.get(plot)
        lately = known if known is not None and self._since(known) <= since else None
        then = self._told.get((plot, since))
        return any(at is not None and self._rings(at) == rings for at in (then, lately))

    def _rings(self, at: _Place) -> str:
        return cast("Text", self.parts[at[0]]["rings"])[at[1]]

    def of(self, plots: Iterable[str]) -> dict[str, str]:
        """Return the rings of those plots that have an outline."""
        return {plot: self._rings(self._known[plot]) for plot in plots if plot in self._known}

    def within(self, box: tuple[int, int, int, int], *, most: int) -> dict[str, str]:
        """Return plots that touch a box (west, south, east, north in millionths), at most some."""
        found: dict[str, str] = {}
        for part, rows in enumerate(self.parts):
            for row in np.flatnonzero(_touching(rows, box)).tolist():
                plot = rows["plot"][row]
                if self._known[plot] == (part, row):
                    found[plot] = rows["rings"][row]
                    if len(found) == most:
                        return found
        return found

    def bounds(self) -> tuple[int, int, int, int] | None:
        """Return the box around all plots, None where no map gave any."""
        if not self.parts:
            return None
        least = [min(int(rows[name].min()) for rows in self.parts) for name in ("west", "south")]
        most = [max(int(rows[name].max()) for rows in self.parts) for name in ("east", "north")]
        return (least[0], least[1], most[0], most[1])


def _touching(rows: Rows, box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    west, south, east, north = box
    found: NDArray[np.bool_] = (
        (rows["west"] <= east)
        & (rows["east"] >= west)
        & (rows["south"] <= north)
        & (rows["north"] >= south)
    )
    return found
