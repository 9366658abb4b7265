"""The door for files: looks at the first bytes, not at the name, and opens what it knows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from importers.carriers.batch import Table
from importers.carriers.csv_file import open_csv
from importers.carriers.limits import Limits
from importers.carriers.shapes import is_shapes, open_shapes
from importers.carriers.workbook import open_workbook
from importers.problems import refusal

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN_BINARY = {
    b"%PDF": ("เป็นไฟล์ PDF", "it is a PDF"),
    b"\x7fELF": ("เป็นโปรแกรม", "it is a program"),
    b"MZ": ("เป็นโปรแกรม", "it is a program"),
    b"\x1f\x8b": ("เป็นไฟล์ gzip", "it is a gzip file"),
    b"Rar!": ("เป็นไฟล์ RAR", "it is a RAR file"),
    b"7z\xbc\xaf": ("เป็นไฟล์ 7z", "it is a 7z file"),
    b"\x89PNG": ("เป็นรูปภาพ", "it is a picture"),
    b"\xff\xd8\xff": ("เป็นรูปภาพ", "it is a picture"),
}


@dataclass(frozen=True, kw_only=True)
class OpenFile:
    """A file that was opened: its hash and its tables (one for a CSV, one for each sheet)."""

    path: Path
    sha256: str
    size: int
    tables: tuple[Table, ...]


def open_file(path: Path, limits: Limits | None = None, *, name: str = "") -> OpenFile:
    """Open a CSV, a workbook (XLSX, XLS, XLSB, ODS) or shapes; raises `FileRefused`.

    `name` is the file's own name where `path` is another.
    A ZIP of CSV files is not opened here: see `importers.carriers.archive.unpack`.
    """
    limits = limits or Limits()
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise refusal("FILE-03")
    for magic, (why, why_english) in _KNOWN_BINARY.items():
        if start.startswith(magic):
            raise refusal("FILE-01", why=why, why_english=why_english)
    if start.startswith((_ZIP, _OLE)) or is_shapes(start):
        shapes = is_shapes(start)
        tables = open_shapes(path, limits, name=name) if shapes else open_workbook(path, limits)
        return OpenFile(path=path, sha256=sha256_of(path), size=path.stat().st_size, tables=tables)
    table, encoding = open_csv(path, limits)
    return OpenFile(path=path, sha256=encoding.sha256, size=encoding.size, tables=(table,))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
