"""How an account stands on a day: what the roll demands together with what the account holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.account import Account
from domain.collection import (
    AccountFacts,
    CollectionLaw,
    Demand,
    Standing,
    WarningLetter,
    after,
    pay_by,
    standing,
)
from domain.law.year import YearLaw
from domain.local_body import LocalBody
from domain.log import Log
from domain.roll import AMENDED_FOR, Amendment, Roll

_AT_ONCE: Final = 2_000
"""So many accounts are read in one go: together they take a small part of the time."""
_RELIEF = {number for number, reason in AMENDED_FOR.items() if reason == "relief"}


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """One account with its notice, `notice` 0 where none was issued to the taxpayer."""

    account: Account
    notice: int
    facts: AccountFacts
    law: YearLaw

    def on(self, day: date) -> Standing:
        """Return how the account stands at the end of a day."""
        return standing(self.facts, CollectionLaw.of(self.law), on=day)

    def same_until(self, day: date, *, days: int = 31) -> date:
        """Return the last day, at most some days on, on which as much is owed as on a day."""
        owed = self.on(day).outstanding.total_satang
        ahead = (day + timedelta(days=count) for count in range(1, days + 1))
        last = day
        for one in takewhile(lambda it: self.on(it).outstanding.total_satang == owed, ahead):
            last = one
        return last


@dataclass(frozen=True, kw_only=True)
class AtHand:
    """An account and all that it is seen together with, as last read; `law` is the roll's year's.

    What follows from them is the same while `versions` are.
    """

    account: Account
    roll: Roll
    body: LocalBody
    law: YearLaw

    @property
    def versions(self) -> tuple[int, int, int]:
        """Versions of account, roll and body."""
        return self.account.version, self.roll.version, self.body.version

    def view(self) -> AccountView:
        """Put them together."""
        return view_with(self.account, self.roll, self.body, self.law)


def extensions_of(body: LocalBody, tax_year: int) -> Mapping[str, date]:
    """Return the body's own extensions of a year's steps (s.14), the last of each."""
    return {event.step: event.until for _, event in body.extensions if event.tax_year == tax_year}


def account_view(
    log: Log,
    roll: Roll,
    body: LocalBody,
    law: YearLaw,
    taxpayer: int,
    *,
    position: int | None = None,
) -> AccountView:
    """Put an account, as known at a log position, together with its roll.

    `law` is the roll's tax year's; roll and body are of the same position.
    """
    account = Account(body=roll.body, tax_year=roll.tax_year, taxpayer=taxpayer)
    account.take_in(log.stream(account.stream, position))
    return view_with(account, roll, body, law)


def every_account(log: Log, roll: Roll, body: LocalBody, law: YearLaw) -> Iterator[AccountView]:
    """Yield the account of every notice of a roll, by number."""
    yield from accounts_of(log, roll, body, law, np.arange(1, roll.notices + 1))


def accounts_of(
    log: Log, roll: Roll, body: LocalBody, law: YearLaw, notices: NDArray[np.int64]
) -> Iterator[AccountView]:
    """Yield the accounts of some notices of a roll, in their order."""
    taxpayers = roll.taxpayers[notices - 1]
    for start in range(0, len(taxpayers), _AT_ONCE):
        accounts = [
            Account(body=roll.body, tax_year=roll.tax_year, taxpayer=taxpayer)
            for taxpayer in taxpayers[start : start + _AT_ONCE].tolist()
        ]
        acts = log.streams([one.stream for one in accounts])
        for account in accounts:
            account.take_in(acts[account.stream])
            yield view_with(account, roll, body, law)


def view_with(account: Account, roll: Roll, body: LocalBody, law: YearLaw) -> AccountView:
    """Put an account that is at hand together with its roll."""
    taxpayer = account.taxpayer
    notice = roll.notice_of(taxpayer) if roll.issued else None
    if notice is None:
        return AccountView(account=account, notice=0, facts=account.facts(()), law=law)
    last_day = pay_by(law, extensions_of(body, roll.tax_year))
    demands = [_demand(roll, notice, one, law, last_day) for one in roll.history_of(notice)]
    facts = account.facts(demands, _warning(roll, notice))
    return AccountView(account=account, notice=notice, facts=facts, law=law)


def due_on(day: date, received_on: date | None, law: YearLaw) -> date:
    """Return the last day to pay a first issue whose day it is in the calendar (s.46).

    What was received after its day is due 30 days after receipt, as s.53 has it for later tax:
    nobody is late for a notice that had not come.
    """
    if received_on is None or received_on <= day:
        return day
    return _after_receipt(received_on, law)


def _after_receipt(received_on: date, law: YearLaw) -> date:
    return after(received_on, law.terms["reassessed_tax"])


def _demand(roll: Roll, notice: int, one: Amendment, law: YearLaw, last_day: date) -> Demand:
    """Return a demand and its last day: the calendar's, or 30 days from receipt (s.46, s.53)."""
    service = roll.service_of(notice, one.number)
    received = service.received_on if service is not None else None
    due: date | None
    if one.pay_by is not None:
        due = due_on(max(one.pay_by, last_day), received, law)
    else:
        due = _after_receipt(received, law) if received is not None else None
    return Demand(
        number=one.number,
        issued_on=one.issued_on,
        due_on=due,
        tax_satang=one.tax_satang,
        relief=one.reason in _RELIEF,
    )


def _warning(roll: Roll, notice: int) -> WarningLetter | None:
    warned = roll.warning_of(notice)
    if warned is None:
        return None
    return WarningLetter(
        issued_on=warned.issued_on,
        received_on=warned.service.received_on if warned.service else None,
        days_to_pay=warned.days_to_pay,
    )
