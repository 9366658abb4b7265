"""Stream ids: packed, sorted, and readable again."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.log.stream_ids import Kind, Range, StreamName, ranges, read_stream_id, show_stream
from domain.log.stream_ids import stream_id as pack
from domain.payment import payment_stream, payments_of

names = st.builds(
    StreamName,
    kind=st.sampled_from(Kind),
    place=st.integers(0, 2**39 - 1),
    year=st.integers(0, 2**12 - 1),
    number=st.integers(0, 2**63 - 1),
)


@given(names)
def test_an_id_says_again_what_was_packed_into_it(name: StreamName) -> None:
    packed = pack(name.kind, name.place, name.year, number=name.number)

    assert read_stream_id(packed) == name
    assert packed.version == 8
    assert packed.variant == "specified in RFC 4122"


@given(st.lists(names, min_size=2))
def test_ids_sort_by_kind_and_place_in_every_spelling(found: list[StreamName]) -> None:
    ids = sorted(pack(n.kind, n.place, n.year, number=n.number) for n in found)

    places = [read_stream_id(i)[:2] for i in ids]

    assert places == sorted(places)
    assert [i.hex for i in ids] == sorted(i.hex for i in ids)
    assert [i.bytes for i in ids] == sorted(i.bytes for i in ids)


def inside(stream: UUID, found: list[Range]) -> bool:
    return any(first <= stream <= last for first, last in found)


@given(names, st.integers(0, 2**39 - 1), st.integers(0, 2**12 - 1))
def test_every_id_lies_within_the_ranges_of_its_kind_place_and_year_only(
    name: StreamName, place: int, year: int
) -> None:
    packed = pack(name.kind, name.place, name.year, number=name.number)

    assert [kind for kind in Kind if inside(packed, ranges(kind))] == [name.kind]
    assert inside(packed, ranges(name.kind, place=name.place))
    assert inside(packed, ranges(name.kind, place=name.place, year=name.year))
    assert inside(packed, ranges(name.kind, place=place)) == (place == name.place)
    assert inside(packed, ranges(name.kind, place=name.place, year=year)) == (year == name.year)


@given(st.text(), st.integers(0, 999), st.integers(0, 999))
def test_a_payment_lies_among_those_of_its_own_bank_only(
    reference: str, bank: int, other: int
) -> None:
    first, last = payments_of(f"{other:03d}")

    assert (first <= payment_stream(f"{bank:03d}", reference) <= last) == (bank == other)


def test_a_stream_is_named_for_people() -> None:
    assert show_stream(pack(Kind.REGISTER, 5200203)) == "REGISTER 05200203"
    assert show_stream(pack(Kind.PRICE_LIST, 5)) == "PRICE_LIST 05"
    assert show_stream(pack(Kind.ROLL, 5200203, 2569)) == "ROLL 05200203/2569"
    assert show_stream(pack(Kind.PAYMENT, 0, number=7)) == "PAYMENT 00000000 no. 7"
    assert show_stream(UUID(int=0)) == "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    "stream",
    [
        UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        UUID(int=0),
        UUID(int=pack(Kind.REGISTER, 1).int | 0xFF << 120),
    ],
)
def test_a_foreign_id_is_not_read(stream: UUID) -> None:
    with pytest.raises(ValueError, match=r"is not the id of a stream|is not a valid Kind"):
        read_stream_id(stream)


@pytest.mark.parametrize(("place", "year", "number"), [(2**39, 0, 0), (1, 4096, 0), (1, 0, -1)])
def test_what_does_not_fit_is_refused(place: int, year: int, number: int) -> None:
    with pytest.raises(ValueError, match="A stream has a place, year and number from 0 up"):
        pack(Kind.REGISTER, place, year, number=number)
