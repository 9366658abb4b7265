"""Tables the office gives out: CSV or XLSX in which nothing that others typed runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import openpyxl
from openpyxl.cell import WriteOnlyCell

from importers.corrections import guarded

Cell = str | int


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as CSV, in UTF-8 with a byte order mark, so that spreadsheets read Thai."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as a workbook of one sheet; text is typed as text, whatever it says."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(list(headings))
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    into = BytesIO()
    book.save(into)
    return into.getvalue()
