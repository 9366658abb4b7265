"""Codes of fixed shape: digits with leading zeros, parcel and building codes, title numbers."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from importers.carriers.batch import Kind
from importers.cells import plain
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Fast, Parser
from importers.cells.texts import proposals

_PARCEL = r"[0-9]{2}[A-Z][0-9]{3,}(?:/[0-9]{3}(?:/[0-9]{2}(?:/[0-9])?)?)?"
PARCEL_CODE = re.compile(_PARCEL)
BUILDING_CODE = re.compile(rf"{_PARCEL}[-/]B[0-9]{{3,}}")
_TITLE_WORDS = re.compile(r"^(?:โฉนดที่ดิน|โฉนด|น\.?ส\.?3ก\.?)? ?(?:เลขที่)? ?")
_TITLE_NUMBER = re.compile(r"[0-9]+(?:/[0-9]+)*")
_ZERO_DECIMALS = re.compile(r"\.0+$")
_MOST_CHARACTERS = 24


def code(length: int, least: int | None = None, problem: str = "CODE-09") -> Parser:
    """Return the parser of a code of `length` digits, kept as an integer.

    Leading zeros that a spreadsheet ate are put back with CODE-10 where at least `least` digits
    are left (default: one fewer for codes of six and more, else one). Otherwise `problem`.
    """
    fewest = least if least is not None else (length - 1 if length >= 6 else 1)  # noqa: PLR2004

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        word = _ZERO_DECIMALS.sub("", word)
        if not (word.isascii() and word.isdigit()) or not fewest <= len(word) <= length:
            return bad(problem, *notes, n=str(length))
        if len(word) < length:
            whole = word.zfill(length)
            notes = (*notes, Note("CODE-10", (("new", whole),)))
        return Cell((int(word),), notes)

    def fast(column: pa.StringArray) -> Fast:
        good, values = plain.integers(column, length)
        return Fast(plain=good & (plain.raw(column).lengths == length), parts=(values,))

    return Parser(
        name=f"code({length})",
        exact=exact,
        fast=fast,
        wanted_thai=f"ตัวเลข {length} หลัก",
        wanted_english=f"{length} digits",
    )


def parcel_code() -> Parser:
    """Return the parser of a parcel code `01A001/001` (PAR-01), kept as text."""
    return _patterned("parcel_code", PARCEL_CODE, "PAR-01", "รหัสแปลง เช่น 01A001/001")


def building_code() -> Parser:
    """Return the parser of a building code `01A001-B001` or `/B001` (BLD-01), kept with "-B"."""
    return _patterned("building_code", BUILDING_CODE, "BLD-01", "รหัสอาคาร เช่น 01A001-B001")


def title_number() -> Parser:
    """Return the parser of a title number: digits and "/"; words before it are dropped."""

    def exact(text: str, kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        eaten = proposals(word, kind)
        if eaten is not None:
            return bad("TXT-03", *notes, proposals=eaten)
        word = _ZERO_DECIMALS.sub("", _TITLE_WORDS.sub("", word)).replace(" ", "")
        if not _TITLE_NUMBER.fullmatch(word) or len(word) > _MOST_CHARACTERS:
            return bad("TTL-03", *notes)
        return Cell((word,), notes)

    def fast(column: pa.StringArray) -> Fast:
        good = plain.digits_only(column, _MOST_CHARACTERS)
        return Fast(plain=good, parts=(column,))

    return Parser(
        name="title_number",
        exact=exact,
        fast=fast,
        parts=(("value", "text"),),
        wanted_thai="ตัวเลข เช่น 12345",
        wanted_english="digits, for example 12345",
    )


def _patterned(name: str, pattern: re.Pattern[str], problem: str, wanted: str) -> Parser:
    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        word = word.replace(" ", "").upper()
        if not pattern.fullmatch(word) or len(word) > _MOST_CHARACTERS:
            return bad(problem, *notes)
        return Cell((word.replace("/B", "-B"),), notes)

    def fast(column: pa.StringArray) -> Fast:
        found = pc.match_substring_regex(column, f"^(?:{_PLAIN[name]})$")
        good = np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)
        return Fast(plain=good & (plain.raw(column).lengths <= _MOST_CHARACTERS), parts=(column,))

    return Parser(
        name=name,
        exact=exact,
        fast=fast,
        parts=(("value", "text"),),
        wanted_thai=wanted,
        wanted_english=f"for example {wanted.rsplit(' ', 1)[-1]}",
    )


_PLAIN = {"parcel_code": _PARCEL, "building_code": rf"{_PARCEL}-B[0-9]{{3,}}"}
