"""Spreadsheets as clerks fill them in, and spreadsheets made to hurt."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from importers.carriers.limits import Limits
from importers.carriers.open import open_file
from importers.carriers.workbook import number_written
from importers.problems import FileRefused
from tests.importers.reading import file_of, only_table, problems_of, understood

THAI_HEADINGS = ["รหัส อปท.", "ประเภทเอกสารสิทธิ", "เลขที่โฉนด", "ไร่", "งาน", "ตร.ว.", "เศษ"]
GOOD_CELLS = ["05600701", 1, "12345", 1, 2, 53, 6]


def book_of(folder: Path, *sheets: Sequence[Sequence[Any]], merge: str = "") -> Path:
    """Write a workbook of sheets of rows; `merge` merges a range of the first."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    if merge:
        book.worksheets[0].merge_cells(merge)
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def repacked(path: Path, change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> Path:
    """Return the workbook with its parts changed and more parts added."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
        for name, content in more:
            new.writestr(name, content)
    return out


def refusal_of(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        open_file(path, limits)
    (problem,) = caught.value.problems
    return f"{problem.code} {problem.thai}"


def test_typed_cells_are_read_as_what_they_mean(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        [
            [*THAI_HEADINGS, "วันที่ได้มา", "13 หลัก", "บ้านเลขที่"],
            [5600701, 1.0, 12345, 1, 2, 53.5, None, dt.date(2026, 1, 5), 1999900000013, 12],
            [*GOOD_CELLS, "5 ม.ค. ๒๕๖๙", "1999900000021", "1/1"],
        ],
    )

    _, (batch,) = understood(only_table(path))

    assert batch.ok.all()
    assert batch.column("title_no").texts() == ["12345", "12345"]
    assert batch.column("wah").values.tolist() == [5350, 5300]
    assert batch.column("acquired_date").values.tolist() == [20_458, 20_458]
    assert batch.column("id_no").values.tolist() == [1_999_900_000_013, 1_999_900_000_021]
    assert [f"{each.row} {each.code}" for each in batch.problems()] == ["2 CODE-10", "3 TXT-02"]


def test_a_house_number_that_became_a_date_cell_is_kept_out_without_showing_it(
    tmp_path: Path,
) -> None:
    path = book_of(
        tmp_path,
        [[*THAI_HEADINGS, "บ้านเลขที่"], [*GOOD_CELLS, dt.datetime(2024, 5, 12)]],  # noqa: DTZ001
    )

    assert [problem.message for problem in problems_of(path)] == [
        (
            'TXT-03 [บ้านเลขที่] พบ "(ปกปิด 10 ตัวอักษร)": Excel แปลงค่าเป็นวันที่ '
            "((ปกปิด 10 ตัวอักษร)) กรุณากรอกเลขที่เดิม · "
            "จัดรูปแบบช่องเป็นข้อความ แล้วกรอกเลขเดิม เช่น 1/1, 1-1"
        )
    ]


def test_title_rows_blank_rows_and_a_blank_column_are_passed_over(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        [
            ["", "ทะเบียนที่ดิน เทศบาลตัวอย่าง"],
            [],
            ["", *THAI_HEADINGS],
            ["", *GOOD_CELLS],
            [],
            ["", *GOOD_CELLS],
        ],
    )

    matched, (batch,) = understood(only_table(path))

    assert matched.last_row == 3
    assert batch.rows.tolist() == [4, 6]
    assert batch.ok.all()


def test_headings_of_two_merged_rows_are_read_together(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        [
            ["รหัส อปท.", "ประเภทเอกสารสิทธิ", "เลขที่โฉนด", "เนื้อที่", "", ""],
            ["", "", "", "ไร่", "งาน", "ตร.ว."],
            GOOD_CELLS[:6],
        ],
        merge="D1:F1",
    )

    matched, (batch,) = understood(only_table(path))

    assert (matched.first_row, matched.last_row) == (1, 2)
    assert matched.heading("ngan") == "เนื้อที่ งาน"
    assert batch.column("ngan").values.tolist() == [2]


def test_a_merged_title_number_means_the_same_as_above(tmp_path: Path) -> None:
    path = book_of(tmp_path, [THAI_HEADINGS, GOOD_CELLS, GOOD_CELLS], merge="C2:C3")

    _, (batch,) = understood(only_table(path))

    assert batch.column("title_no").texts() == ["12345", "12345"]
    assert batch.ok.all()


def test_a_merged_area_is_not_clear_and_keeps_the_row_out(tmp_path: Path) -> None:
    path = book_of(tmp_path, [THAI_HEADINGS, GOOD_CELLS, GOOD_CELLS], merge="D2:D3")

    _, (batch,) = understood(only_table(path))

    assert batch.ok.tolist() == [True, False]
    assert [problem.message for problem in batch.problems()] == [
        (
            'COL-02 [ไร่] พบ "1": ช่องนี้ถูกผสานกับแถวบน ค่าของแถวนี้จึงไม่ชัดเจน · '
            "ยกเลิกการผสานเซลล์ แล้วกรอกค่าของแต่ละแถว"
        )
    ]


def test_each_sheet_that_holds_anything_is_a_table(tmp_path: Path) -> None:
    path = book_of(tmp_path, [THAI_HEADINGS, GOOD_CELLS], [], [["ก"], ["ข"]])

    tables = open_file(path).tables

    assert [len(table.top) for table in tables] == [2, 2]


def test_a_long_sheet_comes_in_batches_with_right_row_numbers(tmp_path: Path) -> None:
    path = book_of(tmp_path, [THAI_HEADINGS, *([GOOD_CELLS] * 25)])
    (table,) = open_file(path, replace(Limits(), sheet_batch_rows=10)).tables

    _, batches = understood(table)

    assert [len(batch) for batch in batches] == [10, 10, 5]
    assert [row for batch in batches for row in batch.rows.tolist()] == list(range(2, 27))


def test_numbers_are_written_as_the_spreadsheet_shows_them() -> None:
    assert number_written(0.1 + 0.2) == "0.3"
    assert number_written(1199900000013.0) == "1199900000013"
    assert number_written(53.6) == "53.6"
    assert number_written(1e18) == "1e+18"


def test_an_empty_workbook_a_damaged_one_and_no_workbook_are_refused(tmp_path: Path) -> None:
    empty = book_of(tmp_path, [])
    assert refusal_of(empty) == "FILE-03 ไฟล์ว่าง ไม่มีแถวข้อมูล"

    damaged = file_of(tmp_path, empty.read_bytes()[:-200], "damaged.xlsx")
    assert refusal_of(damaged) == ("FILE-01 อ่านไฟล์ไม่ได้ หรือไม่ใช่ไฟล์ CSV/XLSX: ไฟล์ ZIP เสียหาย")

    old = file_of(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls")
    assert refusal_of(old) == "FILE-01 อ่านไฟล์ไม่ได้ หรือไม่ใช่ไฟล์ CSV/XLSX: ไฟล์เสียหาย"


def test_a_bomb_is_refused_while_it_unpacks_whatever_it_declares(tmp_path: Path) -> None:
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    bomb = repacked(
        book_of(tmp_path, [THAI_HEADINGS]),
        lambda name, content: row * 800_000 if name.endswith("sheet1.xml") else content,
    )
    assert bomb.stat().st_size < 500_000

    assert refusal_of(bomb) == "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: บีบอัดเกิน 100 เท่า"


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = book_of(tmp_path, [THAI_HEADINGS, *([GOOD_CELLS] * 200)])

    assert refusal_of(path, replace(Limits(), unpacked_bytes=10_000)).startswith(
        "FILE-06 ไฟล์เกินขนาดที่รับได้: ขนาดหลังคลายไฟล์"
    )


def test_entities_are_refused_unread(tmp_path: Path) -> None:
    lols = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
    )
    bomb = repacked(
        book_of(tmp_path, [THAI_HEADINGS]),
        lambda name, content: lols if name.endswith("sheet1.xml") else content,
    )

    assert refusal_of(bomb) == "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: มีการประกาศ DOCTYPE"


@pytest.mark.parametrize("far", ["XFD1", "A1048577", "Z900000", "AAA1"])
def test_one_cell_far_out_does_not_build_a_giant_grid(tmp_path: Path, far: str) -> None:
    cell = f'<row r="9"><c r="{far}"><v>1</v></c></row></sheetData>'.encode()
    trap = repacked(
        book_of(tmp_path, [THAI_HEADINGS]),
        lambda name, content: (
            content.replace(b"</sheetData>", cell) if name.endswith("sheet1.xml") else content
        ),
    )

    assert refusal_of(trap).startswith("FILE-06 ไฟล์เกินขนาดที่รับได้: จำนวน")


def test_macros_are_refused(tmp_path: Path) -> None:
    path = repacked(
        book_of(tmp_path, [THAI_HEADINGS]), lambda _, content: content, ("xl/vbaProject.bin", b"x")
    )

    assert refusal_of(path) == "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: มีมาโคร"


def shared_strings(*texts: str) -> tuple[str, bytes]:
    """Return the part of a workbook that holds the texts its cells share."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return "xl/sharedStrings.xml", f"<sst>{items}</sst>".encode()


def test_a_giant_text_is_refused_whether_cells_share_it_or_not(tmp_path: Path) -> None:
    own = book_of(tmp_path, [[*THAI_HEADINGS, "ชื่อ"], [*GOOD_CELLS, "x" * 30_000]])
    with pytest.raises(FileRefused) as caught:
        understood(only_table(own))
    assert caught.value.problems[0].thai == (
        "ไฟล์เกินขนาดที่รับได้: ตัวอักษรในช่อง 30,000 (รับได้ไม่เกิน 8,000)"
    )

    shared = repacked(own, lambda _, content: content, shared_strings("x" * 30_000))
    assert refusal_of(shared) == ("FILE-06 ไฟล์เกินขนาดที่รับได้: ตัวอักษรในช่อง 30,007 (รับได้ไม่เกิน 8,000)")


def test_one_text_repeated_in_very_many_cells_is_refused(tmp_path: Path) -> None:
    cells = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 26) for row in range(1, 12_000)
    )
    sheet = b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>"
    trap = repacked(
        book_of(tmp_path, [THAI_HEADINGS]),
        lambda name, content: sheet if name.endswith("sheet1.xml") else content,
        shared_strings("y" * 8000),
    )

    assert refusal_of(trap) == "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: ข้อความซ้ำมากผิดปกติ"


