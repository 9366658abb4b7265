"""Every refusal of a request: its code, its whole message, and the place it names."""

from decimal import Decimal
from typing import Any

import pytest

from api.calculation import answer
from tests.law.asking import Given, asked, building, land

REQUEST_FIELDS = "id, owner_kind, properties, tax_2562, tax_year"
PROPERTY_FIELDS = (
    "adjoins, age_years, area, area_m2, exempt_percent, id, kind, local_body, main_residence, on, "
    "price_per_m2, price_per_wah, reduction_percent, relief_percent, structure, uses, "
    "vacant_years, value"
)
PLOT = land("A", "1000.00")


def without(given: Given, name: str) -> Given:
    return {key: value for key, value in given.items() if key != name}


def used(*uses: tuple[str, object]) -> Given:
    """A plot put to these uses."""
    return PLOT | {"uses": [{"class": name, "percent": percent} for name, percent in uses]}


SHAPE = [
    ([], "wrong-type", "An object with fields is expected here.", ""),
    ("A", "wrong-type", "An object with fields is expected here.", ""),
    (None, "wrong-type", "An object with fields is expected here.", ""),
    (
        asked(PLOT, colour="red"),
        "unknown-field",
        f"There is no such field here; the fields are {REQUEST_FIELDS}.",
        "colour",
    ),
    (
        asked(PLOT | {"price": "1"}),
        "unknown-field",
        f"There is no such field here; the fields are {PROPERTY_FIELDS}.",
        "properties[0].price",
    ),
    (
        asked(PLOT | {"uses": [{"class": "other", "percent": "100", "area": "1"}]}),
        "unknown-field",
        "There is no such field here; the fields are class, percent.",
        "properties[0].uses[0].area",
    ),
    (
        asked(PLOT | {"ที่ดิน": "1"}),
        "unknown-field",
        f"There is no such field here; the fields are {PROPERTY_FIELDS}.",
        "properties[0]",
    ),
    (
        {"properties": [PLOT]},
        "missing-field",
        "A request names its tax year, such as 2569.",
        "tax_year",
    ),
    (
        {"tax_year": 2569},
        "missing-field",
        "A request names the properties to be taxed.",
        "properties",
    ),
    (asked(), "missing-field", "A request names at least one property.", "properties"),
    (
        {"tax_year": 2569, "properties": {"A": PLOT}},
        "wrong-type",
        "`properties` is a list.",
        "properties",
    ),
    (
        asked(*[PLOT] * 10_001),
        "too-many",
        "`properties` has at most 10,000 items.",
        "properties",
    ),
    (
        {"id": "x", "request": {"tax_year": 2569, "properties": [[]]}},
        "wrong-type",
        "An object with fields is expected here.",
        "request.properties[0]",
    ),
]

YEARS = [
    (2562, "The tax is collected from tax year 2563 on (s.2); a tax year is a year of the "),
    (2026, "The tax is collected from tax year 2563 on (s.2); a tax year is a year of the "),
]

OWNER_AND_YEAR = [
    *(
        (asked(PLOT, year=year), "tax-year", f"{told}Buddhist Era.", "tax_year")
        for year, told in YEARS
    ),
    (asked(PLOT, year=2700), "tax-year", "The last tax year is 2699.", "tax_year"),
    (
        asked(PLOT) | {"tax_year": "2569.5"},
        "too-precise",
        "A whole number is expected here.",
        "tax_year",
    ),
    (
        asked(PLOT, owner="company"),
        "unknown-owner-kind",
        "`owner_kind` is one of natural, juristic.",
        "owner_kind",
    ),
    (
        asked(
            PLOT | {"local_body": "04120101"},
            land("B", "1.00", local_body="04120102"),
            tax_2562="1.00",
            year=2565,
        ),
        "several-local-bodies",
        "The tax of 2562 was owed to one local body; the request names several (s.97).",
        "tax_2562",
    ),
]

