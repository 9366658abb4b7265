"""Importers find in the generated files what was spoilt on purpose, and nothing in clean ones."""

from collections import Counter
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from domain import taxpayer
from importers.feeds.feed import Context
from importers.problems import Severity
from importers.reading import read_file
from tests.generator.reading import manifest

FEEDS = {
    "reg",
    "land_use",
    "building",
    "building_use",
    "val_land",
    "val_other_land",
    "val_building",
}
KNOWN_ACROSS_FILES = {"XREF-01"}
"""Found when a register is put together, not while one file is read."""


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest(), "big") + 1


def _found(folder: Path, file: dict[str, Any]) -> Counter[tuple[str, Severity]]:
    context = Context(
        body=int(file["body"]) if file["body"] else None,
        province=file["province"] or None,
        today=date(2026, 4, 1),
        identify=lambda names: np.asarray([_number(name) for name in names], dtype=np.int64),
        join=partial(taxpayer.joints, bytes(16)),
        as_of=date.fromisoformat(file["as_of"]),
    )
    tables = read_file(folder / file["path"], context)
    return Counter((one.code, one.severity) for table in tables for one in table.problems)


def _files(folder: Path) -> list[dict[str, Any]]:
    files = [file for file in manifest(folder)["files"] if file["feed"] in FEEDS]
    assert len(files) > 10
    return files


def test_what_was_spoilt_is_found_row_by_row(usual: Path) -> None:
    for file in _files(usual):
        found: Counter[str] = Counter()
        for (code, _), count in _found(usual, file).items():
            found[code] += count

        wanted = {code: n for code, n in file["spoilt"].items() if code not in KNOWN_ACROSS_FILES}
        assert {code: found[code] for code in wanted} == wanted, file["path"]


def test_nothing_is_kept_back_from_clean_files(clean: Path) -> None:
    for file in _files(clean):
        found = _found(clean, file)

        kept_back = [code for code, severity in found if severity is Severity.QUARANTINED]
        assert kept_back == [], file["path"]
