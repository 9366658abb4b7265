"""Contiguous plots of one owner are one base (s.42 paragraph 2), by pairs or by group code."""

from datetime import date

import pytest

from domain.register import LandRegistryReceived
from tests.domain.deliveries import BODY
from tests.projections.town import LAW, LONG_AGO, Town, code, house

APART = "240000.00"
"""Two plots of 40 million at 0.3% each."""
TOGETHER = "270000.00"
"""80 million: 50 at 0.3% and 30 at 0.4%."""


def two_plots(second_party: int = 1) -> Town:
    """Two plots in other use worth 40 million each."""
    town = Town()
    town.priced({1: 100_000, 2: 100_000, 3: 100_000})
    town.titles({"number": 1}, {"number": 2, "party": second_party})
    town.used(1, other=1)
    town.used(2, other=1)
    return town


def test_plots_of_which_nobody_says_that_they_adjoin_are_apart() -> None:
    assert two_plots().tax() == {1: APART}


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 1)])
def test_a_pair_joins_its_plots_whichever_is_named_first(one: int, other: int) -> None:
    town = two_plots()

    town.corrected("adjacency", one, other=code(other), on=1)

    assert town.tax() == {1: TOGETHER}


def test_a_group_code_joins_the_plots_that_carry_it() -> None:
    town = two_plots()

    town.corrected("group", 1, group="G7")
    assert town.tax() == {1: APART}
    town.corrected("group", 2, group="G7")

    assert town.tax() == {1: TOGETHER}


@pytest.mark.parametrize("by_group", [True, False])
def test_neighbours_plots_are_never_one_base(by_group: bool) -> None:
    town = two_plots(second_party=2)

    if by_group:
        town.corrected("group", 1, group="G7")
        town.corrected("group", 2, group="G7")
    else:
        town.corrected("adjacency", 1, other=code(2), on=1)

    assert town.tax() == {1: "120000.00", 2: "120000.00"}


def test_two_owners_in_one_group_have_a_base_each() -> None:
    town = two_plots()
    town.titles({"number": 3, "party": 2})
    town.used(3, other=1)

    for number in (1, 2, 3):
        town.corrected("group", number, group="G7")

    assert town.tax() == {1: TOGETHER, 2: "120000.00"}


def test_plots_in_a_row_are_one_base() -> None:
    town = two_plots()
    town.titles({"number": 3})
    town.used(3, other=1)

    town.corrected("adjacency", 1, other=code(2), on=1)
    town.corrected("adjacency", 3, other=code(2), on=1)

    # 120 million: 150,000 for the first 50, 70 at 0.4% = 280,000.
    assert town.tax() == {1: "430000.00"}


def test_plots_between_which_a_strangers_plot_lies_are_apart() -> None:
    town = two_plots()
    town.titles({"number": 3, "party": 2})
    town.used(3, other=1)

    town.corrected("adjacency", 1, other=code(3), on=1)
    town.corrected("adjacency", 3, other=code(2), on=1)

    assert town.tax() == {1: APART, 2: "120000.00"}


def test_a_later_survey_can_part_them_again() -> None:
    town = two_plots()
    town.corrected("adjacency", 1, other=code(2), on=1)
    town.corrected("adjacency", 2, other=code(1), on=0, since=date(2025, 6, 1))

    assert town.tax(2568) == {1: TOGETHER}
    assert town.tax(2569) == {1: APART}


def test_plots_of_different_use_keep_a_ladder_each() -> None:
    town = two_plots()
    town.corrected("adjacency", 1, other=code(2), on=1)
    town.used(2, residence=1, since=date(2025, 6, 1))

    # 40 million other at 0.3% and 40 million other residence at 0.02%.
    assert town.tax() == {1: "128000.00"}


def test_ones_own_house_joins_the_base_and_a_strangers_does_not() -> None:
    town = Town()
    town.priced({1: 100_000}, house_baht=10_000)
    town.titles({"number": 1})
    town.used(1, other=1)
    town.built(1, m2=2_000, year=2569, other=1)

    own = town.tax()
    town.act(LandRegistryReceived, owner=[{"property": house(1), "party": 2, "since": LONG_AGO}])

    # 40 + 20 million: 50 at 0.3%, 10 at 0.4%; apart 120,000 and 60,000.
    assert own == {1: "190000.00"}
    assert town.tax() == {1: "120000.00", 2: "60000.00"}


def test_a_pair_with_a_plot_nobody_taxes_joins_nothing() -> None:
    town = two_plots()

    town.corrected("adjacency", 1, other=code(99), on=1)
    town.corrected("adjacency", 2, other=code(99), on=1)

    assert town.tax() == {1: APART}
    town.registers.bills(BODY, LAW, tax_year=2569).arranged.assessables.check()
