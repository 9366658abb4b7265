"""Rows of a table that were kept back: shown as they came, mended, or given as a file to mend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from importers.corrections import (
    CorrectionFile,
    MendedFile,
    barred_rows,
    cells_of,
    ours_of,
    sent,
)
from importers.problems import Problem
from importers.reading import TableRead


@dataclass(frozen=True, kw_only=True)
class KeptBack:
    """One row that was kept back: its cells as they came, and what is wrong with it."""

    row: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


def headings_of(read: TableRead) -> tuple[str, ...]:
    """Return the headings of a table as sent, without our own two columns."""
    ours = ours_of(read.matched)
    return tuple(text for index, text in enumerate(read.matched.headings) if index not in ours)


def rows_kept_back(read: TableRead, *, most: int) -> Sequence[KeptBack]:
    """Return the first rows that were kept back, in order."""
    wanted = sorted(read.quarantined_rows())[:most]
    said: dict[int, list[Problem]] = {row: [] for row in wanted}
    for problem in read.problems:
        if problem.row in said:
            said[problem.row].append(problem)
    found: list[KeptBack] = []
    for batch in read.table.batches(read.matched.last_row, read.matched.width):
        if len(found) == len(wanted):
            break
        for row, cells in sorted(cells_of(batch, read.matched, said).items()):
            found.append(
                KeptBack(
                    row=row,
                    cells=tuple(text for text, _ in cells),
                    problems=tuple(said[row]),
                )
            )
    return found


def write_mended(read: TableRead, path: Path, mended: Mapping[tuple[int, int], str]) -> None:
    """Write a table again as it was sent, with the texts of some cells by (row, column) put right.

    Columns are counted as in `headings_of`.
    """
    matched, table = read.matched, read.table
    with MendedFile(path, sent(table.top, matched, table.delimiter), mended) as written:
        for batch in table.batches(matched.last_row, matched.width):
            written.add(batch, matched)


def write_corrections(file: Path, read: TableRead, folder: Path) -> Path | None:
    """Write the rows that were kept back, to be mended and sent again; None if there are none.

    The table is read a second time for those rows, so memory stays bounded by a batch.
    """
    if not read.quarantined_rows():
        return None
    suffix = ".csv" if read.table.delimiter else ".xlsx"
    # The name of a table in a ZIP says whose it is (`importers.feeds.monthly.told`): it stays.
    member = f"-{read.member}" if read.member else ""
    ending = f"-{read.feed}-corrections"
    path = folder / f"{file.stem.removesuffix(ending)}{member}{ending}{suffix}"
    if path.resolve() == file.resolve():
        # What the clerk mended is not written over while it is read.
        path = path.with_stem(f"{path.stem}-next")
    folder.mkdir(parents=True, exist_ok=True)
    matched, table, barred = read.matched, read.table, barred_rows(read.problems)
    with CorrectionFile(path, sent(table.top, matched, table.delimiter)) as written:
        for batch in table.batches(matched.last_row, matched.width):
            written.add(batch, matched, barred)
    return path
