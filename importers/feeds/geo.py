"""`geo`: the outlines of plots, from which it is derived which of them adjoin (s.42; formats: 5.7).

A plot is named by its parcel code, or by its map sheet and land number (key `S:<packed sheet>`),
which the register joins to the title that carries them.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.delivery import Columns
from domain.map_sheet import unpack_columns
from domain.rows import Text
from importers.carriers.batch import Kind
from importers.carriers.shapes import CRS, GEOMETRY
from importers.cells.areas import area_of
from importers.cells.cell import BLANK, Cell
from importers.cells.column import Finding, Parser
from importers.cells.texts import text
from importers.feeds.feed import (
    LOCAL_BODY,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
    late,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import (
    as_of_field,
    body_fields,
    check_body,
    code_keys,
    numbers,
    sheets,
    title_fields,
    words,
)
from importers.feeds.monthly import last_day
from importers.headings import Feed, Field
from importers.outlines import (
    LEAST_OVERLAP_M2,
    Outlines,
    are_areas,
    in_degrees,
    in_metres,
    in_words,
    inside_thailand,
    mended,
    neighbours,
    off_sheet,
    read_outlines,
    repeated,
)
from importers.problems import FileRefused, Problem, Severity, file_problem, refusal
from importers.rows import ParsedBatch, finding

AREA_TOLERANCE: Final = 0.05
CWAH_PER_M2: Final = 25
"""A square wah is 4 square metres."""
_LAND_OFFICE: Final = {
    "utm1": "LandUTM1",
    "utm2": "LandUTM2",
    "utm3": "LandUTM3",
    "utm4": "LandUTM4",
    "utm_scale": "LandUTMScale",
    "land_no": "LandNumber",
}
_SHEET: Final = tuple(_LAND_OFFICE)


def feed(context: Context) -> Feed:
    """Return the attributes of a file of shapes."""
    told = {one.name: one for one in title_fields()}
    fields = (
        replace(told[name], aliases=(*told[name].aliases, alias))
        for name, alias in _LAND_OFFICE.items()
    )
    as_of = as_of_field(context)
    return Feed(
        name="geo",
        thai="รูปแปลงที่ดิน",
        fields=(
            as_of if context.month is None else replace(as_of, required=False),
            body_fields()[0],
            told["parcel_code"],
            *fields,
            *(told[name] for name in ("rai", "ngan", "wah", "subwah")),
            Field(name=GEOMETRY, parser=_outline(), required=True, shown=False),
            Field(name=CRS, parser=text(4_000), required=True),
        ),
        one_of=((("parcel_code",), _SHEET),),
    )


def _outline() -> Parser:
    """Return the parser of an outline, hexadecimal WKB, which shapely will read."""

    def exact(cell: str, _kind: Kind) -> Cell:
        return Cell((cell.strip(),)) if cell.strip() else BLANK

    return Parser(
        name="outline",
        exact=exact,
        parts=(("value", "text"),),
        wanted_thai="รูปหลายเหลี่ยม",
        wanted_english="a polygon",
    )


@dataclass
class Geo:
    """Collects outlines and derives which plots share a boundary."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    outlines: list[Outlines] = field(default_factory=list)
    crs: str = ""
    as_of: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check the outlines of a batch each for itself (GEO-01 to 04, 07 to 09)."""
        check_body(parsed, self.context)
        self._same_crs(parsed)
        drawn = read_outlines(words(parsed, GEOMETRY).to_pylist())
        outlines, wrong = mended(drawn)
        areas = are_areas(outlines)
        sheet, found = sheets(parsed)
        key = pc.if_else(pc.equal(code_keys(parsed), ""), _sheet_keys(sheet), code_keys(parsed))
        nameless = pc.equal(key, "").to_numpy(zero_copy_only=False)
        known = parsed.column("parcel_code").ok & parsed.column("land_no").ok
        checks = (
            ("GEO-09", GEOMETRY, parsed.column(GEOMETRY).given & ~areas),
            ("XREF-03", "land_no", nameless & known),
            ("GEO-03", GEOMETRY, wrong & areas),
        )
        parsed = parsed.with_findings(
            [
                *found,
                *((name, finding(code, where)) for code, name, where in checks if where.any()),
                *self._placed(parsed, outlines, areas, sheet),
            ]
        )
        since = self._since(parsed)
        self.as_of = max(self.as_of, int(since.max(initial=0)))
        self.kept.add({"property": key, "since": since, "row": parsed.rows}, parsed.ok)
        self.outlines.append(outlines[parsed.ok])
        return parsed

    def _same_crs(self, parsed: ParsedBatch) -> None:
        """Take the file's coordinate system; it cannot have two (GEO-01)."""
        said = [one for one in pc.unique(words(parsed, CRS)).to_pylist() if one]
        if len({*said, self.crs} - {""}) != 1:
            raise refusal("GEO-01")
        self.crs = self.crs or said[0]

    def _since(self, parsed: ParsedBatch) -> NDArray[np.int64]:
        column = parsed.column("as_of_date")
        default = to_days(self.context.as_of) if self.context.as_of else 0
        if not default and self.context.month is not None:
            default = last_day(self.context.month)
        return np.where(column.given, numbers(parsed, "as_of_date"), default)

    def _placed(
        self,
        parsed: ParsedBatch,
        outlines: Outlines,
        areas: NDArray[np.bool_],
        sheet: NDArray[np.int64],
    ) -> list[tuple[str, Finding]]:
        """Return outlines far from the others, off their sheet, or of another area than told."""
        at = np.flatnonzero(areas)
        if len(at) == 0:
            return []
        inside = inside_thailand(in_degrees(outlines[at], self.crs))
        if inside.sum() * 2 < len(at):
            raise refusal("GEO-02")
        at, outside = at[inside], at[~inside]
        metres = in_metres(outlines[at], self.crs)
        on = sheet[at] > 0
        utm3 = np.zeros(len(at), dtype=np.int64)
        utm3[on] = unpack_columns(sheet[at][on])["utm3"]
        off = at[off_sheet(metres, utm3=utm3, told=on)]
        other = at[self._other_area(parsed, at, metres)]
        return [
            (name, finding(code, where))
            for code, name, where in (
                ("GEO-04", GEOMETRY, outside),
                ("GEO-07", "rai", other),
                ("GEO-08", "utm3", off),
            )
            if len(where)
        ]

    def _other_area(
        self, parsed: ParsedBatch, at: NDArray[np.int64], metres: Outlines
    ) -> NDArray[np.bool_]:
        if "rai" not in parsed.columns:
            return np.zeros(len(at), dtype=np.bool_)
        area = area_of(parsed.columns, overflow=Severity.TO_DO).area
        told = np.asarray(area.values)[at] / CWAH_PER_M2
        drawn = np.asarray(shapely.area(metres))
        return area.given[at] & (np.abs(drawn - told) > AREA_TOLERANCE * told)

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return nobody."""
        del parsed
        return None

    def finish(self) -> Whole:
        """Hand over the pairs of plots that share a boundary."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        outlines = np.concatenate(self.outlines) if self.outlines else np.zeros(0, dtype=object)
        row = self.kept.numbers("row")
        again = repeated(outlines) if len(outlines) else np.zeros(0, dtype=np.bool_)
        problems = late("GEO-05", row[again], column=GEOMETRY)
        at = np.flatnonzero(~again)
        met = neighbours(outlines[at], square_metres=self._square_metres(outlines))
        one, other = at[met.one], at[met.other]
        over = met.overlap_m2 > LEAST_OVERLAP_M2
        covered = np.unique(np.concatenate([one[over], other[over]]))
        problems += late("GEO-06", row[covered], column=GEOMETRY)
        return self._handed(one[met.edge], other[met.edge], self._drawn(outlines, at), problems)

    def _drawn(self, outlines: Outlines, at: NDArray[np.int64]) -> Columns:
        """Return each plot's outline, as `domain/outlines.py` keeps it."""
        rings, bounds = in_words(in_degrees(outlines[at], self.crs))
        return {
            "plot": as_text(self.kept.strings("property").take(pa.array(at))),
            "since": self.kept.numbers("since")[at],
            "row": self.kept.numbers("row")[at],
            **dict(zip(("west", "south", "east", "north"), bounds.T, strict=True)),
            "rings": rings,
        }

    def _square_metres(self, outlines: Outlines) -> float:
        """Return how many square metres a unit of the outlines' own area is."""
        some = outlines[:100]
        drawn = float(np.sum(shapely.area(some)))
        return float(np.sum(shapely.area(in_metres(some, self.crs)))) / drawn if drawn else 1.0

    def _handed(
        self,
        one: NDArray[np.int64],
        other: NDArray[np.int64],
        drawn: Columns,
        problems: list[Problem],
    ) -> Whole:
        keys = self.kept.strings("property").to_pylist()
        row = self.kept.numbers("row")
        different = np.asarray(
            [keys[a] != keys[b] for a, b in zip(one.tolist(), other.tolist(), strict=True)],
            dtype=np.bool_,
        )
        one, other = one[different], other[different]
        columns: dict[str, NDArray[Any] | Text] = {
            "property": Text.of([keys[place] for place in one.tolist()]),
            "other": Text.of([keys[place] for place in other.tolist()]),
            "since": self.kept.numbers("since")[one],
            "row": row[one],
            "on": np.ones(len(one), dtype=np.uint8),
        }
        assert self.context.body is not None
        handed = Handed(
            place=self.context.body,
            province=False,
            act="SurveyReceived",
            authority=LOCAL_BODY,
            as_of=from_days(self.as_of),
            facts={"adjacency": columns},
            followers=np.stack([row[other], row[one]], axis=1),
            outlines=drawn,
        )
        return Whole(handed=[handed], problems=problems)


def _sheet_keys(sheet: NDArray[np.int64]) -> pa.StringArray:
    keys = pc.binary_join_element_wise("S", pa.array(sheet.astype(str)), ":")
    return pc.if_else(pa.array(sheet > 0), keys, "")


READER = Reader(feed=feed, collector=lambda context: Geo(context=context))
