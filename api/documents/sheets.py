"""The sheets of calculation behind a notice: ภ.ด.ส. 7 for land and buildings, 8 for units."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.documents.font import width
from api.documents.letter import Content, Writer
from api.documents.thai_writing import (
    amount_in_words,
    baht,
    baht_of_value,
    percent,
    rai_ngan_wah,
    square_metres,
    square_wah,
)

_PCM_OF_A_PERCENT = 1_000
_PPM_OF_A_PERCENT = 10_000
_NOTE = (
    "ราคาประเมินเป็นราคาประเมินทุนทรัพย์ตามที่กรมธนารักษ์ประกาศใช้ (มาตรา 35) "
    "มูลค่ายกเว้นเป็นไปตามมาตรา 8, 40 และ 41 "
    "เมื่อมีหลายอัตรา แต่ละอัตราใช้กับมูลค่าส่วนที่อยู่ในขั้นของตน (มาตรา 37)"
)


@dataclass(frozen=True, kw_only=True)
class LandRow:
    """One plot in one use, with its number on the sheet."""

    number: int
    title_type: str
    title_no: str
    land_no: str
    survey_page: str
    location: str
    use: str
    area_cwah: int
    price_satang: int
    value_csat: int


@dataclass(frozen=True, kw_only=True)
class BuildingRow:
    """One building in one use; `on_land` names the plots by their numbers on the sheet."""

    number: int
    on_land: str
    type: str
    structure: str
    use: str
    area_dm2: int
    use_ppm: int
    price_satang: int
    gross_csat: int
    age_years: int
    depreciation_percent: int
    depreciation_csat: int
    net_csat: int


@dataclass(frozen=True, kw_only=True)
class TaxRow:
    """One use of some items with one tax base: from the value to the tax.

    `rates_pcm` are the rates of the steps the base reaches; `reduced_satang` is what s.55, 56, 57
    and the year's decree take off the tax.
    """

    items: str
    use: str
    value_csat: int
    share_csat: int
    exempt_csat: int
    taxable_csat: int
    rates_pcm: tuple[int, ...]
    before_satang: int
    reduced_satang: int
    tax_satang: int


@dataclass(frozen=True, kw_only=True)
class LandSheet:
    """ภ.ด.ส. 7."""

    land: tuple[LandRow, ...]
    buildings: tuple[BuildingRow, ...]
    taxes: tuple[TaxRow, ...]

    @property
    def tax_satang(self) -> int:
        """The tax of the sheet."""
        return sum(row.tax_satang for row in self.taxes)


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One condominium unit in one use."""

    number: int
    condominium: str
    registration: str
    location: str
    use: str
    unit_no: str
    area_dm2: int
    price_satang: int
    value_csat: int
    exempt_csat: int
    taxable_csat: int
    rates_pcm: tuple[int, ...]
    reduced_satang: int = 0
    tax_satang: int


@dataclass(frozen=True, kw_only=True)
class CondominiumSheet:
    """ภ.ด.ส. 8."""

    units: tuple[UnitRow, ...]

    @property
    def tax_satang(self) -> int:
        """The tax of the sheet."""
        return sum(row.tax_satang for row in self.units)


def rates(rates_pcm: tuple[int, ...]) -> str:
    """Write the rates of the steps: `0.02, 0.03`."""
    return ", ".join(percent(rate, per_cent=_PCM_OF_A_PERCENT) for rate in rates_pcm) or "-"


def land_sheet(sheet: LandSheet, writer: Writer) -> Content:
    """Write ภ.ด.ส. 7 for its template."""
    return {
        **_rows("land", map(_land, sheet.land), writer),
        **_rows("buildings", map(_building, sheet.buildings), writer),
        **_rows("taxes", map(_tax, sheet.taxes), writer),
        **_total(sheet.tax_satang, writer),
    }


def condominium_sheet(sheet: CondominiumSheet, writer: Writer) -> Content:
    """Write ภ.ด.ส. 8 for its template."""
    return {
        "units": [writer.row(_unit(row)) for row in sheet.units],
        **_total(sheet.tax_satang, writer),
    }


def _rows(name: str, rows: Iterable[tuple[str, ...]], writer: Writer) -> Content:
    """Write rows, and how wide each text is: a row of single lines is not laid out to find it."""
    written = [writer.row(row) for row in rows]
    return {name: written, f"{name}_widths": [[width(cell) for cell in row] for row in written]}


def _total(tax_satang: int, writer: Writer) -> dict[str, str]:
    return {
        "total": writer.text(baht(tax_satang)),
        "total_words": writer.text(amount_in_words(tax_satang)),
        "note": writer.text(_NOTE),
    }


def _land(row: LandRow) -> tuple[str, ...]:
    return (
        str(row.number),
        row.title_type,
        row.title_no,
        row.land_no,
        row.survey_page,
        row.location,
        row.use,
        *rai_ngan_wah(row.area_cwah),
        square_wah(row.area_cwah),
        baht(row.price_satang),
        baht_of_value(row.value_csat),
    )


def _building(row: BuildingRow) -> tuple[str, ...]:
    return (
        str(row.number),
        row.on_land,
        row.type,
        row.structure,
        row.use,
        square_metres(row.area_dm2),
        percent(row.use_ppm, per_cent=_PPM_OF_A_PERCENT),
        baht(row.price_satang),
        baht_of_value(row.gross_csat),
        str(row.age_years),
        str(row.depreciation_percent),
        baht_of_value(row.depreciation_csat),
        baht_of_value(row.net_csat),
    )


def _tax(row: TaxRow) -> tuple[str, ...]:
    return (
        row.items,
        row.use,
        baht_of_value(row.value_csat),
        baht_of_value(row.share_csat),
        baht_of_value(row.exempt_csat),
        baht_of_value(row.taxable_csat),
        rates(row.rates_pcm),
        baht(row.before_satang),
        baht(row.reduced_satang),
        baht(row.tax_satang),
    )


def _unit(row: UnitRow) -> tuple[str, ...]:
    return (
        str(row.number),
        row.condominium,
        row.registration,
        row.location,
        row.use,
        row.unit_no,
        square_metres(row.area_dm2),
        baht(row.price_satang),
        baht_of_value(row.value_csat),
        baht_of_value(row.exempt_csat),
        baht_of_value(row.taxable_csat),
        rates(row.rates_pcm),
        baht(row.reduced_satang),
        baht(row.tax_satang),
    )
