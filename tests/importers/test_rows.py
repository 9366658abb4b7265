"""What a clerk is told about rows: all of it at once, in whole sentences, without names."""

from __future__ import annotations

from pathlib import Path

from importers.problems import Severity, catalogue, masked
from tests.importers.reading import GOOD, HEADINGS, file_of, only_table, problems_of, understood


def test_everything_wrong_is_said_at_once_in_words_a_clerk_can_act_on(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        f"{HEADINGS},13 หลัก,ชื่อ,วันที่ได้มา\n"
        f"{GOOD},1999900000013,ตัวอย่าง,5/1/2569\n"
        "05600701,โฉนดที่ดิน,๑๒๓๔๖,สอง,4,153,,1999900000014,ตัวอย่าง,29/2/2568\n"
        ",99,1-ม.ค.,1,2,53,6,1.9999E+12,,5/1/2026\n",
    )

    assert [f"{problem.row}: {problem.message}" for problem in problems_of(path)] == [
        '3: TXT-02 [title_no] พบ "๑๒๓๔๖": แปลงเลขไทยเป็นเลขอารบิกแล้ว · ไม่ต้องทำอะไร หากค่าที่ได้ถูกต้อง',
        '3: NUM-01 [rai] พบ "สอง": ไม่ใช่ตัวเลข · กรอกตัวเลขล้วน เช่น 12',
        (
            '3: DATE-01 [วันที่ได้มา] พบ "29/2/2568": วันที่ไม่มีจริงหรือรูปแบบผิด · '
            "กรอกเป็น วัน/เดือน/ปี พ.ศ. เช่น 5/1/2569"
        ),
        (
            '3: PID-02 [13 หลัก] พบ "1-xxxx-xxxxx-xx-4": เลขประจำตัวไม่ผ่านการตรวจหลักสุดท้าย · '
            "ตรวจเลขประจำตัวกับเอกสาร"
        ),
        "4: REQ-01 [lao_code]: ต้องกรอก lao_code · กรอกค่าในช่องนี้",
        (
            '4: CODE-01 [title_type] พบ "99": ไม่รู้จักประเภทเอกสารสิทธิ · '
            "ใช้รหัส 1-13 หรือชื่อประเภท เช่น โฉนดที่ดิน, น.ส.3ก"
        ),
        (
            '4: TXT-03 [title_no] พบ "1-ม.ค.": Excel แปลงค่าเป็นวันที่ (1-ม.ค.) กรุณากรอกเลขที่เดิม · '
            "จัดรูปแบบช่องเป็นข้อความ แล้วกรอกเลขเดิม เช่น 1/1, 1-1"
        ),
        '4: DATE-04 [วันที่ได้มา] พบ "5/1/2026": วันที่เป็น ค.ศ. ใช้ตามนั้น · ตรวจว่าวันที่ถูกต้อง',
        (
            '4: PID-05 [13 หลัก] พบ "(ปกปิด 10 ตัวอักษร)": '
            "Excel แปลงเลขประจำตัวเป็นรูปแบบ E+12 · "
            "จัดรูปแบบช่องเป็นข้อความ แล้วกรอกเลข 13 หลักใหม่จากต้นฉบับ"
        ),
    ]


def test_only_rows_with_an_error_are_kept_out(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        f"{HEADINGS},13 หลัก\n{GOOD},\n{GOOD},1999900000014\n{GOOD},123\n{GOOD},๑๙๙๙๙๐๐๐๐๐๐๑๓\n",
    )

    _, (batch,) = understood(only_table(path))

    assert batch.ok.tolist() == [True, True, False, True]


def test_a_column_the_file_does_not_have_is_empty(tmp_path: Path) -> None:
    _, (batch,) = understood(only_table(file_of(tmp_path, f"{HEADINGS}\n{GOOD}\n")))

    absent = batch.column("first_name")

    assert absent.texts() == [""]
    assert not absent.given.any()
    assert absent.ok.all()


def test_a_misread_required_cell_is_not_also_called_blank(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS}\n05600701,1,12345,x,2,53,6\n")

    assert [problem.code for problem in problems_of(path)] == ["NUM-01"]


def test_no_problem_shows_a_name_or_a_number_of_a_person() -> None:
    assert masked("1999900000013", person=True) == "1-xxxx-xxxxx-xx-3"
    assert masked("1 9999 00000 01 3", person=True) == "1-xxxx-xxxxx-xx-3"
    assert masked("199990000001", person=True) == "1-xxxx-xxxxx-xx-1"
    assert masked("ตัวอย่าง", person=True) == "(ปกปิด 8 ตัวอักษร)"
    assert masked("ตัวอย่าง 1999900000013", person=True) == "(ปกปิด 22 ตัวอักษร)"
    assert masked("", person=True) == ""
    assert masked("โทร 1999900000013 ค่ะ", person=False) == "โทร 1-xxxx-xxxxx-xx-3 ค่ะ"
    assert masked("ก" * 100, person=False) == "ก" * 60 + "…"


def test_every_code_has_all_its_sentences_in_both_languages() -> None:
    for code, entry in catalogue().items():
        assert entry.thai, code
        assert entry.english, code
        assert entry.mend_thai, code
        assert entry.mend_english, code
        assert entry.severity in Severity, code
