"""A Thai bank's day file in records of 256 characters: H, one D a payment, T; then the next H.

The columns are those of the banks' common bill payment file. A group H to T is one account of a
biller and has at most 999,999 records; a file holds as many groups as it needs. Columns the common
form leaves spare carry the biller id and the bank's own reference, as agreed with each bank.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final, TextIO

from domain.bank_line import BankLine
from importers.bank import values
from importers.bank.control import Seen, Sums
from importers.bank.refused import BankFileRefused, ValueWrong

RECORD: Final = 256
"""Characters of a record, without the end of the line."""

_LONGEST: Final = 1024
_SEQUENCE: Final = slice(1, 7)
_BANK: Final = slice(7, 10)
_ACCOUNT: Final = slice(10, 20)
_H_DAY: Final = slice(60, 68)
_DAY: Final = slice(20, 28)
_TIME: Final = slice(28, 34)
_REF1: Final = slice(84, 104)
_REF2: Final = slice(104, 124)
_KIND: Final = 152
_CODE: Final = slice(153, 156)
_AMOUNT: Final = slice(163, 176)
_BILLER: Final = slice(179, 194)
_REFERENCE: Final = slice(194, 226)
_T_REVERSED: Final = slice(20, 33)
_T_REVERSALS: Final = slice(33, 39)
_T_PAID: Final = slice(39, 52)
_T_PAYMENTS: Final = slice(52, 58)
_KINDS: Final = {"C": "payment", "D": "reversal"}


def read_fixed_width(file: TextIO, *, bank: str, seen: Seen) -> Iterator[BankLine]:
    """Yield the lines of a file; `seen` learns its sums. Raises `BankFileRefused`."""
    group: _Group | None = None
    number = 0
    for number, raw in enumerate(iter(partial(file.readline, _LONGEST), ""), 1):
        record = raw.rstrip("\r\n")
        try:
            group = _checked(record, group, bank)
            if record[0] == "D":
                assert group is not None
                line = _line(record, bank)
                group.sums.add(line)
                seen.sums.add(line)
                yield line
            elif record[0] == "H":
                seen.days.add(_day(record[_H_DAY]))
            else:
                assert group is not None
                group.sums.must_agree(_stated(record), where=f"line {number:,}")
                seen.controls += 1
                group = None
        except ValueWrong as wrong:
            raise BankFileRefused(str(wrong), where=f"line {number:,}") from None
    if number == 0:
        raise BankFileRefused("it is empty.")
    if group is not None:
        raise BankFileRefused(
            "the last record is no T, so the end of the file is missing.", where=f"line {number:,}"
        )


class _Group:
    """One account's records: where we are in it and what they add up to."""

    __slots__ = ("account", "sequence", "sums")

    def __init__(self, account: str) -> None:
        self.account = account
        self.sequence = 1
        self.sums = Sums()


def _checked(record: str, group: _Group | None, bank: str) -> _Group:
    """Check what every record has, and that it follows the one before. Raises `ValueWrong`."""
    if len(record) != RECORD:
        raise ValueWrong(f"a record has {RECORD} characters, this has {len(record):,}.")
    kind = record[0]
    if record[_BANK] != bank:
        raise ValueWrong(f"this is a record of another bank than {bank}.")
    if kind == "H":
        if group is not None:
            raise ValueWrong("a group begins before the one above ended with T.")
        group = _Group(record[_ACCOUNT])
    elif group is None or kind not in {"D", "T"}:
        raise ValueWrong("a group of records begins with H, goes on with D and ends with T.")
    else:
        group.sequence += 1
    if record[_SEQUENCE] != f"{group.sequence:06d}":
        raise ValueWrong(
            f"this should be record {group.sequence:06d} of its group: records are missing, twice "
            "or out of order."
        )
    if record[_ACCOUNT] != group.account:
        raise ValueWrong("a group's records are of one account; this is of another.")
    return group


def _line(record: str, bank: str) -> BankLine:
    kind = _KINDS.get(record[_KIND])
    if kind is None:
        raise ValueWrong("column 153 must be C for a payment or D for its reversal.")
    day = _day(record[_DAY])
    return BankLine(
        kind=kind,
        bank=bank,
        bank_reference=values.bank_reference_of(record[_REFERENCE].rstrip(" ")),
        amount_satang=values.satang_of_digits(record[_AMOUNT]),
        paid_at=values.clock_of(day, record[_TIME]),
        paid_on=day,
        channel=values.channel_of(record[_CODE]),
        biller=values.biller_of(record[_BILLER].rstrip(" ")),
        ref1=record[_REF1].strip(),
        ref2=record[_REF2].strip(),
        source="file",
    )


def _day(text: str) -> date:
    return values.day_of(text, day_first=True)


def _stated(record: str) -> Sums:
    return Sums(
        payments=values.count_of(record[_T_PAYMENTS]),
        payments_satang=values.count_of(record[_T_PAID]),
        reversals=values.count_of(record[_T_REVERSALS]),
        reversals_satang=values.count_of(record[_T_REVERSED]),
    )
