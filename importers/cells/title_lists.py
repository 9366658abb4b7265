"""Several title numbers in one cell, as an officer links the titles of a division or merger."""

from __future__ import annotations

import re

from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Parser

_NUMBERS = re.compile(r"[0-9]+(?:/[0-9]+)*(?:;[0-9]+(?:/[0-9]+)*)*")
_BETWEEN = re.compile(r"\s*[;,]\s*|\s+(?:และ\s*)?")
_ZERO_DECIMALS = re.compile(r"^([0-9]+)\.0+$")


def title_list() -> Parser:
    """Return the parser of title numbers between ";", "," or blanks, kept as "1;2" (SPL-01)."""

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        joined = _BETWEEN.sub(";", _ZERO_DECIMALS.sub(r"\1", word.strip())).strip(";")
        if not _NUMBERS.fullmatch(joined):
            return bad("SPL-01", *notes)
        return Cell((joined,), notes)

    return Parser(
        name="title_list",
        exact=exact,
        parts=(("value", "text"),),
        wanted_thai="เลขโฉนด คั่นด้วย ; เช่น 19065;76974",
        wanted_english="title numbers with ; between, for example 19065;76974",
    )
