"""The land office's monthly ZIP of raw tables under section 10, and the officer's answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from generator.carriers import csv_bytes, zip_bytes
from generator.changes import NEED_AN_OFFICER, TRANSFER, Change
from generator.dice import Integers, dice
from generator.geometry import geojson_bytes
from generator.nation import Facts
from generator.registry import area_cells, owner_cells, person_cells, title_cells
from generator.sheets import Cells, Sheet, days_be, sheet_of, whole, words

AIR_TYPE: Final = 2
COMPANION_THAI: Final = {
    "month": "ประจำเดือน",
    "branch_code": "รหัสสำนักงานที่ดิน",
    "lao_code": "รหัส อปท.",
    "status_text": "สถานะดำเนินการ",
    "reg_date": "วันที่จดทะเบียน",
    "process_seq": "ลำดับ",
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
    "rai": "ไร่",
    "ngan": "งาน",
    "wah": "ตร.ว.",
    "subwah": "เศษ",
    "owner_seq": "ลำดับผู้ถือกรรมสิทธิ์",
    "id_no": "เลขประจำตัวประชาชน",
    "prefix": "คำนำหน้า",
    "first_name": "ชื่อ",
    "last_name": "นามสกุล",
    "share_num": "share_num",
    "share_den": "share_den",
    "house_no": "บ้านเลขที่",
    "postcode": "รหัสไปรษณีย์",
    "old_title_nos": "โฉนดเดิม",
    "new_title_nos": "โฉนดแยก",
}
_RAW_TITLE: Final = ("UTM_MAP1", "UTM_MAP2", "UTM_MAP3", "UTM_MAP4")
_RAW_AIR: Final = ("UTM_AIRMAP1", "UTM_AIRMAP2", "UTM_AIRMAP3")


def monthly_tables(facts: Facts, changes: Sequence[Change], *, linked: bool) -> dict[str, Sheet]:
    """Return one month's raw tables by name: `parcel`, `ns3a`, `construction`.

    `linked` fills MERGE_PARCEL, which the land office in fact always leaves empty.
    """
    air = facts.parcels.title_type == AIR_TYPE
    titles = [change for change in changes if not air[change.plot]]
    airs = [change for change in changes if air[change.plot]]
    built = [change for number, change in enumerate(changes)
             if change.effect == TRANSFER and number % 3 == 0]  # fmt: skip
    return {
        "parcel": _raw(facts, titles, "PARCEL_NO", linked=linked),
        "ns3a": _raw(facts, airs, "NS3A_NO", linked=linked),
        "construction": _construction(facts, built),
    }


def monthly_zip(
    facts: Facts, changes: Sequence[Change], tables: dict[str, Sheet], *, encoding: str, junk: bool
) -> bytes:
    """Write one month's ZIP; `junk` adds what the land office forgets to take out."""
    identity = f"{facts.body.code8}_{facts.body.branch:08d}"
    folder = facts.body.code8
    members = {
        f"{folder}/{name}_{identity}.csv": csv_bytes(sheet, encoding=encoding)
        for name, sheet in tables.items()
    }
    plots = np.asarray(sorted({change.plot for change in changes}), dtype=np.int64)
    if len(plots):
        members[f"{folder}/{identity}_MAP_LAND_GIS_47.geojson"] = geojson_bytes(facts, plots)
    if junk:
        members[f"{folder}/_ogr_tmp.csv"] = b"WKT,OptID\r\n"
        members[f"{folder}/cover.pdf"] = b"%PDF-1.4\n%%EOF\n"
    return zip_bytes(members)


def officers_answers(facts: Facts, changes: Sequence[Change]) -> Sheet:
    """Write the year's splits and mergers again, with mother and children linked by an officer."""
    asked = [change for change in changes if change.effect in NEED_AN_OFFICER]
    lines = _Lines(facts, asked)
    title = lines.title()
    owner = lines.owner()
    columns: dict[str, Cells] = {
        "month": lines.texts(lambda change: change.month),
        "branch_code": f"{facts.body.branch:08d}",
        "lao_code": facts.body.code8,
        "status_text": lines.texts(lambda change: change.words),
        "reg_date": days_be(lines.numbers(lambda change: change.day)),
        "process_seq": whole(lines.numbers(lambda change: change.sequence)),
        **{name: title[name] for name in title if name != "parcel_code"},
        "parcel_code": lines.codes(),
        **area_cells(lines.numbers(lambda change: change.area_cwah)),
        "owner_seq": whole(lines.inside + 1),
        **owner,
        "old_title_nos": lines.texts(lambda change: change.old),
        "new_title_nos": lines.texts(lambda change: change.new),
    }
    return sheet_of({name: columns[name] for name in COMPANION_THAI}, len(lines))


