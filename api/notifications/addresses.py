"""Addresses as taxpayers type them, read strictly: what is kept is what is sent to."""

import re
from typing import Final

from domain.errors import Refused

_MAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_MOST_LETTERS: Final = 254
_MOST_BEFORE_AT: Final = 64
_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MOBILE: Final = re.compile(r"(?:\+?66|0)([689][0-9]{8})")


class ContactWrong(Refused):
    """What was typed is no address of the channel."""

    code = "contact-wrong"


def email_address(text: str) -> str:
    """Read an e-mail address, "" for none. Raises `ContactWrong`, without what was typed."""
    typed = text.strip()
    local = typed.partition("@")[0]
    fits = len(typed) <= _MOST_LETTERS and len(local) <= _MOST_BEFORE_AT
    if typed and not (fits and _MAIL.fullmatch(typed)):
        raise ContactWrong("An e-mail address is plain letters, one @, and a name with a point.")
    return typed


def mobile_number(text: str) -> str:
    """Read a Thai mobile number as `+66812345678`, "" for none. Raises `ContactWrong`.

    Blanks, hyphens, brackets and Thai digits do not matter.
    """
    typed = re.sub(r"[\s()-]", "", text.translate(_THAI_DIGITS))
    if not typed:
        return ""
    found = _MOBILE.fullmatch(typed)
    if found is None:
        raise ContactWrong("A Thai mobile number has 10 digits and begins with 06, 08 or 09.")
    return f"+66{found[1]}"
