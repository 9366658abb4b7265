"""Rows that a land office would hardly mean: taken or kept back, and said in the clerk's words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.importers.feeds.office import Office, counted, csv_file, parties
from tests.importers.feeds.samples import ON_SHEET, ONE, PROPERTY_LIST, REGISTRY, TWO

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


def test_a_row_that_stands_twice_is_skipped_and_the_shares_still_add_up(tmp_path: Path) -> None:
    office = Office()
    first, second = REGISTRY.groups[0]

    decided = office.hand_in(registry(tmp_path, first, second, second))

    assert counted(decided) == (3, 2, 1, 0)
    assert [one.message for one in decided[0].table.problems] == [
        "DUP-04: แถวซ้ำทุกช่องกับแถวก่อนหน้า ข้ามแล้ว · ไม่ต้องทำอะไร"
    ]
    assert decided[0].table.problems[0].row == 4
    assert office.owner("P:1:60010000:101", date(2026, 1, 1)) == parties((1, 1, 2), (2, 1, 2))


def test_two_rows_that_differ_in_the_owners_line_stay_two_owners(tmp_path: Path) -> None:
    lines = [f"{HERE},01A001,โฉนด,101,1,{ON_SHEET},1,0,0,{line},,นาย,ก,ข,1/2" for line in (1, 2)]
    decided = Office().hand_in(registry(tmp_path, *lines))

    assert counted(decided) == (2, 2, 0, 0)
    assert "DUP-04" not in {one.code for one in decided[0].table.problems}


def test_one_number_with_two_names_is_pointed_out_once_and_shows_neither(tmp_path: Path) -> None:
    rows = [
        f"{HERE},01A00{n},โฉนด,10{n},{n},{ON_SHEET},1,0,0,1,{ONE},{prefix},{first},{last},"
        for n, prefix, first, last in (
            (1, "นางสาว", "น้ำ", "ใจดี"),
            (2, "นาง", "นํ้า", "ใจ ดี"),
            (3, "นาง", "น้ำ", "ใจงาม"),
        )
    ]

    assert messages(Office(), registry(tmp_path, *rows), "OWN-05") == [
        (4, "OWN-05 [id_no]: เลขประจำตัวเดียวกันแต่ชื่อต่างกัน · ตรวจว่าเป็นคนเดียวกันหรือไม่")
    ]


def test_one_title_number_on_two_sheets_is_kept_back_with_all_its_rows(tmp_path: Path) -> None:
    office = Office()
    elsewhere = "5040 IV 1250-01 (2000),600601"
    rows = (
        f"{HERE},01A001,โฉนด,101,1,{ON_SHEET},1,0,0,1,{ONE},นาย,ก,ข,",
        f"{HERE},01A002,โฉนด,101,1,{elsewhere},1,0,0,1,{TWO},นาง,ค,ง,",
        f"{HERE},01A003,โฉนด,103,3,{ON_SHEET},1,0,0,1,{TWO},นาง,ค,ง,",
    )

    decided = office.hand_in(registry(tmp_path, *rows))

    assert counted(decided) == (3, 1, 0, 2)
    assert [(one.row, one.message) for one in decided[0].table.problems] == [
        (
            row,
            ("DUP-02 [title_no]: เลขที่เอกสารสิทธิซ้ำแต่ระวางต่างกัน · ตรวจเลขที่เอกสารสิทธิและระวาง"),
        )
        for row in (2, 3)
    ]
    assert list(office.says(date(2026, 1, 1))) == ["P:1:60010000:103"]


def test_a_price_that_stands_twice_alike_is_skipped_with_a_note(tmp_path: Path) -> None:
    heading = "UTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,LAND_NO,EVAPRICE,province_code"
    row = "5040,4,1248,01,2000,7,1500.00000000,60"
    file = csv_file(tmp_path, "prices.csv", heading, row, row)

    decided = Office().hand_in(file, as_of=date(2023, 1, 1))

    assert counted(decided) == (2, 1, 1, 0)
    assert [(one.row, one.code) for one in decided[0].table.problems] == [(3, "DUP-04")]


def test_a_form_whose_uses_cover_more_than_its_plot_is_kept_back(tmp_path: Path) -> None:
    rows = ("01A001,1,1,0,0,,200,200,,", "01A002,2,0,2,0,,150,50.5,,")
    file = csv_file(tmp_path, "list.csv", PROPERTY_LIST.heading, *rows)

    decided = Office().hand_in(file, as_of=PROPERTY_LIST.as_of)

    assert counted(decided) == (2, 1, 0, 1)
    assert [one.message for one in decided[0].table.problems if one.code == "USE-01"] == [
        ('USE-01 [ไร่] พบ "0": เนื้อที่ใช้ประโยชน์รวมเกินเนื้อที่แปลง/อาคาร · ตรวจเนื้อที่ของแต่ละการใช้ประโยชน์')
    ]


def test_the_page_of_the_survey_is_kept_where_it_is_a_number(tmp_path: Path) -> None:
    office = Office()
    rows = (
        f"{HERE},01A001,โฉนด,101,1,{ON_SHEET},1,0,0,1,{ONE},นาย,ก,ข,,๘๙๐",
        f"{HERE},01A002,โฉนด,102,2,{ON_SHEET},1,0,0,1,{TWO},นาง,ค,ง,,ไม่พบ",
    )

    office.hand_in(registry(tmp_path, *rows, more=",หน้าสำรวจ"))

    assert pages(office) == {"P:1:60010000:101": 890}


def pages(office: Office) -> dict[str, int]:
    facts = office.register.facts["survey_page"]
    space = office.register.spaces["property"]
    return {
        space.key(int(key)): int(page)
        for key, page in zip(facts.column("property"), facts.column("page"), strict=True)
    }
