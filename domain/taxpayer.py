"""Taxpayers as pseudonyms: numbers that stand for a person and reveal nothing about them."""

from collections.abc import Sequence
from hashlib import blake2b
from math import gcd
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain import crockford

_SHORTEST_SECRET: Final = 16
_LONGEST_SECRET: Final = 64


def show(taxpayer: int) -> str:
    """Show a pseudonym as people see it: `TP-` and 13 Crockford base-32 digits."""
    _check(taxpayer)
    return "TP-" + crockford.write(taxpayer)


def read(text: str) -> int:
    """Read a shown pseudonym; letters may be small, and O, I, L count as 0, 1, 1.

    Raises ValueError for anything else.
    """
    try:
        number = crockford.read(text.strip().upper().removeprefix("TP-"))
    except ValueError as wrong:
        msg = "A taxpayer is written TP- and 13 letters or digits: a number of 63 bits."
        raise ValueError(msg) from wrong
    _check(number)
    return number


def pseudonym(secret: bytes, identity: str) -> int:
    """Return the 63-bit number that stands for an identity number, above 0.

    A keyed hash: without the secret nobody can try all numbers. Raises ValueError for a secret
    of fewer than 16 or more than 64 bytes, or an empty identity.
    """
    if not identity:
        msg = "An identity is not empty."
        raise ValueError(msg)
    return _keyed_hash(secret, identity.encode(), b"thidin-person")


def pseudonyms(secret: bytes, identities: Sequence[str]) -> NDArray[np.int64]:
    """Return the numbers `(n,)` that stand for identity numbers; see `pseudonym`."""
    if not all(identities):
        msg = "An identity is not empty."
        raise ValueError(msg)
    _check_secret(secret)
    keyed = blake2b(key=secret, digest_size=8, person=b"thidin-person")
    begin, digests = keyed.copy, []
    for identity in identities:
        one = begin()
        one.update(identity.encode())
        digests.append(one.digest())
    numbers = np.frombuffer(b"".join(digests), dtype=">u8") >> np.uint64(1)
    return np.asarray(np.maximum(numbers, 1), dtype=np.int64)


def joint(secret: bytes, members: Sequence[tuple[int, int, int]]) -> int:
    """Return the 63-bit number that stands for several owners together, above 0.

    Each member is `(pseudonym, numerator, denominator)`. The order does not matter and shares
    count by value (2/4 is 1/2), so the same owners with the same shares are the same party.
    Raises ValueError for no members, a member named twice, or a share that is not above zero.
    """
    if not members:
        msg = "Joint owners are at least one person."
        raise ValueError(msg)
    if len({person for person, _, _ in members}) != len(members):
        msg = "A joint owner is named once, with one share."
        raise ValueError(msg)
    parts = []
    for person, num, den in sorted(members):
        if num <= 0 or den <= 0:
            msg = "A share is above zero."
            raise ValueError(msg)
        divisor = gcd(num, den)
        parts.append(f"{person}:{num // divisor}/{den // divisor}")
    return _keyed_hash(secret, ";".join(parts).encode(), b"thidin-joint")


def _check_secret(secret: bytes) -> None:
    if not _SHORTEST_SECRET <= len(secret) <= _LONGEST_SECRET:
        msg = f"The secret has {_SHORTEST_SECRET} to {_LONGEST_SECRET} bytes."
        raise ValueError(msg)


def _keyed_hash(secret: bytes, content: bytes, purpose: bytes) -> int:
    _check_secret(secret)
    digest = blake2b(content, key=secret, digest_size=8, person=purpose).digest()
    return int.from_bytes(digest, "big") >> 1 or 1


def _check(taxpayer: int) -> None:
    if not 0 < taxpayer <= crockford.LARGEST:
        msg = "A taxpayer's number has 63 bits and is above zero."
        raise ValueError(msg)
