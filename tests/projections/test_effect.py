"""What a file would do to a body's bills is told before anything is recorded."""

from datetime import date

import numpy as np

from domain.register import LandRegistryReceived
from domain.rows import Rows
from projections.effect import effect_of_delivery, effect_of_prices
from tests.domain.deliveries import BODY, delivery, facts
from tests.projections.test_simulation import announced
from tests.projections.town import LAW, PROVINCE, Town, deed


def two_shops() -> Town:
    """Two shops of 20 and 10 million, of taxpayers 1 and 2."""
    town = Town()
    town.priced({1: 50_000, 2: 25_000})
    town.titles({"number": 1}, {"number": 2, "party": 2})
    town.used(1, other=1)
    town.used(2, other=1)
    return town


def test_a_transfer_moves_a_bill_from_one_to_the_other() -> None:
    town = two_shops()
    head = town.log.head()
    sale = {"owner": facts("owner", {"property": deed(1), "party": 2, "since": date(2025, 5, 5)})}
    decision = town.registers.register(BODY).decide(
        LandRegistryReceived, delivery(sale, file="e" * 64), confirmed=True
    )

    effect = effect_of_delivery(
        town.registers, LAW, body=BODY, events=decision.events, tax_year=2569
    )

    assert (effect.total_before_satang, effect.total_after_satang) == (90_000_00, 90_000_00)
    assert (effect.bills_before, effect.bills_after) == (2, 1)
    assert effect.taxpayer.tolist() == [1, 2]
    assert effect.before_satang.tolist() == [60_000_00, 30_000_00]
    assert effect.after_satang.tolist() == [0, 90_000_00]
    assert effect.difference_satang == 0
    assert town.log.head() == head
    assert town.tax() == {1: "60000.00", 2: "30000.00"}


def test_prices_of_a_province_move_only_the_bills_they_price() -> None:
    town = two_shops()

    (effect,) = effect_of_prices(
        town.registers,
        LAW,
        province=PROVINCE,
        events=announced(town, {2: 50_000}),
        tax_year=2569,
    )

    assert effect.taxpayer.tolist() == [2]
    assert effect.difference_satang == 30_000_00
    assert effect.by_class["other"] == (90_000_00, 120_000_00)
    assert town.tax() == {1: "60000.00", 2: "30000.00"}


def test_a_file_that_says_nothing_new_has_no_effect() -> None:
    town = two_shops()
    nothing = {
        "owner": facts("owner", {"property": deed(1), "party": 1, "since": date(2010, 1, 1)})
    }
    decision = town.registers.register(BODY).decide(
        LandRegistryReceived, delivery(nothing, file="e" * 64)
    )

    effect = effect_of_delivery(
        town.registers, LAW, body=BODY, events=decision.events, tax_year=2569
    )

    assert decision.changed == 0
    assert np.array_equal(effect.taxpayer, np.zeros(0, np.int64))
    assert effect.difference_satang == 0
    assert all(isinstance(rows, Rows) for rows in decision.tables.values())
