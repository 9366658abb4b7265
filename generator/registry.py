"""The land registry of a body as the feed `reg`: one row for each title and owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from generator.dice import Integers, ranges
from generator.names import PREFIXES, ROADS
from generator.nation import Facts
from generator.owners import FAMILY_NAMES, FIRST_NAMES
from generator.sheets import (
    Cells,
    Sheet,
    blank_where,
    days_be,
    joined,
    padded,
    sheet_of,
    whole,
    words,
)

AS_OF: Final = "1/1/2567"

THAI: Final = {
    "as_of_date": "ข้อมูล ณ วันที่",
    "branch_code": "รหัสสำนักงานที่ดิน",
    "lao_code": "รหัส อปท.",
    "parcel_code": "รหัสแปลงที่ดิน",
    "title_type": "ประเภทเอกสารสิทธิ",
    "title_no": "เลขที่โฉนด",
    "survey_no": "หน้าสำรวจ",
    "land_no": "เลขที่ดิน",
    "utm1": "ระวางแผนที่ภูมิประเทศ",
    "utm2": "UTM2",
    "utm3": "UTM3",
    "utm4": "แผ่นที่",
    "utm_scale": "มาตราส่วน",
    "tambon_code": "รหัสตำบล",
    "tambon": "ตำบล",
    "amphoe": "อำเภอ",
    "province": "จังหวัด",
    "moo": "หมู่ที่",
    "rai": "ไร่",
    "ngan": "งาน",
    "wah": "ตร.ว.",
    "subwah": "เศษ",
    "owner_seq": "ลำดับผู้ถือกรรมสิทธิ์",
    "relation": "สถานะการถือครอง",
    "person_type": "ประเภทบุคคล",
    "id_no": "เลขประจำตัวประชาชน",
    "prefix": "คำนำหน้า",
    "first_name": "ชื่อ",
    "last_name": "นามสกุล",
    "share_num": "share_num",
    "share_den": "share_den",
    "house_no": "บ้านเลขที่",
    "moo_own": "moo_own",
    "road": "ถนน",
    "own_tambon": "own_tambon",
    "own_amphoe": "own_amphoe",
    "own_province": "own_province",
    "postcode": "รหัสไปรษณีย์",
    "acquired_date": "วันที่ได้มา",
}
"""English heading to Thai heading; shares and the owner's district have none of their own."""


def registry(facts: Facts, headings: Sequence[str] = tuple(THAI)) -> Sheet:
    """Write the titles of a body under some of the English headings."""
    owners, parcels = facts.owners, facts.parcels
    line = lines_of(facts)
    inside = ranges(owners.sizes(owners.party_of_parcel))
    member = owners.party_start[owners.party_of_parcel[line]] + inside
    columns = {
        "as_of_date": AS_OF,
        "branch_code": f"{facts.body.branch:08d}",
        "lao_code": facts.body.code8,
        **title_cells(facts, line),
        "tambon_code": whole(parcels.tambon[line]),
        "tambon": _tambon_names(facts, line) if "tambon" in headings else "",
        "amphoe": facts.body.amphoe.name,
        "province": facts.body.province.name,
        "moo": whole(parcels.moo[line]),
        **area_cells(parcels.area_cwah[line]),
        "owner_seq": whole(inside + 1),
        "relation": words(("OWNER", "POSSESSOR"), owners.possesses[line].astype(np.int64)),
        **owner_cells(facts, member),
        "acquired_date": days_be(owners.acquired[line]),
    }
    return sheet_of(
        {heading: columns[heading] for heading in headings},
        len(line),
        numeric=("rai", "ngan", "wah", "subwah", "owner_seq", "id_no", "land_no", "moo"),
        dates=("as_of_date", "acquired_date"),
    )


def lines_of(facts: Facts) -> Integers:
    """Return the plot each row of the registry is about, (rows,)."""
    party = facts.owners.party_of_parcel
    return np.repeat(np.arange(len(facts.parcels), dtype=np.int64), facts.owners.sizes(party))


def in_thai(sheet: Sheet, *, names: dict[str, str]) -> Sheet:
    """Return the sheet with Thai headings."""
    return Sheet(
        headings=tuple(names[heading] for heading in sheet.headings),
        columns=sheet.columns,
        rows=sheet.rows,
        numeric=frozenset(names[heading] for heading in sheet.numeric),
        dates=frozenset(names[heading] for heading in sheet.dates),
    )


