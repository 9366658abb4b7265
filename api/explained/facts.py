"""A fact in one line of words, Thai first, from the columns of its table."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from api.explained.amounts import area, percent_of_ppm
from domain import taxpayer
from domain.calendar import from_days, show_date_be
from domain.map_sheet import show as show_sheet
from domain.money import show_baht_grouped
from domain.tables import NO_END
from importers.cells.registrations import words_of
from projections.as_of import BUILDING, LAND, UNIT
from projections.origin import Fact

Values = Mapping[str, int | str]

STRUCTURES: Final = {0: "–", 1: "ไม้ wood", 2: "ตึก concrete", 3: "ครึ่งตึกครึ่งไม้ half"}
PERSONS: Final = {
    1: "บุคคลธรรมดา natural",
    2: "นิติบุคคล juristic",
    3: "เจ้าของรวม joint",
    4: "เจ้าของรวมกับนิติบุคคล joint with a juristic person",
    5: "รัฐ state",
}
RELATIONS: Final = {1: "เจ้าของ owner", 2: "ผู้ครอบครอง possessor", 3: "ผู้ทำประโยชน์ user"}
CLASSES: Final = {
    "agriculture": "เกษตร agriculture",
    "residence": "อยู่อาศัย residence",
    "other": "อื่น ๆ other",
    "vacant": "ว่างเปล่า vacant",
}
BUILDING_STATES: Final = {
    1: "ใช้งาน in use",
    2: "กำลังก่อสร้าง being built",
    3: "ทรุดโทรม derelict",
    4: "รื้อถอน demolished",
}
AUTHORITIES: Final = {
    "DOL": "กรมที่ดิน DOL",
    "LAO": "อปท. LAO",
    "TRD": "กรมธนารักษ์ TRD",
}


def fact_in_words(fact: Fact) -> str:
    """Write what a fact says."""
    return _WORDS[fact.table](fact.values)


def subject(fact: Fact) -> str:
    """Write whom or what a fact is about."""
    return fact.subject or "–"


def day(of: date) -> str:
    """Write a day in the Buddhist Era."""
    return show_date_be(of)


def _number(values: Values, name: str) -> int:
    return int(values[name])


def _parcel(values: Values) -> str:
    parts = [f"เนื้อที่ area {area(LAND, _number(values, 'area_cwah'))}"]
    if sheet := _number(values, "sheet"):
        parts.append(_place_of_price(sheet))
    if values["code"]:
        parts.append(f"รหัสแปลง {str(values['code']).removeprefix('C:')}")
    if _number(values, "status") != 1:
        parts.insert(0, "ยกเลิก retired")
    return ", ".join(parts)


def _building(values: Values) -> str:
    kind, part = divmod(_number(values, "type"), 10)
    built = _number(values, "completed_year")
    parts = [
        f"แบบ type {kind}{f'/{part}' if part else ''}",
        STRUCTURES.get(_number(values, "structure"), "–"),
        area(BUILDING, _number(values, "area_dm2")),
        f"สร้างเสร็จ completed {built}" if built else "ไม่ทราบปีสร้าง year unknown",
    ]
    if _number(values, "status") != 1:
        parts.insert(0, BUILDING_STATES[_number(values, "status")])
    if values["stands_on"]:
        parts.append(f"บน on {str(values['stands_on']).removeprefix('C:')}")
    return ", ".join(parts)


def _unit(values: Values) -> str:
    return f"เนื้อที่ห้อง area {area(UNIT, _number(values, 'area_dm2'))}"


def _owner(values: Values) -> str:
    who = taxpayer.show(_number(values, "party")) if values["party"] else "–"
    relation = RELATIONS.get(_number(values, "relation"), "–")
    return f"{relation} {who}, {PERSONS.get(_number(values, 'person'), '–')}"


def _use(values: Values) -> str:
    total = sum(_number(values, name) for name in CLASSES)
    parts = [
        words if size == total else f"{words} {size:,}/{total:,}"
        for name, words in CLASSES.items()
        if (size := _number(values, name))
    ]
    if values["vacant_from"]:
        parts.append(f"ปีภาษีแรกที่ว่าง vacant from {values['vacant_from']}")
    main = {
        0: "",
        1: "บ้านหลังหลัก main residence",
        2: "บ้านหลังหลัก (ราชการ) on duty",
        3: "ไม่ระบุทะเบียนบ้าน house register not said",
        4: "บ้านหลังหลักของเจ้าของบ้าน main residence of the house's owner",
    }
    parts.append(main[_number(values, "main")])
    return ", ".join(filter(None, parts)) or "ไม่ทราบ unknown"


def _exemption(values: Values) -> str:
    return f"ยกเว้น exempt s.8({values['item']}) {percent_of_ppm(_number(values, 'share_ppm'))}"


def _reduction(values: Values) -> str:
    if not values["entry"]:
        return "สิ้นสุดการลดภาษี reduction ended"
    until = _number(values, "until")
    end = "" if until == NO_END else f" ถึง until {show_date_be(from_days(until))}"
    return f"บัญชีลดภาษี standing list no. {values['entry']}{end}"


def _relief(values: Values) -> str:
    part = percent_of_ppm(_number(values, "reduction_ppm"))
    return f"ลด/ยกเว้นเฉพาะราย relief s.{values['provision']} {part}, ปี {values['tax_year']}"


def _old_tax(values: Values) -> str:
    return f"ภาษีเดิม 2562 old tax {show_baht_grouped(_number(values, 'tax_satang'))}"


def _fixed_price(values: Values) -> str:
    return f"ราคาเฉพาะทรัพย์สิน fixed price {_baht(values)}"


def _group(values: Values) -> str:
    return f"กลุ่มที่ดินติดต่อกัน contiguous group {values['group']}"


def _adjacency(values: Values) -> str:
    verb = "ติดต่อกับ adjoins" if _number(values, "on") else "ไม่ติดต่อกับ no longer adjoins"
    return f"{verb} {values['other']}"


def _registration(values: Values) -> str:
    other = f", {values['other']}" if values["other"] else ""
    return f"จดทะเบียน registered: {words_of(_number(values, 'status'))}{other}"


def _member(values: Values) -> str:
    who = taxpayer.show(_number(values, "member"))
    return f"ผู้ถือกรรมสิทธิ์รวม joint owner {who} {values['num']}/{values['den']}"


def _survey_page(values: Values) -> str:
    return f"หน้าสำรวจ survey page {values['page']}"


def _condominium(values: Values) -> str:
    titles = f", โฉนด title {values['titles']}" if values["titles"] else ""
    return f"อาคารชุด condominium {values['name'] or '–'}{titles}"


def _land_price(values: Values) -> str:
    place = _place_of_price(_number(values, "sheet"))
    return f"ราคาที่ดิน land price {_baht(values)} /วา², {place}"


def _place_of_price(sheet: int) -> str:
    """Say under what a plot's price stands in the Treasury's list: a sheet, or a land unit."""
    return f"ระวาง {show_sheet(sheet)}" if sheet > 0 else "ตามหน่วยที่ดิน by land unit"


def _building_price(values: Values) -> str:
    kind, part = divmod(_number(values, "type"), 10)
    named = f"{kind}{f'/{part}' if part else ''}"
    return f"ราคาสิ่งปลูกสร้าง building price {_baht(values)} /ม², แบบ {named}"


def _condo_price(values: Values) -> str:
    return f"ราคาห้องชุด unit price {_baht(values)} /ม², {values['key']}"


def _baht(values: Values) -> str:
    return show_baht_grouped(_number(values, "price_satang"))


_WORDS: Final[Mapping[str, Callable[[Values], str]]] = {
    "parcel": _parcel,
    "building": _building,
    "unit": _unit,
    "owner": _owner,
    "use": _use,
    "exemption": _exemption,
    "reduction": _reduction,
    "relief": _relief,
    "old_tax": _old_tax,
    "price": _fixed_price,
    "group": _group,
    "adjacency": _adjacency,
    "registration": _registration,
    "member": _member,
    "survey_page": _survey_page,
    "condominium": _condominium,
    "land_price": _land_price,
    "building_price": _building_price,
    "condo_price": _condo_price,
}
