"""What people type, as the API wants it: Thai digits, spaces, dashes and signs of money are theirs.

Nothing is judged here. What is left over and is no figure goes on as it is, and the API refuses it.
"""

import re
import unicodedata
from typing import Final

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
