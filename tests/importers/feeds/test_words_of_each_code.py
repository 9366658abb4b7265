"""What a clerk reads for each thing that can be wrong with a row or a file, word by word.

Codes that need a story of their own (who owns what, sheets, prices of two years) have it in the
other files of this folder; `tests/house/test_problem_codes.py` looks that none is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from importers.feeds.feed import Context
from importers.problems import FileRefused
from importers.reading import read_file
from tests.importers.feeds.office import Office, context, csv_file, number_of
from tests.importers.feeds.samples import BUILDING, CONDO, LAND_USE, REGISTRY
from tests.importers.feeds.test_geo import collection, map_file, on_sheet, square
from tests.importers.feeds.test_ltax import SURVEYED, land_row, owner_row, workbook

TITLE: Final = REGISTRY.groups[1][0]
USE: Final = LAND_USE.groups[0]
HOUSE: Final = BUILDING.groups[0][0]
UNIT: Final = CONDO.groups[0][0]
LAND_PRICES: Final = "UTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,LAND_NO,EVAPRICE"
ROOM_PRICES: Final = "CONDO_ID,BUILD_NAME,OFLEVEL,USE_CATG,VAL_AMT_P_MET"
IN_FORCE: Final = date(2023, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Case:
    """Rows under a heading, and what is said of one of them (of the file where `row` is None)."""

    heading: str
    rows: Sequence[str]
    row: int | None
    said: str

    @property
    def code(self) -> str:
        return self.said.partition(" ")[0].rstrip(":")


CASES: Final = (
    Case(
        heading=f"{REGISTRY.heading},สีของหลังคา",
        rows=[f"{TITLE},แดง"],
        row=None,
        said="HDR-03 [สีของหลังคา]: ไม่รู้จักคอลัมน์ สีของหลังคา เก็บไว้ในช่องเพิ่มเติม · "
        "ไม่ต้องทำอะไร เว้นแต่สะกดชื่อหัวตารางผิด",
    ),
    Case(
        heading=REGISTRY.heading,
        rows=[TITLE.replace("05600601", "056006")],
        row=2,
        said='CODE-03 [รหัส อปท.] พบ "056006": ไม่พบรหัส อปท. · ตรวจรหัส อปท. 8 หลัก',
    ),
    Case(
        heading=LAND_USE.heading,
        rows=[USE[0].replace(",1,4,", ",1,สวนสนุก,")],
        row=2,
        said='CODE-07 [ประเภทการใช้ประโยชน์] พบ "สวนสนุก": ไม่รู้จักรหัสการใช้ประโยชน์ · '
        "ใช้รหัสหรือชื่อการใช้ประโยชน์ตามแบบสำรวจ",
    ),
    Case(
        heading=LAND_USE.heading,
        rows=[USE[0], USE[1].replace(",2,5,", ",2,7,")],
        row=2,
        said="USE-05: แถวนี้รอแถวอื่นของแปลงหรืออาคารเดียวกันที่ต้องแก้ไขก่อน · "
        "แก้ไขแถวที่ผิดของแปลงหรืออาคารเดียวกัน แล้วส่งทุกแถวมาอีกครั้ง",
    ),
    Case(
        heading=REGISTRY.heading,
        rows=[TITLE.replace(",โฉนด,102,", ",โฉนด,,")],
        row=2,
        said="TTL-01 [เลขที่โฉนด]: ไม่มีเลขที่เอกสารสิทธิ · กรอกเลขที่โฉนดหรือเอกสารสิทธิ",
    ),
    Case(
        heading=REGISTRY.heading,
        rows=[TITLE.replace(",102,2,", ",102,,")],
        row=2,
        said="TTL-02 [เลขที่ดิน]: ไม่มีเลขที่ดิน จับคู่ราคาประเมินไม่ได้ · กรอกเลขที่ดิน",
    ),
    Case(
        heading=REGISTRY.heading,
        rows=[TITLE.replace("นาย,จ,ฉ", "นาย,,")],
        row=2,
        said="OWN-01 [ชื่อ]: ไม่มีชื่อเจ้าของ · กรอกชื่อเจ้าของ หรือ ไม่ทราบผู้ครอบครอง",
    ),
    Case(
        heading=f"{REGISTRY.heading},บ้านเลขที่",
        rows=[f"{TITLE},"],
        row=2,
        said="ADR-01 [บ้านเลขที่]: ไม่มีที่อยู่สำหรับส่งหนังสือแจ้ง · เพิ่มที่อยู่ของเจ้าของ",
    ),
    Case(
        heading=CONDO.heading,
        rows=[UNIT.replace("นาย,ก,ข", ",นิติบุคคลอาคารชุดสมมุติ,")],
        row=2,
        said='OWN-06 [ชื่อ] พบ "(ปกปิด 23 ตัวอักษร)": นิติบุคคลอาคารชุดถูกระบุเป็นเจ้าของห้องชุด · '
        "ตรวจเจ้าของห้องชุด",
    ),
    Case(
        heading=BUILDING.heading,
        rows=[HOUSE.replace(",105,", ",999,")],
        row=2,
        said='BLD-02 [ประเภทสิ่งปลูกสร้าง] พบ "999": ประเภทสิ่งปลูกสร้างไม่มีในบัญชีกรมธนารักษ์ · '
        "ใช้รหัส 101-614 หรือชื่อตามบัญชีกรมธนารักษ์",
    ),
    Case(
        heading=f"{BUILDING.heading},width_m,length_m",
        # 5 by 10 metres on two floors are 100 square metres, not 160.
        rows=[f"{HOUSE},5.00,10.00"],
        row=2,
        said='BLD-03 [ขนาดพื้นที่รวม (ตร.ม.)] พบ "160.00": กว้าง x ยาว ไม่ตรงพื้นที่ · ตรวจขนาดและพื้นที่',
    ),
    Case(
        heading=f"{BUILDING.heading},age_years",
        rows=[f"{HOUSE.replace(',2560,', ',,')},9"],
        row=2,
        said='BLD-04 [age_years] พบ "9": มีแต่อายุ ไม่มีปีที่สร้าง · กรอกปีที่สร้างเสร็จเมื่อทราบ',
    ),
    Case(
        heading=BUILDING.heading,
        # Type 105 is a concrete house of two floors.
        rows=[HOUSE.replace(",ตึก,", ",ไม้,")],
        row=2,
        said='BLD-05 [ลักษณะสิ่งปลูกสร้าง] พบ "ไม้": ลักษณะไม่ตรงกับประเภท · '
        "ตรวจลักษณะสิ่งปลูกสร้าง (ตึก/ไม้/ครึ่งตึกครึ่งไม้)",
    ),
    Case(
        heading=LAND_PRICES,
        rows=["5040,4,1248,01,2000,1,0"],
        row=2,
        said='VAL-02 [EVAPRICE] พบ "0": ราคาประเมินต้องมากกว่าศูนย์ · ตรวจราคาในบัญชี',
    ),
    Case(
        heading=LAND_PRICES,
        rows=["5040,4,1248,01,2000,1,2000000.00"],
        row=2,
        said='VAL-03 [EVAPRICE] พบ "2000000.00": ราคาสูงผิดปกติ · ตรวจราคาในบัญชี',
    ),
    Case(
        heading=ROOM_PRICES,
        rows=["12,A,9-2,อยู่อาศัย,35000"],
        row=2,
        said='VAL-04 [OFLEVEL] พบ "9-2": อ่านชั้นของอาคารชุดไม่ได้ · '
        "กรอกชั้นเป็นตัวเลข เช่น 2-15 หรือ 8,9,10 และชั้นดาดฟ้า",
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_clerk_reads_what_is_wrong_and_how_to_mend_it(case: Case, tmp_path: Path) -> None:
    tables = Office().read(csv_file(tmp_path, "file.csv", case.heading, *case.rows), as_of=IN_FORCE)

    said = [(one.row, one.message) for one in tables[0].problems if one.code == case.code]
    assert said == [(case.row, case.said)]


def test_two_ways_of_writing_one_area_that_differ_are_pointed_out(tmp_path: Path) -> None:
    area = {"รวมเนื้อที่ทั้งหมด (ตร.ว.)": 140.7}
    book = workbook(
        tmp_path,
        owners=(owner_row(number_of(1), "1"),),
        land=(land_row("01A001", number_of(1), 1, **area),),
    )

    found = [one for table in Office().read(book, as_of=SURVEYED) for one in table.problems]

    assert [(one.row, one.message) for one in found if one.code == "AREA-04"] == [
        (
            2,
            (
                'AREA-04 [รวมเนื้อที่ทั้งหมด (ตร.ว.)] พบ "140.7": เนื้อที่รวมไม่ตรงกับ ไร่-งาน-ตร.ว. · '
                "ตรวจเนื้อที่ทั้งสองแบบ"
            ),
        )
    ]


def test_a_file_in_the_old_letters_is_converted_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_bytes("\n".join([REGISTRY.heading, *REGISTRY.rows, ""]).encode("cp874"))

    (table,) = Office().read(file)

    assert [one.message for one in table.problems] == [
        "ENC-02: ไฟล์เป็น Windows-874 แปลงเป็น UTF-8 แล้ว · ไม่ต้องทำอะไร"
    ]


def test_a_point_on_a_map_is_no_plot(tmp_path: Path) -> None:
    drawn = collection((on_sheet(1), square(0)))
    features: Any = drawn["features"]
    features[0]["geometry"] = {"type": "Point", "coordinates": square(0)[0]}

    (table,) = Office().read(map_file(tmp_path, drawn), as_of=SURVEYED)

    assert [(one.row, one.message) for one in table.problems] == [
        (2, "GEO-09 [geometry]: ไม่ใช่รูปหลายเหลี่ยม · วาดแปลงเป็นรูปหลายเหลี่ยมที่มีเนื้อที่")
    ]


@pytest.mark.parametrize(
    ("heading", "row", "told", "said"),
    [
        (
            REGISTRY.heading,
            TITLE.replace("05600601", "05600602"),
            context(),
            (
                "FILE-04: ไฟล์นี้เป็นของ 05600602 ไม่ใช่ของหน่วยงานท่าน · "
                "ส่งไฟล์ของหน่วยงานท่าน หรือส่งไฟล์นี้ต่อให้เจ้าของ"
            ),
        ),
        (
            REGISTRY.heading,
            TITLE,
            context(body=None),
            "FILE-09: ไม่ได้ระบุว่าเป็นไฟล์ของ อปท. ใด · ระบุรหัส อปท. 8 หลักด้วย --body เช่น --body 05600601",
        ),
        (
            LAND_PRICES,
            "5040,4,1248,01,2000,1,100",
            context(body=None),
            "VAL-07: ไม่ระบุวันที่เริ่มใช้ราคาประเมิน · ระบุวันที่ด้วย --as-of เช่น --as-of 2023-01-01",
        ),
        (
            LAND_PRICES,
            "5040,4,1248,01,2000,1,100",
            replace(context(body=None, as_of=IN_FORCE), province=None),
            "VAL-08: ไฟล์ราคาประเมินไม่บอกจังหวัด · ระบุจังหวัดด้วย --province เช่น --province 20",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_says_what_is_missing(
    heading: str, row: str, told: Context, said: str, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(csv_file(tmp_path, "file.csv", heading, row), told)

    assert [one.message for one in refused.value.problems] == [said]
