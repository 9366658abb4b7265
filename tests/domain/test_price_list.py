"""A province's prices: in force from their own day, the later announcement wins (Valuation Act)."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from domain.calendar import to_days
from domain.delivery import Delivery
from domain.log.events import Recorded
from domain.price_list import PriceList, condo_price_key, hash_price_key
from domain.register import AlreadyImported
from domain.rows import Rows
from domain.tables import FINDINGS

ROUND = date(2023, 1, 1)


def announcement(
    sheets: list[int], satang: list[int], *, since: date = ROUND, file: str = "a"
) -> Delivery:
    count = len(sheets)
    return Delivery(
        feed="val_land",
        authority="TRD",
        officer="officer-1",
        as_of=since,
        recorded_at=datetime(2026, 1, 5, tzinfo=UTC),
        file_sha256=file * 64,
        rows_in=count,
        facts={
            "land_price": {
                "sheet": np.asarray(sheets, dtype=np.int64),
                "since": np.full(count, to_days(since), dtype=np.int32),
                "row": np.arange(2, count + 2, dtype=np.int32),
                "price_satang": np.asarray(satang, dtype=np.int64),
            }
        },
        findings=Rows.empty(FINDINGS),
    )


def announce(prices: PriceList, delivery: Delivery) -> int:
    decision = prices.decide(delivery)
    for event in decision.events:
        prices.apply(Recorded(position=prices.position + 1, event=event))
    return decision.changed


def price_of(
    prices: PriceList, sheet: int, day: date, *, position: int | None = None
) -> int | None:
    in_force = prices.in_force("land_price", day=to_days(day), position=position)
    at = int(in_force.find(np.asarray([sheet], dtype=np.int64))[0])
    return None if at < 0 else int(in_force.price_satang[at])


def test_a_price_holds_from_its_day_until_the_next() -> None:
    prices = PriceList(60)
    announce(prices, announcement([7, 3], [500_000, 300_000]))
    announce(prices, announcement([7], [650_000], since=date(2026, 1, 1), file="b"))

    assert price_of(prices, 7, date(2025, 12, 31)) == 500_000
    assert price_of(prices, 7, date(2026, 1, 1)) == 650_000
    assert price_of(prices, 7, date(2026, 1, 1), position=1) == 500_000
    assert price_of(prices, 3, date(2026, 1, 1)) == 300_000
    assert price_of(prices, 7, date(2022, 12, 31)) is None
    assert price_of(prices, 99, date(2026, 1, 1)) is None


def test_a_corrected_price_of_the_same_day_replaces_the_first() -> None:
    prices = PriceList(60)
    announce(prices, announcement([7], [500_000]))

    assert announce(prices, announcement([7], [550_000], file="b")) == 1
    assert price_of(prices, 7, ROUND) == 550_000


def test_the_same_list_twice_changes_nothing() -> None:
    prices = PriceList(60)
    announce(prices, announcement([7], [500_000]))

    with pytest.raises(AlreadyImported):
        announce(prices, announcement([7], [500_000]))

    assert announce(prices, announcement([7], [500_000], file="b")) == 0


def test_a_part_of_a_province_is_held_against_the_whole_of_it() -> None:
    prices = PriceList(60)
    sheets = [number * 1_000_003 for number in range(100)]
    announce(prices, announcement(sheets, [500_000] * 100))

    lowest, unknown, highest = sheets[0], sheets[50] + 1, sheets[99]
    below, above = lowest - 1, highest + 1
    part = announcement(
        [above, lowest, unknown, highest, below, sheets[7]],
        [1_00, 500_000, 2_00, 650_000, 3_00, 500_000],
        file="b",
    )

    assert announce(prices, part) == 4
    assert [price_of(prices, one, ROUND) for one in (below, lowest, unknown, highest, above)] == [
        3_00,
        500_000,
        2_00,
        650_000,
        1_00,
    ]


def test_a_condominium_price_is_found_whatever_the_case_and_blanks() -> None:
    one = condo_price_key(condominium=" 520001 ", building="a", floor="12a", use="R")
    other = condo_price_key(condominium="520001", building="A", floor="12A ", use="r")

    assert one == other == "520001|A|12A|R"
    assert hash_price_key(one) == hash_price_key(other) > 0
