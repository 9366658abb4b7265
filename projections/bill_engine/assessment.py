"""The engine's output: every column a bill is made of, from the property's value to the total."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What the law makes of the columns.

    rows `(n,)`: `row_value_csat` the row's share of its property's value (s.35, s.38).
    lines `(l,)`: value, what of it is exempt (s.8, s.40, s.41), net; `line_tax_nanobaht` the tax
    before reductions, whole nanobaht (rounded down where a line is a part of a ladder); and
    `line_tax_satang`, the one rounding, after reductions and relief (s.55, s.56, s.57).
    bills `(b,)`: `bill_tax_satang` = sum of its lines' tax - `bill_phase_in_satang` (s.97).
    """

    row_value_csat: Longs
    line_value_csat: Longs
    line_exempt_csat: Longs
    line_net_csat: Longs
    line_tax_nanobaht: Longs
    line_tax_satang: Longs
    bill_phase_in_satang: Longs
    bill_tax_satang: Longs

    @staticmethod
    def empty(*, rows: int, lines: int, bills: int) -> "Assessment":
        """Return columns of these lengths, to be filled block by block."""

        def column(size: int) -> NDArray[Any]:
            return np.empty(size, dtype=np.int64)

        return Assessment(
            row_value_csat=column(rows),
            line_value_csat=column(lines),
            line_exempt_csat=column(lines),
            line_net_csat=column(lines),
            line_tax_nanobaht=column(lines),
            line_tax_satang=column(lines),
            # Zeros cost nothing until written, and most years have no phase-in.
            bill_phase_in_satang=np.zeros(bills, dtype=np.int64),
            bill_tax_satang=column(bills),
        )

    def holds(self, *, rows: int, lines: int, bills: int) -> bool:
        """Say whether there is room for so many."""
        return (
            rows <= len(self.row_value_csat)
            and lines <= len(self.line_value_csat)
            and bills <= len(self.bill_tax_satang)
        )

    def part(self, rows: slice, lines: slice, bills: slice) -> "Assessment":
        """Return views of some rows, lines and bills."""
        return Assessment(
            row_value_csat=self.row_value_csat[rows],
            line_value_csat=self.line_value_csat[lines],
            line_exempt_csat=self.line_exempt_csat[lines],
            line_net_csat=self.line_net_csat[lines],
            line_tax_nanobaht=self.line_tax_nanobaht[lines],
            line_tax_satang=self.line_tax_satang[lines],
            bill_phase_in_satang=self.bill_phase_in_satang[bills],
            bill_tax_satang=self.bill_tax_satang[bills],
        )