def test_repeated_cells_of_an_open_document_are_bounded(tmp_path: Path) -> None:
    content = (
        '<table:table table:name="ก"><table:table-row>'
        '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)

    assert refusal_of(file_of(tmp_path, whole.getvalue(), "book.ods")) == (
        "FILE-06 ไฟล์เกินขนาดที่รับได้: จำนวนคอลัมน์ 16,000 (รับได้ไม่เกิน 1,000)"
    )


@pytest.mark.parametrize(
    "cell", ['<c r = "XFD1">', "<c r='XFD1'>", '<c\n\tr=\n"XFD1">', '<x:c s="1" r="XFD1">']
)
def test_a_far_cell_is_found_however_its_place_is_spelt(tmp_path: Path, cell: str) -> None:
    row = f'<row><c r="A1"/>{cell}<v>1</v></c></row></sheetData>'.encode()
    trap = repacked(
        book_of(tmp_path, [THAI_HEADINGS]),
        lambda name, content: (
            content.replace(b"</sheetData>", row) if name.endswith("sheet1.xml") else content
        ),
    )

    assert refusal_of(trap) == ("FILE-06 ไฟล์เกินขนาดที่รับได้: จำนวนคอลัมน์ 16,384 (รับได้ไม่เกิน 300)")


def test_an_old_kind_of_workbook_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    content = (
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='ก'>"
        + (
            "<table:table-row><table:table-cell office:value-type='string'><text:p>"
            + "x" * 5000
            + "</text:p></table:table-cell></table:table-row>"
        )
        * 20_000
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        archive.writestr("content.xml", content)
    path = file_of(tmp_path, whole.getvalue(), "book.ods")

    assert refusal_of(path, replace(Limits(), probe_bytes=150 * 1024 * 1024)) == (
        "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: ใช้หน่วยความจำหรือเวลามากเกินไป"
    )


def test_thai_that_was_converted_twice_is_refused_in_a_workbook_too(tmp_path: Path) -> None:
    garbled = "ที่ดิน".encode().decode("cp874", "replace").replace("\ufffd", "—")
    path = book_of(tmp_path, [[*THAI_HEADINGS, "ชื่อ"], *[[*GOOD_CELLS, garbled]] * 5])

    assert refusal_of(path) == "ENC-03 ตัวอักษรไทยเพี้ยน (แปลงรหัสซ้ำ)"
