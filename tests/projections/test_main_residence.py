"""s.41: the exemption needs the owner's own name in the house register on 1 January."""

from datetime import date

import numpy as np
import pytest

from domain.law import load_law
from domain.local_body import LocalBody
from domain.price_list import Prices
from domain.register import Corrected, LandRegistryReceived, Register, SurveyReceived
from projections.arrangement import PricesInForce
from projections.registers import bills_of
from tests.domain.deliveries import BODY, facts, owner, parcel, receive

SURVEYED = date(2024, 5, 1)
SOLD = date(2025, 12, 20)
FIVE_MILLION = 12_500_00
"""Satang a square wah: a plot of one rai is worth five million baht."""
EXEMPT = 0
OTHER_RESIDENCE = 1_000_00
"""0.02 % of five million."""


def no_prices() -> PricesInForce:
    nothing = Prices(
        keys=np.zeros(0, np.int64),
        price_satang=np.zeros(0, np.int64),
        rows=np.zeros(0, np.intp),
        since=np.zeros(0, np.int32),
    )
    return PricesInForce(land=nothing, building=nothing, condo=nothing)


def surveyed(*owners: dict[str, object]) -> Register:
    """A plot with its owner's home on it, seen in May 2567, and its owners over time."""
    register = Register(BODY)
    since = date(2020, 1, 1)
    receive(register, LandRegistryReceived, {"parcel": facts("parcel", parcel(1, since=since))})
    receive(register, LandRegistryReceived, {"owner": facts("owner", *owners)}, file="b" * 64)
    use = {"property": "P:1:60010000:1", "since": SURVEYED, "residence": 1, "main": 1}
    receive(register, SurveyReceived, {"use": facts("use", use)}, file="c" * 64)
    price = {"property": "P:1:60010000:1", "since": since, "price_satang": FIVE_MILLION}
    receive(register, Corrected, {"price": facts("price", price)}, file="d" * 64)
    return register


def tax_2569(register: Register) -> int:
    law = load_law().for_year(2569)
    bills = bills_of(LocalBody(code=BODY), register, no_prices(), law, known_at=0)
    return int(bills.assessment.bill_tax_satang.sum())


def test_the_owner_who_was_named_keeps_the_exemption() -> None:
    register = surveyed(owner(1, 11, since=date(2020, 1, 1)))

    assert tax_2569(register) == EXEMPT


def test_a_buyer_does_not_inherit_the_sellers_name_in_the_house_register() -> None:
    register = surveyed(
        owner(1, 11, since=date(2020, 1, 1)),
        owner(1, 22, since=SOLD),
    )

    assert tax_2569(register) == OTHER_RESIDENCE


def test_a_buyer_seen_at_home_after_the_sale_is_exempt() -> None:
    register = surveyed(owner(1, 11, since=date(2020, 1, 1)), owner(1, 22, since=SOLD))
    use = {"property": "P:1:60010000:1", "since": date(2025, 12, 28), "residence": 1, "main": 1}
    receive(register, SurveyReceived, {"use": facts("use", use)}, file="e" * 64)

    assert tax_2569(register) == EXEMPT


def test_the_same_owner_registered_again_keeps_the_exemption() -> None:
    register = surveyed(owner(1, 11, since=date(2020, 1, 1)), owner(1, 11, since=SOLD))

    assert tax_2569(register) == EXEMPT


def test_an_owner_unknown_on_the_day_of_the_survey_counts_as_the_present_one() -> None:
    register = surveyed(owner(1, 11, since=date(2025, 1, 1)))

    assert tax_2569(register) == EXEMPT


@pytest.mark.parametrize("sold_on", [date(2026, 1, 1), date(2026, 1, 2)])
def test_s9_a_sale_after_1_january_is_next_years(sold_on: date) -> None:
    register = surveyed(owner(1, 11, since=date(2020, 1, 1)), owner(1, 22, since=sold_on))

    expected = OTHER_RESIDENCE if sold_on == date(2026, 1, 1) else EXEMPT
    assert tax_2569(register) == expected


def test_s9_a_plot_owned_before_the_first_registrys_day_is_taxed_as_first_told() -> None:
    register = Register(BODY)
    told = date(2026, 1, 15)
    tables = {
        "parcel": facts("parcel", parcel(1, since=told), parcel(2, since=told)),
        "owner": facts("owner", owner(1, 11, since=date(2017, 3, 1)), owner(2, 22, since=told)),
    }
    receive(register, LandRegistryReceived, tables)
    uses = [
        {"property": f"P:1:60010000:{n}", "since": date(2025, 11, 1), "residence": 1}
        for n in (1, 2)
    ]
    receive(register, SurveyReceived, {"use": facts("use", *uses)}, file="b" * 64)
    prices = [
        {"property": f"P:1:60010000:{n}", "since": SURVEYED, "price_satang": FIVE_MILLION}
        for n in (1, 2)
    ]
    receive(register, Corrected, {"price": facts("price", *prices)}, file="c" * 64)

    assert tax_2569(register) == OTHER_RESIDENCE


HOUSE = "B:01A001-B001"
ON_THE_PLOT = {"property": HOUSE, "since": SURVEYED, "residence": 1}


def with_house(*, plot_main: int, house_main: int, house_owner: int | None = None) -> Register:
    """The plot of taxpayer 11 with a house worth ten million baht on it."""
    register = Register(BODY)
    since = date(2020, 1, 1)
    owners = [owner(1, 11, since=since)]
    if house_owner is not None:
        owners.append({"property": HOUSE, "since": since, "party": house_owner})
    building = {
        "property": HOUSE,
        "since": since,
        "status": 1,
        "stands_on": "C:01A001",
        "type": 1050,
        "structure": 0,
        "area_dm2": 10_000,
        "completed_year": 2560,
    }
    plot = {"property": "C:01A001", "since": SURVEYED, "residence": 1, "main": plot_main}
    prices = [
        {"property": "P:1:60010000:1", "since": since, "price_satang": FIVE_MILLION},
        {"property": HOUSE, "since": since, "price_satang": 100_000_00},
    ]
    for place, (kind, tables) in enumerate(
        (
            (LandRegistryReceived, {"parcel": [parcel(1, since=since, code="C:01A001")]}),
            (LandRegistryReceived, {"owner": owners}),
            (SurveyReceived, {"building": [building]}),
            (SurveyReceived, {"use": [plot, {**ON_THE_PLOT, "main": house_main}]}),
            (Corrected, {"price": prices}),
        )
    ):
        columns = {name: facts(name, *rows) for name, rows in tables.items()}
        receive(register, kind, columns, file=f"{place}" * 64)
    return register


def test_a_plot_of_use_2_makes_its_owners_house_the_main_one_if_the_house_is_silent() -> None:
    assert tax_2569(with_house(plot_main=1, house_main=3)) == EXEMPT


def test_a_house_of_which_the_survey_says_no_is_another_residence_on_the_main_plot() -> None:
    # 10,000,000 at 0.02 %; the plot itself stays exempt.
    assert tax_2569(with_house(plot_main=1, house_main=0)) == 2_000_00


def test_a_plot_of_use_3_exempts_the_house_of_another_up_to_ten_million_not_the_land() -> None:
    assert tax_2569(with_house(plot_main=4, house_main=3, house_owner=22)) == OTHER_RESIDENCE


def test_a_plot_of_use_3_exempts_nothing_of_its_own_owner() -> None:
    assert tax_2569(with_house(plot_main=4, house_main=3)) == 3_000_00
