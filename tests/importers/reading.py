"""Builders for importer tests: a small feed, files in a folder, and what a clerk would see."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from importers.carriers.batch import Cells, Kind, Table
from importers.carriers.open import open_file
from importers.cells import areas, codes, dates, identity, names, numbers, texts, words
from importers.cells.column import Parsed, Parser, parse_column
from importers.headings import Feed, Field, Matched, match_headings
from importers.problems import FileRefused, Problem
from importers.rows import ParsedBatch, parse_batch

LAND = Feed(
    name="land",
    thai="ทะเบียนที่ดิน",
    fields=(
        Field(name="lao_code", aliases=("รหัส อปท.", "OptID"), parser=codes.code(8), required=True),
        Field(name="title_type", aliases=("ประเภทเอกสารสิทธิ",), parser=words.word_of(
            "title_types", "CODE-01"), required=True),
        Field(name="title_no", aliases=("เลขที่โฉนด", "PARCEL_NO"), parser=codes.title_number(),
              required=True, merges=True),
        Field(name="rai", aliases=("ไร่",), parser=numbers.integer(0, 99_999), required=True),
        Field(name="ngan", aliases=("งาน",), parser=numbers.integer(0, 99), required=True),
        Field(name="wah", aliases=("ตร.ว.", "ตารางวา"), parser=areas.wah(), required=True),
        Field(name="subwah", aliases=("เศษ",), parser=numbers.integer(0, 99)),
        Field(name="acquired_date", aliases=("วันที่ได้มา",), parser=dates.date()),
        Field(name="house_no", aliases=("บ้านเลขที่",), parser=texts.label(20), person=True),
        Field(name="id_no", aliases=("13 หลัก", "OWN_PERS_ID"), parser=identity.identity(),
              person=True),
        Field(name="prefix", aliases=("คำนำหน้า",), parser=names.name_prefix()),
        Field(name="first_name", aliases=("ชื่อ", "OWN_FNAME"), parser=texts.text(100),
              person=True),
    ),
)  # fmt: skip
HEADINGS = "lao_code,title_type,title_no,rai,ngan,wah,subwah"
GOOD = "05600701,1,12345,1,2,53,6"


def reference_data() -> Path:
    """Return the folder of shared reference data; skips the test where there is none."""
    default = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("THIDIN_REFERENCE_DATA", default)) / "data"
    if not folder.is_dir():
        pytest.skip(f"The reference data is not at {folder} (set THIDIN_REFERENCE_DATA).")
    return folder


def file_of(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    """Write a file: text as UTF-8, bytes as they are."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only_table(path: Path) -> Table:
    """Open a file that holds one table."""
    (table,) = open_file(path).tables
    return table


def understood(table: Table, feed: Feed = LAND) -> tuple[Matched, list[ParsedBatch]]:
    """Match a table's headings and read all its batches."""
    matched = match_headings(table.top, [feed])
    batches = table.batches(matched.last_row, matched.width)
    return matched, [parse_batch(batch, matched) for batch in batches]


def problems_of(path: Path, feed: Feed = LAND) -> list[Problem]:
    """Return all row problems of a file with one table."""
    return [problem for batch in understood(only_table(path), feed)[1] for problem in
            batch.problems()]  # fmt: skip


def refused(path: Path, feed: Feed = LAND) -> list[str]:
    """Return the Thai sentences with which a file is refused; fails where it is taken."""
    with pytest.raises(FileRefused) as caught:
        understood(only_table(path), feed)
    return [f"{problem.code} {problem.thai}" for problem in caught.value.problems]


def one(parser: Parser, text: str, kind: Kind = Kind.TEXT) -> tuple[object, list[str]]:
    """Read one cell: its value (None where blank or unusable, a tuple of several parts), codes."""
    parsed = parse_column(Cells.of([text], [kind]), parser)
    codes_said = [f"{found.code} {found.severity.value}" for found in parsed.findings]
    values = list(_values(parsed))
    if not parsed.given[0]:
        return None, codes_said
    return values[0] if len(values) == 1 else tuple(values), codes_said


def column(parser: Parser, cells: Sequence[str]) -> Parsed:
    """Read a column of texts."""
    return parse_column(Cells.of(cells), parser)


def _values(parsed: Parsed) -> Iterator[object]:
    for part in parsed.parts.values():
        value = part[0]
        yield value.as_py() if hasattr(value, "as_py") else int(value)
