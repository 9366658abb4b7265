"""What is exempt of a person's farms (s.40, s.96) and main residence (s.41)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.law import YearLaw
from projections.bill_engine.sums import elements_of, run_containing, run_sums

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]

AGRICULTURE = 1
MAIN_RESIDENCE = 2
MAIN_BUILDING_ONLY = 3
CSAT_PER_SATANG = 100


_ALL = 2**63 - 1


def exempt_limits(law: YearLaw) -> Longs:
    """Return the most that is exempt of one base in csat, by table, for a natural person."""
    limit = np.zeros(8, dtype=np.int64)
    limit[MAIN_RESIDENCE] = law.residence_exemption_satang * CSAT_PER_SATANG
    limit[MAIN_BUILDING_ONLY] = law.building_only_exemption_satang * CSAT_PER_SATANG
    limit[AGRICULTURE] = _ALL
    return limit


def exemptions(
    law: YearLaw, *, table: Ints, base_csat: Longs, bill_start: Ints, natural: Ints, out: Longs
) -> None:
    """Write what of each ladder's base `(d,)` is exempt, in csat.

    A main residence is exempt up to its limit once (s.41); farms of one natural person in one
    local body together up to theirs, the most valuable first by default (s.40).
    """
    np.minimum(base_csat, exempt_limits(law)[table.astype(np.intp)], out=out)
    farms = table == AGRICULTURE
    others = elements_of(bill_start, np.flatnonzero(natural != 1))
    out[others[farms[others]]] = 0
    if not law.farmers_exempt:
        _limit_farming(law, base_csat, farms & (out > 0), bill_start, out)


def _limit_farming(
    law: YearLaw, base_csat: Longs, farms: NDArray[np.bool_], bill_start: Ints, out: Longs
) -> None:
    """Keep each person's farming exemption to its limit, in place (s.40).

    Only bills whose farms are above the limit together are looked at.
    """
    limit = law.agriculture_exemption_satang * CSAT_PER_SATANG
    together = np.empty(len(bill_start) - 1, dtype=np.int64)
    run_sums(np.where(farms, base_csat, 0), bill_start, together)
    above = np.flatnonzero(together > limit)
    if len(above) == 0:
        return
    mine = elements_of(bill_start, above)
    mine = mine[farms[mine]]
    bill = run_containing(bill_start, mine)
    highest_first = law.settings["farming_exemption_order"] == "highest_value_first"
    out[mine] = _spread(base_csat[mine], bill, limit, highest_first=highest_first)


def _spread(base: Longs, bill: NDArray[np.intp], limit: int, *, highest_first: bool) -> Longs:
    """Give each bill's exemption to its plots by value until used up; equal plots in their order.

    `base` and `bill` are `(k,)`, plots of one bill next to each other.
    """
    exempt = np.empty_like(base)
    order = np.lexsort((-base if highest_first else base, bill))
    before = np.cumsum(base[order]) - base[order]
    runs = np.flatnonzero(np.diff(bill, prepend=-1, append=-1))
    before -= np.repeat(before[runs[:-1]], np.diff(runs))
    exempt[order] = np.clip(limit - before, 0, base[order])
    return exempt
