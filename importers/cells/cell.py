"""What one cell turned out to be: its values, or nothing, and what must be said about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from importers.carriers.batch import Kind
from importers.problems import Severity, catalogue


class Note(NamedTuple):
    """Something to say about a cell; severity None means the catalogue's.

    `details` never repeat the cell's text (that is `found`, masked where it must be).
    """

    code: str
    details: tuple[tuple[str, str], ...] = ()
    severity: Severity | None = None

    @property
    def gravity(self) -> Severity:
        """The severity that holds."""
        return self.severity or catalogue()[self.code].severity

    @property
    def bars(self) -> bool:
        """Whether this keeps the row out."""
        return self.gravity in (Severity.QUARANTINED, Severity.REFUSED)


class Cell(NamedTuple):
    """Values (one for each part of its parser), or None where the cell is blank or unusable."""

    values: tuple[int | str, ...] | None
    notes: tuple[Note, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the row may go on: a blank cell is ok, a misread one is not."""
        return not any(note.bars for note in self.notes)


Exact = Callable[[str, Kind], Cell]
BLANK = Cell(None)


def bad(code: str, *earlier: Note, severity: Severity | None = None, **details: str) -> Cell:
    """Return an unusable cell with its reason, after notes made on the way."""
    return Cell(None, (*earlier, Note(code, tuple(details.items()), severity)))
