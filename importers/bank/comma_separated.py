"""A Thai bank's day file with commas between the cells: rows H, one D a payment, T.

    H,014,20260430
    D,1,B0120260430000017,C,20260430,093000,1234.56,099400052002095,5200203690000017023,69043012,QR
    T,1,1234.56,0,0.00

H says the bank and the day; D its number in the file, the bank's reference, C for a payment or D
for its reversal, day, time, baht, biller id, references 1 and 2, channel; T the number and the sum
of payments, then of reversals. What stands in further cells of D is left alone.
"""

import csv
from collections.abc import Iterator
from typing import Final, TextIO

from domain.bank_line import BankLine
from importers.bank import values
from importers.bank.control import Seen, Sums
from importers.bank.refused import BankFileRefused, ValueWrong

_LONGEST: Final = 8 * 1024
_H_CELLS: Final = 3
_D_CELLS: Final = 11
_T_CELLS: Final = 5
_KINDS: Final = {"C": "payment", "D": "reversal"}


def read_comma_separated(file: TextIO, *, bank: str, seen: Seen) -> Iterator[BankLine]:
    """Yield the lines of a file; `seen` learns its sums. Raises `BankFileRefused`."""
    rows = csv.reader(_short_lines(file), strict=True)
    count, ended = 0, False
    try:
        _header(next(rows, []), bank, seen)
        for cells in rows:
            if ended:
                raise ValueWrong("nothing follows T.")  # noqa: TRY301 - the place is added below
            if cells[:1] == ["T"]:
                seen.sums.must_agree(_stated(cells), where=f"line {rows.line_num:,}")
                seen.controls += 1
                ended = True
                continue
            count += 1
            line = _line(cells, count, bank)
            seen.sums.add(line)
            yield line
    except (ValueWrong, csv.Error) as wrong:
        what = str(wrong) if isinstance(wrong, ValueWrong) else "quotation marks do not pair."
        raise BankFileRefused(what, where=f"line {rows.line_num:,}") from None
    if not ended:
        raise BankFileRefused(
            "the last row is no T, so the end of the file is missing.",
            where=f"line {rows.line_num:,}",
        )


def _short_lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(_LONGEST):
        if len(line) == _LONGEST:
            raise ValueWrong(f"a line has at most {_LONGEST:,} characters.")
        yield line


def _header(cells: list[str], bank: str, seen: Seen) -> None:
    if len(cells) < _H_CELLS or cells[0] != "H":
        raise ValueWrong("the first row is H, the bank's code and the day.")
    if cells[1] != bank:
        raise ValueWrong(f"this is the file of another bank than {bank}.")
    seen.days.add(values.day_of(cells[2], day_first=False))


def _line(cells: list[str], number: int, bank: str) -> BankLine:
    if len(cells) < _D_CELLS or cells[0] != "D":
        raise ValueWrong(f"a row of a payment is D and has at least {_D_CELLS} cells.")
    if cells[1] != str(number):
        raise ValueWrong(
            f"this should be payment {number:,}: rows are missing, twice or out of order."
        )
    kind = _KINDS.get(cells[3])
    if kind is None:
        raise ValueWrong("cell 4 must be C for a payment or D for its reversal.")
    day = values.day_of(cells[4], day_first=False)
    return BankLine(
        kind=kind,
        bank=bank,
        bank_reference=values.bank_reference_of(cells[2]),
        amount_satang=values.satang_of_baht(cells[6]),
        paid_at=values.clock_of(day, cells[5]),
        paid_on=day,
        channel=values.channel_of(cells[10]),
        biller=values.biller_of(cells[7]),
        ref1=values.typed(cells[8]),
        ref2=values.typed(cells[9]),
        source="file",
    )


def _stated(cells: list[str]) -> Sums:
    if len(cells) != _T_CELLS:
        raise ValueWrong(f"T has {_T_CELLS} cells.")
    return Sums(
        payments=values.count_of(cells[1]),
        payments_satang=values.total_of_baht(cells[2]),
        reversals=values.count_of(cells[3]),
        reversals_satang=values.total_of_baht(cells[4]),
    )
