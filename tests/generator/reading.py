"""Reads generated files back with the plainest tools there are."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

Row = dict[str, str]


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def rows(path: Path, encoding: str) -> list[Row]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def table_in_zip(path: Path, table: str, encoding: str) -> list[Row]:
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.split("/")[-1].startswith(table))
        return list(csv.DictReader(io.StringIO(archive.read(name).decode(encoding), newline="")))


def check_digit(twelve: str) -> int:
    """Return the 13th digit as the standard says: 11 minus the weighted sum modulo 11."""
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(twelve))
    return (11 - total % 11) % 10
