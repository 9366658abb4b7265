"""From facts to the engine's columns: residence, vacancy, reductions, relief, prices, gaps."""

from datetime import date

import pytest

from domain.calendar import to_days
from domain.register import LandRegistryReceived
from domain.tables import MAIN_RESIDENCE_NAMED, MAIN_RESIDENCE_NOT_SAID
from tests.domain.deliveries import BODY
from tests.projections.town import LAW, LONG_AGO, Town, code, deed, house

MILLION = 1_000_000


def shop(baht_per_wah: int = 25_000) -> Town:
    """One rai in other use; by default 10 million, 30,000 baht a year."""
    town = Town()
    town.priced({1: baht_per_wah}, house_baht=10_000)
    town.titles({"number": 1})
    town.used(1, other=1)
    return town


def gaps(town: Town, year: int = 2569) -> dict[str, list[str]]:
    """Return the natural keys left out, by reason."""
    bills = town.registers.bills(BODY, LAW, tax_year=year)
    space = town.registers.register(BODY).spaces["property"]
    return {
        code: [space.key(key) for key in keys.tolist()]
        for code, keys in bills.arranged.gaps.items()
    }


def home(main_on: str) -> Town:
    """A home worth 40 million with its land of 20 million, main by what the survey says of it."""
    town = Town()
    town.priced({1: 50_000}, house_baht=10_000)
    town.titles({"number": 1})
    town.used(1, residence=1, main=int(main_on == "land"))
    said = MAIN_RESIDENCE_NAMED if main_on == "house" else MAIN_RESIDENCE_NOT_SAID
    town.built(1, m2=4_000, year=2569, residence=1, main=said)
    return town


def test_s41_the_land_under_ones_own_main_house_is_part_of_it() -> None:
    # 60 million together, 50 exempt: 10 million x 0.03%.
    assert home("house").tax() == {1: "3000.00"}


def test_s41_ones_own_house_on_a_plot_surveyed_as_main_residence_is_part_of_it() -> None:
    # The forms ask main residence of the plot; 60 million together, 50 exempt: 10 x 0.03%.
    assert home("land").tax() == {1: "3000.00"}


def test_s41_a_shop_on_a_plot_surveyed_as_main_residence_stays_a_shop() -> None:
    town = home("land")
    town.built(1, m2=100, year=2569, other=1)

    # The house makes way for a shop of 1 million: 0.3%; the land of 20 million is exempt.
    assert town.tax() == {1: "3000.00"}


def test_s41_anothers_house_on_a_plot_surveyed_as_main_residence_is_not_part_of_it() -> None:
    town = home("land")
    town.act(LandRegistryReceived, owner=[{"property": house(1), "party": 2, "since": LONG_AGO}])

    # 40 million at the other residence's 0.02%; the land of 20 million is exempt.
    assert town.tax() == {1: "0.00", 2: "8000.00"}


def test_s41_a_main_house_on_anothers_land_has_10_million() -> None:
    town = home("house")
    town.act(LandRegistryReceived, owner=[{"property": house(1), "party": 2, "since": LONG_AGO}])

    # House: 40 - 10 = 30 million x 0.02%; the land is the other's residence: 20 million x 0.02%.
    assert town.tax() == {1: "4000.00", 2: "6000.00"}


def test_s41_a_company_has_no_main_residence() -> None:
    town = home("house")
    town.sold(1, to=9, on=LONG_AGO, person=2)

    # 60 million at the other residence's ladder: 50 x 0.02% + 10 x 0.03%.
    assert town.tax() == {9: "13000.00"}


def test_s47_joint_owners_have_one_bill_and_one_exemption() -> None:
    town = home("house")
    town.act(
        LandRegistryReceived,
        owner=[{"property": deed(1), "party": 77, "person": 3, "since": LONG_AGO}],
        member=[
            {"party": 77, "member": who, "num": 1, "den": 2, "since": LONG_AGO} for who in (5, 6)
        ],
    )

    assert town.tax() == {77: "3000.00"}


def test_a_building_nobody_claims_goes_with_its_land() -> None:
    town = shop()
    town.built(1, m2=100, year=2569, other=1)

    assert town.tax() == {1: "33000.00"}


def test_s43_years_count_from_the_day_the_survey_tells() -> None:
    town = shop()
    town.used(1, vacant=1, vacant_from=2566)

    # 10 million; 1st to 3rd year 0.3%, the 4th 0.6%.
    assert [town.tax(year)[1] for year in (2567, 2568, 2569)] == [
        "30000.00", "30000.00", "60000.00",
    ]  # fmt: skip


def test_s43_without_a_day_the_years_are_those_of_the_surveys_in_a_row() -> None:
    town = shop()
    for year in (2022, 2023, 2024, 2025):
        town.used(1, vacant=1, since=date(year, 5, 1))

    # First seen empty in May 2565: the tax years 2566, 2567, 2568 and, the 4th, 2569.
    assert [town.tax(year)[1] for year in (2568, 2569)] == ["30000.00", "60000.00"]


def test_s43_a_year_of_use_begins_the_count_anew() -> None:
    town = shop()
    town.used(1, vacant=1, since=date(2021, 5, 1))
    town.used(1, other=1, since=date(2024, 5, 1))
    town.used(1, vacant=1, since=date(2025, 5, 1))

    assert town.tax(2569)[1] == "30000.00"


