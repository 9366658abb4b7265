"""What the survey officers hand in: the feeds `land_use`, `building` and `building_use`."""

from __future__ import annotations

from typing import Final

import numpy as np

from generator.building_types import BUILDING_TYPES
from generator.buildings import DERELICT, FLOORS, SAME_AS_LAND, UNDER_CONSTRUCTION, Buildings
from generator.dice import Integers
from generator.nation import Facts
from generator.registry import area_cells, code_cells, person_cells
from generator.sheets import (
    Sheet,
    blank_where,
    days_be,
    days_be_or_blank,
    decimals,
    joined,
    padded,
    sheet_of,
    whole,
    words,
)
from generator.uses import AGRICULTURE, Uses

SURVEYORS: Final = ("กิตธร ทดลองวัด", "นภาศิริ ลองสำรวจ", "ภูวิทย์ เดินทุ่ง", "อรพร หมุดหลัก",
                    "ธนกร โซ่รังวัด", "มาลีนุช แผนที่")  # fmt: skip
LAND_USE_THAI: Final = {
    "survey_date": "วันที่สำรวจ",
    "surveyor": "ผู้สำรวจ",
    "lao_code": "รหัส อปท.",
    "parcel_code": "รหัสแปลงที่ดิน",
    "use_seq": "ลำดับ",
    "use_code": "ประเภทการใช้ประโยชน์",
    "rai": "ไร่",
    "ngan": "งาน",
    "wah": "ตร.วา",
    "used_by": "ใช้โดย",
    "agri_code": "การเกษตรที่ทำ",
    "crop_count": "crop_count",
    "vacant_since": "ว่างเปล่าตั้งแต่",
    "house_register": "มีชื่อในทะเบียนบ้าน",
}
BUILDING_THAI: Final = {
    "lao_code": "รหัส อปท.",
    "parcel_code": "รหัสแปลงที่ดิน",
    "building_code": "รหัสสิ่งปลูกสร้าง",
    "house_no": "บ้านเลขที่",
    "type_code": "ประเภทสิ่งปลูกสร้าง",
    "structure": "ลักษณะสิ่งปลูกสร้าง",
    "floors": "จำนวนชั้น",
    "area_m2": "ขนาดพื้นที่รวม (ตร.ม.)",
    "year_built_be": "ปีที่สร้าง",
    "owner_id_no": "เลขบัตรเจ้าของสิ่งปลูกสร้าง",
    "owner_name": "owner_name",
    "status": "สถานะ",
    "survey_date": "วันที่สำรวจ",
}
BUILDING_USE_THAI: Final = {
    "lao_code": "รหัส อปท.",
    "building_code": "รหัสสิ่งปลูกสร้าง",
    "use_seq": "ลำดับ",
    "use_code": "ประเภทการใช้งาน",
    "all_floors": "เต็มพื้นที่ทุกชั้น",
    "floor": "ชั้นที่",
    "area_m2": "พื้นที่รวม (ตร.ม.)",
    "used_by": "ลักษณะการใช้",
    "house_register": "มีชื่อในทะเบียนบ้าน",
    "vacant_since": "ว่างเปล่าตั้งแต่",
    "survey_date": "วันที่สำรวจ",
}
_TYPE_CODES: Final = tuple(kind.code for kind in BUILDING_TYPES)
_STATUSES: Final = ("", "IN_USE", "BUILDING", "DERELICT", "DEMOLISHED")
_FLOORS: Final = tuple(f"{half / 2:g}" for half in range(241))


def land_use(facts: Facts, uses: Uses) -> Sheet:
    """Write the uses of land, with English headings."""
    area = area_cells(uses.area)
    columns = {
        "survey_date": days_be(uses.surveyed),
        "surveyor": words(SURVEYORS, uses.surveyor),
        "lao_code": facts.body.code8,
        "parcel_code": code_cells(facts, uses.of),
        "use_seq": whole(uses.running),
        "use_code": whole(uses.code),
        "rai": area["rai"],
        "ngan": area["ngan"],
        "wah": joined(area["wah"], area["subwah"], between="."),
        "used_by": whole(uses.used_by),
        "agri_code": blank_where(whole(uses.crop), uses.code != AGRICULTURE),
        "crop_count": blank_where(whole(uses.crop_count), uses.crop_count == 0),
        "vacant_since": days_be_or_blank(uses.unused_since),
        "house_register": words(("ไม่มี", "มี"), uses.named),
    }
    return sheet_of(columns, len(uses), numeric=("rai", "ngan", "use_seq"), dates=("survey_date",))


def building(facts: Facts, buildings: Buildings, surveyed: Integers) -> Sheet:
    """Write buildings, with English headings; `surveyed` (b,) is the day each was seen."""
    apart = buildings.owner != SAME_AS_LAND
    person = facts.owners.heads(np.maximum(buildings.owner, 0))
    who = person_cells(facts, person)
    columns = {
        "lao_code": facts.body.code8,
        "parcel_code": code_cells(facts, buildings.parcel),
        "building_code": building_codes(facts, buildings, np.arange(len(buildings))),
        "house_no": house_numbers(buildings),
        "type_code": words(_TYPE_CODES, buildings.kind),
        "structure": whole(buildings.structure),
        "floors": words(_FLOORS, np.rint(FLOORS[buildings.kind] * 2).astype(np.int64)),
        "area_m2": decimals(buildings.area_dm2),
        "year_built_be": whole(buildings.completed),
        "owner_id_no": blank_where(who["id_no"], ~apart),
        "owner_name": blank_where(
            joined(who["prefix"], who["first_name"], " ", who["last_name"]), ~apart
        ),
        "status": words(_STATUSES, buildings.status),
        "survey_date": days_be(surveyed),
    }
    return sheet_of(columns, len(buildings), numeric=("floors", "area_m2", "year_built_be"))


def building_use(facts: Facts, buildings: Buildings, uses: Uses) -> Sheet:
    """Write the uses of buildings, with English headings."""
    parted = uses.floor > 0
    columns = {
        "lao_code": facts.body.code8,
        "building_code": building_codes(facts, buildings, uses.of),
        "use_seq": whole(uses.running),
        "use_code": whole(uses.code),
        "all_floors": words(("1", "0"), parted.astype(np.int64)),
        "floor": blank_where(whole(uses.floor), ~parted),
        "area_m2": decimals(uses.area),
        "used_by": whole(uses.used_by),
        "house_register": words(("ไม่มี", "มี"), uses.named),
        "vacant_since": days_be_or_blank(uses.unused_since),
        "survey_date": days_be(uses.surveyed),
    }
    return sheet_of(columns, len(uses), numeric=("area_m2", "use_seq"))


def building_codes(facts: Facts, buildings: Buildings, which: Integers) -> object:
    """Write building codes: the plot's code and `-B001`."""
    return joined(
        code_cells(facts, buildings.parcel[which]), "-B", padded(buildings.running[which], 3)
    )


def house_numbers(buildings: Buildings) -> object:
    """Write house numbers; what is being built or stands beside a house has none."""
    numbers = joined(
        whole(buildings.house), words(["", *(f"/{part}" for part in range(1, 100))],
                                      buildings.house_part)
    )  # fmt: skip
    none = (buildings.running > 1) | np.isin(buildings.status, (UNDER_CONSTRUCTION, DERELICT))
    return blank_where(numbers, none)
