"""Land areas in rai, ngan and square wah, kept as hundredths of a square wah (cwah).

A rai is 4 ngan, a ngan 100 square wah: 40,000, 10,000 and 100 cwah. The land office's SUBWA is
tenths of a square wah.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from importers.carriers.batch import Kind
from importers.cells import plain
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Fast, Finding, Parsed, Parser
from importers.problems import Severity, catalogue

RAI_CWAH, NGAN_CWAH, WAH_CWAH, TENTH_CWAH = 40_000, 10_000, 100, 10
_MOST_RAI = 10_000_000
_MOST_NGAN = 3
_PLACES = 2
_WAH = r"([0-9]{1,9}(?:,[0-9]{3})*)?(?:\.([0-9]{0,6}))?(?: ?([0-9]{1,2})/([0-9]{1,3}))?"
_THREE = re.compile(rf"([0-9]{{1,8}}) ?[-–/:] ?([0-9]{{1,4}}) ?[-–/:] ?{_WAH}")
_WORDED = re.compile(
    r"(?:([0-9,]{1,9}) ?ไร่)? ?(?:([0-9]{1,4}) ?งาน)? ?"
    rf"(?:{_WAH} ?(?:ตารางวา|ตร\.? ?วา|ตร\.? ?ว\.?|วา))?"
)
_ONLY_WAH = re.compile(_WAH)


def rai_ngan_wah(overflow: Severity = Severity.QUARANTINED) -> Parser:
    """Return the parser of one cell `1-2-53.6` or `1 ไร่ 2 งาน 53.6 ตร.ว.`, kept in cwah.

    Ngan of 4 and more (AREA-02) and wah of 100 and more (AREA-03) have the severity `overflow`:
    QUARANTINED for registers, TO_DO for surveys (the total is clear).
    """

    def exact(text: str, kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word in ("-", "- - -", "---"):
            return Cell(None, notes) if notes else BLANK
        if kind is Kind.DATE:
            return bad("TXT-03", *notes, proposals="1-2-53")
        match = _THREE.fullmatch(word) or _WORDED.fullmatch(word)
        if match is None:
            return bad("AREA-08", *notes)
        wah = _wah_cwah(match[3], match[4], match[5], match[6])
        if wah is None:
            return bad("NUM-03", *notes, n=str(_PLACES))
        rai, ngan = int((match[1] or "0").replace(",", "")), int(match[2] or 0)
        return _total(rai, ngan, wah, notes, overflow)

    return Parser(
        name="rai_ngan_wah",
        exact=exact,
        wanted_thai="ไร่-งาน-ตารางวา เช่น 1-2-53.6",
        wanted_english="rai-ngan-wah, for example 1-2-53.6",
    )


def wah() -> Parser:
    """Return the parser of square wah `53.6`, `53 6/10`, kept in cwah, any size (see `area_of`)."""

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        if word.startswith("-"):
            return bad("AREA-01", *notes)
        match = _ONLY_WAH.fullmatch(word)
        if match is None or word == ".":
            return bad("NUM-01", *notes, example="53.6")
        cwah = _wah_cwah(match[1], match[2], match[3], match[4])
        return bad("NUM-03", *notes, n=str(_PLACES)) if cwah is None else Cell((cwah,), notes)

    def fast(column: pa.StringArray) -> Fast:
        good, values = plain.scaled(column, _PLACES, 9)
        return Fast(plain=good, parts=(values,))

    return Parser(
        name="wah",
        exact=exact,
        fast=fast,
        wanted_thai="ตารางวา เช่น 53.6",
        wanted_english="square wah, for example 53.6",
    )


@dataclass(frozen=True, kw_only=True)
class Area:
    """Areas put together from their columns: `area` in cwah, and findings by field."""

    area: Parsed
    findings: tuple[tuple[str, Finding], ...]


def area_of(
    columns: Mapping[str, Parsed],
    *,
    overflow: Severity,
    fields: tuple[str, str, str, str] = ("rai", "ngan", "wah", "subwah"),
) -> Area:
    """Put rai, ngan, wah (cwah) and subwah (tenths) together as cwah (n,).

    A field that is not in `columns` or not given counts as 0; a row with none given has no area.
    Findings: AREA-01 the total is not above 0, AREA-02 ngan over 3 and AREA-03 100 wah and more
    with severity `overflow`, AREA-05 subwah over 9, AREA-06 decimals beside a subwah.
    """
    present = [columns[name] for name in fields if name in columns]
    size = len(present[0].given)
    rai, ngan, wah_cwah, tenths = (
        np.asarray(columns[name].values) if name in columns else np.zeros(size, np.int64)
        for name in fields
    )
    given = np.logical_or.reduce([column.given for column in present])
    readable = np.logical_and.reduce([column.ok for column in present])
    total = rai * RAI_CWAH + ngan * NGAN_CWAH + wah_cwah + tenths * TENTH_CWAH
    subwah_given = columns[fields[3]].given if fields[3] in columns else np.zeros(size, np.bool_)
    both = subwah_given & (tenths > 0) & (wah_cwah % WAH_CWAH != 0)
    looks = (
        (fields[0], "AREA-01", given & readable & (total <= 0), None),
        (fields[1], "AREA-02", ngan > _MOST_NGAN, overflow),
        (fields[2], "AREA-03", wah_cwah >= NGAN_CWAH, overflow),
        (fields[3], "AREA-05", (tenths > 9) | (tenths < 0), None),  # noqa: PLR2004
        (fields[3], "AREA-06", both, None),
    )
    findings: list[tuple[str, Finding]] = []
    ok = readable.copy()
    for field, code, where, severity in looks:
        if where.any():
            gravity = severity or catalogue()[code].severity
            found = Finding(code=code, severity=gravity, rows=np.flatnonzero(where))
            findings.append((field, found))
            if gravity is Severity.QUARANTINED:
                ok &= ~where
    area = Parsed(parts={"value": total}, given=given & ok, ok=ok)
    return Area(area=area, findings=tuple(findings))


def _wah_cwah(
    whole: str | None, decimals: str | None, num: str | None, den: str | None
) -> int | None:
    """Return square wah as cwah, None where they are not whole hundredths."""
    fraction = (decimals or "").rstrip("0")
    if len(fraction) > _PLACES:
        return None
    cwah = int((whole or "0").replace(",", "")) * WAH_CWAH + int((fraction or "0").ljust(2, "0"))
    if num is not None and den is not None:
        if fraction or not 0 < int(num) < int(den) or int(num) * WAH_CWAH % int(den):
            return None
        cwah += int(num) * WAH_CWAH // int(den)
    return cwah


def _total(rai: int, ngan: int, wah_cwah: int, notes: tuple[Note, ...], overflow: Severity) -> Cell:
    if ngan > _MOST_NGAN:
        notes = (*notes, Note("AREA-02", (("value", str(ngan)),), overflow))
    if wah_cwah >= NGAN_CWAH:
        notes = (*notes, Note("AREA-03", (("value", str(wah_cwah // WAH_CWAH)),), overflow))
    total = rai * RAI_CWAH + ngan * NGAN_CWAH + wah_cwah
    if total <= 0 or rai > _MOST_RAI:
        return bad("AREA-01", *notes)
    barred = any(note.bars for note in notes)
    return Cell(None if barred else (total,), notes)
