"""Notices put together from bills: the year's first issue, and later only what differs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.roll import NOTICE_PROPERTIES, NOTICES, NoticeBatch, Roll
from domain.rows import Rows
from projections.bill_engine import bill_hashes
from projections.property_tax import property_tax
from projections.registers import BodyBills

Longs = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class _Noticed:
    """Bills that get a notice: their index `(k,)` among the bills, and the notice's number."""

    bill: Longs
    notice: Longs


def first_issue(bills: BodyBills) -> NoticeBatch:
    """Put together the year's notices: one a bill with tax to pay, numbered by taxpayer's place.

    ASSUMPTION: a bill of 0 gets no notice, as s.44 speaks of the tax to be paid; the Interior
    Ministry should say whether an exempt owner is to be told so too.
    """
    bill = np.flatnonzero(bills.assessment.bill_tax_satang > 0).astype(np.int64)
    noticed = _Noticed(bill=bill, notice=np.arange(1, len(bill) + 1))
    return _batch(bills, noticed, before=np.zeros(len(bill), dtype=np.int64), reason=0)


def amendment(bills: BodyBills, roll: Roll, *, reason: int, only_less: bool = False) -> NoticeBatch:
    """Put together the notices whose bill is not what the roll says, and new ones.

    A taxpayer without a bill any more is asked for 0 from now on. `bills` may be those of some
    taxpayers only: see `amendment_of`. With `only_less` nobody is asked for more.
    """
    among = np.ones(roll.notices, dtype=np.bool_)
    return _differing(bills, roll, reason=reason, among=among, only_less=only_less)


def amendment_of(bills: BodyBills, roll: Roll, *, taxpayers: Longs, reason: int) -> NoticeBatch:
    """Put together what differs for some taxpayers; `bills` are theirs alone."""
    return _differing(bills, roll, reason=reason, among=np.isin(roll.taxpayers, taxpayers))


def _differing(
    bills: BodyBills,
    roll: Roll,
    *,
    reason: int,
    among: NDArray[np.bool_],
    only_less: bool = False,
) -> NoticeBatch:
    columns = bills.arranged.assessables
    taxpayer = columns.taxpayer.astype(np.int64)
    tax = bills.assessment.bill_tax_satang
    asked = roll.tax_satang()
    known = _places(roll.taxpayers, taxpayer)
    old = known >= 0
    changed = np.where(old, asked[known] != tax, tax > 0) if roll.notices else tax > 0
    if only_less:
        changed &= old & (tax < asked[known]) if roll.notices else False
    kept = np.flatnonzero(changed & old).astype(np.int64)
    new = np.flatnonzero(changed & ~old).astype(np.int64)
    gone = np.flatnonzero(among & (asked > 0) & (_places(taxpayer, roll.taxpayers) < 0))
    noticed = _Noticed(
        bill=np.concatenate([kept, new]),
        notice=np.concatenate([known[kept] + 1, roll.notices + np.arange(1, len(new) + 1)]).astype(
            np.int64
        ),
    )
    order = np.argsort(noticed.notice, kind="stable")
    noticed = _Noticed(bill=noticed.bill[order], notice=noticed.notice[order])
    inside = noticed.notice <= roll.notices
    before = np.zeros(len(noticed.notice), dtype=np.int64)
    before[inside] = asked[noticed.notice[inside] - 1]
    batch = _batch(bills, noticed, before=before, reason=reason)
    return batch if not len(gone) else _with_gone(batch, roll, gone, asked, reason)


def _batch(bills: BodyBills, noticed: _Noticed, *, before: Longs, reason: int) -> NoticeBatch:
    columns = bills.arranged.assessables
    count = len(noticed.bill)
    notices = Rows(
        NOTICES,
        {
            "notice": noticed.notice,
            "taxpayer": columns.taxpayer[noticed.bill],
            "tax_before_satang": before,
            "tax_satang": bills.assessment.bill_tax_satang[noticed.bill],
            "hash": bill_hashes(columns, bills.assessment, noticed.bill),
            "reason": np.full(count, reason),
        },
    )
    return NoticeBatch(
        tax_year=bills.law.year,
        register_position=bills.position,
        law=bills.law.digest,
        notices=notices,
        properties=_properties(bills, noticed),
    )


def _properties(bills: BodyBills, noticed: _Noticed) -> Rows:
    parts = property_tax(bills)
    number = np.zeros(bills.arranged.assessables.bills, dtype=np.int64)
    number[noticed.bill] = noticed.notice
    of = number[parts.bill]
    mine = np.flatnonzero(of > 0)
    mine = mine[np.argsort(of[mine], kind="stable")]
    return Rows(
        NOTICE_PROPERTIES,
        {
            "notice": of[mine],
            "property": parts.property[mine],
            "tax_satang": parts.tax_satang[mine],
        },
    )


def _with_gone(
    batch: NoticeBatch, roll: Roll, gone: NDArray[np.intp], asked: Longs, reason: int
) -> NoticeBatch:
    """Add notices that ask for nothing any more: their taxpayer has no bill left."""
    rows = Rows(
        NOTICES,
        {
            "notice": gone + 1,
            "taxpayer": roll.taxpayers[gone],
            "tax_before_satang": asked[gone],
            "tax_satang": np.zeros(len(gone), dtype=np.int64),
            "hash": np.zeros(len(gone), dtype=np.int64),
            "reason": np.full(len(gone), reason),
        },
    )
    notices = Rows.concat(NOTICES, [batch.notices, rows])
    notices = notices.take(np.argsort(notices["notice"], kind="stable"))
    return NoticeBatch(
        tax_year=batch.tax_year,
        register_position=batch.register_position,
        law=batch.law,
        notices=notices,
        properties=batch.properties,
    )


def _places(sorted_or_not: Longs, wanted: Longs) -> NDArray[np.intp]:
    """Return where each wanted number stands in the first array `(n,)`, -1 where it does not."""
    if not len(sorted_or_not):
        return np.full(len(wanted), -1, dtype=np.intp)
    order = np.argsort(sorted_or_not, kind="stable")
    at = np.minimum(np.searchsorted(sorted_or_not[order], wanted), len(sorted_or_not) - 1)
    found = order[at]
    return np.where(sorted_or_not[found] == wanted, found, -1)
