"""Free text, and the short labels of things: house, unit and floor numbers that Excel eats."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from importers.carriers.batch import Kind
from importers.cells import plain
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import ERROR_WORDS, clean, digits, is_null
from importers.cells.column import Fast, Parser
from importers.cells.dates import THAI_MONTHS

_ENGLISH_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAY_MONTH = re.compile(r"([0-9]{1,2})[-/ ]([^\W\d_][^\d/\-]*?)\.?(?:[-/ ]([0-9]{2,4}))?")
_MONTH_YEAR = re.compile(r"([^\W\d_][^\d/\-]*?)\.?[-/ ]([0-9]{2,4})")
_STORED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: 00:00:00)?")
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/((?:19|20|24|25)[0-9]{2})")


def text(most: int) -> Parser:
    """Return the parser of free text of at most `most` characters; Thai digits stay."""

    def exact(cell: str, _kind: Kind) -> Cell:
        word, notes = clean(cell)
        return _checked(word, notes, most)

    return Parser(
        name="text",
        exact=exact,
        fast=_fast(most),
        parts=(("value", "text"),),
        wanted_thai=f"ข้อความไม่เกิน {most} ตัวอักษร",
        wanted_english=f"text of at most {most} characters",
    )


def label(most: int) -> Parser:
    """Return the parser of a short label such as `99/12`, `12A` or `ดาดฟ้า`.

    Thai digits become Arabic. What Excel turned into a date is TXT-03, with what it may have
    been before.
    """

    def exact(cell: str, kind: Kind) -> Cell:
        word, notes = digits(cell)
        eaten = proposals(word, kind)
        if eaten is not None:
            return bad("TXT-03", *notes, proposals=eaten)
        return _checked(word, notes, most)

    def fast(column: pa.StringArray) -> Fast | None:
        found = _fast(most)(column)
        number_like = plain.digits_and_slash(column)
        return Fast(plain=found.plain & number_like, parts=found.parts)

    return Parser(
        name="label",
        exact=exact,
        fast=fast,
        parts=(("value", "text"),),
        wanted_thai="เลขที่หรือชื่อสั้น เช่น 99/12",
        wanted_english="a number or short name, for example 99/12",
    )


def proposals(word: str, kind: Kind) -> str | None:
    """Return what a label may have been before Excel made it a date, None if it is no date."""
    if match := _STORED.fullmatch(word):
        return _guesses(int(match[3]), int(match[2]), match[1])
    if kind is Kind.DATE:
        return ""
    if match := _DAY_MONTH_YEAR.fullmatch(word):
        return _guesses(int(match[1]), int(match[2]), match[3])
    if (match := _DAY_MONTH.fullmatch(word)) and (month := _month(match[2])):
        return f"{match[1]}/{month}, {match[1]}-{month}"
    if (match := _MONTH_YEAR.fullmatch(word)) and (month := _month(match[1])):
        year = match[2][-2:].lstrip("0") or "0"
        return f"{month}/{year}, {month}-{year}"
    return None


def _guesses(day: int, month: int, year: str) -> str:
    guesses = [f"{day}/{month}", f"{day}-{month}"]
    if day == 1:
        guesses.append(f"{month}/{int(year) % 100}")
    return ", ".join(guesses)


def _month(word: str) -> int | None:
    bare = re.sub(r"[. ]", "", word)
    return THAI_MONTHS.get(bare) or _ENGLISH_MONTHS.get(bare[:3].casefold() * bare.isascii())


def _checked(word: str, notes: tuple[Note, ...], most: int) -> Cell:
    if is_null(word):
        return Cell(None, notes) if notes else BLANK
    if word.startswith("#") and word.upper() in ERROR_WORDS:
        return bad("TXT-05", *notes)
    if len(word) > most:
        return bad("TXT-04", *notes, n=str(most))
    return Cell((word,), notes)


def _fast(most: int) -> Callable[[pa.StringArray], Fast]:
    def fast(column: pa.StringArray) -> Fast:
        good = plain.plain_text(column)
        good &= plain.raw(column).lengths <= most
        return Fast(plain=good, parts=(column,))

    return fast
