"""Condominium files: the units and owners the land office lists, and the Treasury's prices."""

from __future__ import annotations

from typing import Final

import numpy as np

from generator.bodies import Body
from generator.condominiums import (
    BANDS,
    ROOF,
    TOP_FLOOR,
    UNITS_PER_CONDOMINIUM,
    Units,
    is_banded,
)
from generator.dice import Integers, dice, ranges
from generator.nation import Facts
from generator.registry import owner_cells
from generator.sheets import Cells, Sheet, decimals, joined, sheet_of, whole, words

_NAMES: Final = (
    "สมมุติวิว",
    "ลองอยู่เพลส",
    "ตัวอย่างทาวเวอร์",
    "จำลองริเวอร์",
    "ทดลองพาร์ค",
    "ทุ่งเมฆเรสซิเดนซ์",
)
_FLOOR_WORDS: Final = ("", *(str(floor) for floor in range(1, TOP_FLOOR + 1)), "ดาดฟ้า")
_USE_WORDS: Final = ("พาณิชย์", "อยู่อาศัย")


def condo(facts: Facts) -> Sheet:
    """Write the units as the feed `condo`, one row for each unit and owner, English headings.

    `USE_CATG` is the Treasury's word for what a unit was built for, which its price hangs on; how
    the unit is in fact used is `use_code`.
    """
    body, units, owners = facts.body, facts.units, facts.owners
    line = lines_of_units(facts)
    inside = ranges(owners.sizes(units.owner))
    member = owners.party_start[units.owner[line]] + inside
    of = units.condominium[line]
    tambons = np.asarray([tambon.code for tambon in body.tambons])
    columns: dict[str, Cells] = {
        "as_of_date": "1/1/2567",
        "branch_code": f"{body.branch:08d}",
        "lao_code": body.code8,
        "tambon_code": whole(tambons[of % len(tambons)]),
        "condo_reg_no": joined(whole(of + 1), whole(2548 + of * 2), between="/"),
        "condo_name": words(_names(body), of),
        "treasury_condo_id": words(_ids(body), of),
        "building": "A",
        "floor": words(_FLOOR_WORDS, units.floor[line]),
        "unit_no": _unit_numbers(units, line),
        "area_m2": decimals(units.area_dm2[line]),
        "use_code": whole(units.use[line]),
        "USE_CATG": words(_USE_WORDS, (units.floor[line] > 1).astype(np.int64)),
        "house_register": words(("ไม่มี", "มี"), units.named[line]),
        "owner_seq": whole(inside + 1),
        **owner_cells(facts, member),
    }
    return sheet_of(columns, len(line), numeric=("area_m2", "owner_seq"))


def lines_of_units(facts: Facts) -> Integers:
    """Return for each line of the file which unit it is about: one line for each of its owners."""
    units = facts.units
    return np.repeat(np.arange(len(units), dtype=np.int64), facts.owners.sizes(units.owner))


def _unit_numbers(units: Units, line: Integers) -> Cells:
    """Write unit numbers as people do: house number, stroke, floor and running number."""
    floor, number = units.floor[line], units.number[line]
    return joined(whole(99 + units.condominium[line]), whole(floor * 100 + number), between="/")


def condo_prices(seed: int, body: Body) -> Sheet:
    """Write the Treasury's prices per square metre: by condominium, building, floors and use."""
    chance = dice(seed, body.code, "condominium prices")
    names, ids = _names(body), _ids(body)
    condominiums = np.arange(len(names), dtype=np.int64)
    counts = np.where(is_banded(condominiums), len(BANDS), ROOF)
    of, place = np.repeat(condominiums, counts), ranges(counts)
    floors = np.where(is_banded(of), place, len(BANDS) + place)
    base = 18_000 + chance.integers(0, 40, len(names)) * 500
    price = base[of] + place * 200 + np.where(place == 0, 4_000, 0)
    tambons = np.asarray([tambon.code for tambon in body.tambons])
    return sheet_of(
        {
            "CONDO_ID": words(ids, of),
            "CONDO_NAME": words(names, of),
            "BUILD_NAME": "A",
            "CHANGWAT_CODE": str(body.province.code),
            "CHANGWAT_NAME": body.province.name,
            "AMPHUR_CODE": str(body.amphoe.code % 100),
            "TUMBON_CODE": whole(tambons[of % len(tambons)] % 100),
            "BRANCH_CODE": str(body.branch),
            "BRANCH_NAME": f"สำนักงานที่ดินจังหวัด{body.province.name}",
            "OFLEVEL": words((*BANDS, *_FLOOR_WORDS[1:]), floors),
            "USE_CATG": words(_USE_WORDS, (place > 0).astype(np.int64)),
            "VAL_AMT_P_MET": whole(price),
        },
        len(of),
    )


def _names(body: Body) -> list[str]:
    count = -(-body.units // UNITS_PER_CONDOMINIUM)
    return [f"{_NAMES[index % len(_NAMES)]} {index // len(_NAMES) + 1}" for index in range(count)]


def _ids(body: Body) -> list[str]:
    count = -(-body.units // UNITS_PER_CONDOMINIUM)
    return [f"{body.province.code}{body.slot:05d}{index + 1:03d}" for index in range(count)]
