"""One file read through: what feed each table is, its facts, its people, and all its problems."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.rows import Rows, Text
from domain.tables import FINDINGS
from importers.carriers.archive import Unpacked, is_archive
from importers.carriers.batch import Table
from importers.carriers.limits import Limits
from importers.carriers.open import OpenFile, open_file
from importers.corrections import restored
from importers.feeds import READERS
from importers.feeds.feed import Context, Handed, Persons, Reader
from importers.feeds.monthly import told
from importers.headings import Feed, Matched, match_headings
from importers.problems import FileRefused, Problem, Severity, file_problem
from importers.rows import ParsedBatch, parse_batch

_NO_TABLE: Final = frozenset({"HDR-04", "FILE-03"})
"""What a file in a ZIP may be without harm: of no feed, or without rows."""


@dataclass(frozen=True, kw_only=True)
class TableRead:
    """One table of a file: a CSV, or one sheet.

    `sha256` tells this table from all others: the file's own digest, or one made of it and the
    sheet's name. `rows_in` counts its data rows, ragged ones included. Of a ZIP, `member` is the
    table's name in it, and `folder` keeps the unpacked files as long as the table is in use.
    """

    name: str
    feed: str
    feed_thai: str
    encoding: str
    sha256: str
    rows_in: int
    table: Table
    matched: Matched
    handed: Sequence[Handed]
    problems: Sequence[Problem]
    member: str = ""
    folder: Unpacked | None = None

    def quarantined_rows(self, codes: Collection[str] | None = None) -> set[int]:
        """Return the numbers of the rows kept back, only for some codes if given."""
        return {
            one.row
            for one in self.problems
            if one.row is not None
            and one.severity is Severity.QUARANTINED
            and (codes is None or one.code in codes)
        }

    def findings(self) -> Rows:
        """Return the problems of the table as the log keeps them."""
        return findings_of(self.problems)


def findings_of(problems: Sequence[Problem]) -> Rows:
    """Return problems of rows as the log keeps them: where and what, not the values."""
    mine = [one for one in problems if one.row is not None]
    return Rows(
        FINDINGS,
        {
            "row": np.asarray([one.row for one in mine], dtype=np.int32),
            "code": Text.of([one.code for one in mine]),
            "column": Text.of([one.column for one in mine]),
            "quarantined": np.asarray(
                [one.severity is Severity.QUARANTINED for one in mine], dtype=np.uint8
            ),
        },
    )


def read_file(
    path: Path,
    context: Context,
    *,
    remember: Callable[[Persons], None] | None = None,
    advanced: Callable[[int], None] | None = None,
    limits: Limits | None = None,
    password: str | None = None,
) -> list[TableRead]:
    """Read all tables of a file; raises `FileRefused` where it cannot be taken at all.

    `remember` is given the people of each batch (for the vault), `advanced` the number of rows
    read since it was last called. Memory is bounded by a batch and the columns kept of its rows.
    Sheets of a workbook that are no feed are passed over, unless none is; likewise the files of
    the land office's monthly ZIP, which `password` opens.
    """
    context = replace(context, kinds={})
    reading = _Reading(context=context, remember=remember, advanced=advanced)
    if is_archive(path):
        return _read_archive(path, reading, limits, password)
    return reading.tables(open_file(path, limits), told(context, path.name))


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """Reads the tables of opened files and says who and how many they hold."""

    context: Context
    remember: Callable[[Persons], None] | None
    advanced: Callable[[int], None] | None

    def tables(self, opened: OpenFile, context: Context) -> list[TableRead]:
        """Read all tables of one opened file; raises `FileRefused`."""
        single = len(opened.tables) == 1
        read: list[TableRead] = []
        refused: list[Problem] = []
        for table in opened.tables:
            digest = opened.sha256
            if not single:
                digest = hashlib.sha256(f"{opened.sha256}#{table.name}".encode()).hexdigest()
            try:
                read.append(
                    read_table(
                        table, digest, context, remember=self.remember, advanced=self.advanced
                    )
                )
            except FileRefused as refusal:
                if single or any(one.code != "HDR-04" for one in refusal.problems):
                    raise
                refused += refusal.problems
        if not read:
            raise FileRefused(*refused)
        return read


def _read_archive(
    path: Path, reading: _Reading, limits: Limits | None, password: str | None
) -> list[TableRead]:
    """Read the tables of a ZIP, passing over what is none of ours (covers, leavings)."""
    folder = Unpacked(path, password=password, limits=limits)
    context = told(reading.context, path.name)
    read: list[TableRead] = []
    refused: list[Problem] = []
    map_refused: list[Problem] = []
    for member in folder.tables():
        name = PurePosixPath(member.name).stem
        try:
            tables = reading.tables(
                open_file(member.path, limits, name=member.name), told(context, member.name)
            )
        except FileRefused as refusal:
            # Titles and owners do not wait for a map that cannot be read; the clerk is told.
            if all(one.code.startswith("GEO-") for one in refusal.problems):
                map_refused += refusal.problems
            elif any(one.code not in _NO_TABLE for one in refusal.problems):
                raise
            refused += refusal.problems
            continue
        read += [replace(one, member=name, folder=folder) for one in tables]
    if not read:
        raise FileRefused(*refused or [file_problem("FILE-03")])
    if map_refused:
        read[0] = replace(read[0], problems=[*read[0].problems, *map_refused])
    return read


def _parsed(table: Table, matched: Matched) -> Iterator[ParsedBatch]:
    """Yield a table's batches with every known column read."""
    for batch in table.batches(matched.last_row, matched.width):
        cells = restored(batch) if matched.corrected and table.delimiter else batch
        yield parse_batch(cells, matched)


@lru_cache(maxsize=64)
def _feeds(today: date, as_of: date | None, month: int | None) -> Sequence[Feed]:
    """Return every feed's headings; of a context they depend on nothing else."""
    context = Context(
        body=None,
        province=None,
        today=today,
        identify=_nobody,
        join=_nobody,
        as_of=as_of,
        month=month,
    )
    return [reader.feed(context) for reader in READERS]


def _nobody(_who: object) -> NDArray[np.int64]:
    raise AssertionError


def read_table(
    table: Table,
    sha256: str,
    context: Context,
    *,
    remember: Callable[[Persons], None] | None = None,
    advanced: Callable[[int], None] | None = None,
) -> TableRead:
    """Read one table; raises `FileRefused`."""
    feeds = _feeds(context.today, context.as_of, context.month)
    matched = match_headings(table.top, feeds)
    readers = {feed.name: reader for feed, reader in zip(feeds, READERS, strict=True)}
    reader: Reader = readers[matched.feed.name]
    collector = reader.collector(context)
    problems = [*table.problems, *matched.problems]
    rows_in = 0
    for raw in _parsed(table, matched):
        parsed = collector.take(raw)
        problems += parsed.problems()
        size = len(raw) + len(raw.batch.ragged)
        rows_in += size
        if remember is not None:
            people = collector.persons(parsed)
            if people is not None:
                remember(people)
        if advanced is not None:
            advanced(size)
    if rows_in == 0:
        raise FileRefused(file_problem("FILE-03"))
    whole = collector.finish()
    return TableRead(
        name=table.name,
        feed=matched.feed.name,
        feed_thai=matched.feed.thai,
        encoding=table.encoding,
        sha256=sha256,
        rows_in=rows_in,
        table=table,
        matched=matched,
        handed=whole.handed,
        problems=[*problems, *whole.problems],
    )
