"""Files as offices send them: CSV in three encodings, and archives. Same cells, same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from generator.sheets import Cells, Sheet, joined, spread

UTF8: Final = "utf-8"
UTF8_BOM: Final = "utf-8-sig"
CP874: Final = "cp874"
_NEEDS_QUOTES: Final = '[,"\r\n]'
_STAMP: Final = (2024, 1, 1, 0, 0, 0)


def csv_bytes(sheet: Sheet, *, encoding: str = UTF8_BOM, above: tuple[str, ...] = ()) -> bytes:
    """Write a sheet as CSV with CRLF; `above` are lines before the headings."""
    head = "".join(f"{line}\r\n" for line in (*above, ",".join(map(_quoted, sheet.headings))))
    start = head.encode(encoding)
    if not sheet.rows:
        return start
    quoted = [_quoted(c) if isinstance(c, str) else _quoted_where_needed(c) for c in sheet.columns]
    lines = _lines(quoted, sheet.rows)
    body = content_of(lines)
    return start + (body if encoding != CP874 else body.decode().encode(CP874))


def _quoted(text: str) -> str:
    if not any(mark in text for mark in ',"\r\n'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _quoted_where_needed(cells: pa.StringArray) -> pa.StringArray:
    content = content_of(cells)
    if b"," not in content and b'"' not in content and b"\n" not in content:
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    return pc.if_else(
        pc.match_substring_regex(cells, _NEEDS_QUOTES), joined('"', doubled, '"'), cells
    )


def _lines(columns: list[Cells], rows: int) -> pa.StringArray:
    """Return each row's cells with commas between them and CRLF at the end."""
    parts: list[Cells] = []
    constant = ""
    for number, cells in enumerate(columns):
        comma = "," if number else ""
        if isinstance(cells, str):
            constant += comma + cells
            continue
        if constant or comma:
            parts.append(constant + comma)
        constant = ""
        parts.append(cells)
    parts.append(constant + "\r\n")
    if all(isinstance(part, str) for part in parts):
        return spread("".join(str(part) for part in parts), rows)
    return joined(*parts)


def content_of(cells: pa.StringArray) -> bytes:
    """Return all texts of a column as one run of UTF-8."""
    _, offsets, data = cells.buffers()
    if data is None:
        return b""
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[cells.offset] : ends[cells.offset + len(cells)]].tobytes()


def zip_bytes(members: dict[str, bytes], *, compressed: bool = True) -> bytes:
    """Write a ZIP archive; the same members give the same bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=_STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            archive.writestr(entry, content, compresslevel=1)
    return target.getvalue()


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
