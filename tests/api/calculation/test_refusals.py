"""What is wrong with a request is told with a stable code and the place."""

from typing import Any

import pytest

from api.calculation import answer
from tests.law.asking import Given, asked, building, land, unit

PLOT = land("A", "1000000.00")


def plot(**more: object) -> Given:
    return asked(PLOT | more)


def without(name: str) -> Given:
    return asked({field: value for field, value in PLOT.items() if field != name})


def used(*parts: tuple[str, object]) -> Given:
    return plot(uses=[{"class": name, "percent": percent} for name, percent in parts])


def measured(**more: object) -> Given:
    given = {field: value for field, value in PLOT.items() if field != "value"}
    return asked(given | more)


NUMBERS = [
    ("๑๐๐", "not-a-number"),
    ("１００", "not-a-number"),
    ("1,000.00", "not-a-number"),
    ("1e6", "not-a-number"),
    ("+1", "not-a-number"),
    (" 1", "not-a-number"),
    ("1.", "not-a-number"),
    (".5", "not-a-number"),
    ("", "not-a-number"),
    ("฿1", "not-a-number"),
    ("NaN", "not-a-number"),
    (float("inf"), "not-a-number"),
    (0.1, "not-a-number"),
    ("-1", "negative"),
    (-25, "negative"),
    (True, "wrong-type"),
    ([], "wrong-type"),
    ({}, "wrong-type"),
    ("9000000000000.01", "too-large"),
    ("9" * 400, "too-large"),
    (10**20, "too-large"),
]


@pytest.mark.parametrize(("written", "code"), NUMBERS)
def test_a_number_is_plain_ascii_digits_and_a_point(written: object, code: str) -> None:
    error = answer(plot(value=written))["error"]

    assert (error["code"], error["where"]) == (code, "properties[0].value")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("0", "0.00"),
        ("007.50", "7.50"),
        (7, "7.00"),
        ("1.0050", "1.005"),
        ("1.00005", "1.0001"),
        ("1.000000", "1.00"),
    ],
)
def test_a_plain_number_is_taken_exactly(written: object, told: str) -> None:
    assert answer(plot(value=written))["lines"][0]["value"] == told


WRONG: list[tuple[Any, str, str]] = [
    (None, "wrong-type", ""),
    ([], "wrong-type", ""),
    ({}, "missing-field", "tax_year"),
    (asked(PLOT, year=2562), "tax-year", "tax_year"),
    (asked(PLOT, year=2026), "tax-year", "tax_year"),
    (asked(PLOT, year=2700), "tax-year", "tax_year"),
    (asked(PLOT, owner="person"), "unknown-owner-kind", "owner_kind"),
    (asked(PLOT, owners=1), "unknown-field", "owners"),
    (asked(), "missing-field", "properties"),
    ({"tax_year": 2569, "properties": PLOT}, "wrong-type", "properties"),
    ({"tax_year": 2569, "properties": ["A"]}, "wrong-type", "properties[0]"),
    (without("id"), "missing-field", "properties[0].id"),
    (without("kind"), "missing-field", "properties[0].kind"),
    (without("uses"), "missing-field", "properties[0].uses"),
    (without("value"), "no-value", "properties[0]"),
    (plot(kind="house"), "unknown-kind", "properties[0].kind"),
    (plot(colour="red"), "unknown-field", "properties[0].colour"),
    (plot(area_m2="10"), "not-for-this-kind", "properties[0].area_m2"),
    (plot(on="A"), "not-for-this-kind", "properties[0].on"),
    (asked(unit("A", "1.00", on="A")), "not-for-this-kind", "properties[0].on"),
    (plot(area={"rai": 1}), "value-and-area", "properties[0].area"),
    (plot(main_residence="yes"), "wrong-type", "properties[0].main_residence"),
    (plot(reduction_percent="40"), "unknown-reduction", "properties[0].reduction_percent"),
    (plot(exempt_percent="100.01"), "over-100", "properties[0].exempt_percent"),
    (plot(relief_percent="33.33333"), "too-precise", "properties[0].relief_percent"),
    (plot(vacant_years="1.5"), "too-precise", "properties[0].vacant_years"),
    (plot(adjoins=["B"]), "unknown-property", "properties[0].adjoins[0]"),
    (plot(adjoins="B"), "wrong-type", "properties[0].adjoins"),
    (plot(id="\ud800"), "bad-text", "properties[0].id"),
    (used(("other", "99.99")), "uses-not-100", "properties[0].uses"),
    (used(("other", "50"), ("vacant", "50.01")), "uses-not-100", "properties[0].uses"),
    (used(("other", "101")), "over-100", "properties[0].uses[0].percent"),
    (used(("other", "50"), ("shop", "50")), "unknown-class", "properties[0].uses[1].class"),
    (used(("other", "1OO")), "not-a-number", "properties[0].uses[0].percent"),
    (plot(uses=[]), "uses-not-100", "properties[0].uses"),
    (measured(area={"acre": 1}), "unknown-field", "properties[0].area.acre"),
    (
        measured(area={"wah": "0.001"}, price_per_wah="1"),
        "too-precise",
        "properties[0].area.wah",
    ),
    (asked(PLOT, PLOT), "repeated-id", "properties[1].id"),
    (
        asked(PLOT, building("B", "1.00", adjoins=["A"])),
        "not-for-this-kind",
        "properties[1].adjoins",
    ),
    (asked(PLOT, building("B", "1.00", on="C")), "unknown-property", "properties[1].on"),
    (
        asked(building("B", "1.00"), building("C", "1.00", on="B")),
        "not-land",
        "properties[1].on",
    ),
    (
        asked(
            PLOT | {"local_body": "05200203"},
            building("B", "1.00", on="A", local_body="04100501"),
        ),
        "other-local-body",
        "properties[1].local_body",
    ),
    (
        asked(
            PLOT | {"local_body": "05200203"},
            land("B", "1.00", local_body="04100501"),
            year=2563,
            tax_2562="1.00",
        ),
        "several-local-bodies",
        "tax_2562",
    ),
    (
        asked(*(land(f"P{number}", "9000000000000") for number in range(101))),
        "too-large",
        "properties",
    ),
]


@pytest.mark.parametrize(("request_", "code", "where"), WRONG)
def test_a_wrong_request_is_told_by_code_and_place(request_: Any, code: str, where: str) -> None:
    told = answer(request_)

    assert set(told) == {"error"}
    assert (told["error"]["code"], told["error"]["where"]) == (code, where)
    assert told["error"]["message"].endswith(".")


def test_a_vacant_plot_is_in_its_first_year_or_later() -> None:
    vacant = land("A", "1000000.00", "vacant", vacant_years=0)

    assert answer(asked(vacant))["error"]["where"] == "properties[0].vacant_years"


def test_values_at_the_limits_are_taken() -> None:
    one = answer(plot(value="9000000000000"))
    hundred = answer(asked(*(land(f"P{number}", "9000000000000") for number in range(100))))

    # 28,750,000 + (9,000,000M - 5,000M) x 0.7%
    assert one["tax"] == "62993750000.00"
    assert hundred["tax"] == "6299375000000.00"


def test_a_building_without_a_local_body_is_where_its_land_is() -> None:
    told = answer(asked(PLOT | {"local_body": "05200203"}, building("B", "1.00", on="A")))

    assert [line["local_body"] for line in told["lines"]] == ["05200203"]


def test_null_is_absent() -> None:
    empty = dict.fromkeys(("on", "adjoins", "local_body", "vacant_years", "area", "age_years"))

    assert answer(plot(**empty)) == answer(asked(PLOT))
