"""Whole numbers, decimals and money, read from text with a strict grammar, never as floats."""

from __future__ import annotations

import re

import pyarrow as pa

from importers.carriers.batch import Kind
from importers.cells import plain
from importers.cells.cell import BLANK, Cell, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Fast, Parser

MOST_DIGITS = 15
_NUMBER = re.compile(r"(-?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]{0,12}))?")
_BAHT = re.compile(r"^฿ *|(?: *บาท| *฿)$")
_DASHES = frozenset({"-", "–", "—", "--"})


def integer(low: int = 0, high: int = 10**MOST_DIGITS - 1) -> Parser:
    """Return the parser of a whole number within `low` to `high`; "-" is blank, "2.00" is 2."""

    def exact(text: str, kind: Kind) -> Cell:
        return _exact(text, kind, 0, low, high)

    def fast(column: pa.StringArray) -> Fast:
        good, values = plain.integers(column, MOST_DIGITS)
        return Fast(plain=good & (values >= low) & (values <= high), parts=(values,))

    return Parser(
        name="integer",
        exact=exact,
        fast=fast,
        wanted_thai="จำนวนเต็ม",
        wanted_english="a whole number",
    )


def decimal(places: int, low: int = 0, high: int = 10**MOST_DIGITS - 1) -> Parser:
    """Return the parser of a decimal, kept as an integer times 10**places.

    `low` and `high` bound the kept integer. More decimals than `places` are NUM-03 unless zeros.
    """

    def exact(text: str, kind: Kind) -> Cell:
        return _exact(text, kind, places, low, high)

    def fast(column: pa.StringArray) -> Fast:
        good, values = plain.scaled(column, places, MOST_DIGITS - places)
        return Fast(plain=good & (values >= low) & (values <= high), parts=(values,))

    return Parser(
        name="decimal",
        exact=exact,
        fast=fast,
        wanted_thai=f"ตัวเลข ทศนิยมไม่เกิน {places} ตำแหน่ง",
        wanted_english=f"a number with at most {places} decimals",
    )


def money(low: int = 0, high: int = 10**MOST_DIGITS - 1) -> Parser:
    """Return the parser of baht, kept in satang: `฿304,000.00`, `304000`, `฿-` (blank)."""

    def exact(text: str, kind: Kind) -> Cell:
        return _exact(text, kind, 2, low, high, money=True)

    def fast(column: pa.StringArray) -> Fast:
        good, values = plain.scaled(column, 2, MOST_DIGITS - 2)
        return Fast(plain=good & (values >= low) & (values <= high), parts=(values,))

    return Parser(
        name="money",
        exact=exact,
        fast=fast,
        wanted_thai="จำนวนเงินบาท เช่น 304,000.00",
        wanted_english="baht, for example 304,000.00",
    )


def _exact(text: str, kind: Kind, places: int, low: int, high: int, *, money: bool = False) -> Cell:
    word, notes = digits(text)
    if money:
        word = _BAHT.sub("", word).strip()
    if is_null(word) or word in _DASHES:
        return Cell(None, notes) if notes else BLANK
    if kind is Kind.DATE:
        return bad("TXT-03", *notes, proposals="")
    match = _NUMBER.fullmatch(word)
    if match is None:
        return bad("NUM-01", *notes, example="12.50" if places else "12")
    sign, whole, fraction = match.groups()
    fraction = (fraction or "").rstrip("0")
    if len(fraction) > places:
        return bad("NUM-03", *notes, n=str(places))
    value = int(whole.replace(",", "")) * 10**places + int((fraction or "0").ljust(places, "0"))
    value = -value if sign else value
    if not low <= value <= high:
        return bad("NUM-02", *notes, low=shown(low, places), high=shown(high, places))
    return Cell((value,), notes)


def shown(value: int, places: int) -> str:
    """Return a kept integer as the decimal it stands for, without trailing zeros."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    whole, fraction = divmod(value, 10**places)
    tail = f".{fraction:0{places}d}".rstrip("0").rstrip(".") if places else ""
    return f"{sign}{whole:,}{tail}"
