"""The keys of persons, each its own, wrapped many at a time and destroyed one by one.

A sealed record says in front which key opens it: version, block, place. Its key seals nothing else,
ever, so that its nonce need not differ from any other's. In a block that was opened a destroyed
key is all zeros; the block is then wrapped anew, and the one before is overwritten.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, update

from domain.errors import VaultDamaged
from projections.vault.tables import KEY_BLOCK, put

KEY: Final = 32
NONCE: Final = 12
VERSION: Final = b"\x02"
"""The first byte of a record sealed so; records before have a row in the table of wrapped keys."""
HEAD: Final = 10
"""Bytes of a record before what is sealed: the version, the block's number, the place in it."""
AT_ONCE: Final = 128
DESTROYED: Final = bytes(KEY)
_ONLY: Final = bytes(NONCE)
_PLACES: Final = [bytes([place]) for place in range(AT_ONCE)]
_PURPOSE: Final = b"block"


@dataclass(frozen=True)
class KeyBlocks:
    """Blocks of keys in the vault's database, each wrapped under the master key's own."""

    wrapping: AESGCM

    def seal(
        self, connection: Connection, plains: Sequence[bytes], owners: bytes
    ) -> Sequence[bytes]:
        """Seal records, each under a new key and for its owner (8 bytes each); put the keys."""
        sealed: list[bytes] = []
        blocks: list[tuple[int, bytes]] = []
        for first in range(0, len(plains), AT_ONCE):
            some = plains[first : first + AT_ONCE]
            number = int.from_bytes(os.urandom(8), "big") >> 1
            keys = os.urandom(KEY * len(some))
            blocks.append((number, self._wrapped(number, keys)))
            front = VERSION + number.to_bytes(8, "big")
            for place, plain in enumerate(some):
                key = keys[KEY * place : KEY * place + KEY]
                owner = owners[8 * (first + place) : 8 * (first + place) + 8]
                box = AESGCM(key).encrypt(_ONLY, plain, owner)
                sealed.append(front + _PLACES[place] + box)
        put(connection, KEY_BLOCK, blocks)
        return sealed

    def keys_of(self, connection: Connection, heads: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """Return the keys of records by their heads, but for those destroyed."""
        found: dict[bytes, bytes] = {}
        blocks = _by_block(heads)
        opened = self._opened(connection, [number for number, _ in blocks])
        for number, places in blocks:
            keys = opened[number]
            for place in places:
                key = keys[KEY * place : KEY * place + KEY]
                if key not in (b"", DESTROYED):
                    found[VERSION + number.to_bytes(8, "big") + _PLACES[place]] = key
        return found

    def destroy(self, connection: Connection, heads: Iterable[bytes]) -> None:
        """Destroy the keys of records, block by block in order."""
        blocks = _by_block(heads)
        opened = self._opened(connection, [number for number, _ in blocks])
        for number, places in blocks:
            keys = bytearray(opened[number])
            for place in places:
                keys[KEY * place : KEY * place + KEY] = DESTROYED
            connection.execute(
                update(KEY_BLOCK)
                .where(KEY_BLOCK.c.block == number)
                .values(wrapped=self._wrapped(number, bytes(keys)))
            )

    def _wrapped(self, number: int, keys: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self.wrapping.encrypt(nonce, keys, _bound(number))

    def _opened(self, connection: Connection, numbers: Sequence[int]) -> Mapping[int, bytes]:
        """Return the keys of blocks. Raises `VaultDamaged` where one is missing or changed."""
        if not numbers:
            return {}
        listed = ",".join(map(str, numbers))
        found = connection.exec_driver_sql(
            f"SELECT block, wrapped FROM {KEY_BLOCK.name} WHERE block IN ({listed})"  # noqa: S608 - whole numbers
        )
        wrapped = {number: bytes(block) for number, block in found}
        return {number: self._unwrapped(number, wrapped.get(number, b"")) for number in numbers}

    def _unwrapped(self, number: int, wrapped: bytes) -> bytes:
        try:
            nonce = wrapped[:NONCE].ljust(NONCE)
            return self.wrapping.decrypt(nonce, wrapped[NONCE:], _bound(number))
        except InvalidTag:
            raise VaultDamaged(
                f"The vault's block of keys {number} does not open: it was changed or is missing. "
                "Restore the vault's tables from a backup."
            ) from None


def open_record(sealed: bytes, key: bytes, owner: bytes) -> bytes:
    """Return what a record holds; raises InvalidTag."""
    return AESGCM(key).decrypt(_ONLY, sealed[HEAD:], owner)


def _by_block(heads: Iterable[bytes]) -> Sequence[tuple[int, list[int]]]:
    """Return the places of some heads by the number of their block, in order."""
    pairs = sorted((int.from_bytes(head[1 : HEAD - 1], "big"), head[HEAD - 1]) for head in heads)
    return [
        (number, [place for _, place in some]) for number, some in groupby(pairs, itemgetter(0))
    ]


def _bound(number: int) -> bytes:
    """Return what a block is bound to, so that it opens as no other one and as nothing else."""
    return _PURPOSE + number.to_bytes(8, "big")
