"""The 13-digit identity number with its check digit, as spreadsheets and offices maul it."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from importers.carriers.batch import Kind
from importers.cells import plain
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.column import Fast, Parser
from importers.problems import Severity

LENGTH = 13
_LOST_ZERO = 12
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_ZERO_DECIMALS = re.compile(r"\.0+$")
_WEIGHTS = np.arange(LENGTH, 1, -1, dtype=np.int64)


def identity(check: Severity = Severity.TO_DO) -> Parser:
    """Return the parser of an identity number, kept as an integer of up to 13 digits.

    `check` is what a wrong check digit means (PID-02): TO_DO where another office is the source,
    QUARANTINED where the administration keyed it in. Blanks and dashes between digits are ignored.
    """

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = digits(text)
        word = word.replace(" ", "").replace("-", "")
        if is_null(word):
            return Cell(None, notes) if notes else BLANK
        if _SCIENTIFIC.fullmatch(word):
            return bad("PID-05", *notes)
        word = _ZERO_DECIMALS.sub("", word)
        if not (word.isascii() and word.isdigit()) or len(word) != LENGTH:
            lost = len(word) == _LOST_ZERO and word.isascii() and word.isdigit()
            return bad("PID-04" if lost else "PID-01", *notes)
        if check_digit(word[:-1]) == int(word[-1]):
            return Cell((int(word),), notes)
        if check is Severity.QUARANTINED:
            return bad("PID-02", *notes, severity=check)
        return Cell((int(word),), (*notes, Note("PID-02", (), check)))

    return Parser(
        name="identity",
        exact=exact,
        fast=_fast,
        wanted_thai="เลข 13 หลัก",
        wanted_english="13 digits",
    )


def check_digit(first_twelve: str) -> int:
    """Return the last digit of an identity number from its first twelve."""
    total = sum(int(digit) * weight for digit, weight in zip(first_twelve, _WEIGHTS, strict=True))
    return int((11 - total % 11) % 10)


def checked(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which identity numbers (n,) have the right check digit."""
    total = np.zeros(len(numbers), dtype=np.int64)
    rest = numbers // 10
    for weight in range(2, LENGTH + 1):
        total += rest % 10 * weight
        rest = rest // 10
    return np.asarray((11 - total % 11) % 10 == numbers % 10, dtype=np.bool_)


def _fast(column: pa.StringArray) -> Fast:
    cells = plain.raw(column)
    odd = plain.not_digits(cells)
    if len(odd):
        removable = np.isin(cells.data[odd], np.frombuffer(b" -", np.uint8))
        good = ~plain.marked(cells, odd[~removable])
        cells = plain.without(cells, odd[removable])
    else:
        good = np.ones(len(column), dtype=np.bool_)
    good &= cells.lengths == LENGTH
    starts = cells.offsets[:-1][good].astype(np.int64)
    value = np.zeros(len(starts), dtype=np.int64)
    total = np.zeros(len(starts), dtype=np.int64)
    for place in range(LENGTH):
        digit = cells.data[starts + place].astype(np.int64) - 48
        value = value * 10 + digit
        if place < LENGTH - 1:
            total += digit * (LENGTH - place)
    right = (11 - total % 11) % 10 == value % 10
    numbers = np.zeros(len(column), dtype=np.int64)
    rows = np.flatnonzero(good)
    numbers[rows] = value
    good[rows[~right]] = False
    return Fast(plain=good, parts=(numbers,))
