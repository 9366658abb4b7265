"""A survey as the workbook that local bodies fill in for LTAX: owners, land, uses, buildings."""

from __future__ import annotations

from typing import Final

import numpy as np

from generator.building_types import BUILDING_TYPES
from generator.buildings import FLOORS, SAME_AS_LAND
from generator.dice import Integers
from generator.geometry import group_cells, group_numbers
from generator.names import ROADS
from generator.nation import Facts
from generator.registry import area_cells, code_cells, person_cells, title_cells
from generator.sheets import Cells, Sheet, blank_where, decimals, joined, sheet_of, whole, words
from generator.surveys import building_codes, house_numbers
from generator.treasury import building_price_table
from generator.uses import FIRST_SURVEY

OWNERS: Final = "1_เจ้าของทรัพย์สิน"
LAND: Final = "2_ที่ดิน"
LAND_USES: Final = "2_ที่ดิน_ใช้ประโยชน์"
BUILDINGS: Final = "3_สิ่งปลูกสร้าง"
BUILDING_USES: Final = "3_สิ่งปลูกสร้าง_ใช้ประโยชน์"
_STRUCTURES: Final = ("", "ไม้", "ตึก", "ครึ่งตึกครึ่งไม้")
_QUADRANTS: Final = ("", "I", "II", "III", "IV")
_TYPE_CODES: Final = tuple(kind.code for kind in BUILDING_TYPES)


def ltax_sheets(seed: int, facts: Facts) -> dict[str, Sheet]:
    """Return the sheets of a body's workbook by name."""
    return {
        OWNERS: _owners(facts),
        LAND: _land(facts),
        LAND_USES: _land_uses(facts),
        BUILDINGS: _buildings(seed, facts),
        BUILDING_USES: _building_uses(facts),
    }


def _owners(facts: Facts) -> Sheet:
    people, body = facts.owners.people, facts.body
    person = np.arange(facts.owners.spare_from, dtype=np.int64)
    who = person_cells(facts, person)
    parts = words(["", *(f"/{part}" for part in range(1, 100))], people.house_part[person])
    address: dict[str, Cells] = {
        "เลขที่บ้าน": joined(whole(people.house[person]), parts),
        "หมู่ที่": whole(people.moo[person]),
        "ซอย": "",
        "ถนน": words((*ROADS, ""), people.road[person]),
        "ตำบล": body.tambons[0].name,
        "อำเภอ": body.amphoe.name,
        "จังหวัด": body.province.name,
        "รหัสไปรษณีย์": str(body.postcode),
    }
    columns: dict[str, Cells] = {
        "ลำดับ": whole(person + 1),
        "เลขบัตรประชาชน": who["id_no"],
        "ประเภทบุคคล": who["person_type"],
        "คำนำหน้า": who["prefix"],
        "ชื่อ": who["first_name"],
        "นามสกุล": who["last_name"],
        "สัญชาติ": "ไทย",
        **address,
        "โทรศัพท์": "",
        "สถานะบุคคล": "1",
        **{f"{heading}ปัจจุบัน": cells for heading, cells in address.items()},
        "อีเมล": "",
        "ที่อยู่เพื่อส่งจดหมาย": "1",
    }
    return sheet_of(columns, len(person), numeric=("ลำดับ",))


def _land(facts: Facts) -> Sheet:
    parcels = facts.parcels
    plots = np.arange(len(parcels), dtype=np.int64)
    title, area = title_cells(facts, plots), area_cells(parcels.area_cwah)
    quadrant = words(_QUADRANTS, parcels.utm2)
    groups = group_numbers(facts)
    value_cwah = parcels.area_cwah * parcels.price_baht
    sheet = joined(
        title["utm1"], " ", quadrant, " ", title["utm3"], "-", title["utm4"], " (",
        title["utm_scale"], ")",
    )  # fmt: skip
    columns: dict[str, Cells] = {
        "ลำดับ": whole(plots + 1),
        "เลขบัตรเจ้าของที่ดิน": _owner_number(facts, plots),
        "รหัสแปลงที่ดิน": title["parcel_code"],
        "ประเภทเอกสาร": title["title_type"],
        "เลขที่เอกสาร": title["title_no"],
        "หน้าสำรวจ": title["survey_no"],
        "เล่มที่": "",
        "ระวาง": sheet,
        "แผนที่ระวางภูมิประเทศ (UTM1)": title["utm1"],
        "ระวาง UTM (UTM2 I-IV / UTM3)": joined(quadrant, title["utm3"], between=" "),
        "แผ่นที่ระวาง UTM (UTM4)": title["utm4"],
        "มาตราส่วน": title["utm_scale"],
        "เลขที่ดิน": title["land_no"],
        "หมู่ที่": whole(parcels.moo),
        "ไร่": area["rai"],
        "งาน": area["ngan"],
        "ตร.วา": joined(area["wah"], area["subwah"], between="."),
        "ตำบล": facts.body.tambons[0].name,
        "อำเภอ": facts.body.amphoe.name,
        "จังหวัด": facts.body.province.name,
        "รวมราคาประเมินที่ดิน (บาท)": decimals(value_cwah),
        "รหัสกลุ่มที่ดิน": blank_where(group_cells(groups), groups == 0),
        "หน้าที่": "",
        "ถนน": "",
        "ซอย": "",
        "รวมเนื้อที่ทั้งหมด (ตร.ว.)": decimals(parcels.area_cwah),
        "ราคาต่อตร.วา": whole(parcels.price_baht),
        "หมายเหตุ": "",
        "หมายเหตุเจ้าหน้าที่": "",
    }
    numeric = ("ลำดับ", "เลขที่ดิน", "ไร่", "งาน", "ตร.วา", "รวมราคาประเมินที่ดิน (บาท)",
               "รวมเนื้อที่ทั้งหมด (ตร.ว.)", "ราคาต่อตร.วา")  # fmt: skip
    return sheet_of(columns, len(plots), numeric=numeric)


