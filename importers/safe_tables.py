"""Tables the office gives out: CSV or XLSX in which nothing that others typed runs as a formula.

Nor does it turn the writing around, break a row, or keep a spreadsheet from opening the file.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Final

import openpyxl
from openpyxl.cell import WriteOnlyCell

from importers.corrections import guarded

Cell = str | int

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]+")
"""What cannot be seen, breaks a line or turns the direction of writing."""
_WIDE: Final = re.compile("[＝＋－＠]")
"""Spreadsheets in Asia take these for the narrow ones."""
_LONGEST: Final = 32_000
"""A workbook's cell holds 32,767 letters."""


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as CSV, in UTF-8 with a byte order mark, so that spreadsheets read Thai."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as a workbook of one sheet; text is typed as text, whatever it says."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(list(headings))
    for row in rows:
        cells = []
        for value in row:
            text = isinstance(value, str)
            cell = WriteOnlyCell(sheet, value=_inert(value) if isinstance(value, str) else value)
            if text:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def _inert(text: str) -> str:
    return _UNSEEN.sub(" ", text)[:_LONGEST]


def _guarded(text: str) -> str:
    shown = guarded(_inert(text))
    return f"'{shown}" if _WIDE.match(shown.lstrip()) else shown
