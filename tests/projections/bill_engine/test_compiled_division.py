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


def test_the_figures_of_a_hundredth_are_those_of_its_proof() -> None:
    whole, rest, factor, shift = 671_088, 16, 687_194_768, 34
    lower = whole * 25 + rest
    most = rest * 2**25 + lower

    assert lower == 2**24
    assert factor == -(-(2**shift) // 25)
    assert most * (factor * 25 - 2**shift) < 2**shift
    assert most * factor < 2**63


def test_the_figures_of_a_satang_are_those_of_its_proof() -> None:
    divisor, factor, most, lower = 10_000_000, 225_179_981, MOST + 10_000_000, 2**18
    lost = most * (2**51 - factor * divisor) + lower * factor * divisor

    # Less than one before rounding down, so less than two after it.
    assert factor == 2**51 // divisor
    assert lost < 2**51 * divisor
    assert (most >> 18) * factor < 2**63
