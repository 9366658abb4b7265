"""Workbooks as a spreadsheet saves them: sheets of text, numbers and days in one XLSX file.

Written part by part, because openpyxl stamps each file with the time of day and the same seed has
to give the same bytes; and because it would take longer than all the rest of the pilot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from generator.carriers import content_of, zip_bytes
from generator.sheets import Cells, Sheet, joined, spread

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY_STYLE: Final = 1
_BUDDHIST_DAY: Final = "[$-41E]d/m/bbbb"
"""How a Thai spreadsheet shows a day; the cell itself holds a Gregorian serial number."""
_EPOCH_SERIAL: Final = 25_569
"""Serial number of 1 January 1970 in a spreadsheet."""


def workbook_bytes(sheets: Mapping[str, Sheet], *, above: Mapping[str, tuple[str, ...]]) -> bytes:
    """Write sheets as one workbook; `above` are lines over a sheet's headings."""
    members = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _book(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relations(
            {
                **{
                    f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml")
                    for number in range(1, len(sheets) + 1)
                },
                f"rId{len(sheets) + 1}": ("styles", "styles.xml"),
            }
        ),
        "xl/styles.xml": _styles(),
    }
    worksheets = {
        f"xl/worksheets/sheet{number}.xml": _sheet(sheet, above.get(name, ()))
        for number, (name, sheet) in enumerate(sheets.items(), start=1)
    }
    return zip_bytes({**{name: part.encode() for name, part in members.items()}, **worksheets})


def _sheet(sheet: Sheet, above: tuple[str, ...]) -> bytes:
    lines = [_text_row(number, (line,)) for number, line in enumerate(above, start=1)]
    lines.append(_text_row(len(lines) + 1, sheet.headings))
    first = len(lines) + 1
    start = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}'.encode()
    body = content_of(_rows(sheet, first)) if sheet.rows else b""
    return start + body + b"</sheetData></worksheet>"


def _rows(sheet: Sheet, first: int) -> pa.StringArray:
    numbers = pc.cast(pa.array(np.arange(first, first + sheet.rows)), pa.string())
    parts: list[Cells] = ['<row r="', numbers, '">']
    for place, (heading, cells) in enumerate(zip(sheet.headings, sheet.columns, strict=True)):
        column = spread(cells, sheet.rows)
        if heading in sheet.dates:
            filled = _day_cells(column)
        elif heading in sheet.numeric:
            filled = _number_cells(column)
        else:
            filled = _text_cells(column)
        parts += ['<c r="', joined(_letters(place), numbers), '"', filled]
    return joined(*parts, "</row>")


def _text_cells(column: pa.StringArray) -> pa.StringArray:
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        column = pc.replace_substring(column, mark, entity)
    text = joined(' t="inlineStr"><is><t xml:space="preserve">', column, "</t></is></c>")
    return pc.if_else(pc.equal(column, ""), "/>", text)


def _number_cells(column: pa.StringArray) -> pa.StringArray:
    """Write plain numbers as numbers; what starts with a nought, and all else, as text."""
    number = pc.match_substring_regex(column, "^(0|[1-9][0-9]*)(\\.[0-9]+)?$")
    return pc.if_else(number, joined("><v>", column, "</v></c>"), _text_cells(column))


def _day_cells(column: pa.StringArray) -> pa.StringArray:
    """Write `5/1/2569` as a spreadsheet's day; other texts as texts."""
    encoded = column.dictionary_encode()
    days = pa.array([_day_cell(text) for text in encoded.dictionary.to_pylist()], type=pa.string())
    cells = days.take(encoded.indices)
    return pc.if_else(pc.equal(cells, ""), _text_cells(column), cells)


def _day_cell(text: str) -> str:
    parts = text.split("/")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) != len("dmy"):
        return ""
    day, month, year = (int(part) for part in parts)
    serial = np.datetime64(f"{year - 543:04d}-{month:02d}-{day:02d}").astype(int) + _EPOCH_SERIAL
    return f' s="{_DAY_STYLE}"><v>{serial}</v></c>'


def _text_row(number: int, texts: tuple[str, ...]) -> str:
    cells = "".join(
        f'<c r="{_letters(place)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def _letters(place: int) -> str:
    high, low = divmod(place, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def _book(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    return f"{_HEAD}<workbook {spaces}><sheets>{sheets}</sheets></workbook>"


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _content_types(sheets: int) -> str:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_TYPES}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{parts}</Types>'
    )


def _styles() -> str:
    fonts = '<fonts count="1"><font><sz val="11"/><name val="TH Sarabun New"/></font></fonts>'
    fills = '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    borders = '<borders count="1"><border/></borders>'
    shape = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
    base = f'<cellStyleXfs count="1"><xf {shape}/></cellStyleXfs>'
    plain = f'<xf {shape} xfId="0"/>'
    names = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    day = '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
        f'formatCode="{escape(_BUDDHIST_DAY)}"/></numFmts>{fonts}{fills}{borders}{base}'
        f'<cellXfs count="2">{plain}{day}</cellXfs>{names}</styleSheet>'
    )
