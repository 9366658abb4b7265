"""Money: whole satang, one grammar, one rounding."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import half_up, parse_baht, show_baht, show_baht_grouped


@pytest.mark.parametrize(
    ("text", "satang"),
    [
        ("0", 0),
        ("0.5", 50),
        ("1234.56", 123456),
        ("-0.01", -1),
        ("007", 700),
        ("999999999999999.99", 99999999999999999),
    ],
)
def test_an_amount_of_baht_is_read_to_the_satang(text: str, satang: int) -> None:
    assert parse_baht(text) == satang


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".5",
        "5.",
        "1.234",
        "1,234",
        "1e5",
        "+1",
        " 1",
        "1\n",
        "๑๒",
        "\uff11\uff12",
        "1_000",
        "NaN",
        "--1",
    ],
)
def test_anything_but_plain_digits_is_not_an_amount(text: str) -> None:
    with pytest.raises(ValueError, match="An amount of baht is written like"):
        parse_baht(text)


def test_baht_are_shown_with_two_decimals_and_their_sign() -> None:
    assert [show_baht(s) for s in (0, 5, -5, 123456789)] == ["0.00", "0.05", "-0.05", "1234567.89"]
    assert show_baht_grouped(-123456789) == "-1,234,567.89"


@given(st.integers(-(10**17) + 1, 10**17 - 1))
def test_what_is_shown_reads_back_the_same(satang: int) -> None:
    assert parse_baht(show_baht(satang)) == satang


@given(st.integers(-(2**62), 2**62), st.integers(1, 2**62))
def test_half_up_is_the_nearest_whole_and_halves_go_up(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator) + Fraction(1, 2)

    assert half_up(numerator, denominator) == exact.__floor__()


@given(
    st.lists(
        st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(1, 2**63 - 1)),
        min_size=1,
        max_size=20,
    )
)
def test_columns_round_as_single_amounts_do(pairs: list[tuple[int, int]]) -> None:
    numerators = np.array([n for n, _ in pairs], dtype=np.int64)
    denominators = np.array([d for _, d in pairs], dtype=np.int64)

    assert half_up(numerators, denominators).tolist() == [half_up(n, d) for n, d in pairs]


def test_floating_point_is_never_rounded_as_money() -> None:
    with pytest.raises(TypeError, match="never in floating point"):
        half_up(np.array([1.5]), 2)


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="denominator above zero"):
        half_up(1, 0)
