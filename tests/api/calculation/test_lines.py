"""The lines of an answer: what they are made of, and that every figure follows from those shown."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

import pytest

from api.calculation import answer, answers
from tests.law.asking import Given, asked, building, by_a_company, land, unit
from tests.oracle.requests import random_requests

SATANG = Decimal("0.01")


@pytest.fixture(scope="module")
def random_answers() -> list[tuple[Given, Given]]:
    """Requests on the edges of the law, and their answers."""
    requests = list(random_requests("lines", 8_000))
    return list(zip(requests, answers(requests), strict=True))


def of_class(told: Given) -> list[dict[str, Any]]:
    return [line for line in told["lines"] if line["class"]]


def total(values: list[str]) -> Decimal:
    return sum(map(Decimal, values), Decimal(0))


def test_the_tax_is_the_sum_of_the_lines(random_answers: list[tuple[Given, Given]]) -> None:
    for _, told in random_answers:
        assert Decimal(told["tax"]) == total([line["tax"] for line in told["lines"]])


def test_a_lines_value_is_that_of_its_properties_and_its_net_what_is_not_exempt(
    random_answers: list[tuple[Given, Given]],
) -> None:
    for _, told in random_answers:
        for line in of_class(told):
            value = total([one["value"] for one in line["properties"]])
            assert Decimal(line["value"]) == value
            assert Decimal(line["net"]) == value - Decimal(line["exempt"]) >= 0


def test_every_part_of_every_property_stands_in_one_line(
    random_answers: list[tuple[Given, Given]],
) -> None:
    for request, told in random_answers:
        shown: dict[str, Decimal] = {}
        for line in of_class(told):
            for one in line["properties"]:
                shown[one["id"]] = shown.get(one["id"], Decimal(0)) + Decimal(one["value"])
        assert set(shown) == {one["id"] for one in request["properties"]}
        for one in request["properties"]:
            if "value" in one:
                assert shown[one["id"]] == Decimal(one["value"])


def test_a_lines_tax_is_that_of_its_slices_reduced_step_by_step_and_rounded_once(
    random_answers: list[tuple[Given, Given]],
) -> None:
    checked = 0
    for _, told in random_answers:
        for line in of_class(told):
            tax = total([one["tax"] for one in line["slices"]])
            for reduction in line["reductions"]:
                tax = tax * (100 - Decimal(reduction["percent"])) / 100
            if "ladder_net" in line:
                # A part of a base is shown rounded down to a nanobaht.
                assert abs(tax - Decimal(line["tax"])) <= Decimal("0.005000001")
            else:
                assert Decimal(line["tax"]) == tax.quantize(SATANG, rounding=ROUND_HALF_UP)
                checked += 1
    assert checked > 1_000


def test_the_slices_of_a_line_follow_one_another_from_nothing_to_its_base(
    random_answers: list[tuple[Given, Given]],
) -> None:
    for _, told in random_answers:
        for line in of_class(told):
            base = Decimal(line.get("ladder_net", line["net"]))
            first, last = line["slices"][0], line["slices"][-1]
            assert first["from"] == "0.00"
            assert all(one["to"] == two["from"] for one, two in pairwise(line["slices"]))
            assert Decimal(last["from"]) <= base
            assert last["to"] is None or base <= Decimal(last["to"])
            taxed = sum(
                (min(base, Decimal(one["to"] or base)) - Decimal(one["from"]))
                * Decimal(one["rate_percent"])
                / 100
                for one in line["slices"]
            )
            own = taxed * Decimal(line["net"]) / base if base else Decimal(0)
            assert abs(own - total([one["tax"] for one in line["slices"]])) < Decimal("0.00000001")


def test_no_line_stands_without_the_sections_of_value_and_rate(
    random_answers: list[tuple[Given, Given]],
) -> None:
    for _, told in random_answers:
        for line in of_class(told):
            assert {"s.35", "s.37"} <= set(line["provisions"])
            numbers = [int(one.removeprefix("s.")) for one in line["provisions"]]
            assert numbers == sorted(set(numbers))


def test_a_line_is_known_by_its_first_land_and_lines_by_first_appearance() -> None:
    told = answer(
        asked(
            building("Ab", "1000000.00", {"other": "50", "residence": "50"}, on="A"),
            land("A", "2000000.00"),
            unit("U", "3000000.00"),
        )
    )

    assert [(line["class"], line["property"]) for line in told["lines"]] == [
        ("other", "A"),
        ("residence", "Ab"),
        ("residence", "U"),
    ]
    assert told["lines"][0]["properties"] == [
        {"id": "Ab", "value": "500000.00"},
        {"id": "A", "value": "2000000.00"},
    ]


def test_lines_name_the_local_body_where_the_request_does() -> None:
    told = answer(
        by_a_company(
            land("A", "1000000.00", local_body="04120101"),
            building("Ab", "1000000.00", on="A"),
            land("B", "1000000.00", local_body="04120102"),
        )
    )

    assert [(line["property"], line["local_body"]) for line in told["lines"]] == [
        ("A", "04120101"),
        ("B", "04120102"),
    ]
    assert told["lines"][0]["value"] == "2000000.00"


def test_plots_of_one_base_that_are_vacant_for_different_years_are_lines_of_one_ladder() -> None:
    told = answer(
        by_a_company(
            land("A", "40000000.00", "vacant", adjoins=["B"]),
            land("B", "60000000.00", "vacant", vacant_years=7),
        )
    )

    # 100M: 50M x 0.3% + 50M x 0.4% = 350,000, of which 40%; and 0.6 points more, of which 60%.
    assert [(one["property"], one["tax"], one["ladder_net"]) for one in told["lines"]] == [
        ("A", "140000.00", "100000000.00"),
        ("B", "570000.00", "100000000.00"),
    ]
    assert [one["tax"] for one in told["lines"][0]["slices"]] == ["60000.00", "80000.00"]
    assert [one["rate_percent"] for one in told["lines"][1]["slices"]] == ["0.9", "1"]


REDUCTIONS = [
    # (year, standing list, what is told, tax of 350,000)
    (2569, "0", [], "350000.00"),
    (2569, "90", ["90"], "35000.00"),
    (2566, "0", ["15"], "297500.00"),
    (2566, "50", ["50", "15"], "148750.00"),
    (2566, "90", ["90"], "35000.00"),
    # At most 90% together: of the half that is left, 80%.
    (2563, "50", ["50", "80"], "35000.00"),
    (2563, "90", ["90"], "35000.00"),
    (2563, "0", ["90"], "35000.00"),
]


@pytest.mark.parametrize(("year", "percent", "told", "due"), REDUCTIONS)
def test_s55_reductions_are_told_as_what_each_takes_of_what_the_one_before_left(
    year: int, percent: str, told: list[str], due: str
) -> None:
    (line,) = answer(by_a_company(land("A", "100000000.00", reduction_percent=percent), year=year))[
        "lines"
    ]

    assert [one["percent"] for one in line["reductions"]] == told
    assert {one["provision"] for one in line["reductions"]} <= {"s.55"}
    assert line["tax"] == due
    assert ("s.55" in line["provisions"]) == bool(told)


def test_s97_is_a_line_of_its_own_that_lowers_the_bill() -> None:
    told = answer(by_a_company(land("A", "100000000.00"), year=2565, tax_2562="50000.00"))

    # 350,000 less a quarter of the 300,000 above the old tax.
    assert told["tax"] == "275000.00"
    assert [(line["class"], line["tax"]) for line in told["lines"]] == [
        ("other", "350000.00"),
        (None, "-75000.00"),
    ]
    assert told["lines"][1]["provisions"] == ["s.97"]


PROVISIONS = [
    (land("A", "1000000.00", "agriculture"), 2569, ["s.35", "s.37", "s.40"]),
    (land("A", "1000000.00", "agriculture"), 2565, ["s.35", "s.37", "s.96"]),
    (land("A", "1000000.00", "agriculture"), 2564, ["s.35", "s.37", "s.55", "s.94", "s.96"]),
    (unit("A", "1000000.00", main_residence=True), 2569, ["s.35", "s.37", "s.41"]),
    (land("A", "1000000.00", exempt_percent="10"), 2569, ["s.8", "s.35", "s.37"]),
    (land("A", "1000000.00", "vacant", vacant_years=3), 2569, ["s.35", "s.37"]),
    (land("A", "1000000.00", "vacant", vacant_years=4), 2569, ["s.35", "s.37", "s.43"]),
    (land("A", "1000000.00", relief_percent="10"), 2569, ["s.35", "s.37", "s.56", "s.57"]),
]


@pytest.mark.parametrize(("given", "year", "provisions"), PROVISIONS)
def test_a_line_names_the_sections_it_rests_on(
    given: Given, year: int, provisions: list[str]
) -> None:
    (line,) = answer(asked(given, year=year))["lines"]

    assert line["provisions"] == provisions


def test_the_class_of_building_only_is_told_by_its_table() -> None:
    (line,) = answer(asked(building("B", "60000000.00", "residence", main_residence=True)))["lines"]

    assert (line["class"], line["table"], line["exempt"]) == ("residence", 3, "10000000.00")


EXACT = [
    # Parts of a satang are shown: a third of 100.00; half of 0.01.
    (
        land("A", "100.00", {"other": "33.3333", "vacant": "66.6667"}),
        ["33.3333", "66.6667"],
    ),
    (land("A", "0.01", {"other": "50", "vacant": "50"}), ["0.005", "0.005"]),
    # 0.5 x 33.33 wah at 1.11 baht: hundredths of a wah by satang are exact.
    (
        {
            "id": "A",
            "kind": "land",
            "area": "33.33",
            "price_per_wah": "1.11",
            "uses": [{"class": "other", "percent": "100"}],
        },
        ["36.9963"],
    ),
    # A price of more than two decimals is worked out exactly: 10 m2 x 0.33335 x 99% = 3.300165,
    # held to 3.3002.
    (
        {
            "id": "B",
            "kind": "building",
            "area_m2": "10",
            "price_per_m2": "0.33335",
            "structure": "concrete",
            "age_years": 1,
            "uses": [{"class": "other", "percent": "100"}],
        },
        ["3.3002"],
    ),
    # A value is held to 1/100 satang, half upwards.
    (land("A", "10.00005"), ["10.0001"]),
    (land("A", "10.0000499999"), ["10.00"]),
]


@pytest.mark.parametrize(("given", "values"), EXACT)
def test_s35_values_are_shown_to_a_hundredth_of_a_satang_and_no_further(
    given: Given, values: list[str]
) -> None:
    assert [line["value"] for line in answer(asked(given))["lines"]] == values


LARGEST = [
    # 9,000,000M: 28.75M + (9,000,000M - 5,000M) x 0.7%
    (land("A", "9000000000000.00"), "62993750000.00"),
    # 3% of it after 28 years, beyond what 63 bits hold in the unit of tax
    (land("A", "9000000000000.00", "vacant", vacant_years=28), "270000000000.00"),
]


@pytest.mark.parametrize(("given", "due"), LARGEST)
def test_s37_the_largest_values_are_taxed_to_the_satang(given: Given, due: str) -> None:
    assert answer(by_a_company(given, year=2590))["tax"] == due


def test_s42_a_hundred_of_the_largest_plots_in_one_base_are_taxed_to_the_satang() -> None:
    plots = [
        land(f"P{number}", "9000000000000.00", adjoins=[f"P{number - 1}"] if number else [])
        for number in range(100)
    ]

    # 900,000,000M: 28.75M + (900,000,000M - 5,000M) x 0.7%
    assert answer(by_a_company(*plots))["tax"] == "6299993750000.00"
