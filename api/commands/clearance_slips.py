"""Numbers of answers to the land office, by which anybody who holds one can have it given again.

The number says what was asked: body, property, log position and day. So nothing is kept, and the
answer to the same number is the same for ever. The code says that the number was given out here.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from domain.calendar import be_year
from domain.crockford import write

CODE_LETTERS: Final = 10
_NUMBER: Final = re.compile(r"CL-([0-9]{8})-([0-9]{1,9})-([0-9]{1,15})-([0-9]{6})")
_SHIFT: Final = 1
_CENTURY: Final = 2500
_TO_GREGORIAN: Final = 543


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What an answer's number says: `index` is the property's dense key in the body's register."""

    body: int
    index: int
    position: int
    on: date

    @property
    def number(self) -> str:
        """The number, with the day in the Buddhist Era."""
        day = f"{be_year(self.on) % 100:02d}{self.on:%m%d}"
        return f"CL-{self.body:08d}-{self.index}-{self.position}-{day}"

    def code(self, key: bytes) -> str:
        """Return the letters that go with the number."""
        digest = hmac.new(key, self.number.encode(), sha256).digest()
        return write(int.from_bytes(digest[:8], "big") >> _SHIFT)[-CODE_LETTERS:]


def read_slip(number: str, code: str, key: bytes) -> Slip | None:
    """Read a number whose code is right; None for any other, alike."""
    found = _NUMBER.fullmatch(number.strip().upper())
    if found is None:
        return None
    body, index, position, day = found.groups()
    year = _CENTURY + int(day[:2]) - _TO_GREGORIAN
    try:
        on = date(year, int(day[2:4]), int(day[4:]))
    except ValueError:
        return None
    slip = Slip(body=int(body), index=int(index), position=int(position), on=on)
    typed = "".join(filter(str.isalnum, code.upper())).translate(str.maketrans("OIL", "011"))
    right = hmac.compare_digest(typed.encode("utf-8"), slip.code(key).encode("ascii"))
    return slip if right else None
