"""Map sheets as offices write them, in five columns or one, and their check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from domain import map_sheet
from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Finding, Parsed, Parser
from importers.problems import catalogue

QUADRANTS = {"1": 1, "2": 2, "3": 3, "4": 4, "I": 1, "II": 2, "III": 3, "IV": 4}
PARTS = {4000: (0, 0), 2000: (1, 4), 1000: (1, 16), 500: (1, 64), 5000: (0, 999)}
FIELDS = ("utm1", "utm2", "utm3", "utm4", "utm_scale")
_WHOLE = re.compile(
    r"([0-9]{4}) ?-?(I{1,3}|IV|[1-4]) ?-?([0-9]{4}) ?- ?([0-9]{1,3}) ?"
    r"\(? ?(?:1 ?: ?)?([0-9]{3,4}) ?\)?",
    re.IGNORECASE,
)
_SCALE = re.compile(r"(?:1 ?[:/] ?)?([0-9]{1,2},?[0-9]{2,3})(?:\.0+)?")


def quadrant() -> Parser:
    """Return the parser of UTM2: 1-4 or I-IV (MAP-02)."""

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        found = QUADRANTS.get(word.upper().removesuffix(".0"))
        return bad("MAP-02", *notes) if found is None else Cell((found,), notes)

    return Parser(
        name="quadrant", exact=exact, wanted_thai="1-4 หรือ I-IV", wanted_english="1-4 or I-IV"
    )


def scale() -> Parser:
    """Return the parser of a sheet's scale: 1000 or 1:1000 (MAP-05)."""

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        match = _SCALE.fullmatch(word)
        value = int(match[1].replace(",", "")) if match else 0
        return Cell((value,), notes) if value in PARTS else bad("MAP-05", *notes)

    return Parser(
        name="scale",
        exact=exact,
        wanted_thai="500, 1000, 2000, 4000 หรือ 5000",
        wanted_english="500, 1000, 2000, 4000 or 5000",
    )


def part() -> Parser:
    """Return the parser of UTM4, the part of a sheet: 2 digits, or 3 for น.ส.3ก (MAP-04).

    A single digit that lost its zero is CODE-10; whether it fits the scale: see `sheet_of`.
    """

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        word = word.removesuffix(".0")
        if not re.fullmatch(r"[0-9]{1,3}", word):
            return bad("MAP-04", *notes)
        if len(word) == 1:
            notes = (*notes, Note("CODE-10", (("new", f"0{word}"),)))
        return Cell((int(word),), notes)

    return Parser(
        name="part",
        exact=exact,
        wanted_thai="เลขแผ่น 2 หลัก เช่น 07",
        wanted_english="a sheet's part of 2 digits, for example 07",
    )


def whole_sheet() -> Parser:
    """Return the parser of a sheet in one cell, `5039 II 4682-07 (1000)` (MAP-01).

    Parts: `utm1`, `utm2`, `utm3`, `utm4`, `utm_scale`.
    """

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        match = _WHOLE.fullmatch(word)
        if match is None:
            return bad("MAP-01", *notes)
        first, second, third, fourth, size = match.groups()
        if int(size) not in PARTS:
            return bad("MAP-05", *notes)
        values = (int(first), QUADRANTS[second.upper()], int(third), int(fourth), int(size))
        return Cell(values, notes)

    return Parser(
        name="whole_sheet",
        exact=exact,
        parts=tuple((name, "i8") for name in FIELDS),
        wanted_thai="ระวาง เช่น 5039 II 4682-07 (1000)",
        wanted_english="a map sheet, for example 5039 II 4682-07 (1000)",
    )


@dataclass(frozen=True, kw_only=True)
class SheetKeys:
    """Packed keys (n,) of plots on sheets, 0 where there is none, and findings by field."""

    keys: Parsed
    findings: tuple[tuple[str, Finding], ...]


def sheet_of(columns: Mapping[str, Parsed], size: int) -> SheetKeys:
    """Put a sheet's five columns and `land_no` together as packed keys (n,).

    Columns under `FIELDS`, or one under `map_sheet` (`whole_sheet`); the single cell fills rows
    without the five. All five or none (MAP-01), the part must fit the scale (MAP-04). A row
    without a land number has no key and no finding here (the feed knows whether it is needed).
    """
    given, parts = _parts(columns, size)
    land = columns.get("land_no")
    land_no = np.asarray(land.values) if land else np.zeros(size, np.int64)
    readable = np.logical_and.reduce(
        [np.ones(size, np.bool_), *(columns[name].ok for name in FIELDS if name in columns)]
    )
    count = given.sum(axis=0)
    partial = readable & (count > 0) & (count < len(FIELDS))
    whole = readable & (count == len(FIELDS))
    low, high = np.zeros(size, np.int64), np.full(size, -1)
    for size_of_scale, (first, last) in PARTS.items():
        low[parts[4] == size_of_scale], high[parts[4] == size_of_scale] = first, last
    misfit = whole & ((parts[3] < low) | (parts[3] > high))
    findings = [
        (field, _finding(code, where))
        for field, code, where in (("utm1", "MAP-01", partial), ("utm4", "MAP-04", misfit))
        if where.any()
    ]
    land_given = land.given if land else np.zeros(size, np.bool_)
    inside = (land_no >= 0) & (land_no <= map_sheet.MOST_LAND_NO) & (parts[0] > 0)
    keyed = whole & ~misfit & land_given & inside & (parts[0] < 9000)  # noqa: PLR2004
    keys = np.zeros(size, dtype=np.int64)
    keys[keyed] = map_sheet.pack_columns(
        utm1=parts[0][keyed],
        utm2=parts[1][keyed],
        utm3=parts[2][keyed],
        utm4=parts[3][keyed],
        scale=parts[4][keyed],
        land_no=land_no[keyed],
    )
    ok = ~(partial | misfit)
    return SheetKeys(
        keys=Parsed(parts={"value": keys}, given=keyed, ok=ok), findings=tuple(findings)
    )


def _parts(
    columns: Mapping[str, Parsed], size: int
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.bool_]], list[np.ndarray]]:
    """Return which of the five are given (5, n), and their values, one cell filling the gaps."""
    given = np.zeros((len(FIELDS), size), dtype=np.bool_)
    parts = [np.zeros(size, dtype=np.int64) for _ in FIELDS]
    for index, name in enumerate(FIELDS):
        if name in columns:
            given[index] = columns[name].given
            parts[index] = np.asarray(columns[name].values)
    single = columns.get("map_sheet")
    if single is not None:
        fills = single.given & ~given.any(axis=0)
        given[:, fills] = True
        parts = [
            np.where(fills, np.asarray(single.parts[name]), parts[index])
            for index, name in enumerate(FIELDS)
        ]
    return given, parts


def _finding(code: str, where: np.ndarray) -> Finding:
    return Finding(code=code, severity=catalogue()[code].severity, rows=np.flatnonzero(where))