def code_cells(facts: Facts, plots: Integers) -> Cells:
    """Write parcel codes: zone, block, lot, and `/001` for a part of a split lot."""
    parcels = facts.parcels
    zones, blocks = int(parcels.zone.max()), int(parcels.block.max()) + 1
    heads = [
        f"{zone:02d}{chr(65 + block)}" for zone in range(1, zones + 1) for block in range(blocks)
    ]
    lots = [f"{lot:03d}" for lot in range(int(parcels.lot.max()) + 1)]
    parts = ["", *(f"/{part:03d}" for part in range(1, int(parcels.part.max()) + 1))]
    return joined(
        words(heads, (parcels.zone[plots] - 1) * blocks + parcels.block[plots]),
        words(lots, parcels.lot[plots]),
        words(parts, parcels.part[plots]),
    )


def title_cells(facts: Facts, plots: Integers) -> dict[str, Cells]:
    """Write the title and the map sheet of plots."""
    parcels = facts.parcels
    small = [f"{number:02d}" for number in range(100)] + [f"{number:03d}" for number in range(256)]
    air = parcels.scale[plots] == 5000  # noqa: PLR2004 - the scale of photo maps
    return {
        "parcel_code": code_cells(facts, plots),
        "title_type": whole(parcels.title_type[plots]),
        "title_no": number_or_blank(parcels.title_no[plots]),
        "survey_no": whole(parcels.survey_no[plots]),
        "land_no": whole(parcels.land_no[plots]),
        "utm1": whole(parcels.utm1[plots]),
        "utm2": whole(parcels.utm2[plots]),
        "utm3": padded(parcels.utm3[plots], 4),
        "utm4": words(small, parcels.utm4[plots] + np.where(air, 100, 0)),
        "utm_scale": whole(parcels.scale[plots]),
    }


def number_or_blank(numbers: Integers) -> Cells:
    """Write integers, nothing for 0."""
    cells = whole(numbers)
    return cells if numbers.all() else blank_where(cells, numbers == 0)


def area_cells(area_cwah: Integers) -> dict[str, Cells]:
    """Write an area as rai, ngan, wah and tenths of a wah."""
    rai, rest = np.divmod(area_cwah, 40_000)
    ngan, rest = np.divmod(rest, 10_000)
    wah, rest = np.divmod(rest, 100)
    numbers = [str(number) for number in range(100)]
    return {
        "rai": whole(rai),
        "ngan": words(numbers, ngan),
        "wah": words(numbers, wah),
        "subwah": words(numbers, rest // 10),
    }


def owner_cells(facts: Facts, member: Integers) -> dict[str, Cells]:
    """Write the owner block of membership rows: who, with what share, and the postal address."""
    owners, people, body = facts.owners, facts.owners.people, facts.body
    person = owners.members[member]
    return {
        **person_cells(facts, person),
        "share_num": whole(owners.num[member]),
        "share_den": whole(owners.den[member]),
        "house_no": joined(whole(people.house[person]), _house_parts(people.house_part[person])),
        "moo_own": whole(people.moo[person]),
        "road": words((*ROADS, ""), people.road[person]),
        "own_tambon": body.tambons[0].name,
        "own_amphoe": body.amphoe.name,
        "own_province": body.province.name,
        "postcode": str(body.postcode),
    }


def person_cells(facts: Facts, person: Integers) -> dict[str, Cells]:
    """Write who a person is: kind, identity number, prefix, first and family name."""
    people = facts.owners.people
    return {
        "person_type": whole(people.person[person]),
        "id_no": padded(people.identity[person], 13),
        "prefix": words(PREFIXES, people.prefix[person]),
        "first_name": words(FIRST_NAMES, people.first[person]),
        "last_name": words(FAMILY_NAMES, people.family[person]),
    }


def _house_parts(parts: Integers) -> Cells:
    return words(["", *(f"/{part}" for part in range(1, 100))], parts)


def _tambon_names(facts: Facts, plots: Integers) -> Cells:
    tambons = facts.body.tambons
    if len(tambons) == 1:
        return tambons[0].name
    codes = np.asarray([tambon.code for tambon in tambons])
    order = np.argsort(codes)
    place = order[np.searchsorted(codes, facts.parcels.tambon[plots], sorter=order)]
    return words([tambon.name for tambon in tambons], place)


def code_of(facts: Facts, plot: int) -> str:
    """Return one plot's parcel code."""
    return str(code_cells(facts, np.asarray([plot]))[0])


def property_key(facts: Facts, plot: int) -> str:
    """Return one plot's natural key: its title, or its code where it has no title number."""
    parcels, number = facts.parcels, int(facts.parcels.title_no[plot])
    if not number:
        return f"C:{code_of(facts, plot)}"
    return f"P:{int(parcels.title_type[plot])}:{facts.body.branch:08d}:{number}"
