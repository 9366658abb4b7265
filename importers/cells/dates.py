"""Dates as offices write them: d/m/yyyy Buddhist Era, ISO, Thai month names, spreadsheet dates.

A year 2400-2700 is Buddhist Era and loses 543; 29 February is judged in the Gregorian year it
really is. A two-digit year is never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from importers.carriers.batch import Kind
from importers.cells import plain
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Fast, Parser

EPOCH = dt.date(1970, 1, 1).toordinal()
ERA = 543
THAI_MONTHS = {
    "มค": 1, "มกราคม": 1, "กพ": 2, "กุมภาพันธ์": 2, "มีค": 3, "มีนาคม": 3,
    "เมย": 4, "เมษายน": 4, "พค": 5, "พฤษภาคม": 5, "มิย": 6, "มิถุนายน": 6,
    "กค": 7, "กรกฎาคม": 7, "สค": 8, "สิงหาคม": 8, "กย": 9, "กันยายน": 9,
    "ตค": 10, "ตุลาคม": 10, "พย": 11, "พฤศจิกายน": 11, "ธค": 12, "ธันวาคม": 12,
}  # fmt: skip
_FIRST_ERA_YEAR, _LAST_ERA_YEAR = 2400, 2700
_CLOCK = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([/.\- ])([0-9]{{1,2}})\2([0-9]{{4}}){_CLOCK}")
_ISO = re.compile(rf"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}}){_CLOCK}")
_NAMED = re.compile(
    r"(?:วันที่ ?)?([0-9]{1,2})[ /.\-]*(?:เดือน ?)?([ก-๎][ก-๎. ]*?)\.?[ /\-]*"
    r"(?:(พ\.? ?ศ\.?|ค\.? ?ศ\.?) ?)?([0-9]{4})"
)
_SERIAL = re.compile(r"[1-7]?[0-9]{4}(?:\.[0-9]+)?")
_SERIAL_ZERO = dt.date(1899, 12, 30).toordinal()
_FIRST_SERIAL = 10_000
_YEAR_DIGITS = 4
_SLASH, _ZERO = np.uint8(ord("/")), np.uint8(ord("0"))
_SHORTEST, _LONGEST = len("1/1/2569"), len("31/12/2569")


def date(latest: int | None = None) -> Parser:
    """Return the parser of a date, kept as days since 1970-01-01 ("i4").

    `latest` in the same days: a later date is DATE-02 (None: not looked at).
    """

    def exact(text: str, kind: Kind) -> Cell:
        cell = _exact(text, kind)
        if latest is not None and cell.values is not None and int(cell.values[0]) > latest:
            return bad("DATE-02", *cell.notes)
        return cell

    def fast(column: pa.StringArray) -> Fast:
        good, days = _era_days(column)
        if latest is not None:
            good &= days <= latest
        return Fast(plain=good, parts=(days,))

    return Parser(
        name="date",
        exact=exact,
        fast=fast,
        parts=(("value", "i4"),),
        wanted_thai="วัน/เดือน/ปี พ.ศ. เช่น 5/1/2569",
        wanted_english="day/month/Buddhist year, for example 5/1/2569",
    )


def era_year(low: int = _FIRST_ERA_YEAR, high: int = _LAST_ERA_YEAR) -> Parser:
    """Return the parser of a year, kept in the Buddhist Era; a Gregorian year is DATE-04."""

    def exact(text: str, kind: Kind) -> Cell:
        word, notes = digits(text)
        word = re.sub(r"^(?:พ\.?ศ\.?|ปี) ?", "", word)
        if is_null(word) or word == "-":
            return Cell(None, notes)
        if not re.fullmatch(r"[0-9]{4}(?:\.0+)?", word) or kind is Kind.DATE:
            return bad("NUM-01", *notes, example="2569")
        year = int(word[:4])
        if year < _FIRST_ERA_YEAR:
            year += ERA
            notes = (*notes, Note("DATE-04"))
        if not low <= year <= high:
            return bad("NUM-02", *notes, low=str(low), high=str(high))
        return Cell((year,), notes)

    return Parser(
        name="era_year",
        exact=exact,
        wanted_thai="ปี พ.ศ. 4 หลัก",
        wanted_english="a Buddhist year of four digits",
    )


def _era_days(column: pa.StringArray) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Return which cells (n,) are plain d/m/yyyy of the Buddhist Era, and their days.

    Plain: one or two digits, a slash, one or two digits, a slash, a year 2400 to 2700. A cell is
    read from its end, where year and slash have their places however long the rest is.
    """
    cells = plain.raw(column)
    lengths = cells.lengths
    good = (lengths >= _SHORTEST) & (lengths <= _LONGEST)
    days = np.zeros(len(column), dtype=np.int32)
    rows = np.flatnonzero(good)
    if len(rows) == 0:
        return good, days
    ends, lengths = cells.offsets[1:][rows], lengths[rows]
    # Before a short first cell there is no byte; what is taken for it is not looked at.
    last = [cells.data[np.maximum(ends - place, 0)] for place in range(1, _LONGEST + 1)]
    long_month = last[6] != _SLASH
    slash, day, tens = (np.where(long_month, last[at + 1], last[at]) for at in (6, 7, 8))
    long_day = lengths - long_month == _SHORTEST + 1
    digit = np.stack(
        [
            *last[:_YEAR_DIGITS],
            last[5],
            np.where(long_month, last[6], _ZERO),
            day,
            np.where(long_day, tens, _ZERO),
        ]
    )
    fits = (last[4] == _SLASH) & (slash == _SLASH) & (digit - _ZERO <= 9).all(axis=0)  # noqa: PLR2004 - wraps below zero
    fits &= long_day | (lengths - long_month == _SHORTEST)
    value = (digit - _ZERO)[:, fits].astype(np.int64)
    found, real = _days_of(
        day=value[6] + value[7] * 10,
        month=value[4] + value[5] * 10,
        year=value[0] + value[1] * 10 + value[2] * 100 + value[3] * 1000 - ERA,
    )
    good[:] = False
    good[rows[fits][real]] = True
    days[rows[fits][real]] = found[real]
    return good, days


