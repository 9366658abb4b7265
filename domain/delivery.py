"""What an office hands over in one act: facts under natural keys, and the rows kept back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.rows import Rows, Text
from domain.text_index import TextIndex


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A key column `(n,)` as numbers into `keys`, a list of natural keys without any twice.

    Several columns may share one list, which is then looked up once; each key of it is used.
    """

    which: NDArray[np.integer[Any]]
    keys: Text

    @staticmethod
    def of(text: Text) -> "Numbered":
        """Number the keys of a column in order of first sight."""
        first = TextIndex(text).find(text)
        opens = first == np.arange(len(text))
        if opens.all():
            return Numbered(which=first, keys=text)
        number = np.cumsum(opens) - 1
        return Numbered(which=number[first], keys=text.take(opens))

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.which)


Columns = Mapping[str, NDArray[np.generic] | Text | Numbered]
"""Columns of one table by name; key columns hold natural keys, "" for none."""


def without_keys(columns: Columns) -> dict[str, NDArray[np.generic] | Text]:
    """Return the columns of a table in which no key is numbered."""
    plain = {name: cells for name, cells in columns.items() if not isinstance(cells, Numbered)}
    assert len(plain) == len(columns)
    return plain


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who said it, when, and from which file: the head of every event with rows.

    `part` of `parts` (1-based): a delivery larger than one event's row limit is recorded as
    several events at once, and all carry the same head but for `part`.
    """

    feed: str
    authority: str
    officer: str
    as_of: date
    recorded_at: datetime
    file_sha256: str
    rows_in: int
    rows_applied: int
    rows_quarantined: int
    reason: str = ""
    part: int = 1
    parts: int = 1

    @property
    def rows_unchanged(self) -> int:
        """Rows of the file that say nothing new: in = applied + unchanged + quarantined."""
        return self.rows_in - self.rows_applied - self.rows_quarantined


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One act before it is decided.

    `facts` are columns per table of `domain.tables`; every column of the table is there, with
    natural keys (`Text` or `Numbered`) in place of dense ones. `findings` has the schema
    `FINDINGS`; a row of the file that is quarantined has no facts. `file_sha256` is the hex digest
    of the file as received, "" where an officer typed the fact in. `reason` is a code, never free
    text. `followers` `(k, 2)` pairs a row of the file with the row whose fact it is part of (a
    second owner, a second use).
    """

    feed: str
    authority: str
    officer: str
    as_of: date
    recorded_at: datetime
    file_sha256: str
    rows_in: int
    facts: Mapping[str, Columns]
    findings: Rows
    reason: str = ""
    followers: NDArray[np.integer[Any]] = field(default_factory=lambda: np.zeros((0, 2), np.int64))

    def head(self, *, applied: NDArray[np.integer[Any]]) -> Act:
        """Return the act's head once the rows of the file `(k,)` that say something new are known.

        Rows may be given more than once.
        """
        row, leader = self.followers[:, 0], self.followers[:, 1]
        told = np.zeros(_last(applied, row, leader) + 1, dtype=np.bool_)
        told[applied] = True
        told[row[told[leader]]] = True
        rows_applied = int(np.count_nonzero(told))
        kept_back = np.unique(
            np.asarray(self.findings["row"])[np.asarray(self.findings["quarantined"]) == 1]
        )
        return Act(
            feed=self.feed,
            authority=self.authority,
            officer=self.officer,
            as_of=self.as_of,
            recorded_at=self.recorded_at,
            file_sha256=self.file_sha256,
            rows_in=self.rows_in,
            rows_applied=rows_applied,
            rows_quarantined=len(kept_back),
            reason=self.reason,
        )


def _last(*rows: NDArray[np.integer[Any]]) -> int:
    """Return the highest of some row numbers, 0 for none."""
    return max(int(some.max(initial=0)) for some in rows)
