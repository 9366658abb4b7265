"""Taxpayers as pseudonyms: numbers that stand for a person and reveal nothing about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
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
    return int(pseudonyms(secret, [identity])[0])


def pseudonyms(secret: bytes, identities: Sequence[str]) -> NDArray[np.int64]:
    """Return the numbers `(n,)` that stand for identity numbers; see `pseudonym`."""
    if not all(identities):
        msg = "An identity is not empty."
        raise ValueError(msg)
    _check_secret(secret)
    return _keyed_hashes(secret, identities, b"thidin-person")


def of_building(body: int, key: str) -> str:
    """Return the text a building's house number is kept under, as a person is under a number.

    An address is not for the log: the vault keeps it sealed. `key` is the building's in its body.
    """
    return f"{key}@{body:08d}"


@dataclass(frozen=True, kw_only=True)
class JointOwners:
    """Sets of owners: set `i`'s members are those from `starts[i]` to `starts[i + 1]`.

    `starts` `(k + 1,)`; each member's pseudonym and share, `num` of `den`, `(m,)`.
    """

    starts: NDArray[np.int64]
    person: NDArray[np.int64]
    num: NDArray[np.int64]
    den: NDArray[np.int64]


def joint(secret: bytes, members: Sequence[tuple[int, int, int]]) -> int:
    """Return the number that stands for one set of owners; see `joints`.

    Each member is `(pseudonym, numerator, denominator)`.
    """
    person, num, den = np.asarray(members, dtype=np.int64).reshape(len(members), 3).T
    starts = np.asarray([0, len(members)])
    return int(joints(secret, JointOwners(starts=starts, person=person, num=num, den=den))[0])


def joints(secret: bytes, owners: JointOwners) -> NDArray[np.int64]:
    """Return the 63-bit numbers `(k,)` that stand for sets of several owners together, above 0.

    The order of a set's members does not matter and shares count by value (2/4 is 1/2), so the
    same owners with the same shares are the same party. Raises ValueError for a set without
    members, a member named twice in one, or a share that is not above zero.
    """
    _check_secret(secret)
    sizes = np.diff(owners.starts)
    of_set = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((owners.person, of_set))
    person, num, den = owners.person[order], owners.num[order], owners.den[order]
    if (sizes <= 0).any():
        msg = "Joint owners are at least one person."
        raise ValueError(msg)
    if ((person[1:] == person[:-1]) & (of_set[1:] == of_set[:-1])).any():
        msg = "A joint owner is named once, with one share."
        raise ValueError(msg)
    if (num <= 0).any() or (den <= 0).any():
        msg = "A share is above zero."
        raise ValueError(msg)
    divisor = np.gcd(num, den)
    members = zip(
        person.tolist(), (num // divisor).tolist(), (den // divisor).tolist(), strict=True
    )
    texts = [f"{who}:{part}/{whole}" for who, part, whole in members]
    sets = (";".join(texts[first:last]) for first, last in pairwise(owners.starts.tolist()))
    return _keyed_hashes(secret, sets, b"thidin-joint")


def _check_secret(secret: bytes) -> None:
    if not _SHORTEST_SECRET <= len(secret) <= _LONGEST_SECRET:
        msg = f"The secret has {_SHORTEST_SECRET} to {_LONGEST_SECRET} bytes."
        raise ValueError(msg)


def _keyed_hashes(secret: bytes, contents: Iterable[str], purpose: bytes) -> NDArray[np.int64]:
    begin, digests = blake2b(key=secret, digest_size=8, person=purpose).copy, []
    for content in contents:
        one = begin()
        one.update(content.encode())
        digests.append(one.digest())
    numbers = np.frombuffer(b"".join(digests), dtype=">u8") >> np.uint64(1)
    return np.asarray(np.maximum(numbers, 1), dtype=np.int64)


def _check(taxpayer: int) -> None:
    if not 0 < taxpayer <= crockford.LARGEST:
        msg = "A taxpayer's number has 63 bits and is above zero."
        raise ValueError(msg)
