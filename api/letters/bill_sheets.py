"""The sheets of calculation of a body's bills (ภ.ด.ส. 7 and 8), from the engine's own columns.

Nothing is computed a second way: values, exemptions and tax are the engine's, and each line's tax
is on exactly one sheet, so that the sheets add up to the bill before s.97.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from api.documents import BuildingRow, CondominiumSheet, LandRow, LandSheet, TaxRow, UnitRow
from api.letters.described import NONE, Described, numbers_in_words
from domain.law import RateTable
from domain.money import half_up
from projections.as_of import BUILDING, LAND, UNIT
from projections.bill_engine import slices
from projections.bill_engine.s35_value import remaining_percent, values
from projections.explained_line import reductions
from projections.property_tax import shared_out
from projections.registers import BodyBills, Registers

NANOBAHT_PER_SATANG: Final = 10_000_000
_WHOLE_PPM: Final = 1_000_000
_VACANT_TABLE: Final = 6
USES: Final = ("เกษตรกรรม", "อยู่อาศัย", "อื่น ๆ", "ว่างเปล่า")
"""The classes of use in the order of CLASSES, in a row's words."""
TABLES: Final = {
    1: "ประกอบเกษตรกรรม",
    2: "ที่อยู่อาศัยหลังหลัก (ที่ดินและสิ่งปลูกสร้าง)",
    3: "ที่อยู่อาศัยหลังหลัก (เฉพาะสิ่งปลูกสร้าง)",
    4: "ที่อยู่อาศัยหลังอื่น",
    5: "อื่น ๆ",
    6: "ว่างเปล่าหรือไม่ได้ทำประโยชน์",
}
"""The rate tables (s.94) in words."""


@dataclass(frozen=True, kw_only=True)
class SheetsOfBill:
    """One bill's sheets, its tax, and what s.97 takes off their sum, in satang."""

    land: LandSheet | None
    condominium: CondominiumSheet | None
    tax_satang: int
    phase_in_satang: int


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One property's share in a line, as the columns have it."""

    place: int
    key: int
    kind: int
    use: int
    whole_csat: int
    value_csat: int
    num: int
    den: int

    @property
    def use_in_words(self) -> str:
        """The use, with its part of the property where it has several uses (s.38)."""
        if self.num == self.den:
            return USES[self.use]
        return f"{USES[self.use]} {_percent(self.num, self.den)}%"


@dataclass(frozen=True, kw_only=True)
class _Line:
    number: int
    rows: tuple[_Row, ...]


@dataclass
class _Numbered:
    """Numbers on a sheet by property, in order of first sight."""

    of: dict[int, int] = field(default_factory=dict)

    def number(self, key: int) -> int:
        return self.of.setdefault(key, len(self.of) + 1)


