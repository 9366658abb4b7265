"""The lists a taxpayer checks before the notice: ภ.ด.ส. 3 land and buildings, 4 units (s.30)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from api.documents.letter import Addressee, Content, Office, Signatory, Writer, footer
from api.documents.thai_writing import day, rai_ngan_wah, square_metres, square_wah

_LAND: Final = "ภ.ด.ส. 3"
_UNITS: Final = "ภ.ด.ส. 4"
_NONE: Final = "-"


@dataclass(frozen=True, kw_only=True)
class ListedLand:
    """One plot of the list; the areas of its uses are in 1/100 square wah."""

    title_type: str
    title_no: str
    land_no: str
    survey_page: str
    location: str
    area_cwah: int
    agriculture_cwah: int = 0
    residence_cwah: int = 0
    other_cwah: int = 0
    vacant_cwah: int = 0


@dataclass(frozen=True, kw_only=True)
class ListedBuilding:
    """One building of the list; the areas of its uses are in 1/100 square metres."""

    house_no: str
    type: str
    structure: str
    area_dm2: int
    agriculture_dm2: int = 0
    residence_dm2: int = 0
    other_dm2: int = 0
    vacant_dm2: int = 0
    age_years: int = 0
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class ListedUnit:
    """One condominium unit of the list; areas in 1/100 square metres."""

    condominium: str
    registration: str
    title_no: str
    survey_page: str
    tambon: str
    amphoe: str
    unit_no: str
    area_dm2: int
    residence_dm2: int = 0
    other_dm2: int = 0
    vacant_dm2: int = 0
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class PropertyList:
    """What one taxpayer has in a body on 1 January: either land and buildings, or units."""

    office: Office
    addressee: Addressee
    number: str
    issued_on: date
    tax_year: int
    signed: Signatory
    land: tuple[ListedLand, ...] = ()
    buildings: tuple[ListedBuilding, ...] = ()
    units: tuple[ListedUnit, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.units) == bool(self.land or self.buildings):
            msg = "A list is of land and buildings, or of condominium units."
            raise ValueError(msg)


def property_list(listed: PropertyList, writer: Writer) -> Content:
    """Write ภ.ด.ส. 3 or 4 for its template."""
    form, what, english = (
        (_UNITS, "ห้องชุด", "condominium units")
        if listed.units
        else (_LAND, "ที่ดินและสิ่งปลูกสร้าง", "land and buildings")
    )
    return {
        "office": writer.office(listed.office),
        "addressee": writer.addressee(listed.addressee),
        "footer": writer.text(footer(listed.office)),
        "form": writer.text(form),
        "form_of_units": writer.text(_UNITS),
        "title": writer.text(f"แบบบัญชีรายการ{what} ประจำปี พ.ศ. {listed.tax_year}"),
        "title_english": f"List of your {english}, tax year {listed.tax_year - 543}",
        "facts": [
            writer.row(("เลขที่", listed.number)),
            writer.row(("วันที่", day(listed.issued_on))),
        ],
        "opening": writer.text(
            f"{listed.office.name}สำรวจแล้วพบว่าท่านเป็นผู้เสียภาษีสำหรับ{what}ตามบัญชีนี้ (มาตรา 30) "
            "บัญชีนี้ยังไม่ใช่ใบแจ้งภาษี ไม่ต้องชำระเงิน"
        ),
        "land": [writer.row(_land(n, row)) for n, row in enumerate(listed.land, 1)],
        "buildings": [writer.row(_building(n, row)) for n, row in enumerate(listed.buildings, 1)],
        "units": [writer.row(_unit(n, row)) for n, row in enumerate(listed.units, 1)],
        "wrong": writer.text(
            "ถ้าเจ้าของ เนื้อที่ หรือการทำประโยชน์ไม่ตรงกับความจริง ให้ยื่นคำร้องขอแก้ไขที่สำนักงานโดยเร็ว "
            "สำนักงานจะตรวจสอบและแจ้งผลให้ทราบ (มาตรา 32)"
        ),
        "signed": writer.signed(listed.signed),
    }


def _wah(area_cwah: int) -> str:
    return square_wah(area_cwah) if area_cwah else _NONE


def _metres(area_dm2: int) -> str:
    return square_metres(area_dm2) if area_dm2 else _NONE


def _land(number: int, row: ListedLand) -> tuple[str, ...]:
    uses = (row.agriculture_cwah, row.residence_cwah, row.other_cwah, row.vacant_cwah)
    return (
        str(number),
        row.title_type,
        row.title_no,
        row.land_no,
        row.survey_page,
        row.location,
        *rai_ngan_wah(row.area_cwah),
        *map(_wah, uses),
        "ใช่" if sum(use > 0 for use in uses) > 1 else _NONE,
    )


def _building(number: int, row: ListedBuilding) -> tuple[str, ...]:
    uses = (row.agriculture_dm2, row.residence_dm2, row.other_dm2, row.vacant_dm2)
    return (
        str(number),
        row.house_no,
        row.type,
        row.structure,
        square_metres(row.area_dm2),
        *map(_metres, uses),
        str(row.age_years),
        row.remark,
    )


def _unit(number: int, row: ListedUnit) -> tuple[str, ...]:
    return (
        str(number),
        row.condominium,
        row.registration,
        row.title_no,
        row.survey_page,
        row.tambon,
        row.amphoe,
        row.unit_no,
        square_metres(row.area_dm2),
        *map(_metres, (row.residence_dm2, row.other_dm2, row.vacant_dm2)),
        row.remark,
    )
