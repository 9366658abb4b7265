"""References a payer types and a bank sends back: of a bill, of an order of several, of an amount.

Reference 1 says what is paid, reference 2 which amount and until when it holds. Both are upper-case
letters and digits, at most 20, which every bank's bill payment takes; the digits of a bill's can be
typed on a telephone. The check digits are ISO 7064 MOD 97-10: they find each single wrong
digit and every swap of two. A reference is printed and the bank sees it, so it is no secret.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from domain import crockford
from domain.calendar import be_year
from domain.errors import Refused

NOTICES_OF_A_BODY: Final = 9_999_999
_BILL: Final = re.compile(r"(\d{8})(\d{2})(\d{7})(\d{2})")
_NUMBER: Final = re.compile(r"(\d{4})-(\d{4})-(\d{2})/(\d{1,8})")
_ORDER: Final = re.compile(r"T([0-7][0-9A-TV-Z]{12})(\d{2})")
_CENTURY: Final = 2500
_MODULUS: Final = 97


class NotAReference(Refused):
    """What was typed is not a reference of a bill or an order."""

    code = "not-a-reference"


@dataclass(frozen=True, kw_only=True)
class BillReference:
    """One bill: a local body's code, the tax year, the notice's number in it."""

    body: int
    tax_year: int
    notice: int

    @property
    def ref1(self) -> str:
        """Reference 1 as printed: 19 digits, the last two to check the others."""
        plain = f"{self.body:08d}{self.tax_year % 100:02d}{self.notice:07d}"
        return plain + _check_digits(plain)

    @property
    def number(self) -> str:
        """The notice's number as local bodies write it: `5049-1018-66/00031700`."""
        body = f"{self.body:08d}"
        return f"{body[:4]}-{body[4:]}-{self.tax_year % 100:02d}/{self.notice:08d}"


@dataclass(frozen=True, kw_only=True)
class OrderReference:
    """One order to pay several bills; `number` has 63 bits and is not in sequence."""

    number: int

    @property
    def ref1(self) -> str:
        """Reference 1 as printed: T, 13 letters and digits, two digits to check them."""
        letters = crockford.write(self.number)
        return f"T{letters}" + _check_digits(f"T{letters}")


@lru_cache(maxsize=4_096)
def read_reference(text: str) -> BillReference | OrderReference:
    """Read reference 1; spaces, hyphens and small letters do not matter.

    Raises `NotAReference`, without saying back what was typed: it may be an identity number. What
    was read lately is kept, what is none is not.
    """
    typed = re.sub(r"[\s-]", "", text).upper()
    if (bill := _BILL.fullmatch(typed)) and _checks(typed):
        body, year, notice, _ = map(int, bill.groups())
        return BillReference(body=body, tax_year=_CENTURY + year, notice=notice)
    if (order := _ORDER.fullmatch(typed)) and _checks(typed):
        return OrderReference(number=crockford.read(order[1]))
    raise NotAReference(
        "This is not a reference of a bill. It has 19 digits, or T and 15 letters and digits; "
        "please type reference 1 as it is printed on the notice."
    )


def read_bill(text: str) -> BillReference:
    """Read what names one bill: its reference 1, or its number `5049-1018-66/00031700`.

    Raises `NotAReference`.
    """
    if number := _NUMBER.fullmatch(text.strip()):
        high, low, year, notice = number.groups()
        return BillReference(
            body=int(high + low), tax_year=_CENTURY + int(year), notice=int(notice)
        )
    reference = read_reference(text)
    if isinstance(reference, OrderReference):
        raise NotAReference("This is the reference of an order of several bills, not of one bill.")
    return reference


def ref2(*, valid_until: date, amount_satang: int) -> str:
    """Return reference 2: the last day the amount holds (Buddhist Era), and two check digits.

    A slip printed for another amount or day has another reference 2, so a payment by an old slip
    is known as such.
    """
    day = f"{be_year(valid_until) % 100:02d}{valid_until:%m%d}"
    return day + _check_digits(f"{day}{amount_satang}")


def _check_digits(plain: str) -> str:
    return f"{_MODULUS + 1 - _digits(plain) * 100 % _MODULUS:02d}"


def _checks(text: str) -> bool:
    return _digits(text) % _MODULUS == 1


def _digits(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return int("".join(str(int(letter, 36)) for letter in text))
