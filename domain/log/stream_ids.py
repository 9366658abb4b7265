"""Stream ids: which kind of stream, of which place and year, packed into a UUID and back.

An id is a UUID of version 8 (RFC 9562) and sorts by kind, then place, so that the streams of one
kind lie together in the log's index and inserts stay in order.
"""

from enum import IntEnum, unique
from typing import Final, NamedTuple
from uuid import UUID

# From the left: kind 8 bits, place 39 bits, the number's highest bit, version 4 bits, year 12 bits,
# variant 2 bits, the number's other 62 bits. A number has 63 bits because a pseudonym has.
_VERSION: Final = 8
_VARIANT: Final = 0b10
_PLACE_LIMIT: Final = 2**39
_YEAR_LIMIT: Final = 2**12
_NUMBER_LIMIT: Final = 2**63
_TAIL_LIMIT: Final = 2**62


@unique
class Kind(IntEnum):
    """The kinds of stream, by the number their ids start with. Numbers are never reused."""

    LOCAL_BODY = 1
    REGISTER = 2
    PRICE_LIST = 3
    ROLL = 4
    ACCOUNT = 5
    PAYMENT = 6
    OBJECTION = 7
    TAXPAYER = 8
    ORDER = 9
    OUTLINES = 10
    RELIEF = 11


class StreamName(NamedTuple):
    """What a stream id says: the kind, the place's code, the year and the number (0 for none)."""

    kind: Kind
    place: int
    year: int
    number: int


def stream_id(kind: Kind, place: int, year: int = 0, *, number: int = 0) -> UUID:
    """Pack a kind of stream and its place into an id.

    `place` is the code of a local body or a province (0 for the whole country), `year` a Buddhist
    Era year, `number` tells apart streams of one kind, place and year. Raises ValueError when one
    does not fit: place under 2**39, year under 4096, number under 2**63.
    """
    fits = 0 <= place < _PLACE_LIMIT and 0 <= year < _YEAR_LIMIT and 0 <= number < _NUMBER_LIMIT
    if not fits:
        msg = f"A stream has a place, year and number from 0 up, not {place}, {year}, {number}."
        raise ValueError(msg)
    high, low = divmod(number, _TAIL_LIMIT)
    head = ((int(kind) << 39 | place) << 1 | high) << 16 | _VERSION << 12 | year
    return UUID(int=head << 64 | _VARIANT << 62 | low)


def read_stream_id(stream: UUID) -> StreamName:
    """Unpack an id that `stream_id` made; raises ValueError for any other UUID."""
    head, tail = stream.int >> 64, stream.int & (1 << 64) - 1
    if head >> 12 & 15 != _VERSION or tail >> 62 != _VARIANT:
        msg = f"{stream} is not the id of a stream."
        raise ValueError(msg)
    kind = Kind(head >> 56)
    return StreamName(
        kind=kind,
        place=head >> 17 & _PLACE_LIMIT - 1,
        year=head & _YEAR_LIMIT - 1,
        number=number_of(stream),
    )


def number_of(stream: UUID) -> int:
    """Return the number in an id that `stream_id` made, without looking at the rest of it."""
    return (stream.int >> 80 & 1) << 62 | stream.int & _TAIL_LIMIT - 1


def show_stream(stream: UUID) -> str:
    """Name a stream for people: `REGISTER 05200203`, `ROLL 05200203/2569`, or the bare UUID.

    A local body's code has 8 digits and a province's two; both are shown as they are written.
    """
    try:
        name = read_stream_id(stream)
    except ValueError:
        return str(stream)
    place = f"{name.place:02d}" if name.kind is Kind.PRICE_LIST else f"{name.place:08d}"
    year = f"/{name.year}" if name.year else ""
    number = f" no. {name.number}" if name.number else ""
    return f"{name.kind.name} {place}{year}{number}"


Range = tuple[UUID, UUID]
"""The smallest and the largest id of a run of streams."""


def ranges(kind: Kind, *, place: int | None = None, year: int | None = None) -> list[Range]:
    """Return the ranges, in order, that hold a kind's ids and no others.

    With `place`, of that place; with `year` too, of that year. A year is two ranges: ids sort by a
    number's highest bit before the year.
    """
    if place is None:
        return [places(kind, 0, _PLACE_LIMIT - 1)]
    if year is None:
        return [places(kind, place, place)]
    return [
        (
            stream_id(kind, place, year, number=first),
            stream_id(kind, place, year, number=first + _TAIL_LIMIT - 1),
        )
        for first in (0, _TAIL_LIMIT)
    ]


def places(kind: Kind, first: int, last: int) -> Range:
    """Return the range that holds a kind's ids from one place to another, and no others."""
    return (
        stream_id(kind, first),
        stream_id(kind, last, _YEAR_LIMIT - 1, number=_NUMBER_LIMIT - 1),
    )
