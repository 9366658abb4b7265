"""Random registers: every taxpayer's bill is what the Act, written again as an oracle, says.

The register's way to a bill (facts in columns, as-of selection, prices by list, contiguity,
arrangement, engine) is held against the oracle on the same made-up holdings, stated as requests.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from domain.calendar import tax_date, to_days
from domain.delivery import Delivery
from domain.law import load_law
from domain.local_body import LocalBody
from domain.log.events import Recorded
from domain.price_list import PriceList
from domain.register import Corrected, LandRegistryReceived, Register
from domain.rows import Rows
from domain.tables import FINDINGS, NO_END
from projections.arrangement import prices_in_force
from projections.registers import bills_of
from tests.domain.deliveries import BODY, facts, receive
from tests.oracle.act import tax_of

SINCE = date(2010, 1, 1)
CLASSES = ("agriculture", "residence", "other", "vacant")
STRUCTURES = {1: "wood", 2: "concrete", 3: "half"}
LISTED = {1050: 8_350_00, 5130: 6_100_00, 4020: 7_900_00}
ENTRY_OF_PERCENT = {50: 1, 90: 9}


@dataclass
class Holdings:
    """Made-up facts for the register, and the same as requests for the oracle."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    requests: dict[int, dict[str, Any]] = field(default_factory=dict)
    land_prices: dict[int, int] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> None:
        self.tables.setdefault(table, []).append({"since": SINCE, **row})


def _uses(dice: random.Random) -> dict[str, int]:
    if dice.random() < 0.7:
        return {dice.choice(CLASSES): 100}
    first = dice.choice([1, 10, 25, 33, 50])
    one, other = sorted(dice.sample(range(4), 2))
    return {CLASSES[one]: first, CLASSES[other]: 100 - first}


def _asked(uses: dict[str, int]) -> list[dict[str, str]]:
    return [{"class": name, "percent": str(percent)} for name, percent in uses.items()]


def _use_row(uses: dict[str, int], *, vacant_years: int, year: int, main: bool) -> dict[str, int]:
    columns = {name: uses.get(name, 0) * 7 for name in CLASSES}
    vacant_from = year - vacant_years + 1 if "vacant" in uses else 0
    return {**columns, "vacant_from": vacant_from, "main": int(main)}


def _plot(
    made: Holdings, dice: random.Random, *, number: int, party: int, kind: str, year: int
) -> None:
    """Add a plot, perhaps with a house of its owner's, in register and request alike."""
    request = made.requests.setdefault(
        party, {"tax_year": year, "owner_kind": kind, "properties": []}
    )
    natural = kind == "natural"
    code, deed = f"C:01A{number:03d}", f"P:1:60010000:{number}"
    area_cwah = dice.choice([5_330, 40_000, 250_075, 4_000_000])
    price = dice.choice([120_00, 4_500_00, 30_000_00, 250_000_00])
    made.land_prices[number] = price
    uses = _uses(dice)
    house = dice.random() < 0.5
    house_uses = _uses(dice)
    home = natural and dice.random() < 0.6
    land_main = home and (house or dice.random() < 0.3)
    longest = max(1, min(year - 2563 + 1, 38))
    years = dice.randint(1, longest)
    land: dict[str, Any] = {
        "id": deed,
        "kind": "land",
        "area": {
            "rai": area_cwah // 40_000,
            "ngan": area_cwah % 40_000 // 10_000,
            "wah": f"{area_cwah % 10_000 / 100:.2f}",
        },
        "price_per_wah": f"{price // 100}.{price % 100:02d}",
        "uses": _asked(uses),
        "main_residence": land_main,
    }
    if "vacant" in uses:
        land["vacant_years"] = years
    made.add(
        "parcel", property=deed, status=1, title_type=1, code=code, sheet=number,
        tambon=600601, area_cwah=area_cwah,
    )  # fmt: skip
    made.add("owner", property=deed, party=party, person=1 if natural else 2, relation=1)
    row = _use_row(uses, vacant_years=years, year=year, main=land_main and not house)
    made.add("use", property=code, **row)
    _sparse(made, dice, deed, land, year)
    request["properties"].append(land)
    if house:
        building = _house(
            made, dice, number=number, code=code, uses=house_uses, main=home, year=year
        )
        building["on"] = deed
        request["properties"].append(building)


