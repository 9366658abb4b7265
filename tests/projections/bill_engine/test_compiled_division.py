"""The short way to divide gives what division gives, for every number it is allowed."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numba import njit

from projections.bill_engine.compiled_division import (
    SMALL_BITS,
    hundredth_of_small,
    satang_of_small,
)


@njit
def hundredth(number: int) -> int:
    return hundredth_of_small(number)


@njit
def satang(nanobaht: int) -> int:
    return satang_of_small(nanobaht)


WAYS = ((hundredth, 100), (satang, 10_000_000))
MOST = 2**SMALL_BITS


@pytest.mark.parametrize(("short", "divisor"), WAYS)
@given(number=st.integers(0, MOST - 1), quotient=st.integers(0, MOST), off=st.integers(-2, 1))
@example(number=0, quotient=1, off=-1)
@example(number=MOST - 1, quotient=MOST, off=1)
def test_a_small_number_is_divided_rounded_down(
    short: Callable[[int], int], divisor: int, number: int, quotient: int, off: int
) -> None:
    # Wherever a quotient changes is where a wrong one would be: at a multiple, and one before it.
    edge = max(quotient % (MOST // divisor + 1) * divisor + off, 0)

    assert short(number) == number // divisor
    assert short(edge) == edge // divisor


@pytest.mark.parametrize(
    ("divisor", "upper_bits", "whole", "rest", "factor", "shift"),
    [
        (25, 25, 671_088, 16, 687_194_768, 34),
        (125, 24, 8_388, 76, 1_099_511_628, 37),
        (625, 20, 209, 447, 879_609_303, 39),
    ],
)
def test_the_figures_of_the_short_way_are_those_of_its_proof(
    divisor: int, upper_bits: int, whole: int, rest: int, factor: int, shift: int
) -> None:
    lower = whole * divisor + rest
    most = rest * 2**upper_bits + lower

    assert lower & (lower - 1) == 0
    assert factor == -(-(2**shift) // divisor)
    assert most * (factor * divisor - 2**shift) < 2**shift
    assert most * factor < 2**63
