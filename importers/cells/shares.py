"""A part of a whole as a fraction: 1/3, 33.33%, 1 ใน 3 ส่วน."""

from __future__ import annotations

import re
from math import gcd

from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Parser
from importers.cells.texts import proposals

MOST_PARTS = 10**9
_FRACTION = re.compile(r"([0-9]{1,10}) ?(?:ส่วน)? ?(?:/|ใน|จาก) ?([0-9]{1,10}) ?(?:ส่วน)?")
_PERCENT = re.compile(r"(?:ร้อยละ ?)?([0-9]{1,3})(?:\.([0-9]{1,6}))? ?(%|เปอร์เซ็นต์)?")
_WHOLE = frozenset({"ทั้งหมด", "ทั้งแปลง", "เต็มแปลง", "เต็ม"})


def share() -> Parser:
    """Return the parser of a share, kept as `num` and `den` in lowest terms, 0 < num <= den.

    `1/3`, `1 ใน 3 ส่วน`, `33.33%`, `ร้อยละ 33.33`, `0.5`, `1`. A bare number over 1 could be a
    percentage or a count of parts, so it is not read (OWN-07).
    """

    def exact(text: str, kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        if word in _WHOLE:
            return Cell((1, 1), notes)
        eaten = proposals(word, kind)
        if eaten is not None:
            return bad("TXT-03", *notes, proposals=eaten)
        if match := _FRACTION.fullmatch(word):
            return _of(int(match[1]), int(match[2]), notes)
        if match := _PERCENT.fullmatch(word):
            fraction = match[2] or ""
            num, den = int(match[1] + fraction), 10 ** len(fraction)
            if match[3] or word.startswith("ร้อยละ"):
                den *= 100
            return _of(num, den, notes)
        return bad("OWN-07", *notes)

    return Parser(
        name="share",
        exact=exact,
        parts=(("num", "i8"), ("den", "i8")),
        wanted_thai="เศษส่วน เช่น 1/3 หรือร้อยละ เช่น 33.33%",
        wanted_english="a fraction such as 1/3, or a percentage such as 33.33%",
    )


def _of(num: int, den: int, notes: tuple[Note, ...]) -> Cell:
    if not 0 < num <= den <= MOST_PARTS:
        return bad("OWN-07", *notes)
    common = gcd(num, den)
    return Cell((num // common, den // common), notes)
