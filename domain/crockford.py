"""Numbers of up to 63 bits as 13 letters and digits hard to misread (Crockford, base 32)."""

from typing import Final

LENGTH: Final = 13
LARGEST: Final = 2**63 - 1

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans("OIL", "011")


def write(number: int) -> str:
    """Write a number from 0 to 2**63 - 1 as 13 upper-case letters and digits."""
    assert 0 <= number <= LARGEST
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * LENGTH - 5, -1, -5))


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
