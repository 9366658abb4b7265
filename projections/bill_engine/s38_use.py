"""The share of a property's value in each class of use, by the proportion of area (s.38)."""

import numpy as np
from numpy.typing import NDArray

from projections.assessables import Assessables

Longs = NDArray[np.int64]

_SAFE_DENOMINATOR = 3_000_000_000
"""Below it a remainder times a numerator stays under 2**63."""


def share_values(columns: Assessables, values: Longs) -> None:
    """Replace the value of each shared row by its share, in place (s.38).

    A share is the difference of two cumulative shares, each rounded down to 1/100 satang, so the
    shares of one property add up to its value.
    """
    at = columns.shared_rows
    if len(at) == 0:
        return
    value, den = values[at], columns.share_den.astype(np.int64)
    before = columns.share_before.astype(np.int64)
    after = before + columns.share_num
    if int(den.max()) < _SAFE_DENOMINATOR:
        whole, rest = np.divmod(value, den)
        values[at] = (whole * after + rest * after // den) - (whole * before + rest * before // den)
        return
    values[at] = [
        v * a // d - v * b // d
        for v, a, b, d in zip(
            value.tolist(), after.tolist(), before.tolist(), den.tolist(), strict=True
        )
    ]
