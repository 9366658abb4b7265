"""Every open point with a choice changes bills, each test with the arithmetic beside it.

Baht throughout; tax year 2569 has no reduction for all unless a test says otherwise.
"""

import pytest

from domain.law import load_law
from tests.projections.holdings import Holdings

MILLION = 1_000_000


def test_s35_a_new_house_loses_nothing_or_as_if_one_year_old() -> None:
    # 10,000 m² x 10,000 = 100 million; other: 50 x 0.3% + 50 x 0.4% = 150,000 + 200,000
    # as one year old 99 million: 150,000 + 49 x 0.4% = 196,000; the land adds 1 million of 0.4%
    holdings = Holdings().plot(1, baht=MILLION).house(1, on=1, m2=10_000)

    assert holdings.tax() == "354,000.00"
    assert holdings.tax(age_zero="as_one_year") == "350,000.00"


def test_s40_the_farming_exemption_goes_to_the_most_or_the_least_valuable_plot_first() -> None:
    # 120 + 20 million, 50 exempt. Highest first: 70 at 0.01% and 20 at 0.01% = 7,000 + 2,000.
    # Lowest first: 20 exempt, 30 of 120: 75 at 0.01% + 15 at 0.03% = 7,500 + 4,500.
    farms = Holdings().plot(1, baht=120 * MILLION, agriculture=1)
    farms.plot(2, baht=20 * MILLION, agriculture=1)

    assert farms.tax() == "9,000.00"
    assert farms.tax(farming_exemption_order="lowest_value_first") == "12,000.00"


def test_s42_a_building_joins_the_base_of_contiguous_plots_or_stays_apart() -> None:
    # Land 30 + 30 and a building of 40 million. Joined, 100: 50 x 0.3% + 50 x 0.4% = 350,000.
    # Apart, 60: 50 x 0.3% + 10 x 0.4% = 190,000; 40 x 0.3% = 120,000.
    holdings = Holdings().plot(1, baht=30 * MILLION).plot(2, baht=30 * MILLION).adjoin(1, 2)
    holdings.house(1, on=1, m2=4_000)

    assert holdings.tax() == "350,000.00"
    assert holdings.tax(contiguous_buildings="apart") == "310,000.00"


def test_s42_buildings_of_one_contiguous_plot_are_one_base_where_buildings_stay_apart() -> None:
    # Land 30 + 30: 190,000. On the first plot 40 + 40, one base: 150,000 + 30 x 0.4% = 270,000;
    # on the second 40, a base of its own: 120,000.
    holdings = Holdings().plot(1, baht=30 * MILLION).plot(2, baht=30 * MILLION).adjoin(1, 2)
    holdings.house(1, on=1, m2=4_000).house(2, on=1, m2=4_000).house(3, on=2, m2=4_000)

    assert holdings.tax(contiguous_buildings="apart") == "580,000.00"


def test_s42_a_building_on_a_plot_that_adjoins_none_stays_with_it_either_way() -> None:
    # 30 + 40 = 70 million: 150,000 + 20 x 0.4% = 230,000
    holdings = Holdings().plot(1, baht=30 * MILLION).house(1, on=1, m2=4_000)

    assert holdings.tax() == "230,000.00"
    assert holdings.tax(contiguous_buildings="apart") == "230,000.00"


def test_s41_a_main_house_on_contiguous_plots_is_exempt_with_its_land_once_either_way() -> None:
    # Land 40, house 30, in one base of main residence: 70 - 50 = 20 at 0.03% = 6,000.
    # The plot beside it, 10 of other residence: 0.02% = 2,000.
    home = {"residence": 1, "main": 1}
    holdings = Holdings().plot(1, baht=40 * MILLION, residence=1).house(1, on=1, m2=3_000, **home)
    holdings.plot(2, baht=10 * MILLION, residence=1).adjoin(1, 2)

    assert holdings.tax() == "8,000.00"
    assert holdings.tax(contiguous_buildings="apart") == "8,000.00"


def test_s55_a_list_and_a_decree_together_keep_to_the_cap_or_each_to_its_own() -> None:
    # 10 million at 0.3% = 30,000. In 2563 a 50% list and 90% for all: at most 90%, 3,000;
    # each by itself: half of 3,000.
    listed = Holdings().plot(1, baht=10 * MILLION).reduce(1, entry=1)

    assert listed.tax(2563) == "3,000.00"
    assert listed.tax(2563, reductions_together="each_by_itself") == "1,500.00"


TRIED = {
    "age_zero",
    "contiguous_buildings",
    "farming_exemption_order",
    "reductions_together",
}
TRIED_WITH_ARREARS = {"missed_instalment"}
"""They change what a late payer owes: tests of the collection."""


def test_every_open_point_with_a_choice_is_tried_here() -> None:
    with_a_choice = {point.name for point in load_law().settings if len(point.allowed) > 1}

    assert with_a_choice == TRIED | TRIED_WITH_ARREARS


@pytest.mark.parametrize("years", [2, 3])
def test_s43_the_steps_of_a_draft_are_the_steps_of_the_bills(
    years: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Vacant from 2565: the fifth year in 2569. 10 million at 0.3% = 30,000, each step 30,000 more.
    # Every 2 years two steps, every 3 years one.
    draft = tmp_path_factory.mktemp("draft") / "draft.toml"
    draft.write_text(
        '[instrument]\nkey = "draft"\ntitle_th = "ร่าง"\ntitle_en = "Draft"\n'
        'gazette_date = "none"\nchecked_on = 2026-11-23\nmark = "draft"\nsource = "a draft"\n'
        '[[vacancy]]\nprovision = "s.43"\nfirst_tax_year = 2563\nstep_percent = "0.3"\n'
        f'every_years = {years}\ncap_percent = "3"\n',
        encoding="utf-8",
    )
    waste = Holdings().plot(1, baht=10 * MILLION, vacant=1, vacant_from=2565)

    tax = waste.tax(law=load_law(extra=[draft]))

    assert tax == {2: "90,000.00", 3: "60,000.00"}[years]
