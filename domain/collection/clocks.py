"""Days and months of collection: when a step of the year ends, when a letter counts as received."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from domain.calendar import BUDDHIST_ERA, to_days
from domain.collection.facts import Instalment
from domain.errors import Refused
from domain.law.year import Term, YearLaw
from domain.money import half_up

PAYMENT = "pay"
"""The step of the calendar that a body's own extension puts off (s.14)."""

DEEMED = frozenset({3, 4})
"""Manners of service that count as received after some days: posting, newspaper (s.13)."""


class InstalmentsRefused(Refused):
    """The tax cannot be paid in these parts (s.52)."""

    code = "instalments-refused"


def month_end(tax_year: int, month: int) -> date:
    """Return the last day of a month (1 to 12) of a tax year in the Buddhist Era."""
    year = tax_year - BUDDHIST_ERA
    return date(year, month, monthrange(year, month)[1])


def month_start(tax_year: int, month: int) -> date:
    """Return the first day of a month of a tax year."""
    return date(tax_year - BUDDHIST_ERA, month, 1)


def pay_by(law: YearLaw, extended: Mapping[str, date]) -> date:
    """Return the last day to pay a year's tax (s.46), put off by the ministry or the body (s.14).

    `extended` has the body's own extensions by step.
    """
    last = month_end(law.year, law.calendar.pay_month)
    return max(last, extended.get(PAYMENT, last))


def after(day: date, term: Term) -> date:
    """Return the last day of a term of the Act that runs from a day."""
    match term.unit:
        case "days":
            return day + timedelta(days=term.count)
        case "years":
            year = day.year + term.count
            return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
        case "months":
            year, month = divmod(day.year * 12 + day.month - 1 + term.count, 12)
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        case other:
            msg = f"A term of {other} does not run from a day."
            raise ValueError(msg)


def received_on(law: YearLaw, *, manner: int, served_on: date) -> date:
    """Return the day a letter counts as received where nobody says another (s.13).

    Put up or printed in a newspaper: when seven days have passed. Otherwise the day it was handed
    over.
    """
    return after(served_on, law.terms["deemed_receipt"]) if manner in DEEMED else served_on


def started_months(due_on: date, paid_on: date) -> int:
    """Count months begun after the last day to pay, up to the payment (s.70): 0 in time.

    Due 30 June: 1 from 1 July to 31 July, 2 from 1 August.
    """
    if paid_on <= due_on:
        return 0
    first = due_on + timedelta(days=1)
    months = (paid_on.year - first.year) * 12 + paid_on.month - first.month
    return months + (1 if paid_on.day >= first.day else 0)


def instalments_of(law: YearLaw, tax_satang: int, *, count: int, due: date) -> Sequence[Instalment]:
    """Split a tax into equal parts, the rest in the first (s.52 and its regulation).

    The parts are due at the ends of the calendar's months; the first at `due`. Raises
    `InstalmentsRefused`.
    """
    rule = law.instalments
    if not 2 <= count <= rule.most:  # noqa: PLR2004 - one part is no instalment
        raise InstalmentsRefused(
            f"The tax is paid in 2 to {rule.most} instalments (s.52), not {count}."
        )
    if tax_satang < rule.least_tax_satang:
        raise InstalmentsRefused(
            f"Instalments are for a tax of {rule.least_tax_satang // 100:,} baht or more (s.52)."
        )
    ends = [month_end(law.year, month) for month in law.calendar.instalment_months[:count]]
    days = [due, *ends[1:]]
    if to_days(due) >= to_days(days[1]):
        shift = (due.year - ends[0].year) * 12 + due.month - ends[0].month
        days = [due, *(_months_on(end, shift) for end in ends[1:])]
    each = tax_satang // count
    amounts = [tax_satang - each * (count - 1), *[each] * (count - 1)]
    return tuple(
        Instalment(due_on=day, amount_satang=amount)
        for day, amount in zip(days, amounts, strict=True)
    )


def _months_on(end: date, months: int) -> date:
    year, month = divmod(end.year * 12 + end.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def refund_interest(amount_satang: int, *, since: date, until: date, rate_pcm: int) -> int:
    """Return simple interest a started month on a refund, at most the refund (s.54, s.81).

    Satang. `rate_pcm` is the rate a month in 1/1000 percent.
    """
    months = started_months(since, until)
    return min(amount_satang, half_up(amount_satang * rate_pcm * months, 100_000))
