"""What is known of one taxpayer's tax of one year in one local body: a set of dated facts.

Facts may be told in any order; `standing` computes the consequences for any day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A notice, or an amendment of it: from `issued_on` the tax asked for is `tax_satang`.

    `due_on` is the last day to pay what this demand adds, None while it was not received (s.46,
    s.53). `relief` says that a decrease is relief under s.56 or s.57, not a correction of the tax.
    """

    number: int
    issued_on: date
    due_on: date | None
    tax_satang: int
    relief: bool = False


@dataclass(frozen=True, kw_only=True)
class WarningLetter:
    """The letter of warning; `received_on` is None until it is served (s.61, s.69)."""

    issued_on: date
    received_on: date | None
    days_to_pay: int


@dataclass(frozen=True, kw_only=True)
class Money:
    """What of one payment belongs to the account, in satang.

    `payment` is the number of its receipt; `paid_on` the day that counts (s.49 to s.51); `gone_on`
    the day the bank took it back, it was moved to another account or it was struck out as entered
    wrongly, None while it is here.
    """

    payment: str
    amount_satang: int
    paid_on: date
    gone_on: date | None = None

    def counts_on(self, on: date) -> bool:
        """Say whether the money is the account's at the end of a day."""
        return self.paid_on <= on and (self.gone_on is None or self.gone_on > on)


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """One of the parts a taxpayer pays in (s.52)."""

    due_on: date
    amount_satang: int


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """Part of the penalty is not asked for by payments from a day on (s.71)."""

    percent: int
    since: date


@dataclass(frozen=True, kw_only=True)
class WriteOff:
    """Tax given up as not collectable, in satang, with the charges on it."""

    tax_satang: int
    on: date


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money given back, in satang; interest is paid on top of it (s.54, s.81)."""

    amount_satang: int
    interest_satang: int
    on: date


@dataclass(frozen=True, kw_only=True)
class AccountFacts:
    """All facts of an account. `instalments` is empty where the tax is paid at once.

    `extended_to` is the day to which the local chief put off payment (s.14 paragraph 1).
    """

    demands: Sequence[Demand]
    warning: WarningLetter | None = None
    money: Sequence[Money] = ()
    instalments: Sequence[Instalment] = ()
    extended_to: date | None = None
    waivers: Sequence[Waiver] = ()
    written_off: Sequence[WriteOff] = ()
    refunds: Sequence[Refund] = ()
