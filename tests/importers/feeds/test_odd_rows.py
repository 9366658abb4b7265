"""Rows that a land office would hardly mean: taken or kept back, and said in the clerk's words."""

from collections.abc import Sequence
from pathlib import Path

from tests.importers.feeds.office import Office, counted, csv_file
from tests.importers.feeds.samples import ON_SHEET, ONE, REGISTRY, TWO

NOT_OF_60 = "1/1/2567,20010000,05600601"
HERE = "1/1/2567,60010000,05600601"


def registry(folder: Path, *rows: str, more: str = "", name: str = "registry.csv") -> Path:
    return csv_file(folder, name, REGISTRY.heading + more, *rows)


def messages(office: Office, file: Path, code: str) -> Sequence[tuple[int | None, str]]:
    """Return row and message of each problem of a code."""
    (decided,) = office.hand_in(file)
    return [(one.row, one.message) for one in decided.table.problems if one.code == code]


def test_a_land_office_of_another_province_is_pointed_out_and_the_row_taken(
    tmp_path: Path,
) -> None:
    office = Office()
    row = f"{NOT_OF_60},01A001,โฉนด,101,1,{ON_SHEET},1,0,0,1,{ONE},นาย,ก,ข,"

    decided = office.hand_in(registry(tmp_path, row))

    assert counted(decided) == (1, 1, 0, 0)
    assert [one.message for one in decided[0].table.problems] == [
        (
            'CODE-04 [รหัสสำนักงานที่ดิน] พบ "20010000": รหัสสำนักงานที่ดินไม่ตรงกับจังหวัด · '
            "ตรวจรหัสสำนักงานที่ดิน สองหลักแรกคือจังหวัด"
        )
    ]


def test_a_sheet_of_three_digits_too_few_to_mend_says_which_part_is_wrong(tmp_path: Path) -> None:
    heading = REGISTRY.heading.replace("ระวาง,", "UTM_MAP1,UTM_MAP2,UTM_MAP3,UTM_MAP4,UTM_SCALE,")
    row = f"{HERE},01A001,โฉนด,101,1,504X,4,1248,01,2000,600601,1,0,0,1,{ONE},นาย,ก,ข,"
    file = csv_file(tmp_path, "registry.csv", heading, row)

    assert messages(Office(), file, "MAP-06") == [
        (2, 'MAP-06 [UTM_MAP1] พบ "504X": UTM1 ต้องมี 4 หลัก · กรอกเลข 4 หลัก เช่น 5039')
    ]


def test_a_possessor_of_a_title_deed_is_pointed_out_and_one_of_state_land_is_not(
    tmp_path: Path,
) -> None:
    deed = f"{HERE},01A001,โฉนด,101,1,{ON_SHEET},1,0,0,1,{ONE},นาย,ก,ข,,ผู้ครอบครอง"
    state = f"{HERE},01A002,ที่ราชพัสดุ,,,,600601,1,0,0,1,{TWO},นาง,ค,ง,,ผู้ครอบครอง"

    assert messages(Office(), registry(tmp_path, deed, state, more=",ฐานะ"), "OWN-04") == [
        (
            2,
            (
                'OWN-04 [ฐานะ] พบ "ผู้ครอบครอง": ผู้ครอบครองใช้ได้กับที่ดินของรัฐเท่านั้น · '
                "ตรวจฐานะผู้ถือครองและประเภทเอกสาร"
            ),
        )
    ]
