"""The file a clerk gets back: the rows kept out, to be mended and sent again as it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.carriers.batch import Batch, Cells
from importers.corrections import CorrectionFile, barred_rows, guarded, restored, sent
from importers.rows import ParsedBatch
from tests.importers.carriers.test_workbooks import GOOD_CELLS, THAI_HEADINGS, book_of
from tests.importers.reading import GOOD, HEADINGS, file_of, only_table, understood

BAD = "05600701,1,12346,สอง,2,53,6"


def corrections_of(path: Path, out: Path) -> list[ParsedBatch]:
    """Import a file, write its corrections, and return what was read."""
    table = only_table(path)
    matched, batches = understood(table)
    with CorrectionFile(out, sent(table.top, matched, table.delimiter)) as file:
        for batch in batches:
            file.add(batch.batch, matched, barred_rows(batch.problems()))
    return batches


def test_only_the_rows_kept_out_come_back_with_what_is_wrong_in_front(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS},หมายเหตุ\n{GOOD},\n{BAD},ถามช่างรังวัด\n{GOOD},,,\n")

    corrections_of(path, tmp_path / "mend.csv")

    assert (tmp_path / "mend.csv").read_text(encoding="utf-8-sig").splitlines() == [
        f"ผลการตรวจ,ข้อความ,{HEADINGS},หมายเหตุ",
        (f'ผิด NUM-01,"NUM-01 [rai] พบ ""สอง"": ไม่ใช่ตัวเลข · กรอกตัวเลขล้วน เช่น 12",{BAD},ถามช่างรังวัด'),
        (
            "ผิด COL-01,COL-01: จำนวนช่องในแถวไม่ตรงกับหัวตาราง (พบ 10 ต้องมี 8) · "
            f"ตรวจเครื่องหมายจุลภาคที่เกินหรือขาดในแถวนี้,{GOOD},,,"
        ),
    ]
    assert (tmp_path / "mend.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_mended_it_is_taken_as_it_is(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS}\n{GOOD}\n{BAD}\n")
    corrections_of(path, tmp_path / "mend.csv")
    mended = (tmp_path / "mend.csv").read_text(encoding="utf-8-sig").replace("สอง", "2", 3)

    matched, (batch,) = understood(only_table(file_of(tmp_path, mended, "again.csv")))

    assert matched.corrected
    assert matched.problems == ()
    assert batch.ok.all()
    assert batch.column("title_no").texts() == ["12346"]
    assert batch.column("rai").values.tolist() == [2]


def test_sent_again_unmended_it_comes_back_the_same(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS},ชื่อ\n{BAD},=HYPERLINK()\n{BAD},'+1 ก\n")

    corrections_of(path, tmp_path / "first.csv")
    corrections_of(tmp_path / "first.csv", tmp_path / "second.csv")

    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()
    assert "'=HYPERLINK()" in (tmp_path / "first.csv").read_text(encoding="utf-8-sig")


def test_title_rows_are_left_out_and_two_rows_of_headings_are_kept(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "ทะเบียน,,,,,\nรหัส อปท.,ประเภทเอกสารสิทธิ,เลขที่โฉนด,เนื้อที่,,\n,,,ไร่,งาน,ตร.ว.\n"
        "05600701,1,1,สอง,0,0\n",
    )

    corrections_of(path, tmp_path / "mend.csv")
    lines = (tmp_path / "mend.csv").read_text(encoding="utf-8-sig").splitlines()

    assert lines[0] == "ผลการตรวจ,ข้อความ,รหัส อปท.,ประเภทเอกสารสิทธิ,เลขที่โฉนด,เนื้อที่,,"
    assert lines[1] == ",,,,,ไร่,งาน,ตร.ว."
    matched, (batch,) = understood(only_table(tmp_path / "mend.csv"))
    assert matched.corrected
    assert [problem.code for problem in batch.problems()] == ["NUM-01"]


def test_a_workbook_comes_back_as_a_workbook_with_its_typed_cells(tmp_path: Path) -> None:
    bad = [*GOOD_CELLS[:3], "สอง", 2, 53.5, None, "=1+1"]
    path = book_of(tmp_path, [[*THAI_HEADINGS, "ชื่อ"], [*GOOD_CELLS, "ก"], bad])
    read = openpyxl.load_workbook(path)
    read.worksheets[0]["H3"].data_type = "s"  # the text "=1+1", not a formula
    read.save(path)

    corrections_of(path, tmp_path / "mend.xlsx")

    rows = list(openpyxl.load_workbook(tmp_path / "mend.xlsx").worksheets[0].iter_rows())
    assert [cell.value for cell in rows[0]] == ["ผลการตรวจ", "ข้อความ", *THAI_HEADINGS, "ชื่อ"]
    assert [cell.value for cell in rows[1][2:]] == [
        "05600701", 1, "12345", "สอง", 2, 53.5, None, "=1+1",
    ]  # fmt: skip
    assert rows[1][-1].data_type == "s"
    matched, (batch,) = understood(only_table(tmp_path / "mend.xlsx"))
    assert matched.corrected
    assert batch.column("first_name").texts() == ["=1+1"]


@pytest.mark.parametrize(
    "dangerous", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "'=1", "''=1", "=", "+66-81"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(dangerous: str) -> None:
    assert guarded(dangerous) == "'" + dangerous


@pytest.mark.parametrize("harmless", ["", "-", "-5", "+66812345678", "1-2-53", "นาย'", "'ก"])
def test_what_is_harmless_stays_as_it_is(harmless: str) -> None:
    assert guarded(harmless) == harmless


@given(st.text(st.sampled_from("'=+-@\t 1ก"), max_size=6))
def test_what_was_guarded_comes_back_as_it_was(text: str) -> None:
    written = Batch(rows=range(1), columns=(Cells.of([guarded(text)]),))  # type: ignore[arg-type]

    (cells,) = restored(written).columns

    # A lone guard the clerk typed by hand is taken off too: only what was written comes back.
    assert guarded(cells.text[0].as_py()) == guarded(text)
