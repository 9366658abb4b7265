"""A person as the offices name one, and that person's record as bytes."""

from typing import Final

import msgspec


class Person(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Who a taxpayer is: identity number, kind as in the owner table, name and address as written.

    A building's house number is kept as one too, with kind 0 and no name (`of_building`).

    A struct and not a dataclass: a nation's file makes tens of millions of them, and it packs
    itself. It never shows what it holds, so no traceback and no log line can.
    """

    identity: str
    kind: int
    name: str
    address: str

    def __repr__(self) -> str:
        """Name nobody."""
        return "Person(…)"


Told = tuple[str, int, str, str]
"""A person's fields in their order, for many at once: they pack to the same bytes."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Person)

from_bytes = _DECODER.decode


def to_bytes(told: Told) -> bytes:
    """Pack a person."""
    return _ENCODER.encode(told)


def told_of(person: Person) -> Told:
    """Return a person's fields."""
    return person.identity, person.kind, person.name, person.address


def completed(told: Told, known: Person) -> Told:
    """Return a person with what an office left blank taken from what was known before."""
    identity, kind, name, address = told
    return identity, kind, name or known.name, address or known.address
