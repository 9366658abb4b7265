"""Yes and no as forms say it."""

from __future__ import annotations

from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Parser

_YES = frozenset({"1", "y", "yes", "true", "t", "ใช่", "มี", "จริง", "✓", "/"})
_NO = frozenset({"0", "n", "no", "false", "f", "ไม่ใช่", "ไม่มี", "ไม่", "เท็จ"})


def truth() -> Parser:
    """Return the parser of yes (1) and no (0): 1/0, Y/N, ใช่/ไม่ใช่, มี/ไม่มี."""

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        if word.casefold() in _YES:
            return Cell((1,), notes)
        if word.casefold() in _NO:
            return Cell((0,), notes)
        return bad("CODE-08", *notes, choices="1, 0, ใช่, ไม่ใช่, มี, ไม่มี")

    return Parser(name="truth", exact=exact, wanted_thai="ใช่ หรือ ไม่ใช่", wanted_english="yes or no")
