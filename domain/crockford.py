"""Numbers of up to 63 bits as 13 letters and digits hard to misread (Crockford, base 32)."""

from typing import Final

LENGTH: Final = 13
LARGEST: Final = 2**63 - 1

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_MISREAD: Final = str.maketrans("OIL", "011")


def write(number: int) -> str:
    """Write a number from 0 to 2**63 - 1 as 13 upper-case letters and digits."""
    assert 0 <= number <= LARGEST
    pairs = _PAIRS
    return (
        f"{_ALPHABET[number >> 60]}{pairs[number >> 50 & 1023]}{pairs[number >> 40 & 1023]}"
        f"{pairs[number >> 30 & 1023]}{pairs[number >> 20 & 1023]}{pairs[number >> 10 & 1023]}"
        f"{pairs[number & 1023]}"
    )


def read(text: str) -> int:
    """Read what `write` wrote; letters may be small, and O, I, L count as 0, 1, 1.

    Raises ValueError for anything else.
    """
    digits = text.upper().translate(_MISREAD)
    if len(digits) != LENGTH or not set(digits) <= set(_ALPHABET):
        msg = "13 letters or digits are expected, without U."
        raise ValueError(msg)
    number = 0
    for digit in digits:
        number = number << 5 | _ALPHABET.index(digit)
    if number > LARGEST:
        msg = "The number has at most 63 bits, so its first digit is at most 7."
        raise ValueError(msg)
    return number