class _Lines:
    """The rows of changes, one for each title and owner after the act."""

    def __init__(self, facts: Facts, changes: Sequence[Change]) -> None:
        self._facts = facts
        self._changes = changes
        counts = np.asarray([len(change.owners) for change in changes], dtype=np.int64)
        self.change = np.repeat(np.arange(len(changes), dtype=np.int64), counts)
        self.inside = np.asarray(
            [place for change in changes for place in range(len(change.owners))], dtype=np.int64
        )
        self._shares = [share for change in changes for share in change.owners]

    def __len__(self) -> int:
        return len(self.change)

    def numbers(self, of: Callable[[Change], int]) -> Integers:
        """Return one number a row."""
        return np.asarray([of(change) for change in self._changes], dtype=np.int64)[self.change]

    def texts(self, of: Callable[[Change], str]) -> pa.StringArray:
        """Return one text a row."""
        return words([of(change) for change in self._changes], self.change)

    def title(self) -> dict[str, Cells]:
        """Return the title block; a new title lies on the sheet of the plot it came from."""
        cells = title_cells(self._facts, self.numbers(lambda change: change.plot))
        return {
            **cells,
            "title_no": whole(self.numbers(lambda change: change.title_no)),
            "land_no": whole(self.numbers(lambda change: change.land_no)),
            "survey_no": whole(self.numbers(lambda change: change.survey_no)),
        }

    def codes(self) -> pa.StringArray:
        """Return the parcel codes: those given to new plots, else the known ones."""
        plots = np.asarray([change.plot for change in self._changes], dtype=np.int64)
        known = title_cells(self._facts, plots)["parcel_code"] if len(plots) else pa.array([])
        codes = [change.code or str(known[number]) for number, change in enumerate(self._changes)]
        return words(codes, self.change)

    def person(self) -> Integers:
        """Return the owner of each row."""
        return np.asarray([person for person, _, _ in self._shares], dtype=np.int64)

    def owner(self) -> dict[str, Cells]:
        """Return the owner block with shares."""
        block = owner_cells(self._facts, self.person())
        return {
            **block,
            **person_cells(self._facts, self.person()),
            "share_num": whole(np.asarray([num for _, num, _ in self._shares], dtype=np.int64)),
            "share_den": whole(np.asarray([den for _, _, den in self._shares], dtype=np.int64)),
        }


def _raw(facts: Facts, changes: Sequence[Change], number: str, *, linked: bool) -> Sheet:
    lines = _Lines(facts, changes)
    title = lines.title()
    area = area_cells(lines.numbers(lambda change: change.area_cwah))
    if number == "PARCEL_NO":
        sheet: dict[str, Cells] = {
            name: title[part]
            for name, part in zip(_RAW_TITLE, ("utm1", "utm2", "utm3", "utm4"), strict=True)
        }
    else:
        sheet = {
            name: title[part] for name, part in zip(_RAW_AIR, ("utm1", "utm2", "utm4"), strict=True)
        }
    columns: dict[str, Cells] = {
        **_registration(facts, lines),
        number: title["title_no"],
        **sheet,
        "UTM_SCALE": title["utm_scale"],
        "LAND_NO": title["land_no"],
        "SURVEY_NO": title["survey_no"],
        "RAI": area["rai"],
        "NGAN": area["ngan"],
        "WA": area["wah"],
        "SUBWA": area["subwah"],
        **_raw_owner(facts, lines),
        "PROCESS_ORDER": whole(lines.numbers(lambda change: change.sequence)),
        "MERGE_PARCEL": lines.texts(lambda change: change.old) if linked else "",
    }
    return sheet_of(columns, len(lines))


def _construction(facts: Facts, changes: Sequence[Change]) -> Sheet:
    """Write buildings that changed hands; nothing in it says on which plot they stand."""
    lines = _Lines(facts, changes)
    chance = dice(0, facts.body.code, "construction areas")
    area = chance.integers(40, 400, len(lines))
    columns: dict[str, Cells] = {
        **_registration(facts, lines),
        "AREA": whole(area),
        **_raw_owner(facts, lines),
        "PROCESS_ORDER": whole(lines.numbers(lambda change: change.sequence)),
    }
    return sheet_of(columns, len(lines))


def _registration(facts: Facts, lines: _Lines) -> dict[str, Cells]:
    price = facts.parcels.price_baht
    return {
        "REG_CODE": lines.texts(lambda change: change.words),
        "REG_DATE": days_be(lines.numbers(lambda change: change.day)),
        "REG_AMT": lines.texts(
            lambda change: (
                f"฿{change.area_cwah * int(price[change.plot]) // 100:,}.00"
                if change.effect == TRANSFER
                else "฿-"
            )
        ),
    }


def _raw_owner(facts: Facts, lines: _Lines) -> dict[str, Cells]:
    block = lines.owner()
    number = facts.owners.people.identity[lines.person()]
    text = [f"{one:013d}" for one in number.tolist()]
    spaced = [f"{one[0]} {one[1:5]} {one[5:10]} {one[10:12]} {one[12]}" for one in text]
    return {
        "OWN_LINE_NO": whole(lines.inside + 1),
        "OWN_TITLE": block["prefix"],
        "OWN_FNAME": block["first_name"],
        "OWN_LNAME": block["last_name"],
        "OWN_PERS_ID": pa.array(spaced, type=pa.string()),
        "OWN_HSE_NO": block["house_no"],
        "OWN_MOO": block["moo_own"],
        "OWN_SOI": "",
        "OWN_VILLAGE": "",
        "OWN_ROAD": block["road"],
        "OWN_TAMBOL": block["own_tambon"],
        "OWN_AMPHUR": block["own_amphoe"],
        "OWN_PROVINCE": block["own_province"],
        "OWN_TEL": "",
    }