def _house(
    made: Holdings,
    dice: random.Random,
    *,
    number: int,
    code: str,
    uses: dict[str, int],
    main: bool,
    year: int,
) -> dict[str, Any]:
    key = f"B:01A{number:03d}-B001"
    kind, area_dm2 = dice.choice(list(LISTED)), dice.choice([12_000, 24_075, 1_000_000])
    structure, age = dice.choice([1, 2, 3]), dice.randint(0, 50)
    years = dice.randint(1, max(1, min(year - 2563 + 1, 38)))
    made.add(
        "building", property=key, status=1, stands_on=code, type=kind, structure=structure,
        area_dm2=area_dm2, completed_year=year - age,
    )  # fmt: skip
    made.add("use", property=key, **_use_row(uses, vacant_years=years, year=year, main=main))
    asked: dict[str, Any] = {
        "id": key,
        "kind": "building",
        "area_m2": f"{area_dm2 // 100}.{area_dm2 % 100:02d}",
        "price_per_m2": str(LISTED[kind] // 100),
        "structure": STRUCTURES[structure],
        "age_years": age,
        "uses": _asked(uses),
        "main_residence": main,
    }
    if "vacant" in uses:
        asked["vacant_years"] = years
    _sparse(made, dice, key, asked, year)
    return asked


def _sparse(
    made: Holdings, dice: random.Random, key: str, asked: dict[str, Any], year: int
) -> None:
    """Sometimes reduce the tax, exempt a part or remit some of it."""
    if dice.random() < 0.15:
        percent = dice.choice([50, 90])
        made.add("reduction", property=key, entry=ENTRY_OF_PERCENT[percent], until=NO_END)
        asked["reduction_percent"] = str(percent)
    if dice.random() < 0.1:
        percent = dice.choice([12, 50, 100])
        made.add("exemption", property=key, item=5, share_ppm=percent * 10_000)
        asked["exempt_percent"] = str(percent)
    if dice.random() < 0.1:
        percent = dice.choice([10, 75, 100])
        made.add(
            "relief", property=key, provision=57, tax_year=year, reduction_ppm=percent * 10_000
        )
        asked["relief_percent"] = str(percent)


def _made(seed: int, year: int) -> Holdings:
    dice = random.Random(seed)
    made = Holdings()
    number = 1
    for party in range(1, 26):
        kind = dice.choice(["natural", "natural", "natural", "juristic"])
        first = number
        for _ in range(dice.choice([1, 1, 2, 4])):
            _plot(made, dice, number=number, party=party, kind=kind, year=year)
            number += 1
        _adjoin(made, dice, first, number, made.requests[party])
    return made


def _adjoin(
    made: Holdings, dice: random.Random, first: int, last: int, request: dict[str, Any]
) -> None:
    """Sometimes let a plot adjoin the owner's next one; always the neighbour's, in vain."""
    plots = {one["id"]: one for one in request["properties"] if one["kind"] == "land"}
    for number in range(first, last):
        made.add("adjacency", property=f"C:01A{number:03d}", other=f"C:01A{last:03d}", on=1)
        if number + 1 < last and dice.random() < 0.5:
            made.add(
                "adjacency", property=f"C:01A{number + 1:03d}", other=f"C:01A{number:03d}", on=1
            )
            plots[f"P:1:60010000:{number}"]["adjoins"] = [f"P:1:60010000:{number + 1}"]


def _prices(made: Holdings) -> PriceList:
    def columns(name: str, prices: dict[int, int]) -> dict[str, np.ndarray]:
        count = len(prices)
        return {
            name: np.asarray(list(prices), dtype=np.int64),
            "since": np.full(count, to_days(SINCE), dtype=np.int32),
            "row": np.arange(2, count + 2, dtype=np.int32),
            "price_satang": np.asarray(list(prices.values()), dtype=np.int64),
        }

    prices = PriceList(60)
    decision = prices.decide(
        Delivery(
            feed="val",
            authority="TRD",
            officer="officer-1",
            as_of=SINCE,
            recorded_at=datetime(2026, 1, 5, tzinfo=UTC),
            file_sha256="f" * 64,
            rows_in=len(made.land_prices) + len(LISTED),
            facts={
                "land_price": columns("sheet", made.land_prices),
                "building_price": columns("type", LISTED),
            },
            findings=Rows.empty(FINDINGS),
        )
    )
    for place, event in enumerate(decision.events, start=1):
        prices.apply(Recorded(position=place, event=event))
    return prices


@pytest.mark.parametrize("year", [2563, 2564, 2565, 2566, 2567, 2569])
@pytest.mark.parametrize("seed", range(12))
def test_each_bill_of_a_register_is_the_acts(seed: int, year: int) -> None:
    made = _made(seed * 100 + year, year)
    register = Register(BODY)
    order = list(made.tables)
    random.Random(seed).shuffle(order)
    for place, name in enumerate(order):
        kind = LandRegistryReceived if name in {"parcel", "owner"} else Corrected
        receive(register, kind, {name: facts(name, *made.tables[name])}, file=f"{place:x}" * 64)

    law = load_law().for_year(year)
    prices = prices_in_force(_prices(made), tax_year=year)
    bills = bills_of(LocalBody(code=BODY), register, prices, law, known_at=0)

    found = dict(
        zip(
            bills.arranged.assessables.taxpayer.tolist(),
            bills.assessment.bill_tax_satang.tolist(),
            strict=True,
        )
    )
    wanted = {party: tax_of(request).tax_satang for party, request in made.requests.items()}
    assert found == wanted, f"seed {seed}, tax date {tax_date(year)}"
    assert sum(wanted.values()) > 0
    bills.arranged.assessables.check()
