"""A bill's digest: what it is made of, whatever stands around it, to prove it again years later."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from projections.assessables import Assessables
from projections.bill_engine.assessment import Assessment

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


def bill_hashes(columns: Assessables, assessment: Assessment) -> NDArray[np.int64]:
    """Return a 64-bit digest of each bill `(b,)`: its lines in order, taxpayer and total."""
    lines = np.empty(columns.lines, dtype=_LINE)
    lines["table"] = columns.table
    lines["vacant_years"] = columns.vacant_years
    lines["reduction"] = columns.reduction
    lines["value"] = assessment.line_value_csat
    lines["exempt"] = assessment.line_exempt_csat
    lines["net"] = assessment.line_net_csat
    lines["tax"] = assessment.line_tax_satang
    packed = memoryview(lines.tobytes())
    bounds = (columns.bill_line_start.astype(np.int64) * _LINE.itemsize).tolist()
    heads = np.stack(
        [columns.taxpayer.astype("<i8"), assessment.bill_tax_satang.astype("<i8")], axis=1
    )
    keys = memoryview(np.ascontiguousarray(heads).tobytes())
    digests = bytearray()
    for bill in range(columns.bills):
        digest = blake2b(keys[bill * 16 : bill * 16 + 16], digest_size=8)
        digest.update(packed[bounds[bill] : bounds[bill + 1]])
        digests += digest.digest()
    return np.frombuffer(bytes(digests), dtype="<i8").astype(np.int64)
