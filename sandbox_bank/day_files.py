"""The bank's day files, written piece by piece, so that a file may be of any length."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from sandbox_bank.camt import camt_053, camt_054
from sandbox_bank.transfer import BANGKOK, Transfer, baht

MOST_IN_A_GROUP: Final = 999_997
"""Records are numbered with six digits; H and T take two of the numbers."""


@dataclass(kw_only=True)
class _Totals:
    paid: int = 0
    paid_satang: int = 0
    taken_back: int = 0
    taken_back_satang: int = 0

    def add(self, one: Transfer) -> None:
        if one.is_reversal:
            self.taken_back += 1
            self.taken_back_satang += one.amount_satang
        else:
            self.paid += 1
            self.paid_satang += one.amount_satang


def fixed_width(transfers: Iterable[Transfer], *, bank: str, day: date) -> Iterator[str]:
    """Write records of 256 characters, a new group whenever the account changes or is full."""
    biller, number, totals = "", 0, _Totals()
    for one in transfers:
        if one.biller != biller or number > MOST_IN_A_GROUP:
            if biller:
                yield _end(bank, biller, number, totals)
            biller, number, totals = one.biller, 1, _Totals()
            head = f"H000001{bank}{_account(biller)}{'LOCAL BODY':<40}{day:%d%m%Y}BILLPAY "
            yield f"{head:<256}\n"
        number += 1
        totals.add(one)
        yield _record(one, bank, number)
    if biller:
        yield _end(bank, biller, number, totals)


def _record(one: Transfer, bank: str, number: int) -> str:
    at = one.paid_at.astimezone(BANGKOK)
    kind = "D" if one.is_reversal else "C"
    return (
        f"D{number:06d}{bank}{_account(one.biller)}{at:%d%m%Y%H%M%S}{one.payer[:50]:<50}"
        f"{one.ref1:<20}{one.ref2:<20}{'':<20}00010001{kind}{one.channel[:3]:<3}{'':<7}"
        f"{one.amount_satang:013d}   {one.biller:<15}{one.reference:<32}{'':<30}\n"
    )


def _end(bank: str, biller: str, number: int, totals: _Totals) -> str:
    end = (
        f"T{number + 1:06d}{bank}{_account(biller)}{totals.taken_back_satang:013d}"
        f"{totals.taken_back:06d}{totals.paid_satang:013d}{totals.paid:06d}"
    )
    return f"{end:<256}\n"


def _account(biller: str) -> str:
    return biller[3:13]


def comma_separated(transfers: Iterable[Transfer], *, bank: str, day: date) -> Iterator[str]:
    """Write H, one D a transfer, T, with commas between the cells."""
    yield f"H,{bank},{day:%Y%m%d}\n"
    totals = _Totals()
    for number, one in enumerate(transfers, 1):
        at = one.paid_at.astimezone(BANGKOK)
        totals.add(one)
        yield (
            f"D,{number},{one.reference},{'D' if one.is_reversal else 'C'},{at:%Y%m%d},{at:%H%M%S},"
            f"{one.baht},{one.biller},{_cell(one.ref1)},{_cell(one.ref2)},{one.channel},"
            f"{_cell(one.payer)}\n"
        )
    yield (
        f"T,{totals.paid},{baht(totals.paid_satang)},{totals.taken_back},"
        f"{baht(totals.taken_back_satang)}\n"
    )


def _cell(text: str) -> str:
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


Write = Callable[..., Iterator[str]]
FORMS: Final[Mapping[str, Write]] = MappingProxyType(
    {
        "fixed-width": fixed_width,
        "comma-separated": comma_separated,
        "camt.053": camt_053,
        "camt.054": camt_054,
    }
)