def _days_of(
    *, day: NDArray[np.int64], month: NDArray[np.int64], year: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return days since 1970-01-01 (k,), and which are days of the calendar in the years read."""
    real = (year >= _FIRST_ERA_YEAR - ERA) & (year <= _LAST_ERA_YEAR - ERA)
    real &= (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004 - months of a year
    at = np.where(real, (year - (_FIRST_ERA_YEAR - ERA)) * 12 + month - 1, 0)
    begins = _months()
    found = begins[at] + day - 1
    return found, real & (found < begins[at + 1])


@cache
def _months() -> NDArray[np.int64]:
    """Return the days on which the months of all years read begin, and that after the last."""
    first, last = _FIRST_ERA_YEAR - ERA, _LAST_ERA_YEAR - ERA
    months = np.arange((first - 1970) * 12, (last + 1 - 1970) * 12 + 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def _exact(text: str, kind: Kind) -> Cell:
    word, notes = digits(text)
    if is_null(word) or word == "-":
        return Cell(None, notes) if notes else BLANK
    if match := _ISO.fullmatch(word):
        year, month, day = (int(group) for group in match.groups())
        return _of(day, month, year, notes, typed=kind is not Kind.DATE, iso=True)
    if match := _DAY_FIRST.fullmatch(word):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        return _of(day, month, year, notes, typed=True, iso=False)
    if match := _NAMED.fullmatch(word):
        return _named(match, notes)
    if _SERIAL.fullmatch(word) and float(word) >= _FIRST_SERIAL:
        meant = dt.date.fromordinal(_SERIAL_ZERO + int(float(word)))
        return bad("DATE-05", *notes, date=era_written(meant))
    return bad("DATE-01", *notes)


def _named(match: re.Match[str], notes: tuple[Note, ...]) -> Cell:
    """Read a date whose month is a Thai word, whole or short, with or without พ.ศ."""
    month = THAI_MONTHS.get(re.sub(r"[. ]", "", match[2]))
    if month is None:
        return bad("DATE-01", *notes)
    year = int(match[4])
    says_era = match[3] is not None
    is_era = year >= _FIRST_ERA_YEAR
    if says_era and is_era != match[3].startswith("พ"):
        return bad("DATE-01", *notes)
    return _of(int(match[1]), month, year, notes, typed=True, iso=says_era)


def _of(
    day: int, month: int, year: int, notes: tuple[Note, ...], *, typed: bool, iso: bool
) -> Cell:
    """Return the date, noting what era its year was in; `typed` False is a spreadsheet date."""
    if _FIRST_ERA_YEAR <= year <= _LAST_ERA_YEAR:
        is_era, year = True, year - ERA
    elif _FIRST_ERA_YEAR - ERA <= year <= _LAST_ERA_YEAR - ERA:
        is_era = False
    else:
        return bad("DATE-01", *notes)
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return bad("DATE-01", *notes)
    if is_era and not typed:
        notes = (*notes, Note("DATE-03", (("date", era_written(found)),)))
    elif not is_era and typed and not iso:
        notes = (*notes, Note("DATE-04"))
    return Cell((found.toordinal() - EPOCH,), notes)


def era_written(found: dt.date) -> str:
    """Return a date as a clerk writes it: 5/1/2569."""
    return f"{found.day}/{found.month}/{found.year + ERA}"
