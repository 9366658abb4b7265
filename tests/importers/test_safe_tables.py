"""What an office gives out as a table is text in every cell, whatever anybody is called."""

import csv
from io import BytesIO, StringIO

import openpyxl

from importers.safe_tables import as_csv, as_xlsx

HEADINGS = ("ชื่อ name", "บาท baht")
WORST = (
    '=HYPERLINK("http://x.example","กด")',
    "@SUM(A1)",
    "＝1+1",
    "นาย\u202eร้าย\x00\x0bแถว\nใหม่",
    "<script>alert(1)</script>",
    "ก" + "\u0e49" * 40 + "ย" * 40_000,
)


def test_a_csv_has_one_row_for_each_and_no_formula() -> None:
    content = as_csv(HEADINGS, [(name, "-12.00") for name in WORST]).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content, newline="")))

    assert len(rows) == 1 + len(WORST)
    assert [row[0][:4] for row in rows[1:4]] == ["'=HY", "'@SU", "'＝1+"]
    assert rows[4][0] == "นาย ร้าย แถว ใหม่"
    assert {row[1] for row in rows[1:]} == {"-12.00"}


def test_a_workbook_opens_with_text_alone() -> None:
    book = openpyxl.load_workbook(
        BytesIO(as_xlsx("ใบแจ้ง", HEADINGS, [(name, 7) for name in WORST]))
    )
    rows = list(book["ใบแจ้ง"].iter_rows(min_row=2))

    assert {row[0].data_type for row in rows} == {"s"}
    assert [row[0].value for row in rows][:3] == list(WORST[:3])
    assert rows[3][0].value == "นาย ร้าย แถว ใหม่"
    assert {row[1].value for row in rows} == {7}
