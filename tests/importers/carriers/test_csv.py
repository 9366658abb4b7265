"""CSV files as they come: delimiters, quotes, blank and ragged rows, row numbers, limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from importers.carriers.limits import Limits
from importers.carriers.open import open_file
from importers.problems import FileRefused
from tests.importers.reading import (
    GOOD,
    HEADINGS,
    file_of,
    only_table,
    problems_of,
    reference_data,
    refused,
    understood,
)


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_delimiter_and_line_end_gives_the_same_row(
    tmp_path: Path, delimiter: str, end: str
) -> None:
    content = f"{HEADINGS}{end}{GOOD}{end}".replace(",", delimiter)

    _, (batch,) = understood(only_table(file_of(tmp_path, content)))

    assert batch.column("title_no").texts() == ["12345"]
    assert batch.column("subwah").values.tolist() == [6]


def test_row_numbers_are_those_a_spreadsheet_shows(tmp_path: Path) -> None:
    content = (
        "ทะเบียนที่ดิน เทศบาลตัวอย่าง\n"  # row 1: a title
        "\n"  # row 2
        f"{HEADINGS},ชื่อ\n"  # row 3: the headings
        f'{GOOD},"สองบรรทัด\nในช่องเดียว"\n'  # row 4, two lines of text
        ",,,,,,,\n"  # row 5: blank
        "\n"  # row 6: blank
        f"{GOOD},ก,เกิน\n"  # row 7: a cell too many
        f"{GOOD},ข\n"  # row 8
        "05600701,1,12345,สอง,2,53,6,ค\n"  # row 9: a bad number
    )
    path = file_of(tmp_path, content)

    matched, batches = understood(only_table(path))

    assert matched.last_row == 3
    assert [row for batch in batches for row in batch.rows.tolist()] == [4, 8, 9]
    assert [(problem.row, problem.code) for problem in problems_of(path)] == [
        (7, "COL-01"),
        (9, "NUM-01"),
    ]


def test_a_row_with_a_stray_comma_says_how_many_cells_it_has(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS}\n{GOOD}\n{GOOD},\n05600701,1\n")

    assert [problem.message for problem in problems_of(path)] == [
        "COL-01: จำนวนช่องในแถวไม่ตรงกับหัวตาราง (พบ 8 ต้องมี 7) · ตรวจเครื่องหมายจุลภาคที่เกินหรือขาดในแถวนี้",
        "COL-01: จำนวนช่องในแถวไม่ตรงกับหัวตาราง (พบ 2 ต้องมี 7) · ตรวจเครื่องหมายจุลภาคที่เกินหรือขาดในแถวนี้",
    ]


def test_row_numbers_hold_across_blocks_with_ragged_rows_in_each(tmp_path: Path) -> None:
    rows = [f"{GOOD},x" if number % 100 == 0 else GOOD for number in range(2, 5002)]
    path = file_of(tmp_path, "\n".join([HEADINGS, *rows]))
    (table,) = open_file(path, replace(Limits(), batch_bytes=8192)).tables

    _, batches = understood(table)

    seen = [row for batch in batches for row in batch.rows.tolist()]
    ragged = [item.row for batch in batches for item in batch.batch.ragged]
    assert len(batches) > 5
    assert ragged == list(range(100, 5002, 100))
    assert sorted([*seen, *ragged]) == list(range(2, 5002))


def test_a_comma_inside_quotes_is_text() -> None:
    table = only_table(reference_data() / "treasury_construct_all_20240805.csv")

    rows = {
        (cells[0].text[row].as_py(), cells[1].text[row].as_py())
        for batch in table.batches(1, 5)
        for cells in [batch.columns]
        for row in range(len(batch))
    }

    assert ("514", "ตลาด พื้นที่ไม่เกิน 1,000 ตารางเมตร") in rows
    assert len({code for code, _ in rows}) == 69


def test_the_treasurys_whole_building_list_is_read() -> None:
    table = only_table(reference_data() / "treasury_construct_all_20240805.csv")

    assert sum(len(batch) for batch in table.batches(1, 5)) == 5313


def test_leading_zeros_of_the_treasurys_land_prices_are_kept() -> None:
    table = only_table(reference_data() / "treasury_land_valuation_head.csv")

    (batch,) = table.batches(1, 7)

    assert batch.columns[2].text.to_pylist() == ["2638", "0632", "2682", "1676"]
    assert batch.columns[6].text[3].as_py() == ""


def test_a_quote_that_never_closes_is_refused_with_its_place(tmp_path: Path) -> None:
    rows = f"{GOOD}\n" * 3 + '05600701,1,"12345,1,2,53,6\n' + f"{GOOD}\n" * 3000
    (table,) = open_file(
        file_of(tmp_path, f"{HEADINGS}\n{rows}"), replace(Limits(), batch_bytes=16_384)
    ).tables

    with pytest.raises(FileRefused) as caught:
        understood(table)

    assert caught.value.problems[0].code == "FILE-07"


def test_a_stray_quote_inside_a_cell_is_a_letter(tmp_path: Path) -> None:
    path = file_of(tmp_path, f'{HEADINGS},ชื่อ\n{GOOD},ป้าย 12" ใหญ่\n{GOOD},ข\n')

    _, (batch,) = understood(only_table(path))

    assert batch.column("first_name").texts() == ['ป้าย 12" ใหญ่', "ข"]


def test_a_giant_cell_is_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS},ชื่อ\n{GOOD},{'x' * 20_000}\n")

    assert refused(path) == ["FILE-06 ไฟล์เกินขนาดที่รับได้: ตัวอักษรในช่อง 20,000 (รับได้ไม่เกิน 8,000)"]


def test_too_many_columns_and_too_many_rows_are_refused(tmp_path: Path) -> None:
    wide = file_of(tmp_path, f"{HEADINGS},{','.join(map(str, range(400)))}\n", "wide.csv")
    tall = file_of(tmp_path, f"{HEADINGS}\n" + f"{GOOD}\n" * 50, "tall.csv")
    (table,) = open_file(tall, replace(Limits(), rows=40)).tables

    with pytest.raises(FileRefused) as caught:
        understood(table)

    assert caught.value.problems[0].thai == ("ไฟล์เกินขนาดที่รับได้: จำนวนแถว 52 (รับได้ไม่เกิน 40)")
    assert refused(wide) == ["FILE-06 ไฟล์เกินขนาดที่รับได้: จำนวนคอลัมน์ 407 (รับได้ไม่เกิน 300)"]


def test_a_batch_that_nobody_reads_on_stops_quietly(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS}\n" + f"{GOOD}\n" * 5000)
    (table,) = open_file(path, replace(Limits(), batch_bytes=8192)).tables
    batches = table.batches(1, 7)

    assert len(next(batches)) > 0
    batches.close()  # type: ignore[attr-defined]


def test_a_ragged_row_of_two_lines_is_one_row(tmp_path: Path) -> None:
    path = file_of(tmp_path, f'{HEADINGS}\n{GOOD},"สอง\nบรรทัด"\n{GOOD}\n')

    _, batches = understood(only_table(path))

    (ragged,) = [item for batch in batches for item in batch.batch.ragged]
    assert ragged.row == 2
    assert ragged.cells[-1] == "สอง\nบรรทัด"
    assert [row for batch in batches for row in batch.rows.tolist()] == [3]


def test_a_giant_ragged_row_is_refused(tmp_path: Path) -> None:
    cells = ",".join(["x" * 7000] * 15)
    path = file_of(tmp_path, f"{HEADINGS}\n{GOOD},{cells}\n{GOOD}\n")

    assert refused(path) == ["FILE-06 ไฟล์เกินขนาดที่รับได้: ตัวอักษรในแถว 105,040 (รับได้ไม่เกิน 100,000)"]


def test_a_giant_cell_at_the_top_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS}\n{GOOD},{'x' * 200_000}\n{GOOD}\n")

    assert refused(path) == ["FILE-06 ไฟล์เกินขนาดที่รับได้: ตัวอักษรในช่อง 131,073 (รับได้ไม่เกิน 131,072)"]


def test_a_row_of_blank_cells_too_few_is_a_blank_row(tmp_path: Path) -> None:
    assert problems_of(file_of(tmp_path, f"{HEADINGS}\n{GOOD}\n , ,\n,,,,,,,,,,,\n")) == []
