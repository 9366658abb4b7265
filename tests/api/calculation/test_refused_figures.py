"""Every refusal of a property's figures: uses, worth, parts, and how numbers are written."""

from decimal import Decimal

import pytest

from api.calculation import answer
from tests.law.asking import Given, asked, building, land, unit

NUMBER = 'A number is written with the digits 0 to 9 and one point, such as "1234.56"'
PLOT = land("A", "1000.00")


def without(given: Given, name: str) -> Given:
    return {key: value for key, value in given.items() if key != name}


def used(*uses: tuple[str, object]) -> Given:
    """A plot put to these uses."""
    return PLOT | {"uses": [{"class": name, "percent": percent} for name, percent in uses]}


def measured(**more: object) -> Given:
    """A building of 10 m2 at 1,000 baht."""
    given = {"id": "B", "kind": "building", "area_m2": "10", "price_per_m2": "1000", **more}
    return given | {"uses": [{"class": "other", "percent": "100"}]}


def plot_of(area: object, price: object = "100") -> Given:
    return without(PLOT, "value") | {"area": area, "price_per_wah": price}


USES = [
    (
        without(PLOT, "uses"),
        "missing-field",
        "A property has uses, each a class and a percent.",
        "uses",
    ),
    (
        used(),
        "uses-not-100",
        "The uses of a property add up to exactly 100 percent (s.38); these add up to 0.",
        "uses",
    ),
    (
        used(("other", "60"), ("residence", "39.5")),
        "uses-not-100",
        "The uses of a property add up to exactly 100 percent (s.38); these add up to 99.5.",
        "uses",
    ),
    (
        used(("other", "33.333333"), ("residence", "66.666666")),
        "uses-not-100",
        "The uses of a property add up to exactly 100 percent (s.38); these add up to 99.999999.",
        "uses",
    ),
    (
        used(("other", "60"), ("residence", "41")),
        "uses-not-100",
        "The uses of a property add up to exactly 100 percent (s.38); these add up to 101.",
        "uses",
    ),
    (used(("other", "101")), "over-100", "A part is at most 100 percent.", "uses[0].percent"),
    (
        used(("other", "99"), ("residence", "-1")),
        "negative",
        "Nothing here is below zero.",
        "uses[1].percent",
    ),
    (
        used(("other", "99.9999999"), ("residence", "0.0000001")),
        "too-precise",
        "At most 6 decimals can be taken into account here.",
        "uses[0].percent",
    ),
    (
        used(("shop", "100")),
        "unknown-class",
        "`class` is one of agriculture, residence, other, vacant.",
        "uses[0].class",
    ),
    (
        PLOT | {"uses": [{"percent": "100"}]},
        "missing-field",
        "A use has a class: agriculture, residence, other, vacant.",
        "uses[0].class",
    ),
    (
        PLOT | {"uses": [{"class": "other"}]},
        "missing-field",
        "A use has a percent of the property.",
        "uses[0].percent",
    ),
    (PLOT | {"uses": "other"}, "wrong-type", "`uses` is a list.", "uses"),
]

WORTH = [
    (
        without(PLOT, "value"),
        "no-value",
        "A property has a `value`, or else `area` and `price_per_wah`.",
        "",
    ),
    (
        without(building("A", "1"), "value"),
        "no-value",
        "A property has a `value`, or else `area_m2` and `price_per_m2`.",
        "",
    ),
    (
        PLOT | {"area": "10", "price_per_wah": "100"},
        "value-and-area",
        "A property has a `value`, or else `area` and `price_per_wah`; not both.",
        "area",
    ),
    (
        without(PLOT, "value") | {"area": "10"},
        "missing-field",
        "An area needs a price.",
        "price_per_wah",
    ),
    (
        without(PLOT, "value") | {"price_per_wah": "10"},
        "missing-field",
        "Land with a price needs its `area`.",
        "area",
    ),
    (
        without(measured(), "area_m2"),
        "missing-field",
        "A price per square metre needs an `area_m2`.",
        "area_m2",
    ),
    (plot_of({}), "missing-field", "An area has rai, ngan or wah.", "area"),
    (
        plot_of({"rai": 1, "acres": 2}),
        "unknown-field",
        "There is no such field here; the fields are ngan, rai, wah.",
        "area.acres",
    ),
    (
        plot_of({"wah": "0.001"}),
        "too-precise",
        "At most 2 decimals can be taken into account here.",
        "area.wah",
    ),
    (
        measured(area_m2="10.125"),
        "too-precise",
        "At most 2 decimals can be taken into account here.",
        "area_m2",
    ),
    (
        measured(structure="steel", age_years=1),
        "unknown-structure",
        "`structure` is one of wood, concrete, half.",
        "structure",
    ),
    (
        measured(age_years=1),
        "missing-field",
        "A building's age counts by its structure: concrete, half or wood.",
        "structure",
    ),
    (
        measured(structure="wood", age_years=1000),
        "out-of-range",
        "`age_years` is a whole number from 0 to 999.",
        "age_years",
    ),
    (
        PLOT | {"value": "9000000000000.01"},
        "too-large",
        "A property is worth at most 9,000,000,000,000 baht.",
        "value",
    ),
    (
        plot_of("900000000", "10000.01"),
        "too-large",
        "A property is worth at most 9,000,000,000,000 baht.",
        "price_per_wah",
    ),
    (
        unit("A", "1") | {"structure": "wood"},
        "not-for-this-kind",
        "`structure` is not a field of a property of the kind condo_unit.",
        "structure",
    ),
    (
        PLOT | {"area_m2": "1"},
        "not-for-this-kind",
        "`area_m2` is not a field of a property of the kind land.",
        "area_m2",
    ),
]

