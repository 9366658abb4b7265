"""A town in a log of its own: acts of three offices, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from domain.calendar import to_days
from domain.delivery import Delivery
from domain.law import Law, load_law
from domain.local_body import Signed
from domain.log import Log, open_log
from domain.register import Corrected, Delivered, LandRegistryReceived, SurveyReceived
from domain.rows import Rows
from domain.tables import FINDINGS, NO_END
from projections.registers import Registers
from tests.domain.deliveries import BODY, RECORDED_AT, delivery, facts

LONG_AGO = date(2010, 1, 1)
HOUSE_TYPE = 1050
PROVINCE = 60
BY = Signed(officer="officer-1", at=RECORDED_AT)

LAW = load_law()

Row = Mapping[str, Any]


def deed(number: int) -> str:
    """The land office's key of a plot."""
    return f"P:1:60010000:{number}"


def code(number: int) -> str:
    """The local body's key of the same plot."""
    return f"C:01A{number:03d}"


def house(number: int) -> str:
    """The key of the building on a plot."""
    return f"B:01A{number:03d}-B001"


@dataclass
class Town:
    """A body of kind TAO that has joined; each method is one act, and returns its log position."""

    log: Log = field(default_factory=lambda: open_log("sqlite:///:memory:"))
    files: int = 0

    def __post_init__(self) -> None:
        self.registers = Registers(log=self.log)
        joined = self.registers.body(BODY).join(
            name_th="อบต.ตัวอย่าง", name_en="", kind="TAO", province=PROVINCE, by=BY
        )
        self.log.record([joined])

    def titles(self, *rows: Row) -> int:
        """The land office sends plots: number, and what is not one rai of natural person 1."""
        plots, owners, members = [], [], []
        for row in rows:
            given = {"area_cwah": 40_000, "party": 1, "person": 1, "since": LONG_AGO, **row}
            number = given["number"]
            plots.append(
                {
                    "property": deed(number), "code": code(number), "sheet": number,
                    "area_cwah": given["area_cwah"], "since": given["since"],
                    "status": given.get("status", 1),
                }
            )  # fmt: skip
            owners.append(
                {
                    "property": deed(number), "party": given["party"], "person": given["person"],
                    "since": given["since"],
                }
            )  # fmt: skip
            members += [
                {"party": given["party"], "member": who, "num": 1, "den": 2, "since": LONG_AGO}
                for who in given.get("members", ())
            ]
        tables = {"parcel": plots, "owner": owners, "member": members}
        return self.act(LandRegistryReceived, **tables)

    def sold(self, number: int, *, to: int, on: date, person: int = 1) -> int:
        """The land office tells of a transfer."""
        row = {"property": deed(number), "party": to, "person": person, "since": on}
        return self.act(LandRegistryReceived, owner=[row])

    def used(self, number: int, *, since: date = LONG_AGO, **use: int) -> int:
        """A survey tells how a plot is used."""
        return self.act(SurveyReceived, use=[{"property": code(number), "since": since, **use}])

    def built(
        self, number: int, *, m2: int, since: date = LONG_AGO, year: int = 2560, **use: int
    ) -> int:
        """A survey tells of a concrete house on a plot, and how it is used."""
        building = {
            "property": house(number), "status": 1, "stands_on": code(number), "since": since,
            "type": HOUSE_TYPE, "structure": 2, "area_dm2": m2 * 100, "completed_year": year,
        }  # fmt: skip
        seen = {"property": house(number), "since": since, **use}
        return self.act(SurveyReceived, building=[building], use=[seen])

    def corrected(self, table: str, number: int, *, since: date = LONG_AGO, **row: Any) -> int:
        """An officer adds a fact about a plot."""
        defaults = {"reduction": {"until": NO_END}}.get(table, {})
        fact = {"property": code(number), "since": since, **defaults, **row}
        return self.act(Corrected, **{table: [fact]})

    def act(self, kind: type[Delivered], **tables: Sequence[Row]) -> int:
        """Record an act of any tables."""
        given = {name: facts(name, *rows) for name, rows in tables.items() if rows}
        decision = self.registers.register(BODY).decide(
            kind, delivery(given, file=self._file()), confirmed=True
        )
        return self.log.record(decision.events)

    def priced(
        self,
        land: Mapping[int, int] | None = None,
        *,
        house_baht: int | None = None,
        since: date = LONG_AGO,
    ) -> int:
        """The Treasury announces prices in baht: of plots by number, of houses a square metre."""
        tables = {}
        if land:
            tables["land_price"] = _prices("sheet", land, since)
        if house_baht is not None:
            tables["building_price"] = _prices("type", {HOUSE_TYPE: house_baht}, since)
        announced = Delivery(
            feed="val_land",
            authority="TRD",
            officer="officer-1",
            as_of=since,
            recorded_at=RECORDED_AT,
            file_sha256=self._file(),
            rows_in=sum(len(columns["since"]) for columns in tables.values()),
            facts=tables,
            findings=Rows.empty(FINDINGS),
        )
        decision = self.registers.prices(PROVINCE).decide(announced)
        return self.log.record(decision.events)

    def enacted(self, first_tax_year: int, rates_pcm: Mapping[int, tuple[int, ...]]) -> int:
        """The body enacts rates of its own."""
        ordinance = self.registers.body(BODY).enact_ordinance(
            reference="ข้อบัญญัติ 1/2569",
            first_tax_year=first_tax_year,
            last_tax_year=None,
            rates_pcm=rates_pcm,
            by=BY,
        )
        return self.log.record([ordinance])

    def tax(
        self, year: int = 2569, *, law: Law = LAW, position: int | None = None
    ) -> dict[int, str]:
        """Return each taxpayer's tax of a year, in baht."""
        bills = self.registers.bills(BODY, law, tax_year=year, position=position)
        return {
            who: f"{satang // 100}.{satang % 100:02d}"
            for who, satang in zip(
                bills.arranged.assessables.taxpayer.tolist(),
                bills.assessment.bill_tax_satang.tolist(),
                strict=True,
            )
        }

    def _file(self) -> str:
        self.files += 1
        return f"{self.files:064x}"


def _prices(key: str, baht: Mapping[int, int], since: date) -> dict[str, Any]:
    count = len(baht)
    return {
        key: np.asarray(list(baht), dtype=np.int64),
        "since": np.full(count, to_days(since), dtype=np.int32),
        "row": np.arange(2, count + 2, dtype=np.int32),
        "price_satang": np.asarray(list(baht.values()), dtype=np.int64) * 100,
    }
