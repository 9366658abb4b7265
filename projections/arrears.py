"""Who is late with a year's tax, and how much of it lies on which property (s.59 to s.61)."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

import numpy as np

from domain.collection import Standing, nothing_late
from domain.law.year import YearLaw
from domain.local_body import LocalBody
from domain.log import Log
from domain.log.stream_ids import Kind, read_stream_id
from domain.roll import TOLD, WARNED, Roll
from domain.rows import Rows
from projections.accounts import AccountView, account_view, every_account
from projections.property_tax import shared_out

_MOST_ACTS: Final = 5_000
"""Where more was recorded since, reading every account anew takes no longer."""


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
        if found := _arrear(view, on):
            yield found


def _arrear(view: AccountView, on: date) -> Arrear | None:
    """Return what of an account is late; most are not, which is seen without computing all."""
    if nothing_late(view.facts, on=on):
        return None
    stands = view.on(on)
    if not stands.overdue.tax_satang:
        return None
    return Arrear(notice=view.notice, taxpayer=view.account.taxpayer, standing=stands)


@dataclass(frozen=True, kw_only=True)
class _Looked:
    """Who was late, by notice, when the log had so many acts, the roll and the body so many."""

    position: int
    versions: tuple[int, int]
    late: Mapping[int, Arrear]


@dataclass(kw_only=True)
class Late:
    """Who is late on a day, as last looked at; acts recorded since are looked at alone.

    `most` lists are kept, those used last.
    """

    log: Log
    most: int = 8
    _looked: OrderedDict[tuple[int, int, date], _Looked] = field(default_factory=OrderedDict)

    def of(self, roll: Roll, body: LocalBody, law: YearLaw, *, on: date) -> list[Arrear]:
        """Return the notices with tax past its day, by number. `law` is the roll's year's."""
        key, position = (roll.body, roll.tax_year, on), self.log.head()
        known, versions = self._looked.get(key), (roll.version, body.version)
        acts = self._since(known) if known is not None and known.versions == versions else None
        if known is None or acts is None:
            late = {one.notice: one for one in arrears(self.log, roll, body, law, on=on)}
        else:
            late = {**known.late}
            for taxpayer in self._touched(acts, roll):
                view = account_view(self.log, roll, body, law, taxpayer)
                late.pop(view.notice, None)
                if found := _arrear(view, on):
                    late[found.notice] = found
        self._looked[key] = _Looked(position=position, versions=versions, late=late)
        self._looked.move_to_end(key)
        while len(self._looked) > self.most:
            self._looked.popitem(last=False)
        return sorted(late.values(), key=lambda one: one.notice)

    def _since(self, known: _Looked) -> Sequence[tuple[int, UUID]] | None:
        """Return what was recorded since, None where it is so much that all is read again."""
        acts = self.log.changed_after(known.position, most=_MOST_ACTS)
        return acts if len(acts) < _MOST_ACTS else None

    def _touched(self, acts: Sequence[tuple[int, UUID]], roll: Roll) -> set[int]:
        """Return the taxpayers of a roll's accounts that have new acts."""
        names = [read_stream_id(stream) for stream in {stream for _, stream in acts}]
        return {
            one.number
            for one in names
            if one.kind is Kind.ACCOUNT
            and (one.place, one.year) == (roll.body, roll.tax_year)
            and roll.notice_of(one.number) is not None
        }


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