PARTS = [
    (
        PLOT | {"vacant_years": 251},
        "out-of-range",
        "`vacant_years` is a whole number from 0 to 250.",
        "vacant_years",
    ),
    (
        land("A", "1", "vacant", vacant_years=0),
        "out-of-range",
        "`vacant_years` is a whole number from 1 to 250.",
        "vacant_years",
    ),
    (
        PLOT | {"reduction_percent": "15"},
        "unknown-reduction",
        "The standing reductions are of 50 and of 90 percent (s.55); 0 is none.",
        "reduction_percent",
    ),
    (
        PLOT | {"exempt_percent": "100.0001"},
        "over-100",
        "A part is at most 100 percent.",
        "exempt_percent",
    ),
    (
        PLOT | {"relief_percent": "0.00001"},
        "too-precise",
        "At most 4 decimals can be taken into account here.",
        "relief_percent",
    ),
]

VALUES = [
    ("1,000", "not-a-number", f"{NUMBER}; thousands are not separated."),
    ("1_000", "not-a-number", f"{NUMBER}; thousands are not separated."),
    ("1e6", "not-a-number", f"{NUMBER}; exponents are not read here."),
    ("๑๒๓", "not-a-number", f"{NUMBER}; Thai and other digits are not read here."),
    ("１２３", "not-a-number", f"{NUMBER}; Thai and other digits are not read here."),
    ("+1", "not-a-number", f"{NUMBER}."),
    ("1.", "not-a-number", f"{NUMBER}."),
    (".5", "not-a-number", f"{NUMBER}."),
    (" 1", "not-a-number", f"{NUMBER}."),
    ("1\n", "not-a-number", f"{NUMBER}."),
    ("฿1", "not-a-number", f"{NUMBER}."),
    ("", "not-a-number", f"{NUMBER}."),
    ("NaN", "not-a-number", f"{NUMBER}."),
    ("-1", "negative", "Nothing here is below zero."),
    (-1, "negative", "Nothing here is below zero."),
    (
        "1" * 16,
        "too-large",
        "A number has at most 15 digits before the point and 10 after it.",
    ),
    (
        "0.00000000001",
        "too-large",
        "A number has at most 15 digits before the point and 10 after it.",
    ),
    (
        10**5000,
        "too-large",
        "A number has at most 15 digits before the point and 10 after it.",
    ),
    (
        0.5,
        "not-a-number",
        "A number here is finite and exact: write it as digits in quotes.",
    ),
    (
        Decimal("NaN"),
        "not-a-number",
        "A number here is finite and exact: write it as digits in quotes.",
    ),
    (True, "wrong-type", 'A number in quotes is expected, such as "1234.56".'),
    ([], "wrong-type", 'A number in quotes is expected, such as "1234.56".'),
    ({"baht": 1}, "wrong-type", 'A number in quotes is expected, such as "1234.56".'),
]

FIGURES = [
    *USES,
    *WORTH,
    *PARTS,
    *((PLOT | {"value": value}, code, message, "value") for value, code, message in VALUES),
]


@pytest.mark.parametrize(("given", "code", "message", "where"), FIGURES)
def test_a_figure_that_cannot_be_used_is_told_with_code_message_and_place(
    given: Given, code: str, message: str, where: str
) -> None:
    path = f"properties[0].{where}" if where else "properties[0]"

    assert answer(asked(given)) == {"error": {"code": code, "message": message, "where": path}}


WRITTEN = [
    ("0", "0.00"),
    ("007.50", "7.50"),
    (7, "7.00"),
    (Decimal("7.5"), "7.50"),
    ("1.0050", "1.005"),
    ("1.00005", "1.0001"),
    ("1.000000", "1.00"),
]


@pytest.mark.parametrize(("written", "told"), WRITTEN)
def test_a_plain_number_is_taken_exactly(written: object, told: str) -> None:
    assert answer(asked(PLOT | {"value": written}))["lines"][0]["value"] == told