def test_s43_the_count_survives_a_sale() -> None:
    town = shop()
    town.used(1, vacant=1, vacant_from=2566)
    town.sold(1, to=2, on=date(2025, 6, 1))

    assert town.tax(2569) == {2: "60000.00"}


def test_s55_a_reduction_ends_with_its_last_day() -> None:
    town = shop()
    town.corrected("reduction", 1, entry=4, until=to_days(date(2025, 1, 1)))

    # 90% off while it lasts: 1 January 2568 is its last day.
    assert [town.tax(year)[1] for year in (2568, 2569)] == ["3000.00", "30000.00"]


def test_s55_a_reduction_that_was_ended_is_over() -> None:
    town = shop()
    town.corrected("reduction", 1, entry=4)
    town.corrected("reduction", 1, entry=0, since=date(2025, 6, 1))

    assert [town.tax(year)[1] for year in (2568, 2569)] == ["3000.00", "30000.00"]


def test_s57_relief_is_for_its_year_alone_whenever_it_was_granted() -> None:
    town = shop()
    town.corrected(
        "relief", 1, provision=57, tax_year=2568, reduction_ppm=500_000, since=date(2025, 9, 9)
    )

    assert [town.tax(year)[1] for year in (2567, 2568, 2569)] == [
        "30000.00", "15000.00", "30000.00",
    ]  # fmt: skip


def test_s56_s57_two_reliefs_take_their_parts_one_after_the_other() -> None:
    town = shop()
    for provision in (56, 57):
        town.corrected("relief", 1, provision=provision, tax_year=2569, reduction_ppm=500_000)

    assert town.tax() == {1: "7500.00"}


def test_s8_parts_exempt_for_different_reasons_add_up_to_no_more_than_all() -> None:
    town = shop()
    town.corrected("exemption", 1, item=5, share_ppm=700_000)
    town.corrected("exemption", 1, item=7, share_ppm=600_000)

    assert town.tax() == {1: "0.00"}


def test_s8_a_later_share_of_one_item_replaces_the_earlier() -> None:
    town = shop()
    town.corrected("exemption", 1, item=5, share_ppm=700_000)
    town.corrected("exemption", 1, item=5, share_ppm=500_000, since=date(2025, 6, 1))

    assert [town.tax(year)[1] for year in (2568, 2569)] == ["9000.00", "15000.00"]


def test_s35_a_price_fixed_for_the_plot_stands_before_the_list() -> None:
    town = shop()
    town.corrected("price", 1, price_satang=50_000_00, since=date(2024, 6, 1))

    assert [town.tax(year)[1] for year in (2567, 2568)] == ["30000.00", "60000.00"]


def test_s35_a_new_list_ends_a_price_fixed_before_it() -> None:
    town = shop()
    town.corrected("price", 1, price_satang=50_000_00, since=date(2024, 6, 1))
    town.priced({1: 30_000}, since=date(2025, 6, 1))

    assert [town.tax(year)[1] for year in (2568, 2569)] == ["60000.00", "36000.00"]


def test_what_is_missing_is_named_and_not_guessed() -> None:
    town = shop()
    town.titles({"number": 2}, {"number": 3})
    town.used(3, other=1)
    town.priced({2: 1_000})
    plot = {"property": deed(4), "area_cwah": 100, "since": LONG_AGO, "sheet": 1, "code": code(4)}
    town.act(LandRegistryReceived, parcel=[plot])
    town.used(4, other=1)

    assert gaps(town) == {"no-owner": [deed(4)], "no-price": [deed(3)], "no-use": [deed(2)]}
    assert town.tax() == {1: "30000.00"}


def test_s8_land_of_the_state_is_listed_and_not_billed() -> None:
    town = shop()
    town.sold(1, to=9, on=LONG_AGO, person=5)

    assert gaps(town) == {"state": [deed(1)]}
    assert town.tax() == {}


@pytest.mark.parametrize("parties", [[1], [2], [1, 2], []])
def test_some_taxpayers_alone_have_the_bills_they_have_among_all(parties: list[int]) -> None:
    town = shop()
    town.titles({"number": 2, "party": 2})
    town.used(2, vacant=1)
    town.priced({2: 2_500})

    some = town.registers.bills(BODY, LAW, tax_year=2569, parties=parties)

    # The second: 1 million, empty for seven tax years: 0.9%.
    whole = {1: 30_000_00, 2: 9_000_00}
    assert dict(
        zip(
            some.arranged.assessables.taxpayer.tolist(),
            some.assessment.bill_tax_satang.tolist(),
            strict=True,
        )
    ) == {who: whole[who] for who in parties}


def test_s38_parts_of_a_plot_are_lines_that_add_up_to_its_value() -> None:
    town = shop(25_001)
    town.used(1, agriculture=1, residence=1, other=1)

    bills = town.registers.bills(BODY, LAW, tax_year=2569)

    assert bills.assessment.row_value_csat.tolist() == [33334666666, 33334666667, 33334666667]
    assert int(bills.assessment.row_value_csat.sum()) == 400 * 25_001 * 10_000
