"""What must hold between two bills when the owner, local body, year or a reduction differs."""

from copy import deepcopy
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.law.relation import (
    ONE_BODY,
    Given,
    baht_of,
    bills,
    changed,
    changed_each,
    relation,
    rounding_of,
)
from tests.oracle.strategies import requests

FULL_YEARS = st.integers(min_value=2567, max_value=2572)
TAXED_FARMERS = st.integers(min_value=2566, max_value=2572)


# Local bodies ----------------------------------------------------------------------------------


@relation
@given(request=requests())
def test_s7_the_bodies_of_a_request_are_billed_as_if_each_had_been_asked_alone(
    request: Given,
) -> None:
    bodies = {one["local_body"] for one in request["properties"]}
    alone = [
        changed(request, properties=[p for p in request["properties"] if p["local_body"] == body])
        for body in sorted(bodies)
    ]

    together, *apart = bills(request, *alone)

    assert together.tax == sum(bill.tax for bill in apart)
    assert sorted(together.lines) == sorted(line for bill in apart for line in bill.lines)


@relation
@given(
    request=requests(years=TAXED_FARMERS, owner="natural", bodies=ONE_BODY),
    elsewhere=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_s40_farms_in_two_bodies_never_pay_more_than_the_same_farms_in_one(
    request: Given, elsewhere: list[bool]
) -> None:
    farms = [
        {
            **one,
            "id": one["id"],
            "kind": "land",
            "uses": [{"class": "agriculture", "percent": "100"}],
        }
        for one in deepcopy(request["properties"])
    ]
    for farm in farms:
        farm.pop("adjoins", None)
        farm.pop("on", None)
    in_one = changed(request, properties=farms)
    in_two = deepcopy(in_one)

    for farm, is_elsewhere in zip(in_two["properties"], elsewhere, strict=False):
        farm["local_body"] = "04100501" if is_elsewhere else ONE_BODY[0]

    one, two = bills(in_one, in_two)
    assert two.tax <= one.tax


# Who owns --------------------------------------------------------------------------------------


@relation
@given(request=requests())
def test_s40_and_s41_a_natural_person_never_pays_more_than_a_company_for_the_same(
    request: Given,
) -> None:
    natural, juristic = bills(
        changed(request, owner_kind="natural"), changed(request, owner_kind="juristic")
    )

    assert natural.tax <= juristic.tax + rounding_of(natural, juristic)


@relation
@given(request=requests(owner="natural"))
def test_s41_having_a_main_residence_never_costs(request: Given) -> None:
    home, no_home = bills(
        changed_each(request, main_residence=True), changed_each(request, main_residence=False)
    )

    assert home.tax <= no_home.tax + rounding_of(home, no_home)


@relation
@given(request=requests(owner="juristic"))
def test_s41_the_register_of_a_house_means_nothing_to_a_company(request: Given) -> None:
    one, other = bills(
        changed_each(request, main_residence=True), changed_each(request, main_residence=False)
    )

    assert one.lines == other.lines


@relation
@given(request=requests(owner="juristic"))
def test_s42_contiguous_plots_are_never_cheaper_than_the_same_plots_apart(request: Given) -> None:
    apart = deepcopy(request)

    for one in apart["properties"]:
        one.pop("adjoins", None)

    joined, parted = bills(request, apart)
    assert joined.tax >= parted.tax - rounding_of(joined, parted)


@relation
@given(request=requests(owner="juristic"))
def test_s42_a_building_on_its_owners_land_is_never_cheaper_than_on_anothers(
    request: Given,
) -> None:
    apart = deepcopy(request)

    for one in apart["properties"]:
        one.pop("on", None)

    joined, parted = bills(request, apart)
    assert joined.tax >= parted.tax - rounding_of(joined, parted)


# Years, reductions, relief ---------------------------------------------------------------------


@relation
@given(request=requests(years=FULL_YEARS), later=FULL_YEARS)
def test_s37_years_of_the_same_decree_bill_the_same_facts_alike(request: Given, later: int) -> None:
    earliest = changed_each(changed(request, tax_year=2567), vacant_years=2)

    before, after = bills(earliest, changed(earliest, tax_year=later))

    assert after.lines == before.lines


@relation
@given(request=requests(years=st.just(2600), owner="juristic"), years=st.integers(1, 36))
def test_s43_another_vacant_year_never_lowers_the_tax(request: Given, years: int) -> None:
    before, after = bills(
        changed_each(request, vacant_years=years), changed_each(request, vacant_years=years + 1)
    )

    assert after.tax >= before.tax
    assert years % 3 == 0 or after.lines == before.lines


@relation
@given(request=requests(years=st.just(2566), treated_alike=True))
def test_s55_the_decree_of_2566_leaves_85_percent_of_a_full_years_tax(request: Given) -> None:
    reduced, full = bills(request, changed(request, tax_year=2567))

    assert abs(reduced.tax - Fraction(85, 100) * full.tax) <= rounding_of(reduced, full)


@relation
@given(request=requests(years=st.sampled_from([2563, 2564]), treated_alike=True))
def test_s55_the_decrees_of_2563_and_2564_leave_a_tenth_of_the_tax_of_2565(
    request: Given,
) -> None:
    reduced, full = bills(request, changed(request, tax_year=2565))

    assert abs(reduced.tax - Fraction(1, 10) * full.tax) <= rounding_of(reduced, full)


@relation
@given(request=requests())
def test_s55_the_larger_list_never_leaves_more_and_no_list_leaves_under_a_tenth(
    request: Given,
) -> None:
    asked = [changed_each(request, reduction_percent=percent) for percent in ("0", "50", "90")]

    none, half, ninety = bills(*asked)

    assert none.tax >= half.tax >= ninety.tax
    assert abs(ninety.tax - Fraction(1, 10) * none.tax) <= rounding_of(none, ninety) or (
        request["tax_year"] in {2563, 2564, 2566}
    )
    assert abs(half.tax - Fraction(1, 2) * none.tax) <= rounding_of(none, half) or (
        request["tax_year"] in {2563, 2564}
    )


@relation
@given(request=requests(years=FULL_YEARS), percent=st.integers(1, 50))
def test_s56_twice_the_relief_remits_twice_the_tax(request: Given, percent: int) -> None:
    asked = [
        changed_each(request, relief_percent=str(relief)) for relief in (0, percent, 2 * percent)
    ]

    none, once, twice = bills(*asked)

    remitted = 2 * (none.tax - once.tax) - (none.tax - twice.tax)
    assert abs(remitted) <= rounding_of(none, once, once, twice)


@relation
@given(
    request=requests(years=st.integers(2563, 2565), bodies=ONE_BODY),
    old=st.integers(0, 10**9),
    more=st.integers(0, 10**7),
)
def test_s97_the_bill_lies_between_the_old_tax_and_the_new_and_grows_with_the_old(
    request: Given, old: int, more: int
) -> None:
    new, softened, with_more = bills(
        request,
        changed(request, tax_2562=baht_of(old)),
        changed(request, tax_2562=baht_of(old + more)),
    )

    assert min(old, new.tax) <= softened.tax <= new.tax
    assert softened.tax <= with_more.tax
    assert softened.lines == new.lines


@relation
@given(request=requests(years=st.just(2566), bodies=ONE_BODY), old=st.integers(0, 10**9))
def test_s97_is_over_since_2566(request: Given, old: int) -> None:
    before, after = bills(request, changed(request, tax_2562=baht_of(old)))

    assert after.tax == before.tax


@relation
@given(request=requests(years=st.integers(2563, 2565), owner="natural"))
def test_s96_farming_adds_nothing_to_a_natural_persons_bill_until_2565(request: Given) -> None:
    all_farmed = changed_each(request, uses=[{"class": "agriculture", "percent": "100"}])
    all_farmed["properties"] = [p for p in all_farmed["properties"] if p["kind"] != "condo_unit"]
    assume(len(all_farmed["properties"]) > 0)

    (bill,) = bills(all_farmed)

    assert bill.tax == 0
