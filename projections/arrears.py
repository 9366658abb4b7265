"""Who is late with a year's tax, and how much of it lies on which property (s.59 to s.61)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.collection import Standing
from domain.law.year import YearLaw
from domain.local_body import LocalBody
from domain.log import Log
from domain.roll import TOLD, WARNED, Roll
from domain.rows import Rows
from projections.accounts import every_account
from projections.property_tax import shared_out


@dataclass(frozen=True, kw_only=True)
class Arrear:
    """One notice that is past its day and not paid; `standing` is at the day asked for."""

    notice: int
    taxpayer: int
    standing: Standing

    @property
    def tax_satang(self) -> int:
        """The tax that is late, without charges, in satang."""
        return self.standing.overdue.tax_satang


def arrears(log: Log, roll: Roll, body: LocalBody, law: YearLaw, *, on: date) -> Iterator[Arrear]:
    """Yield the notices with tax past its day, by notice number."""
    for view in every_account(log, roll, body, law):
        stands = view.on(on)
        if stands.overdue.tax_satang:
            yield Arrear(notice=view.notice, taxpayer=view.account.taxpayer, standing=stands)


def to_warn(found: Sequence[Arrear], roll: Roll) -> Rows:
    """Return rows WARNED: those in arrears who have no letter of warning yet (s.61)."""
    fresh = [one for one in found if roll.warning_of(one.notice) is None]
    return Rows(
        WARNED,
        {
            "notice": np.array([one.notice for one in fresh], dtype=np.int64),
            "tax_satang": np.array([one.tax_satang for one in fresh], dtype=np.int64),
        },
    )


def by_property(found: Sequence[Arrear], roll: Roll) -> Rows:
    """Return rows TOLD: what is late on each property (s.59, s.60).

    ASSUMPTION (setting `arrears_by_property`): a part payment pays every property of the notice in
    proportion to its tax; the Act does not say.
    """
    parts = roll.properties()
    numbers = parts["notice"]
    late = np.zeros(roll.notices + 1, dtype=np.int64)
    for one in found:
        late[one.notice] = one.tax_satang
    concerned = parts.take(late[numbers] > 0)
    notices, counts = np.unique(concerned["notice"], return_counts=True)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    weights = concerned["tax_satang"].astype(np.int64)
    shares = shared_out(late[notices], weights, starts)
    rows = Rows(
        TOLD,
        {
            "property": concerned["property"],
            "notice": concerned["notice"],
            "tax_satang": shares,
        },
    )
    return rows.take(shares > 0)
