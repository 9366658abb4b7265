"""What lacks something the Act needs is left out of the bills and listed, never guessed."""

import pytest

from domain.tables import NO_KEY
from projections.assessables import LARGEST_VALUE_CSAT
from projections.registers import WorthTooMuch
from tests.projections.holdings import Holdings

MILLION = 1_000_000


def test_a_slip_in_one_area_or_price_does_not_stop_a_bodys_bills() -> None:
    # One square wah at ten trillion baht; the plot beside it, 10 million at 0.3% = 30,000.
    holdings = Holdings().plot(1, baht=10 * MILLION).plot(2, baht=10_000_000 * MILLION, party=2)

    bills = holdings.bills()

    assert {code: len(keys) for code, keys in bills.arranged.gaps.items()} == {"too-large": 1}
    assert bills.assessment.bill_tax_satang.tolist() == [30_000_00]


def test_the_largest_value_of_a_property_is_still_taxed() -> None:
    baht = LARGEST_VALUE_CSAT // 10_000

    bills = Holdings().plot(1, baht=baht).bills()

    assert bills.arranged.gaps == {}
    assert bills.assessment.line_value_csat.tolist() == [LARGEST_VALUE_CSAT]


def test_a_plot_without_use_is_listed_with_its_key() -> None:
    holdings = Holdings().plot(1, baht=MILLION)
    del holdings.tables["use"]

    bills = holdings.bills()

    (code,) = bills.arranged.gaps
    (key,) = bills.arranged.gaps[code].tolist()
    assert code == "no-use"
    assert key != NO_KEY
    assert bills.arranged.view.register.spaces["property"].all()[key] == "P:1:60010000:1"
    assert len(bills.assessment.bill_tax_satang) == 0


def test_a_bill_beyond_all_measure_is_refused_and_the_property_to_look_at_is_named() -> None:
    holdings = Holdings()
    for number in range(1, 104):
        holdings.plot(number, baht=LARGEST_VALUE_CSAT // 10_000 - (number != 7))

    with pytest.raises(WorthTooMuch, match=r"P:1:60010000:7\b"):
        holdings.bills()
