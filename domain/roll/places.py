"""Where the acts of a roll speak of a notice: looked up, however many acts there are."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.rows import Rows

_FEW: Final = 100
"""An act of at most so many rows is kept row by row: a year may have hundreds of such acts."""


@dataclass(frozen=True, kw_only=True)
class _Large:
    """An act's notices in order, and the row each stands in; the first and the last of them."""

    act: int
    notice: "array[int]"
    row: "array[int]"
    first: int
    last: int

    @staticmethod
    def of(act: int, notice: NDArray[np.integer[Any]]) -> "_Large":
        order = np.argsort(notice, kind="stable")
        ordered = array("q", notice[order].tolist())
        row = array("q", order.tolist())
        return _Large(act=act, notice=ordered, row=row, first=ordered[0], last=ordered[-1])

    def rows(self, notice: int) -> list[tuple[int, int]]:
        """Return act and row of each time the act speaks of a notice."""
        at, found = bisect_left(self.notice, notice), []
        while at < len(self.notice) and self.notice[at] == notice:
            found.append((self.act, self.row[at]))
            at += 1
        return found


@dataclass(kw_only=True)
class Places:
    """The rows of each notice in one kind of act, by the number of the act among its kind."""

    acts: int = 0
    _large: list[_Large] = field(default_factory=list)
    _small: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def take_in(self, rows: Rows) -> None:
        """Take the rows of the next act in; they have a column `notice`."""
        if len(rows) > _FEW:
            self._large.append(_Large.of(self.acts, rows["notice"]))
        else:
            for row, number in enumerate(rows["notice"].tolist()):
                self._small.setdefault(number, []).append((self.acts, row))
        self.acts += 1

    def of(self, notice: int) -> list[tuple[int, int]]:
        """Return act and row of all that is said of a notice, in the order it was said."""
        few = self._small.get(notice, [])
        found = [
            place
            for one in self._large
            if one.first <= notice <= one.last
            for place in one.rows(notice)
        ]
        return sorted([*found, *few]) if found and few else found or few