NAMES = [
    (without(PLOT, "id"), "missing-field", "A property has an id.", "id"),
    (
        PLOT | {"id": ""},
        "bad-text",
        "A name here has 1 to 100 letters, all of which can be seen.",
        "id",
    ),
    (
        PLOT | {"id": "ก" * 101},
        "bad-text",
        "A name here has 1 to 100 letters, all of which can be seen.",
        "id",
    ),
    (
        PLOT | {"id": "A\u202eB"},
        "bad-text",
        "A name here has 1 to 100 letters, all of which can be seen.",
        "id",
    ),
    (
        PLOT | {"id": "\ud800"},
        "bad-text",
        "A name here has 1 to 100 letters, all of which can be seen.",
        "id",
    ),
    (PLOT | {"id": True}, "wrong-type", "A text in quotes is expected here.", "id"),
    (PLOT | {"id": ["A"]}, "wrong-type", "A text in quotes is expected here.", "id"),
    (
        PLOT | {"local_body": 1.5},
        "wrong-type",
        "A text in quotes is expected here.",
        "local_body",
    ),
    (
        without(PLOT, "kind"),
        "missing-field",
        "A property has a kind: land, building, condo_unit.",
        "kind",
    ),
    (
        PLOT | {"kind": "condo"},
        "unknown-kind",
        "`kind` is one of land, building, condo_unit.",
        "kind",
    ),
    (
        PLOT | {"main_residence": "yes"},
        "wrong-type",
        "`main_residence` is true or false, without quotes.",
        "main_residence",
    ),
]

BETWEEN = [
    (
        asked(PLOT, PLOT),
        "repeated-id",
        "Another property of the request has this id.",
        "properties[1].id",
    ),
    (
        asked(building("B", "1", on="A")),
        "unknown-property",
        "No property of the request has this id.",
        "properties[0].on",
    ),
    (
        asked(building("B", "1", on="C"), building("C", "1")),
        "not-land",
        "The property of this id is not land.",
        "properties[0].on",
    ),
    (
        asked(building("B", "1", on="B")),
        "not-land",
        "The property of this id is not land.",
        "properties[0].on",
    ),
    (
        asked(land("C", "1", on="A"), PLOT),
        "not-for-this-kind",
        "`on` is not a field of a property of the kind land.",
        "properties[0].on",
    ),
    (
        asked(PLOT, land("B", "1", adjoins=["A", "C"])),
        "unknown-property",
        "No property of the request has this id.",
        "properties[1].adjoins[1]",
    ),
    (
        asked(PLOT | {"adjoins": ["B"]}, building("B", "1")),
        "not-land",
        "The property of this id is not land.",
        "properties[0].adjoins[0]",
    ),
    (
        asked(building("B", "1", adjoins=["A"]), PLOT),
        "not-for-this-kind",
        "`adjoins` is not a field of a property of the kind building.",
        "properties[0].adjoins",
    ),
    (asked(PLOT | {"adjoins": "A"}), "wrong-type", "`adjoins` is a list.", "properties[0].adjoins"),
    (
        asked(
            PLOT | {"local_body": "04120101"},
            building("B", "1", on="A", local_body="04120102"),
        ),
        "other-local-body",
        "A building is taxed where its land is: both are in one local body (s.7).",
        "properties[1].local_body",
    ),
    (
        asked(*(land(f"P{number}", "9000000000000") for number in range(101))),
        "too-large",
        "The properties of a request are worth at most 900,000,000,000,000 baht together.",
        "properties",
    ),
]

ONE_PROPERTY = [
    (asked(given), code, message, f"properties[0].{where}") for given, code, message, where in NAMES
]


@pytest.mark.parametrize(
    ("request_", "code", "message", "where"), [*SHAPE, *OWNER_AND_YEAR, *ONE_PROPERTY, *BETWEEN]
)
def test_what_cannot_be_answered_is_told_with_code_message_and_place(
    request_: object, code: str, message: str, where: str
) -> None:
    told = answer(request_)

    assert told.pop("id", "x") == "x"
    assert told == {"error": {"code": code, "message": message, "where": where}}


TAKEN: list[tuple[str, Given]] = [
    ("a whole number as a name", PLOT | {"id": 7}),
    ("a Thai name", PLOT | {"id": "โฉนด ๑๒๓"}),
    ("null for what is absent", PLOT | {"on": None, "area": None, "local_body": None}),
    ("an empty list of neighbours of a building", building("B", "1000.00", adjoins=[])),
    ("a class that stands twice", used(("other", "50"), ("other", "50"))),
    ("a use of nothing", used(("other", "100"), ("vacant", "0"))),
    ("years as vacant of what is in use", PLOT | {"vacant_years": 9}),
    ("decimals that are zeros", PLOT | {"value": "1000.0000000000", "reduction_percent": "0.00"}),
    ("a whole number without quotes", PLOT | {"value": 1000}),
    ("a decimal", PLOT | {"value": Decimal("1000.00")}),
]


@pytest.mark.parametrize(("what", "given"), TAKEN, ids=[what for what, _ in TAKEN])
def test_what_does_no_harm_is_taken(what: str, given: dict[str, Any]) -> None:
    told = answer(asked(given))

    assert told.get("tax") == "3.00", f"{what}: {told}"
