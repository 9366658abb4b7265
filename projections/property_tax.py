"""What of each bill lies on which property: the land office is told of arrears plot by plot (s.60).

A line's tax is shared over its rows by value, a bill's relief under s.97 over its lines by tax; the
last row of a bill takes what rounding leaves, so that the parts add up to the bill.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from projections.bill_engine.sums import elements_of
from projections.registers import BodyBills

Longs = NDArray[np.int64]

_BITS: Final = 62
_POWERS: Final = 2 ** np.arange(63, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class PropertyTax:
    """Parts of bills `(k,)`: index of the bill, dense key of the property, satang; by bill."""

    bill: Longs
    property: Longs
    tax_satang: Longs


def property_tax(bills: BodyBills) -> PropertyTax:
    """Return the tax of each bill by property, in the order of the bills; parts of 0 are left out.

    A property in several rows of a bill (several uses) has one part.
    """
    columns, assessment = bills.arranged.assessables, bills.assessment
    line_tax = shared_out(
        assessment.bill_tax_satang,
        assessment.line_tax_satang,
        columns.bill_line_start.astype(np.int64),
    )
    row_tax = shared_out(line_tax, assessment.row_value_csat, columns.line_start.astype(np.int64))
    bill_rows = columns.line_start[columns.bill_line_start].astype(np.int64)
    bill = np.repeat(np.arange(columns.bills, dtype=np.int64), np.diff(bill_rows))
    key = bills.arranged.row_property.astype(np.int64)
    owed = np.flatnonzero(row_tax)  # no part is negative, so a part of 0 adds nothing
    bill, key, tax = bill[owed], key[owed], row_tax[owed]
    if not len(owed):
        return PropertyTax(bill=bill, property=key, tax_satang=tax)
    order = np.argsort(bill * len(bills.arranged.view) + key)
    bill, key, tax = bill[order], key[order], tax[order]
    first = np.flatnonzero(
        np.concatenate([[True], (bill[1:] != bill[:-1]) | (key[1:] != key[:-1])])
    )
    tax = np.add.reduceat(tax, first)
    return PropertyTax(bill=bill[first], property=key[first], tax_satang=tax)


def shared_out(totals: Longs, weights: Longs, starts: Longs) -> Longs:
    """Share each total `(r,)` over its run of `weights` `(n,)`; `starts` are r + 1 offsets.

    Part k is floor(total x weights up to k / all weights) less the same up to k - 1, so the parts
    add up to the total and each is off by less than one satang. Weights and totals are not
    negative; where all weights are 0, the last of the run takes all. Where a product would pass
    2**63 the weights lose low bits, which moves single satang between parts and no sum.
    """
    sizes = np.diff(starts)
    parts = np.repeat(totals, sizes)  # most runs are of one
    several = np.flatnonzero(sizes > 1)
    if len(several):
        at = elements_of(starts, several)
        offsets = np.concatenate([[0], np.cumsum(sizes[several])])
        parts[at] = _shared_out(totals[several], weights[at], offsets)
    return parts


def _shared_out(totals: Longs, weights: Longs, starts: Longs) -> Longs:
    run = np.repeat(np.arange(len(totals)), np.diff(starts))
    excess = np.maximum(_bits(totals) + _bits(_sums(weights, starts)) - _BITS, 0)
    narrowed = weights >> excess[run]
    before = np.cumsum(narrowed) - narrowed
    upto = before + narrowed - before[starts[:-1]][run]
    whole = np.maximum(_sums(narrowed, starts), 1)
    reached = totals[run] * upto // whole[run]
    reached[starts[1:] - 1] = totals
    parts = reached.copy()
    parts[1:] -= reached[:-1]
    parts[starts[:-1]] = reached[starts[:-1]]
    return np.asarray(parts, dtype=np.int64)


def _sums(values: Longs, starts: Longs) -> Longs:
    return np.asarray(np.add.reduceat(values, starts[:-1]), dtype=np.int64)


def _bits(values: Longs) -> Longs:
    """Return how many bits each number takes."""
    return np.searchsorted(_POWERS, values, side="right")
