"""A supposed law or price moves nothing in the log, and its effect is the engine's own."""

from pathlib import Path

import numpy as np
import pytest

from domain.delivery import Delivery
from domain.law import load_law
from domain.price_list import PricesAnnounced
from domain.rows import Rows
from domain.tables import FINDINGS
from projections.simulation import BodyEffect, bands, biggest_changes, simulate
from tests.domain.deliveries import BODY, RECORDED_AT
from tests.projections.random_town import random_town
from tests.projections.town import LAW, LONG_AGO, PROVINCE, Town

HALF_OF_TABLE_5 = """
[instrument]
key = "draft"
title_th = "ร่าง"
title_en = "Draft"
gazette_date = "none"
checked_on = 2026-01-01
mark = "draft"
source = "made up for a test"

[[rates]]
provision = "s.37"
first_tax_year = 2569
table = 5
slices = [["50000000", "0.15"], ["", "0.2"]]
"""


@pytest.fixture
def town() -> Town:
    """A shop of 20 million of taxpayer 1, and vacant land of 2 million of taxpayer 2."""
    town = Town()
    town.priced({1: 50_000, 2: 5_000})
    town.titles({"number": 1}, {"number": 2, "party": 2})
    town.used(1, other=1)
    town.used(2, vacant=1, vacant_from=2569)
    return town


def announced(town: Town, prices: dict[int, int]) -> list[PricesAnnounced]:
    """Return an announcement that is decided but not recorded."""
    count = len(prices)
    delivery = Delivery(
        feed="val_land",
        authority="TRD",
        officer="officer-1",
        as_of=LONG_AGO,
        recorded_at=RECORDED_AT,
        file_sha256="e" * 64,
        rows_in=count,
        facts={
            "land_price": {
                "sheet": np.asarray(list(prices), dtype=np.int64),
                "since": np.full(count, 19_000, dtype=np.int32),
                "row": np.arange(2, count + 2, dtype=np.int32),
                "price_satang": np.asarray(list(prices.values()), dtype=np.int64) * 100,
            }
        },
        findings=Rows.empty(FINDINGS),
    )
    return list(town.registers.prices(PROVINCE).decide(delivery).events)


def effect_of(town: Town, law: Path | None = None, **prices: list[PricesAnnounced]) -> BodyEffect:
    supposed = load_law(extra=[law]) if law else LAW
    (effect,) = simulate(
        town.registers,
        LAW,
        supposed,
        tax_year=2569,
        codes=[BODY],
        prices={PROVINCE: prices["prices"]} if prices else None,
    )
    return effect


def test_half_the_rate_is_half_the_tax_of_that_class_alone(town: Town, tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(HALF_OF_TABLE_5, encoding="utf-8")
    head = town.log.head()

    effect = effect_of(town, draft)

    assert dict(effect.by_class) == {
        "agriculture": (0, 0),
        "residence": (0, 0),
        "other": (60_000_00, 30_000_00),
        "vacant": (6_000_00, 6_000_00),
    }
    assert effect.taxpayer.tolist() == [1, 2]
    assert town.log.head() == head
    assert town.tax() == {1: "60000.00", 2: "6000.00"}


def test_supposed_prices_are_tried_and_not_recorded(town: Town) -> None:
    head = town.log.head()

    effect = effect_of(town, prices=announced(town, {2: 10_000}))

    assert effect.before_satang.tolist() == [60_000_00, 6_000_00]
    assert effect.after_satang.tolist() == [60_000_00, 12_000_00]
    assert town.log.head() == head
    assert town.tax()[2] == "6000.00"


def test_winners_and_losers_are_counted_by_what_they_own(town: Town) -> None:
    effect = effect_of(town, prices=announced(town, {1: 25_000, 2: 10_000}))

    found = {
        one.least_baht: (one.taxpayers, one.winners, one.saved_satang, one.losers,
                         one.paid_more_satang)
        for one in bands([effect]) if one.taxpayers
    }  # fmt: skip

    assert found == {
        1_000_000: (1, 0, 0, 1, 6_000_00),
        10_000_000: (1, 1, 30_000_00, 0, 0),
    }


def test_a_value_on_the_edge_of_a_band_is_in_the_upper_one() -> None:
    town = Town()
    town.priced({1: 2_500})
    town.titles({"number": 1})
    town.used(1, other=1)

    (band,) = [one for one in bands([effect_of(town)]) if one.taxpayers]

    assert (band.least_baht, band.below_baht) == (1_000_000, 5_000_000)


def test_the_biggest_changes_come_first_and_unchanged_bills_not_at_all(town: Town) -> None:
    effect = effect_of(town, prices=announced(town, {1: 25_000, 2: 10_000}))

    changes = biggest_changes([effect], 10)

    assert [(one.taxpayer, one.after_satang - one.before_satang) for one in changes] == [
        (1, -30_000_00),
        (2, 6_000_00),
    ]
    assert biggest_changes([effect_of(town)], 10) == []


@pytest.mark.parametrize("seed", range(4))
def test_bands_and_classes_add_up_to_the_bodys_year(seed: int, tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(HALF_OF_TABLE_5, encoding="utf-8")

    effect = effect_of(random_town(seed), draft)

    found = bands([effect])
    more = int(effect.after_satang.sum()) - int(effect.before_satang.sum())
    assert sum(one.paid_more_satang - one.saved_satang for one in found) == more
    assert sum(one.taxpayers for one in found) == len(effect.taxpayer)
    assert sum(before for before, _ in effect.by_class.values()) == int(effect.before_satang.sum())
