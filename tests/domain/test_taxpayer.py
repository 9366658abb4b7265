"""Pseudonyms: numbers that stand for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.taxpayer import joint, pseudonym, read, show

SECRET = b"a secret of the pilot, 32 bytes."


@given(st.integers(1, 2**63 - 1))
def test_a_shown_pseudonym_reads_back(taxpayer: int) -> None:
    assert read(show(taxpayer)) == taxpayer


@given(st.tuples(st.integers(1, 2**63 - 1), st.integers(1, 2**63 - 1)))
def test_shown_pseudonyms_sort_like_their_numbers(pair: tuple[int, int]) -> None:
    assert sorted(map(show, pair)) == [show(taxpayer) for taxpayer in sorted(pair)]


def test_a_pseudonym_is_three_signs_and_thirteen_digits() -> None:
    assert show(1) == "TP-0000000000001"
    assert show(2**63 - 1) == "TP-7ZZZZZZZZZZZZ"


def test_letters_that_look_like_digits_are_forgiven() -> None:
    assert read(" tp-oooooooooooil ") == (1 << 5) + 1


@pytest.mark.parametrize("text", ["", "TP-", "TP-1", "TP-U000000000001", "TP-0000000000000"])
def test_anything_else_is_not_a_pseudonym(text: str) -> None:
    with pytest.raises(ValueError, match=r"TP- and 13|63 bits"):
        read(text)


def test_a_number_beyond_63_bits_is_not_a_pseudonym() -> None:
    with pytest.raises(ValueError, match="63 bits"):
        read("TP-8000000000000")


def test_one_person_has_one_pseudonym_for_each_secret() -> None:
    other = SECRET[::-1]

    assert pseudonym(SECRET, "1101700207366") == pseudonym(SECRET, "1101700207366")
    assert pseudonym(SECRET, "1101700207366") != pseudonym(SECRET, "1101700207374")
    assert pseudonym(SECRET, "1101700207366") != pseudonym(other, "1101700207366")


@given(st.text(min_size=1))
def test_every_identity_has_a_pseudonym_of_63_bits_above_zero(identity: str) -> None:
    assert 0 < pseudonym(SECRET, identity) < 2**63


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 to 64 bytes"):
        pseudonym(b"too short", "1101700207366")


def test_the_same_joint_owners_are_one_party_in_any_order_and_spelling_of_shares() -> None:
    assert joint(SECRET, [(1, 1, 2), (2, 1, 2)]) == joint(SECRET, [(2, 2, 4), (1, 1, 2)])
    assert joint(SECRET, [(1, 1, 2), (2, 1, 2)]) != joint(SECRET, [(1, 1, 3), (2, 2, 3)])
    assert joint(SECRET, [(1, 1, 1)]) != pseudonym(SECRET, "1:1/1")


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ([], "at least one"),
        ([(1, 1, 2), (1, 1, 2)], "named once"),
        ([(1, 0, 2)], "above zero"),
        ([(1, 1, 0)], "above zero"),
    ],
)
def test_impossible_joint_owners_are_refused(
    members: list[tuple[int, int, int]], wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        joint(SECRET, members)