def _land_uses(facts: Facts) -> Sheet:
    uses = facts.land_uses
    area = area_cells(uses.area)
    owner = _owner_number(facts, uses.of)
    columns: dict[str, Cells] = {
        "เลขบัตรเจ้าของที่ดิน": owner,
        "รหัสแปลงที่ดิน": code_cells(facts, uses.of),
        "ประเภทการใช้ประโยชน์": whole(uses.code),
        "ไร่": area["rai"],
        "งาน": area["ngan"],
        "ตร.วา": joined(area["wah"], area["subwah"], between="."),
        "ผู้ทำประโยชน์": "",
        "ใช้โดย": whole(uses.used_by),
        "เลขบัตรผู้ทำประโยชน์": "",
        "การเกษตรที่ทำ": blank_where(whole(uses.crop), uses.crop == 0),
    }
    return sheet_of(columns, len(uses), numeric=("ไร่", "งาน", "ตร.วา"))


def _buildings(seed: int, facts: Facts) -> Sheet:
    buildings = facts.buildings
    owner = _owner_number(facts, buildings.parcel)
    apart = buildings.owner != SAME_AS_LAND
    other = person_cells(facts, facts.owners.heads(np.maximum(buildings.owner, 0)))["id_no"]
    price = building_price_table(seed, facts.body.province.code)[buildings.kind]
    floors = np.rint(FLOORS[buildings.kind] * 10).astype(np.int64)
    columns: dict[str, Cells] = {
        "เลขบัตรเจ้าของที่ดิน": owner,
        "เลขบัตรเจ้าของสิ่งปลูกสร้าง": blank_where(other, ~apart),
        "รหัสแปลงที่ดิน": code_cells(facts, buildings.parcel),
        "รหัสสิ่งปลูกสร้าง": building_codes(facts, buildings, np.arange(len(buildings))),
        "รหัสอาคาร": "",
        "เลขที่บ้าน": house_numbers(buildings),
        "หมู่ที่": whole(facts.parcels.moo[buildings.parcel]),
        "ซอย": "",
        "ถนน": "",
        "ประเภทอาคาร": words(_TYPE_CODES, buildings.kind),
        "โครงสร้าง": words(_STRUCTURES, buildings.structure),
        "จำนวนชั้น": decimals(floors * 10, 1),
        "กว้าง(ม.)": "",
        "ยาว(ม.)": "",
        "เนื้อที่ที่ดิน": "",
        "ปีที่สร้าง": whole(buildings.completed),
        "พื้นที่พาณิชย์": decimals(buildings.area_dm2 * buildings.business // 100),
        "สัดส่วนกรรมสิทธิ์": "1/1",
        "หมู่บ้าน/ชุมชน": "",
        "ขนาดพื้นที่ทั้งอาคาร(ตร.ม.)": decimals(buildings.area_dm2),
        "อายุสิ่งปลูกสร้าง (ปี)": whole(FIRST_SURVEY - buildings.completed),
        "ราคาประเมินต่อตร.ม.": whole(price),
        "ราคาประเมินทุนทรัพย์": "",
        "หักค่าเสื่อม": "",
        "คงเหลือราคาประเมิน": "",
    }
    numeric = ("จำนวนชั้น", "ปีที่สร้าง", "พื้นที่พาณิชย์", "ขนาดพื้นที่ทั้งอาคาร(ตร.ม.)",
               "อายุสิ่งปลูกสร้าง (ปี)", "ราคาประเมินต่อตร.ม.")  # fmt: skip
    return sheet_of(columns, len(buildings), numeric=numeric)


def _building_uses(facts: Facts) -> Sheet:
    uses, buildings = facts.building_uses, facts.buildings
    parted = uses.floor > 0
    columns: dict[str, Cells] = {
        "เลขบัตรเจ้าของสิ่งปลูกสร้าง": _owner_number(facts, buildings.parcel[uses.of]),
        "รหัสสิ่งปลูกสร้าง": building_codes(facts, buildings, uses.of),
        "ประเภทการใช้งาน": whole(uses.code),
        "เต็มพื้นที่ทุกชั้น": words(("1", "0"), parted.astype(np.int64)),
        "ชั้นที่": blank_where(whole(uses.floor), ~parted),
        "กว้าง": "",
        "ยาว": "",
        "พื้นที่รวม(ตร.ม.)": decimals(uses.area),
        "ขนาดพื้นที่คงเหลือ(ตร.ม.)": "0",
        "ลักษณะการใช้": whole(uses.used_by),
    }
    return sheet_of(columns, len(uses), numeric=("พื้นที่รวม(ตร.ม.)", "ขนาดพื้นที่คงเหลือ(ตร.ม.)"))


def _owner_number(facts: Facts, plots: Integers) -> Cells:
    owners = facts.owners
    return person_cells(facts, owners.heads(owners.party_of_parcel[plots]))["id_no"]
