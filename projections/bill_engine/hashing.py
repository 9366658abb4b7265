"""A bill's digest: what it is made of, whatever stands around it, to prove it again years later."""

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from projections.assessables import Assessables
from projections.bill_engine.assessment import Assessment

_HEAD = np.dtype([("taxpayer", "<i8"), ("tax", "<i8")])
_LINE = np.dtype(
    [
        ("table", "<u1"),
        ("vacant_years", "<u1"),
        ("reduction", "<u1"),
        ("value", "<i8"),
        ("exempt", "<i8"),
        ("net", "<i8"),
        ("tax", "<i8"),
    ]
)

Longs = NDArray[np.int64]


def bill_hashes(
    columns: Assessables, assessment: Assessment, bills: Longs | None = None
) -> NDArray[np.int64]:
    """Return a 64-bit digest of each bill `(b,)`: taxpayer and total, then its lines in order.

    With `bills` `(k,)` only of the bills at these places.
    """
    which = np.arange(columns.bills) if bills is None else bills
    if not len(which):
        return np.zeros(0, dtype=np.int64)
    packed, start = _packed(columns, assessment)
    bounds = zip(start[which].tolist(), start[which + 1].tolist(), strict=True)
    begun, digests = blake2b(digest_size=8), bytearray()
    for first, end in bounds:
        digest = begun.copy()  # to begin one anew takes as long as to digest a bill
        digest.update(packed[first:end])
        digests += digest.digest()
    return np.frombuffer(bytes(digests), dtype="<i8").astype(np.int64)


def _packed(columns: Assessables, assessment: Assessment) -> tuple[bytes, Longs]:
    """Return the bytes of all bills, each bill's in one piece, and where each begins `(b + 1,)`."""
    heads, lines = np.empty(columns.bills, dtype=_HEAD), np.empty(columns.lines, dtype=_LINE)
    heads["taxpayer"], heads["tax"] = columns.taxpayer, assessment.bill_tax_satang
    lines["table"] = columns.table
    lines["vacant_years"] = columns.vacant_years
    lines["reduction"] = columns.reduction
    lines["value"] = assessment.line_value_csat
    lines["exempt"] = assessment.line_exempt_csat
    lines["net"] = assessment.line_net_csat
    lines["tax"] = assessment.line_tax_satang
    first_line = columns.bill_line_start.astype(np.int64)
    bill = np.arange(columns.bills + 1, dtype=np.int64)
    start = first_line * _LINE.itemsize + bill * _HEAD.itemsize
    heads_before = np.repeat(bill[1:], np.diff(first_line)) * _HEAD.itemsize
    packed = np.empty(int(start[-1]), dtype=np.uint8)
    _at_any_byte(packed, _HEAD)[start[:-1]] = heads
    _at_any_byte(packed, _LINE)[np.arange(columns.lines) * _LINE.itemsize + heads_before] = lines
    return packed.tobytes(), start


def _at_any_byte(packed: NDArray[np.uint8], record: np.dtype[Any]) -> NDArray[Any]:
    """Return a view whose n-th element is the record that begins at the n-th byte."""
    count = len(packed) - record.itemsize + 1
    return np.ndarray(shape=(count,), dtype=record, buffer=packed, strides=(1,))
