"""What is exempt of a person's farms (s.40, s.96) and main residence (s.41)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.law import YearLaw
from projections.bill_engine.sums import run_of

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]

AGRICULTURE = 1
MAIN_RESIDENCE = 2
MAIN_BUILDING_ONLY = 3
CSAT_PER_SATANG = 100


def exemptions(
    law: YearLaw, *, table: Ints, base_csat: Longs, bill_start: Ints, natural: Ints
) -> Longs:
    """Return what of each ladder's base `(d,)` is exempt, in csat.

    A main residence is exempt up to its limit once (s.41); farms of one natural person in one
    local body together up to theirs, the most valuable first by default (s.40).
    """
    limit = np.zeros(8, dtype=np.int64)
    limit[MAIN_RESIDENCE] = law.residence_exemption_satang * CSAT_PER_SATANG
    limit[MAIN_BUILDING_ONLY] = law.building_only_exemption_satang * CSAT_PER_SATANG
    exempt = np.minimum(base_csat, limit[table])
    farms = np.flatnonzero(table == AGRICULTURE)
    if len(farms):
        bill = run_of(bill_start)[farms]
        own = natural[bill] == 1
        farms, bill = farms[own], bill[own]
        if law.farmers_exempt:
            exempt[farms] = base_csat[farms]
        elif len(farms):
            exempt[farms] = _farming(law, base_csat[farms], bill)
    return exempt


def _farming(law: YearLaw, base: Longs, bill: NDArray[np.int32]) -> Longs:
    """Spread each person's farming exemption over that person's ladders (s.40)."""
    limit = law.agriculture_exemption_satang * CSAT_PER_SATANG
    changes = np.flatnonzero(bill[1:] != bill[:-1]) + 1
    starts = np.concatenate([[0], changes, [len(bill)]])
    total = np.add.reduceat(base, starts[:-1])
    exempt = base.copy()
    highest_first = law.settings["farming_exemption_order"] == "highest_value_first"
    for run in np.flatnonzero(total > limit).tolist():
        mine = slice(int(starts[run]), int(starts[run + 1]))
        exempt[mine] = _spread(base[mine], limit, highest_first=highest_first)
    return exempt


def _spread(base: Longs, limit: int, *, highest_first: bool) -> Longs:
    """Give the exemption to plots by value until it is used up; equal plots in their order."""
    order = np.argsort(-base if highest_first else base, kind="stable")
    before = np.cumsum(base[order]) - base[order]
    exempt = np.empty_like(base)
    exempt[order] = np.clip(limit - before, 0, base[order])
    return exempt
