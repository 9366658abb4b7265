"""The first years' relief: old tax of 2562 plus a part of what is more (s.97, 2563 to 2565)."""

import numpy as np
from numpy.typing import NDArray

from domain.law import YearLaw
from projections.assessables import Assessables

Longs = NDArray[np.int64]

_FULL = 100


def phase_in(law: YearLaw, columns: Assessables, tax_satang: Longs, out: Longs) -> None:
    """Take from each bill's tax `(b,)` what it is relieved of and write that to `out` (s.97).

    `out` holds zeros and keeps them outside those years.
    """
    at = columns.old_tax_bills
    if law.phase_in_percent is None or len(at) == 0:
        return
    excess = np.maximum(tax_satang[at] - columns.old_tax_satang, 0)
    payable = (excess * law.phase_in_percent * 2 + _FULL) // (2 * _FULL)
    out[at] = excess - payable
    tax_satang[at] -= out[at]
