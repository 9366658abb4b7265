"""What people type, as the API wants it: Thai digits, spaces, dashes and signs of money are theirs.

Nothing is judged here. What is left over and is no figure goes on as it is, and the API refuses it.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from api.pages.forms import Form
from domain.calendar import BUDDHIST_ERA
from domain.money import parse_baht

_FIRST_BE: Final = 2400
_CWAH_OF_RAI: Final = 40_000
_CWAH_OF_NGAN: Final = 10_000
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_MONEY: Final = re.compile(r"[\s,_฿'’]|บาท|baht|thb", re.IGNORECASE)


def reference(text: str) -> str:
    """Return a reference with its digits as a keyboard has them; spaces at most as a dash."""
    return re.sub(r"\s", "", _DASHES.sub("-", _digits(text)))


def amount(text: str) -> str:
    """Return an amount of baht without what people write around its figures."""
    return _MONEY.sub("", _digits(text))


def _digits(text: str) -> str:
    """Write every script's digits as 0 to 9 and leave out what cannot be seen."""
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in unicodedata.normalize("NFKC", text)
        if unicodedata.category(letter) != "Cf"
    )


def whole(text: str) -> int:
    """Return a whole number somebody typed, 0 for none. ValueError where it is no number."""
    plain = _MONEY.sub("", _digits(text))
    return int(plain) if plain else 0


def area(rai: str, ngan: str, wah: str) -> int | str:
    """Return an area of three fields in 1/100 square wah; what is no number, as it was typed."""
    try:
        # Square wah have two decimals, as baht have.
        whole_cwah = whole(rai) * _CWAH_OF_RAI + whole(ngan) * _CWAH_OF_NGAN
        return whole_cwah + parse_baht(amount(wah) or "0")
    except ValueError:
        return f"{rai} {ngan} {wah}"


def day(day_: str, month: str, year: str) -> str:
    """Return a day of three fields as ISO 8601 has it; a year from 2400 on is of the Buddhist Era.

    What is no day of the calendar goes on as it was typed, and the API refuses it.
    """
    try:
        typed_year = whole(year)
        common = typed_year - BUDDHIST_ERA if typed_year >= _FIRST_BE else typed_year
        return date(common, whole(month), whole(day_)).isoformat()
    except ValueError:
        return f"{year}-{month}-{day_}"


def day_asked(form: Form) -> dict[str, str]:
    """Return on which day somebody paid, as an inquiry asks for it; nothing where none is given."""
    given = [form.text(f"paid-{part}") for part in ("day", "month", "year")]
    return {"paid_on": day(*given)} if any(given) else {}
