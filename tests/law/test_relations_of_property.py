"""What must hold between two bills when property is added, dearer, or only told otherwise."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

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
    satang_of,
)
from tests.oracle.strategies import baht, requests

TWO_PERCENT = 20_000


# A bill by itself ------------------------------------------------------------------------------


@relation
@given(request=requests())
def test_a_bill_is_the_sum_of_its_lines(request: Given) -> None:
    (bill,) = bills(request)

    assert bill.tax == sum(bill.lines)


@relation
@given(request=requests())
def test_s43_no_bill_is_above_three_percent_of_the_wholebaht_of(request: Given) -> None:
    (bill,) = bills(request)

    value = sum(satang_of(p["value"]) for p in request["properties"])
    assert bill.tax <= Fraction(3 * value, 100) + rounding_of(bill)


@relation
@given(request=requests())
def test_s37_without_vacancy_no_bill_is_above_0_7_percent_of_the_wholebaht_of(
    request: Given,
) -> None:
    (bill,) = bills(changed_each(request, vacant_years=1))

    value = sum(satang_of(p["value"]) for p in request["properties"])
    assert bill.tax <= Fraction(7 * value, 1000) + rounding_of(bill)


# More value, more property ---------------------------------------------------------------------


@relation
@given(
    request=requests(treated_alike=True, least_use=TWO_PERCENT),
    which=st.integers(0, 5),
    more=st.integers(1, 1_000_000),
)
def test_s35_a_satang_more_value_never_lowers_the_tax(
    request: Given, which: int, more: int
) -> None:
    dearer = deepcopy(request)
    one = dearer["properties"][which % len(dearer["properties"])]

    one["value"] = baht_of(satang_of(one["value"]) + more)

    before, after = bills(request, dearer)
    assert after.tax >= before.tax


@relation
@given(
    request=requests(owner="juristic", least_use=TWO_PERCENT),
    which=st.integers(0, 5),
    more=st.integers(1, 1_000_000),
)
def test_s42_more_value_never_lowers_a_companys_tax_however_its_plots_are_reduced(
    request: Given, which: int, more: int
) -> None:
    dearer = deepcopy(request)
    one = dearer["properties"][which % len(dearer["properties"])]

    one["value"] = baht_of(satang_of(one["value"]) + more)

    before, after = bills(request, dearer)
    assert after.tax >= before.tax


@relation
@given(request=requests(), another=requests())
def test_s42_property_that_lies_apart_never_lowers_the_tax_of_the_rest(
    request: Given, another: Given
) -> None:
    added = deepcopy(another["properties"][0]) | {"id": "added"}
    added["vacant_years"] = 1

    more = changed(request, properties=[*request["properties"], added])

    before, after = bills(request, more)
    assert after.tax >= before.tax


@relation
@given(request=requests(owner="juristic", bodies=ONE_BODY), value=baht(), data=st.data())
def test_s42_a_plot_that_adjoins_never_lowers_a_companys_tax(
    request: Given, value: str, data: st.DataObject
) -> None:
    plots = [p["id"] for p in request["properties"] if p["kind"] == "land"]
    beside = data.draw(st.lists(st.sampled_from(plots), unique=True)) if plots else []
    added: Given = {"id": "added", "kind": "land", "value": value, "local_body": ONE_BODY[0]}
    added |= {"adjoins": beside, "uses": [{"class": "other", "percent": "100"}]}

    more = changed(request, properties=[*request["properties"], added])

    before, after = bills(request, more)
    assert after.tax >= before.tax - rounding_of(before, after)
    assert beside or after.tax >= before.tax


@relation
@given(request=requests(), value=baht())
def test_s8_property_that_is_wholly_exempt_and_apart_changes_nothing(
    request: Given, value: str
) -> None:
    added: Given = {"id": "added", "kind": "land", "value": value, "exempt_percent": "100"}
    added |= {"uses": [{"class": "agriculture", "percent": "100"}], "local_body": ONE_BODY[0]}

    more = changed(request, properties=[*request["properties"], added])

    before, after = bills(request, more)
    assert after.tax == before.tax


@relation
@given(request=requests(owner="juristic"), which=st.integers(0, 5))
def test_s8_a_larger_exempt_part_never_raises_the_tax(request: Given, which: int) -> None:
    less, more = deepcopy(request), deepcopy(request)
    place = which % len(request["properties"])

    less["properties"][place]["exempt_percent"] = "30"
    more["properties"][place]["exempt_percent"] = "30.5"

    smaller, larger = bills(less, more)
    assert larger.tax <= smaller.tax


# What is only told otherwise -------------------------------------------------------------------


@relation
@given(request=requests(treated_alike=True), random=st.randoms(use_true_random=False))
def test_s42_the_order_of_the_properties_does_not_matter(request: Given, random: Any) -> None:
    shuffled = deepcopy(request)

    random.shuffle(shuffled["properties"])

    before, after = bills(request, shuffled)
    assert after.tax == before.tax
    assert sorted(after.lines) == sorted(before.lines)


@relation
@given(request=requests(owner="juristic"), random=st.randoms(use_true_random=False))
def test_s42_the_order_of_a_companys_properties_does_not_matter_however_reduced(
    request: Given, random: Any
) -> None:
    shuffled = deepcopy(request)

    random.shuffle(shuffled["properties"])

    before, after = bills(request, shuffled)
    assert sorted(after.lines) == sorted(before.lines)


@relation
@given(request=requests())
def test_the_names_of_the_properties_do_not_matter(request: Given) -> None:
    def renamed(name: str) -> str:
        return f"แปลง {9 - int(name.removeprefix('P'))}"

    other = deepcopy(request)
    for one in other["properties"]:
        one["id"] = renamed(one["id"])
        if "on" in one:
            one["on"] = renamed(one["on"])
        if "adjoins" in one:
            one["adjoins"] = [renamed(name) for name in one["adjoins"]]

    before, after = bills(request, other)
    assert after.lines == before.lines


@relation
@given(request=requests())
def test_s42_it_does_not_matter_which_of_two_plots_is_said_to_adjoin_the_other(
    request: Given,
) -> None:
    turned = deepcopy(request)
    by_name = {one["id"]: one for one in turned["properties"]}

    said = [(one["id"], other) for one in turned["properties"] for other in one.pop("adjoins", [])]
    for one, other in said:
        by_name[other].setdefault("adjoins", []).append(one)

    before, after = bills(request, turned)
    assert after.lines == before.lines


@relation
@given(request=requests(owner="juristic"), part=st.integers(0, 100))
def test_s42_a_plot_cut_in_two_that_adjoin_pays_what_it_paid_whole(
    request: Given, part: int
) -> None:
    whole = deepcopy(request)
    whole["properties"] = [p for p in whole["properties"] if p["kind"] == "land"]
    assume(len(whole["properties"]) > 0)
    first = whole["properties"][0]
    first["uses"] = first["uses"][:1]
    first["uses"][0]["percent"] = "100"
    first["exempt_percent"] = "0"
    cut = deepcopy(whole)

    satang = satang_of(first["value"])
    kept = satang * part // 100
    rest = deepcopy(first) | {"id": "rest", "value": baht_of(satang - kept)}
    cut["properties"][0] |= {"value": baht_of(kept)}
    rest["adjoins"] = [first["id"]]
    cut["properties"].append(rest)

    before, after = bills(whole, cut)
    assert sorted(after.lines) == sorted(before.lines)


@relation
@given(wah=st.integers(1, 4_000_000), price=st.integers(1, 100_000_000))
def test_s35_a_plot_by_area_and_price_pays_what_it_pays_bybaht_of(wah: int, price: int) -> None:
    assume(wah * price % 100 == 0)
    uses = [{"class": "other", "percent": "100"}]
    rai, left = divmod(wah, 40_000)
    ngan, rest = divmod(left, 10_000)
    area = {"rai": rai, "ngan": ngan, "wah": baht_of(rest)}

    by_area = {"id": "A", "kind": "land", "area": area, "price_per_wah": baht_of(price)}
    by_value = {"id": "A", "kind": "land", "value": baht_of(wah * price // 100)}

    one, two = bills(
        {"tax_year": 2569, "properties": [by_area | {"uses": uses}]},
        {"tax_year": 2569, "properties": [by_value | {"uses": uses}]},
    )
    assert one.tax == two.tax
