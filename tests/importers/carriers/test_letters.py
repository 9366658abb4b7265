"""Which letters a file is in, decided once a file: UTF-8, else Windows-874, else refused."""

from __future__ import annotations

import hashlib
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
    reference_data,
    refused,
    understood,
)

THAI = (
    "รหัส อปท.,ประเภทเอกสารสิทธิ,เลขที่โฉนด,ไร่,งาน,ตร.ว.,คำนำหน้า,ชื่อ\r\n"
    "05600701,โฉนด,1,1,2,3,นาย,น้ำใส\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620"])
def test_the_same_rows_come_out_of_every_encoding_an_office_uses(
    tmp_path: Path, encoding: str
) -> None:
    path = file_of(tmp_path, THAI.encode(encoding))

    _, (batch,) = understood(only_table(path))

    assert batch.column("first_name").texts() == ["น้ำใส"]
    assert batch.column("title_no").texts() == ["1"]
    assert batch.rows.tolist() == [2]


def test_windows_874_is_said_and_utf_8_is_not(tmp_path: Path) -> None:
    old = only_table(file_of(tmp_path, THAI.encode("cp874"), "old.csv"))
    new = only_table(file_of(tmp_path, THAI.encode("utf-8"), "new.csv"))

    assert [problem.thai for problem in old.problems] == ["ไฟล์เป็น Windows-874 แปลงเป็น UTF-8 แล้ว"]
    assert new.problems == ()


def test_one_cell_that_could_be_utf_8_does_not_decide_for_the_file(tmp_path: Path) -> None:
    content = f"{HEADINGS},ชื่อ\n{GOOD},ยก\n{GOOD},ตัวอย่าง\n".encode("cp874")
    assert "ยก".encode("cp874").decode("utf-8")  # these two bytes alone are valid UTF-8

    _, (batch,) = understood(only_table(file_of(tmp_path, content)))

    assert batch.column("first_name").texts() == ["ยก", "ตัวอย่าง"]


def test_letters_only_windows_874_has_are_read(tmp_path: Path) -> None:
    content = f"{HEADINGS},ชื่อ\n{GOOD},“ตัวอย่าง” – ก\u00a0ข…\n".encode("cp874")

    _, (batch,) = understood(only_table(file_of(tmp_path, content)))

    assert batch.column("first_name").texts() == ["“ตัวอย่าง” – ก ข…"]


def test_utf_16_is_refused_by_name(tmp_path: Path) -> None:
    sentence = "ENC-01 ถอดรหัสตัวอักษรไม่ได้ กรุณาบันทึกเป็น UTF-8 หรือ Windows-874 (ไฟล์เป็น UTF-16)"

    assert refused(file_of(tmp_path, THAI.encode("utf-16"))) == [sentence]
    assert refused(file_of(tmp_path, f"{HEADINGS}\n{GOOD}".encode("utf-16-le"))) == [sentence]


def test_bytes_of_no_thai_encoding_are_refused_with_their_place(tmp_path: Path) -> None:
    content = THAI.encode() + b"05600701,1,2,1,2,3,x,\xff\n"

    assert refused(file_of(tmp_path, content)) == [
        f"ENC-01 ถอดรหัสตัวอักษรไม่ได้ กรุณาบันทึกเป็น UTF-8 หรือ Windows-874 (ไบต์ที่ {len(content) - 2})"
    ]


def test_western_text_is_not_read_as_thai(tmp_path: Path) -> None:
    content = f"{HEADINGS}\n{GOOD},café,né,été\n".encode("latin-1")

    assert refused(file_of(tmp_path, content)) == [
        "ENC-01 ถอดรหัสตัวอักษรไม่ได้ กรุณาบันทึกเป็น UTF-8 หรือ Windows-874 (ไม่ใช่ภาษาไทย)"
    ]


def test_thai_that_was_converted_twice_is_refused(tmp_path: Path) -> None:
    garbled = "ที่ดิน".encode().decode("cp874", "replace").replace("\ufffd", "—")
    content = f"{HEADINGS},ชื่อ\n" + f"{GOOD},{garbled}\n" * 5

    assert refused(file_of(tmp_path, content)) == ["ENC-03 ตัวอักษรไทยเพี้ยน (แปลงรหัสซ้ำ)"]


def test_honest_words_that_begin_alike_are_not_taken_for_garbled(tmp_path: Path) -> None:
    content = f"{HEADINGS},ชื่อ\n" + f"{GOOD},เธอ\n{GOOD},เนเน่\n{GOOD},เนียนเนียน\n"

    _, (batch,) = understood(only_table(file_of(tmp_path, content)))

    assert batch.ok.all()


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (b"%PDF-1.7 ...", "เป็นไฟล์ PDF"),
        (b"\x89PNG\r\n\x1a\n", "เป็นรูปภาพ"),
        (b"MZ\x90\x00", "เป็นโปรแกรม"),
        (b"\x1f\x8b\x08\x00", "เป็นไฟล์ gzip"),
        (b"a,b,c\n1,\x00,3\n", "เป็นไฟล์ไบนารี"),
    ],
)
def test_what_is_no_table_is_refused_for_what_it_is(
    tmp_path: Path, start: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        open_file(file_of(tmp_path, start))

    (problem,) = caught.value.problems
    assert problem.thai == f"อ่านไฟล์ไม่ได้ หรือไม่ใช่ไฟล์ CSV/XLSX: {sentence}"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (sentence,) = refused(file_of(tmp_path, content))

    assert sentence.startswith(("FILE-03 ไฟล์ว่าง ไม่มีแถวข้อมูล", "HDR-04 ไม่รู้จักหัวตาราง"))


def test_a_file_over_the_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS}\n" + f"{GOOD}\n" * 100)

    with pytest.raises(FileRefused) as caught:
        open_file(path, replace(Limits(), csv_bytes=1000))

    assert caught.value.problems[0].thai == (
        f"ไฟล์เกินขนาดที่รับได้: ขนาด {path.stat().st_size:,} (รับได้ไม่เกิน 1,000)"
    )


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = file_of(tmp_path, THAI)

    assert open_file(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_treasurys_prices_are_the_same_in_windows_874_and_in_utf_8() -> None:
    data = reference_data()
    old = only_table(data / "treasury_construct_cp874_sample.csv")
    new = only_table(data / "treasury_construct_all_20240805.csv")

    rows = {
        name: {
            tuple(cells.text[row].as_py() for cells in batch.columns)
            for batch in table.batches(1, 5)
            for row in range(len(batch))
        }
        for name, table in (("old", old), ("new", new))
    }

    assert old.encoding == "cp874"
    assert len(rows["old"]) == 300
    assert rows["old"] <= rows["new"]
