"""A body's holdings for a test: plots, houses and prices of one taxpayer or several, in baht."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from domain.calendar import to_days
from domain.delivery import Delivery
from domain.law import Law, load_law
from domain.local_body import LocalBody
from domain.log.events import Recorded
from domain.price_list import PriceList
from domain.register import Corrected, LandRegistryReceived, Register
from domain.rows import Rows
from domain.tables import FINDINGS
from projections.arrangement import prices_in_force
from projections.registers import BodyBills, bills_of
from tests.domain.deliveries import BODY, facts, receive

SINCE = date(2010, 1, 1)
HOUSE_TYPE = 1050
PRICE_PER_M2_SATANG = 10_000_00


@dataclass
class Holdings:
    """What a test says of a body; plots are numbered, each of one square wah at its value."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    land_prices: dict[int, int] = field(default_factory=dict)

    def plot(
        self, number: int, *, baht: int, party: int = 1, person: int = 1, **use: Any
    ) -> "Holdings":
        """Add a plot worth so many baht, in other use unless `use` says otherwise."""
        code, deed = _code(number), f"P:1:60010000:{number}"
        self.land_prices[number] = baht * 100
        self._add(
            "parcel", property=deed, status=1, title_type=1, code=code, sheet=number,
            tambon=600601, area_cwah=100,
        )  # fmt: skip
        self._add("owner", property=deed, party=party, person=person, relation=1)
        self._add("use", property=code, **(use or {"other": 1}))
        return self

    def house(self, number: int, *, on: int, m2: int, built: int = 2569, **use: Any) -> "Holdings":
        """Add a concrete house of 10,000 baht a square metre on a plot of the same owner."""
        key = f"B:{number}"
        self._add(
            "building", property=key, status=1, stands_on=_code(on), type=HOUSE_TYPE,
            structure=2, area_dm2=m2 * 100, completed_year=built,
        )  # fmt: skip
        self._add("use", property=key, **(use or {"other": 1}))
        return self

    def adjoin(self, one: int, other: int) -> "Holdings":
        """Say that two plots touch."""
        self._add("adjacency", property=_code(one), other=_code(other), on=1)
        return self

    def reduce(self, number: int, entry: int) -> "Holdings":
        """Put a plot on the standing list of reductions."""
        self._add("reduction", property=_code(number), entry=entry, until=2_147_483_647)
        return self

    def bills(self, year: int = 2569, law: Law | None = None, **decided: str) -> BodyBills:
        """Compute the bills of a year, some open points decided otherwise."""
        register = Register(BODY)
        for place, (name, rows) in enumerate(self.tables.items(), 1):
            kind = LandRegistryReceived if name in {"parcel", "owner"} else Corrected
            receive(register, kind, {name: facts(name, *rows)}, file=f"{place:x}" * 64)
        year_law = (law or load_law()).having(decided).for_year(year)
        prices = prices_in_force(_prices(self.land_prices), tax_year=year)
        return bills_of(LocalBody(code=BODY), register, prices, year_law, known_at=0)

    def tax(self, year: int = 2569, law: Law | None = None, **decided: str) -> str:
        """Return the tax of all bills together, in baht."""
        satang = int(self.bills(year, law, **decided).assessment.bill_tax_satang.sum())
        return f"{satang // 100:,}.{satang % 100:02d}"

    def _add(self, table: str, **row: Any) -> None:
        self.tables.setdefault(table, []).append({"since": SINCE, **row})


def _code(number: int) -> str:
    return f"C:01A{number:03d}"


def _prices(land: Mapping[int, int]) -> PriceList:
    def columns(name: str, prices: Mapping[int, int]) -> dict[str, Any]:
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
            rows_in=len(land) + 1,
            facts={
                "land_price": columns("sheet", land),
                "building_price": columns("type", {HOUSE_TYPE: PRICE_PER_M2_SATANG}),
            },
            findings=Rows.empty(FINDINGS),
        )
    )
    for place, event in enumerate(decision.events, start=1):
        prices.apply(Recorded(position=place, event=event))
    return prices
