"""What is owed and what was paid on any day, computed from the facts (s.46, s.52, s.68 to s.71).

The facts are a set: money is taken in by the day it was paid, never by the day we heard of it, so
late files, duplicates and reversals in any order end in the same standing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.collection.clocks import started_months
from domain.collection.facts import AccountFacts, Demand, Money, WarningLetter
from domain.law.year import YearLaw
from domain.money import half_up

_WHOLE = 100_000
"""100 percent in pcm."""

_NEVER = date.max


@dataclass(frozen=True, kw_only=True)
class CollectionLaw:
    """The rates of late payment, in pcm (1/1000 percent), and how open points are read."""

    penalty_pcm: int
    penalty_within_warning_pcm: int
    penalty_before_warning_pcm: int
    surcharge_pcm: int
    surcharge_extended_pcm: int
    missed_instalment_penalised: bool

    @staticmethod
    def of(law: YearLaw) -> "CollectionLaw":
        """Take the rates from the law of a tax year."""
        charge = {key: one.percent_pcm for key, one in law.charges.items()}
        return CollectionLaw(
            penalty_pcm=charge["penalty"],
            penalty_within_warning_pcm=charge["penalty_within_warning"],
            penalty_before_warning_pcm=charge["penalty_before_warning"],
            surcharge_pcm=charge["surcharge"],
            surcharge_extended_pcm=charge["surcharge_extended"],
            missed_instalment_penalised=law.settings["missed_instalment"]
            == "penalty_and_surcharge",
        )


@dataclass(frozen=True, kw_only=True)
class Split:
    """What of one payment, or of what is owed, is tax, penalty and surcharge, in satang."""

    tax_satang: int = 0
    penalty_satang: int = 0
    surcharge_satang: int = 0

    @property
    def total_satang(self) -> int:
        """The sum of the three."""
        return self.tax_satang + self.penalty_satang + self.surcharge_satang

    @property
    def charges_satang(self) -> int:
        """Penalty and surcharge."""
        return self.penalty_satang + self.surcharge_satang

    def __add__(self, other: "Split") -> "Split":
        return Split(
            tax_satang=self.tax_satang + other.tax_satang,
            penalty_satang=self.penalty_satang + other.penalty_satang,
            surcharge_satang=self.surcharge_satang + other.surcharge_satang,
        )


@dataclass(frozen=True, kw_only=True)
class Applied:
    """One payment and what it paid; `credit_satang` is what was too much of it on the day.

    It is below zero where the payment used up what was too much before.
    """

    payment: str
    paid_on: date
    amount_satang: int
    split: Split
    credit_satang: int


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is open of one demand or instalment on the day, with the charges if paid on it."""

    demand: int
    due_on: date | None
    split: Split
    months_late: int
    penalty_pcm: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An account on a day, in satang. `assessed` = outstanding + paid + relieved + written off.

    `received` = what was applied + `credit_satang` + `refunded_satang`; credit is below zero where
    money was given back that the bank then took back.
    """

    on: date
    assessed_satang: int
    relieved_satang: int
    written_off_satang: int
    paid: Split
    owed: tuple[Owed, ...]
    applied: tuple[Applied, ...]
    received_satang: int
    refunded_satang: int
    credit_satang: int
    next_due_on: date | None

    @property
    def outstanding(self) -> Split:
        """What would settle the account today."""
        return sum((one.split for one in self.owed), Split())

    @property
    def overdue(self) -> Split:
        """What of it is past its day."""
        late = (one.split for one in self.owed if one.due_on is not None and one.due_on < self.on)
        return sum(late, Split())

    @property
    def state(self) -> str:
        """One word: owed, overdue, settled, credit, or taken back after a refund."""
        if self.credit_satang < 0:
            return "refunded-too-much"
        if self.overdue.tax_satang:
            return "overdue"
        if self.outstanding.tax_satang:
            return "part-paid" if self.paid.tax_satang else "owed"
        return "credit" if self.credit_satang else "settled"

    @property
    def balances(self) -> bool:
        """Whether both identities hold to the satang."""
        tax = self.outstanding.tax_satang + self.paid.tax_satang
        return (
            self.assessed_satang == tax + self.relieved_satang + self.written_off_satang
            and self.received_satang
            == self.paid.total_satang + self.credit_satang + self.refunded_satang
        )


@dataclass
class _Tranche:
    """A part of the tax with a last day of its own; `left` is what is open of it."""

    demand: int
    opened_on: date
    due_on: date
    left: int
    by_instalment: bool = False
    missed: bool = False


@dataclass
class _Run:
    """The fold over the facts in the order of their days."""

    facts: AccountFacts
    law: CollectionLaw
    on: date
    tranches: list[_Tranche]
    paid: Split = field(default_factory=Split)
    pool: int = 0
    written_off: int = 0

    def settle(self, day: date) -> Split:
        """Pay with what is in the pool, first due first; return what it paid."""
        self.miss(day)
        total = Split()
        for tranche in self.tranches:
            if self.pool <= 0:
                break
            if tranche.left and tranche.opened_on <= day:
                split = self.pay(tranche, day)
                total += split
                self.pool -= split.total_satang
                tranche.left -= split.tax_satang
        self.paid += total
        return total

    def pay(self, tranche: _Tranche, day: date) -> Split:
        """Return what the pool pays of a tranche: each baht of tax with its own charges.

        A satang that does not divide is the nearer one; what is short is short of tax.
        """
        whole = self.split(tranche, tranche.left, day)
        if whole.total_satang <= self.pool:
            return whole
        penalty, surcharge = self.rates(tranche, day)
        share = half_up(self.pool * _WHOLE, _WHOLE + penalty + surcharge)
        tax = min(share, tranche.left - 1)
        rest = self.pool - tax
        added = min(rest, half_up(tax * surcharge, _WHOLE))
        return Split(tax_satang=tax, penalty_satang=rest - added, surcharge_satang=added)

    def split(self, tranche: _Tranche, tax: int, day: date) -> Split:
        penalty, surcharge = self.rates(tranche, day)
        return Split(
            tax_satang=tax,
            penalty_satang=half_up(tax * penalty, _WHOLE),
            surcharge_satang=half_up(tax * surcharge, _WHOLE),
        )

    def rates(self, tranche: _Tranche, day: date) -> tuple[int, int]:
        """Return penalty and surcharge in pcm of a part if paid on a day (s.68 to s.71)."""
        months = started_months(tranche.due_on, day)
        if not months:
            return 0, 0
        if day <= self.last_day(tranche):
            return 0, min(_WHOLE, months * self.law.surcharge_extended_pcm)
        surcharge = min(_WHOLE, months * self.law.surcharge_pcm)
        if tranche.missed and not self.law.missed_instalment_penalised:
            return 0, surcharge
        penalty = self.penalty(tranche, day)
        kept = 100 - max((one.percent for one in self.facts.waivers if one.since <= day), default=0)
        return penalty * kept // 100, surcharge

    def last_day(self, tranche: _Tranche) -> date:
        """Return the last day without penalty: the local chief may have put it off (s.14)."""
        return max(tranche.due_on, self.facts.extended_to or tranche.due_on)

    def penalty(self, tranche: _Tranche, day: date) -> int:
        """Return the penalty in pcm (s.68, s.69): by when the warning was received."""
        warning = self.facts.warning
        received = _received(warning, after=self.last_day(tranche))
        if warning is None or day < received:
            return self.law.penalty_before_warning_pcm
        if day <= received + timedelta(days=warning.days_to_pay):
            return self.law.penalty_within_warning_pcm
        return self.law.penalty_pcm

    def miss(self, day: date) -> None:
        """End the right to instalments where one was missed before a day (s.52 paragraph 3)."""
        parts = [one for one in self.tranches if one.by_instalment]
        late = [one for one in parts if one.left and one.due_on < day and not one.missed]
        if not late:
            return
        since = late[0].due_on
        for one in parts:
            one.due_on, one.missed = min(one.due_on, since), True

    def write_off(self, tax_satang: int) -> None:
        left = tax_satang
        for tranche in self.tranches:
            given_up = min(tranche.left, left)
            tranche.left -= given_up
            left -= given_up
            self.written_off += given_up


def _received(warning: WarningLetter | None, *, after: date) -> date:
    if warning is None or warning.received_on is None or warning.issued_on <= after:
        return _NEVER - timedelta(days=400)
    return warning.received_on


def standing(facts: AccountFacts, law: CollectionLaw, *, on: date) -> Standing:
    """Return how the account stands at the end of a day. Any order of the facts gives the same."""
    tranches, assessed, relieved = _tranches(facts, on)
    run = _Run(facts=facts, law=law, on=on, tranches=tranches)
    applied: list[Applied] = []
    refunded = 0
    for day, kind, one in _timeline(facts, on):
        if kind == _PAID:
            assert isinstance(one, Money)
            run.pool += one.amount_satang
            applied.append(_applied(one, run.settle(day)))
        elif kind == _OPENED:
            run.settle(day)
        elif kind == _WRITTEN_OFF:
            assert isinstance(one, int)
            run.write_off(one)
        else:
            assert isinstance(one, int)
            run.pool -= one
            refunded += one
    run.miss(on)
    owed = tuple(_owed(run, one) for one in run.tranches if one.left)
    return Standing(
        on=on,
        assessed_satang=assessed,
        relieved_satang=relieved,
        written_off_satang=run.written_off,
        paid=run.paid,
        owed=owed,
        applied=tuple(applied),
        received_satang=sum(one.amount_satang for one in applied),
        refunded_satang=refunded,
        credit_satang=run.pool,
        next_due_on=min((one.due_on for one in owed if one.due_on), default=None),
    )


def nothing_late(facts: AccountFacts, *, on: date) -> bool:
    """Say at a glance that nothing is past its day; False says that `standing` has to tell.

    Nothing was due before the day; or on the first last day the account held the most that was
    ever asked for, so that no penalty and no surcharge came on top of any tax (s.68, s.70).
    """
    demands = [one for one in facts.demands if one.issued_on <= on]
    dues = [one.due_on for one in demands if one.due_on is not None]
    dues += [one.due_on for one in facts.instalments]
    first = min(dues, default=on)
    if first >= on:
        return True
    if facts.refunds:
        return False
    held = sum(one.amount_satang for one in facts.money if one.paid_on <= first and not one.gone_on)
    return held >= max((one.tax_satang for one in demands), default=0)


_OPENED, _PAID, _WRITTEN_OFF, _REFUNDED = range(4)


def _timeline(facts: AccountFacts, on: date) -> Iterable[tuple[date, int, Money | int | None]]:
    steps: list[tuple[date, int, str, Money | int | None]] = [
        (one.issued_on, _OPENED, "", None) for one in facts.demands if one.issued_on <= on
    ]
    steps += [(one.paid_on, _PAID, one.payment, one) for one in facts.money if one.counts_on(on)]
    steps += [(one.on, _WRITTEN_OFF, "", one.tax_satang) for one in facts.written_off]
    steps += [(one.on, _REFUNDED, "", one.amount_satang) for one in facts.refunds]
    steps.sort(
        key=lambda step: (step[0], step[1], step[2], step[3] if isinstance(step[3], int) else 0)
    )
    return [(day, kind, one) for day, kind, _, one in steps if day <= on]


def _applied(one: Money, split: Split) -> Applied:
    return Applied(
        payment=one.payment,
        paid_on=one.paid_on,
        amount_satang=one.amount_satang,
        split=split,
        credit_satang=one.amount_satang - split.total_satang,
    )


def _owed(run: _Run, tranche: _Tranche) -> Owed:
    penalty, _ = run.rates(tranche, run.on)
    return Owed(
        demand=tranche.demand,
        due_on=None if tranche.due_on == _NEVER else run.last_day(tranche),
        split=run.split(tranche, tranche.left, run.on),
        months_late=started_months(tranche.due_on, run.on),
        penalty_pcm=penalty,
    )


def _tranches(facts: AccountFacts, on: date) -> tuple[list[_Tranche], int, int]:
    """Return the parts of the tax known on a day, first due first; the tax assessed; relieved.

    What an amendment adds has a day of its own (s.53); what it takes off was never owed, so it
    comes off the newest part first.
    """
    demands = sorted((one for one in facts.demands if one.issued_on <= on), key=lambda d: d.number)
    tranches: list[_Tranche] = []
    tax = relieved = 0
    for demand in demands:
        change = demand.tax_satang - tax
        tax = demand.tax_satang
        if change > 0:
            tranches += _opened(facts, demand, change)
        else:
            _take_off(tranches, -change)
            relieved += -change if demand.relief else 0
    tranches.sort(key=lambda one: (one.due_on, one.demand))
    return tranches, tax + relieved, relieved


def _opened(facts: AccountFacts, demand: Demand, change: int) -> Sequence[_Tranche]:
    if demand.number == 0 and facts.instalments:
        parts = [
            _Tranche(
                demand=0,
                opened_on=demand.issued_on,
                due_on=one.due_on,
                left=one.amount_satang,
                by_instalment=True,
            )
            for one in facts.instalments
        ]
        asked = sum(one.left for one in parts)
        assert asked <= change, "instalments are of what the notice asks for"
        parts[0].left += change - asked
        return parts
    return [
        _Tranche(
            demand=demand.number,
            opened_on=demand.issued_on,
            due_on=demand.due_on or _NEVER,
            left=change,
        )
    ]


def _take_off(tranches: list[_Tranche], satang: int) -> None:
    for tranche in reversed(tranches):
        less = min(tranche.left, satang)
        tranche.left -= less
        satang -= less
