"""What of a bill lies on which property adds up to the bill, and follows the value (s.60)."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from projections.property_tax import property_tax, shared_out
from tests.domain.deliveries import BODY
from tests.projections.town import LAW, Town, deed

MOST = 9 * 10**16

runs = st.lists(
    st.tuples(
        st.integers(0, 10**15),
        st.lists(st.integers(0, MOST), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=8,
)


def _columns(shares: list[tuple[int, list[int]]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    totals = np.array([total for total, _ in shares], dtype=np.int64)
    weights = np.array([one for _, run in shares for one in run], dtype=np.int64)
    starts = np.cumsum([0, *(len(run) for _, run in shares)]).astype(np.int64)
    return totals, weights, starts


@given(runs)
def test_parts_add_up_to_each_total_and_none_is_negative(
    shares: list[tuple[int, list[int]]],
) -> None:
    totals, weights, starts = _columns(shares)

    parts = shared_out(totals, weights, starts)

    assert (parts >= 0).all()
    assert np.add.reduceat(parts, starts[:-1]).tolist() == totals.tolist()


@given(
    st.lists(
        st.tuples(st.integers(0, 10**11), st.lists(st.integers(1, 10**7), min_size=1, max_size=6)),
        min_size=1,
        max_size=8,
    )
)
def test_each_part_is_within_a_satang_of_its_share_of_the_value(
    shares: list[tuple[int, list[int]]],
) -> None:
    totals, weights, starts = _columns(shares)

    parts = shared_out(totals, weights, starts).tolist()

    place = 0
    for total, run in shares:
        for weight in run:
            exact = Fraction(total * weight, sum(run))
            assert abs(parts[place] - exact) < 1
            place += 1


def test_a_bill_of_two_plots_lies_on_both_by_their_value() -> None:
    town = Town()
    town.priced({1: 50_000, 2: 25_000})
    town.titles({"number": 1}, {"number": 2})
    town.used(1, other=1)
    town.used(2, other=1)
    bills = town.registers.bills(BODY, LAW, tax_year=2569)

    parts = property_tax(bills)

    keys = town.registers.register(BODY).spaces["property"]
    found = dict(
        zip((keys.key(k) for k in parts.property.tolist()), parts.tax_satang.tolist(), strict=True)
    )
    # 20 M and 10 M baht at 0.3 percent, each plot its own ladder: 60,000 and 30,000 baht.
    assert found == {deed(1): 60_000_00, deed(2): 30_000_00}
    assert sum(found.values()) == int(bills.assessment.bill_tax_satang[0])


def test_a_plot_in_two_uses_is_one_part() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1})
    town.used(1, other=1, residence=1)
    bills = town.registers.bills(BODY, LAW, tax_year=2569)

    parts = property_tax(bills)

    assert len(parts.property) == 1
    assert parts.tax_satang.sum() == bills.assessment.bill_tax_satang.sum()
