"""The accounts of a roll to which nothing happened but a notice and one payment, in columns."""

from array import array
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from domain.account import PaymentReceived
from domain.calendar import from_days, to_days
from domain.collection import MOST_SATANG, PlainAccounts, pay_by
from domain.law.year import YearLaw
from domain.local_body import LocalBody
from domain.log import Log
from domain.log.encoding import Shapes
from domain.log.stream_ids import Kind, number_of
from domain.roll import CAME_BACK, NoticesIssued, Roll
from domain.rows import Rows
from projections.accounts import due_on, extensions_of

Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]


class _Paid(msgspec.Struct):
    """What of a payment the standing of an account follows from."""

    amount_satang: int
    paid_on: date


_SHAPES: Final[Shapes] = {PaymentReceived: _Paid}


@dataclass(frozen=True, kw_only=True)
class Plain:
    """The plain accounts of a roll, by the numbers of their notices `(n,)`; whose they are.

    `others` are the numbers of all other notices; both are in order.
    """

    notice: Longs
    taxpayer: Longs
    accounts: PlainAccounts
    others: Longs


@dataclass(frozen=True, kw_only=True)
class _Told:
    """Columns by notice, and of which notices no more is to be told than they say."""

    columns: Longs
    plain: Flags


def plain_accounts(log: Log, roll: Roll, body: LocalBody, law: YearLaw) -> Plain:
    """Find the plain accounts of a roll. Raises StreamDamaged where an account's acts have gaps."""
    issued = _issued(roll, pay_by(law, extensions_of(body, roll.tax_year)))
    served, paid = _served(roll), _paid(log, roll)
    plain = issued.plain & served.plain & paid.plain & _never_warned(roll)
    mine = np.flatnonzero(plain)
    tax, issued_on, due_on = issued.columns[:, mine]
    satang, paid_on = paid.columns[:, mine]
    return Plain(
        notice=mine + 1,
        taxpayer=roll.taxpayers[mine],
        accounts=PlainAccounts(
            tax_satang=tax,
            issued_on=issued_on,
            due_on=_put_off(due_on, served.columns[0, mine], law),
            paid_satang=satang,
            paid_on=paid_on,
        ),
        others=np.flatnonzero(~plain) + 1,
    )


def _issued(roll: Roll, last_day: date) -> _Told:
    """Return tax, day of issue and last day of each notice; plain is what was issued but once."""
    columns = np.zeros((3, roll.notices), dtype=np.int64)
    tax, issued_on, due_on = columns
    first = np.zeros(roll.notices, dtype=np.bool_)
    times = np.zeros(roll.notices, dtype=np.int64)
    for _, event in roll.issues:
        notices = _of_notices(event.notices, roll)
        at = notices["notice"] - 1
        times += np.bincount(at, minlength=roll.notices)
        if isinstance(event, NoticesIssued):
            tax[at] = notices["tax_satang"]
            issued_on[at] = to_days(event.issued_on)
            due_on[at] = to_days(max(event.pay_by, last_day))
            first[at] = True
    return _Told(columns=columns, plain=first & (times == 1) & (tax >= 0) & (tax < MOST_SATANG))


def _served(roll: Roll) -> _Told:
    """Return the day each notice was received, 0 if it was not told; plain is what is told once."""
    columns, times = np.zeros((2, 1, roll.notices), dtype=np.int64)
    came_back = np.zeros(roll.notices, dtype=np.bool_)
    for event in roll.served:
        services = _of_notices(event.services, roll)
        services = services.take(services["amendment"] == 0)
        at = services["notice"] - 1
        times += np.bincount(at, minlength=roll.notices)
        columns[0, at] = services["received_on"]
        came_back[at[services["manner"] == CAME_BACK]] = True
    return _Told(columns=columns, plain=(times[0] <= 1) & ~came_back)


def _of_notices(rows: Rows, roll: Roll) -> Rows:
    """Leave out what is told of numbers that no notice has, as `Roll` does."""
    return rows.take((rows["notice"] >= 1) & (rows["notice"] <= roll.notices))


def _never_warned(roll: Roll) -> Flags:
    plain = np.ones(roll.notices, dtype=np.bool_)
    for event in roll.warnings:
        plain[_of_notices(event.warned, roll)["notice"] - 1] = False
    return plain


def _put_off(day: Longs, received_on: Longs, law: YearLaw) -> Longs:
    """Return the last days to pay, as `due_on` has each; there are few pairs of days."""
    last, late = day.copy(), np.flatnonzero(received_on > day)
    if len(late):
        days = np.stack([day[late], received_on[late]])
        pairs, pair = np.unique(days, axis=1, return_inverse=True)
        found = [due_on(from_days(one), from_days(came), law) for one, came in pairs.T.tolist()]
        last[late] = np.array(list(map(to_days, found)))[pair.ravel()]
    return last


def _paid(log: Log, roll: Roll) -> _Told:
    """Return satang and day of the payment of each notice; plain is the account of one or none."""
    columns = np.zeros((2, roll.notices), dtype=np.int64)
    order = np.argsort(roll.taxpayers)
    ordered = roll.taxpayers[order]
    if (ordered[1:] == ordered[:-1]).any():
        # Whose account is whose notice's is not plain.
        return _Told(columns=columns, plain=np.zeros(roll.notices, dtype=np.bool_))
    whose, satang, paid_on, more = (array("q") for _ in range(4))
    acts = log.excerpts_of(_SHAPES, Kind.ACCOUNT, place=roll.body, year=roll.tax_year)
    for row, act in acts:
        taxpayer = number_of(row.stream)
        if (
            row.version == 1
            and isinstance(act, _Paid | PaymentReceived)
            and 0 < act.amount_satang < MOST_SATANG
        ):
            whose.append(taxpayer)
            satang.append(act.amount_satang)
            paid_on.append(to_days(act.paid_on))
        else:
            more.append(taxpayer)

    def places(taxpayers: "array[int]") -> tuple[Longs, Flags]:
        wanted = np.frombuffer(taxpayers, dtype=np.int64)
        at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
        there = ordered[at] == wanted
        return order[at[there]], there

    at, there = places(whose)
    columns[:, at] = np.array([satang, paid_on], dtype=np.int64)[:, there]
    plain = np.ones(roll.notices, dtype=np.bool_)
    plain[places(more)[0]] = False
    return _Told(columns=columns, plain=plain)