class BillSheets:
    """Makes the sheets of one body's bills; columns become lists once, for all of them."""

    def __init__(self, registers: Registers, bills: BodyBills, tambons: dict[int, str]) -> None:
        self._registers, self._bills = registers, bills
        self._described = Described(bills.arranged.view, tambons)
        self._columns = bills.arranged.assessables
        found = bills.arranged.properties
        self._key, self._kind = found.key.tolist(), found.kind.tolist()
        self._area, self._price = found.area.tolist(), found.price_satang.tolist()
        self._structure, self._age = found.structure.tolist(), found.age.tolist()
        self._own_land, self._price_row = found.own_land.tolist(), found.price_row.tolist()
        self._depreciation = cache(bills.law.depreciation_percent)
        self._reductions = cache(self._reductions_of)
        self._relieved = frozenset(self._columns.relief_lines.tolist())

    def of(self, bill: int) -> SheetsOfBill:
        """Return the sheets of the bill at an index of the columns."""
        first, last = self._bill_lines[bill], self._bill_lines[bill + 1]
        lines = [self._line(number) for number in range(first, last)]
        units = [line for line in lines if line.rows[0].kind == UNIT]
        others = [line for line in lines if line.rows[0].kind != UNIT]
        found = self._bills.assessment
        return SheetsOfBill(
            land=self._land_sheet(others) if others else None,
            condominium=self._condominium_sheet(units) if units else None,
            tax_satang=int(found.bill_tax_satang[bill]),
            phase_in_satang=int(found.bill_phase_in_satang[bill]),
        )

    def _line(self, number: int) -> _Line:
        rows = tuple(
            _Row(
                place=(place := self._place[row]),
                key=self._key[place],
                kind=self._kind[place],
                use=self._class[row],
                whole_csat=self._whole[row],
                value_csat=self._value[row],
                num=self._share.get(row, (1, 1))[0],
                den=self._share.get(row, (1, 1))[1],
            )
            for row in range(self._line_rows[number], self._line_rows[number + 1])
        )
        # Units never share a base with land or buildings (s.42), so a line is on one sheet.
        assert len({row.kind == UNIT for row in rows}) == 1
        return _Line(number=number, rows=rows)

    def _land_sheet(self, lines: list[_Line]) -> LandSheet:
        plots, houses = _Numbered(), _Numbered()
        rows = [row for line in lines for row in line.rows]
        for row in sorted(rows, key=lambda row: row.key):
            (plots if row.kind == LAND else houses).number(row.key)
        return LandSheet(
            land=tuple(self._plots(rows, plots)),
            buildings=tuple(
                self._house(row, plots, houses)
                for row in sorted(rows, key=lambda row: (row.key, row.use))
                if row.kind == BUILDING
            ),
            taxes=tuple(self._tax(line, plots, houses) for line in lines),
        )

    def _plots(self, rows: list[_Row], plots: _Numbered) -> Iterator[LandRow]:
        uses: dict[int, list[_Row]] = {}
        for row in rows:
            if row.kind == LAND:
                uses.setdefault(row.key, []).append(row)
        for key, number in plots.of.items():
            first, plot = uses[key][0], self._described.plot(key)
            yield LandRow(
                number=number,
                title_type=plot.title_type,
                title_no=plot.title_no,
                land_no=plot.land_no,
                survey_page=plot.survey_page,
                location=plot.location,
                use=" ".join(
                    one.use_in_words for one in sorted(uses[key], key=lambda one: one.use)
                ),
                area_cwah=self._area[first.place],
                price_satang=self._price[first.place],
                value_csat=first.whole_csat,
            )

    def _house(self, row: _Row, plots: _Numbered, houses: _Numbered) -> BuildingRow:
        place = row.place
        house = self._described.building(row.key)
        gross = self._area[place] * self._price[place]
        return BuildingRow(
            number=houses.of[row.key],
            on_land=str(plots.of.get(self._own_land[place], NONE)),
            type=house.type,
            structure=house.structure,
            use=USES[row.use],
            area_dm2=self._area[place],
            use_ppm=row.num * _WHOLE_PPM // row.den,
            price_satang=self._price[place],
            gross_csat=gross,
            age_years=self._age[place],
            depreciation_percent=self._depreciation(self._structure[place], self._age[place]),
            depreciation_csat=gross - row.whole_csat,
            net_csat=row.whole_csat,
        )

    def _tax(self, line: _Line, plots: _Numbered, houses: _Numbered) -> TaxRow:
        number = line.number
        before = half_up(self._tax_nanobaht[number], NANOBAHT_PER_SATANG)
        return TaxRow(
            items=_items(line, plots, houses),
            use=self._table_in_words(number),
            value_csat=sum(row.whole_csat for row in line.rows),
            share_csat=self._line_value[number],
            exempt_csat=self._line_exempt[number],
            taxable_csat=self._line_net[number],
            rates_pcm=self._rates(number),
            before_satang=before,
            reduced_satang=before - self._line_tax[number],
            tax_satang=self._line_tax[number],
        )

    def _condominium_sheet(self, lines: list[_Line]) -> CondominiumSheet:
        numbers = _Numbered()
        return CondominiumSheet(
            units=tuple(unit for line in lines for unit in self._units(line, numbers))
        )

    def _units(self, line: _Line, numbers: _Numbered) -> Iterator[UnitRow]:
        """Yield a line's units; a line of several shares its sums by value, to the last satang."""
        number = line.number
        weights = np.array([row.value_csat for row in line.rows], dtype=np.int64)
        before = half_up(self._tax_nanobaht[number], NANOBAHT_PER_SATANG)

        def parts(total: int) -> list[int]:
            ends = np.array([0, len(weights)], dtype=np.int64)
            return _list(shared_out(np.array([total], dtype=np.int64), weights, ends))

        exempt, taxes = parts(self._line_exempt[number]), parts(self._line_tax[number])
        for row, off, tax, full in zip(line.rows, exempt, taxes, parts(before), strict=True):
            unit = self._described.unit(row.key)
            yield UnitRow(
                number=numbers.number(row.key),
                condominium=" อาคาร ".join(
                    filter(None, (unit.name or self._condominium(row.place), unit.building))
                ),
                registration=unit.registration,
                location=unit.tambon or NONE,
                use=row.use_in_words,
                unit_no=unit.unit_no,
                area_dm2=self._area[row.place],
                price_satang=self._price[row.place],
                value_csat=row.value_csat,
                exempt_csat=off,
                taxable_csat=row.value_csat - off,
                rates_pcm=self._rates(number),
                reduced_satang=full - tax,
                tax_satang=tax,
            )

    def _condominium(self, place: int) -> str:
        """Return the condominium's name as the price list has it, "" where no list named it."""
        listed = self._price_row[place]
        if listed < 0:
            return ""
        province = self._bills.body.must_have_joined().province
        prices = self._registers.prices(province)
        in_force = self._registers.in_force(
            province, tax_year=self._bills.law.year, position=self._bills.arranged.view.position
        )
        row = int(in_force.condo.rows[listed])
        return prices.facts["condo_price"].text("key", row).partition("|")[0].strip()

    def _table_in_words(self, line: int) -> str:
        """Return the use of a line, and why its rate is higher (s.43) or its tax reduced (s.55)."""
        said = [TABLES[self._table[line]]]
        if self._surcharge(line):
            said.append(f"ตั้งแต่ปีที่ {self._vacant_years[line]} (มาตรา 43)")
        said += self._reductions(self._reduction[line])
        if line in self._relieved:
            said.append("ลดหรือยกเว้นเฉพาะราย (มาตรา 56 และ 57)")
        return " ".join(said)

    def _reductions_of(self, entry: int) -> list[str]:
        law = self._bills.law
        return [
            f"ลดร้อยละ {one.percent} {one.thai}"
            for one in reductions(law, entry)
            if one.citation != law.citations.get("reduction_cap")
        ]

    def _surcharge(self, line: int) -> int:
        years = self._vacant_years[line]
        return self._bills.law.vacancy.surcharge_pcm(years) if years else 0

    def _rates(self, line: int) -> tuple[int, ...]:
        """Return the rates of the steps that the whole base reaches (s.37, s.42, s.43)."""
        ladder = self._ladder_of[line]
        reached = slices(
            self._law_rates.ladder(self._table[line]),
            self._ladder_net[ladder],
            surcharge_pcm=self._surcharge(line),
            cap_pcm=self._bills.law.vacancy.cap_pcm,
        )
        return tuple(part.rate_pcm for part in reached)

    @cached_property
    def _law_rates(self) -> RateTable:
        """The decree's rates with the body's own in their place (s.37)."""
        bills = self._bills
        own = bills.body.ordinance_rates(
            tax_year=bills.law.year, position=bills.arranged.view.position
        )
        return bills.law.ladders.with_ordinance(own) if own else bills.law.ladders

    @cached_property
    def _bill_lines(self) -> list[int]:
        return _list(self._columns.bill_line_start)

    @cached_property
    def _line_rows(self) -> list[int]:
        return _list(self._columns.line_start)

    @cached_property
    def _place(self) -> list[int]:
        keys = self._bills.arranged.properties.key
        return _list(np.searchsorted(keys, self._bills.arranged.row_property))

    @cached_property
    def _class(self) -> list[int]:
        return _list(self._bills.arranged.row_class)

    @cached_property
    def _whole(self) -> list[int]:
        whole = np.empty(self._columns.rows, dtype=np.int64)
        values(self._columns, remaining_percent(self._bills.law), whole)
        return _list(whole)

    @cached_property
    def _value(self) -> list[int]:
        return _list(self._bills.assessment.row_value_csat)

    @cached_property
    def _share(self) -> dict[int, tuple[int, int]]:
        columns = self._columns
        shares = zip(_list(columns.share_num), _list(columns.share_den), strict=True)
        return dict(zip(_list(columns.shared_rows), shares, strict=True))

    @cached_property
    def _table(self) -> list[int]:
        return _list(self._columns.table)

    @cached_property
    def _vacant_years(self) -> list[int]:
        return _list(self._columns.vacant_years)

    @cached_property
    def _reduction(self) -> list[int]:
        return _list(self._columns.reduction)

    @cached_property
    def _ladder_of(self) -> list[int]:
        sizes = np.diff(self._columns.ladder_start)
        return _list(np.repeat(np.arange(len(sizes)), sizes))

    @cached_property
    def _ladder_net(self) -> list[int]:
        starts = self._columns.ladder_start[:-1]
        return _list(np.add.reduceat(self._bills.assessment.line_net_csat, starts))

    @cached_property
    def _line_value(self) -> list[int]:
        return _list(self._bills.assessment.line_value_csat)

    @cached_property
    def _line_exempt(self) -> list[int]:
        return _list(self._bills.assessment.line_exempt_csat)

    @cached_property
    def _line_net(self) -> list[int]:
        return _list(self._bills.assessment.line_net_csat)

    @cached_property
    def _tax_nanobaht(self) -> list[int]:
        return _list(self._bills.assessment.line_tax_nanobaht)

    @cached_property
    def _line_tax(self) -> list[int]:
        return _list(self._bills.assessment.line_tax_satang)


def _list(column: NDArray[Any]) -> list[int]:
    listed: list[int] = column.tolist()
    return listed


def _items(line: _Line, plots: _Numbered, houses: _Numbered) -> str:
    parts = []
    for kind, words, numbers in ((LAND, "ที่ดิน", plots), (BUILDING, "สิ่งปลูกสร้าง", houses)):
        mine = sorted({numbers.of[row.key] for row in line.rows if row.kind == kind})
        parts += [f"{words} {numbers_in_words(mine)}"] if mine else []
    return " ".join(parts)


def _percent(num: int, den: int) -> str:
    hundredths = half_up(num * 10_000, den)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
