"""Letters at the command line: which files there are, what they ask for, and what is refused."""

import re
from datetime import date
from pathlib import Path

from api.documents.thai_writing import day
from api.letters import LetterDiffers, NoLetter
from domain.bill_reference import read_bill
from domain.roll import NotIssued
from tests.api.cli.clerk import BODY, YEAR, Clerk, clerk, title, use, written
from tests.api.cli.test_collecting import BILL, WHERE, Town, town
from tests.api.documents.pages import texts, unspaced

__all__ = ["clerk", "town"]

NAME = "ตัวอย่าง"


def only(folder: Path) -> Path:
    (path,) = folder.glob("*.pdf")
    return path


def test_a_whole_run_of_notices_is_one_file_of_all_of_them(town: Town, tmp_path: Path) -> None:
    said = town.does("letters", "notices", *WHERE, "--to", str(tmp_path))

    assert "2 letters in 1 files" in said
    pages = texts(only(tmp_path))
    assert len(pages) == 4
    assert unspaced("12,000.00 บาท") in pages[0]
    assert unspaced("ภ.ด.ส. 7") in pages[1]


def test_no_name_is_in_a_files_name_or_in_what_is_said(town: Town, tmp_path: Path) -> None:
    said = town.does("letters", "notices", *WHERE, "--notice", "1", "--to", str(tmp_path))

    ref1 = read_bill(BILL).ref1
    path = only(tmp_path)
    assert re.fullmatch(rf"notices-{ref1}-0000001-0000001-[0-9a-f]{{12}}\.pdf", path.name)
    assert NAME not in said
    assert NAME in texts(path)[0]


def test_the_same_run_again_writes_nothing_and_says_so(town: Town, tmp_path: Path) -> None:
    town.does("letters", "notices", *WHERE, "--to", str(tmp_path))
    before = only(tmp_path).stat().st_mtime_ns

    said = town.does("letters", "notices", *WHERE, "--to", str(tmp_path))

    assert "2 letters in 1 files" in said
    assert "1 of them there before" in said
    assert only(tmp_path).stat().st_mtime_ns == before


def test_a_file_of_an_earlier_run_that_says_otherwise_is_named(town: Town, tmp_path: Path) -> None:
    town.does("letters", "notices", *WHERE, "--to", str(tmp_path))
    old = only(tmp_path).name

    said = town.does("letters", "notices", *WHERE, "--to", str(tmp_path), "--thai-digits")

    assert "take them out before you print the folder" in said
    assert old in said


def test_before_the_notices_are_out_there_is_nothing_to_print(clerk: Clerk, tmp_path: Path) -> None:
    refused = clerk.refusal("letters", "notices", *WHERE, "--to", tmp_path / "letters")

    assert isinstance(refused, NotIssued)
    assert not (tmp_path / "letters").exists()


def test_a_warning_asks_for_tax_penalty_and_surcharge_by_the_day(
    town: Town, tmp_path: Path
) -> None:
    town.does("arrears", "warn", *WHERE, "--on", "2026-07-20")

    town.does("letters", "warnings", *WHERE, "--notice", "1", "--to", str(tmp_path))

    first, second = texts(only(tmp_path))
    # 12,000 + 20 % + 1 % for July, and from 1 August 2 %.
    for amount in ("12,000.00", "2,400.00", "120.00", "240.00", "14,520.00 บาท", "14,640.00 บาท"):
        assert unspaced(amount) in first
    assert unspaced(f"เลขที่ {BILL}/เตือน") in second
    assert unspaced(day(date(2026, 7, 31))) in second
    assert unspaced(day(date(2026, 8, 4))) in second


def test_a_warning_is_left_out_where_it_had_been_paid_before(town: Town, tmp_path: Path) -> None:
    town.does("arrears", "warn", *WHERE, "--on", "2026-07-20")
    town.takes(BILL, "12000", "P-1", on="2026-06-30", channel="post")

    said = town.does("letters", "warnings", *WHERE, "--to", str(tmp_path / "all"))

    assert "1 letters in 1 files" in said
    assert "1 letters were not written" in said
    refused = town.refusal("letters", "warnings", *WHERE, "--notice", "1", "--to", str(tmp_path))
    assert isinstance(refused, LetterDiffers)


def test_without_a_recorded_warning_there_is_no_letter(town: Town, tmp_path: Path) -> None:
    refused = town.refusal("letters", "warnings", *WHERE, "--to", str(tmp_path))

    assert isinstance(refused, NoLetter)
    assert "thidin arrears warn" in str(refused)


def test_an_agreement_has_the_codes_of_each_part(town: Town, tmp_path: Path) -> None:
    town.does("account", "instalments", BILL, "--count", "3", "--on", "2026-06-01")

    town.does("letters", "instalments", *WHERE, "--to", str(tmp_path))

    first, second = texts(only(tmp_path))
    assert first.count("4,000.00") == 3
    assert second.count(read_bill(BILL).ref1) == 3


def test_a_list_of_property_has_the_survey_page_and_the_house_number(
    clerk: Clerk, tmp_path: Path
) -> None:
    house = {
        "survey_date": "15/11/2568", "lao_code": BODY, "parcel_code": "01A001",
        "building_code": "01A001-B001", "house_no": "28/21", "type_code": 103, "structure": 2,
        "area_m2": 100, "year_built_be": 2559,
    }  # fmt: skip
    clerk.take(written(tmp_path / "reg.csv", [title(1, survey_no=890)]), confirm=True)
    clerk.take(written(tmp_path / "use.csv", [use(1)]), confirm=True)
    clerk.take(written(tmp_path / "building.csv", [house]), confirm=True)

    clerk.run("letters", "lists", *WHERE, "--to", tmp_path)

    (page,) = texts(only(tmp_path))
    assert unspaced("โฉนดที่ดิน 1001 1 890 แปลง 01A001") in page
    assert unspaced("1 28/21 103") in page


def test_a_receipt_says_what_the_money_paid_and_what_is_left(town: Town, tmp_path: Path) -> None:
    town.takes(BILL, "5000", "A-1", on="2026-06-15")

    town.does("letters", "receipt", *WHERE, "--on", "2026-06-20", "--to", str(tmp_path))

    (page,) = texts(only(tmp_path))
    assert unspaced("5,000.00 บาท") in page
    assert unspaced("ห้าพันบาทถ้วน") in page
    assert unspaced("ยังมียอดค้างชำระ 7,000.00 บาท") in page
    assert unspaced("เลขที่ในสมุดใบเสร็จ A-1") in page


def test_a_receipt_of_another_amount_has_another_code(town: Town, tmp_path: Path) -> None:
    codes = set()
    for receipt, amount in (("A-1", "5000"), ("A-2", "6000")):
        town.takes(BILL, amount, receipt, on="2026-06-15")
    town.does("letters", "receipt", *WHERE, "--on", "2026-06-20", "--to", str(tmp_path))
    for page in texts(only(tmp_path)):
        codes.update(re.findall(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", page))

    assert len(codes) == 2


def test_a_list_shows_every_plot_with_its_uses(town: Town, tmp_path: Path) -> None:
    town.does("letters", "lists", *WHERE, "--on", "2025-11-20", "--to", str(tmp_path))

    pages = texts(only(tmp_path))
    assert [page.count("โฉนดที่ดิน") for page in pages if "ภ.ด.ส.3" in page] == [1, 1]
    assert all(unspaced(day(date(2025, 11, 20))) in page for page in pages if "ภ.ด.ส.3" in page)


def test_thai_digits_leave_what_is_typed_alone(town: Town, tmp_path: Path) -> None:
    town.does("letters", "notices", *WHERE, "--notice", "1", "--to", str(tmp_path), "--thai-digits")

    page = texts(only(tmp_path))[0]
    assert "๑๒,๐๐๐.๐๐" in page
    assert read_bill(BILL).ref1 in page


def test_thai_digits_leave_what_is_typed_to_check_a_receipt_alone(
    town: Town, tmp_path: Path
) -> None:
    number = town.takes(BILL, "5000", "A-1", on="2026-06-15").split()[1].rstrip(":")
    words = ("--on", "2026-06-20", "--to", str(tmp_path), "--thai-digits")
    town.does("letters", "receipt", *WHERE, *words)

    (page,) = texts(only(tmp_path))
    assert "๕,๐๐๐.๐๐" in page
    assert number in page
    assert unspaced("เลขที่ในสมุดใบเสร็จ A-1") in page


def test_another_year_has_no_letters(town: Town, tmp_path: Path) -> None:
    where = ("--body", BODY, "--year", str(int(YEAR) - 1))
    refused = town.refusal("letters", "notices", *where, "--to", str(tmp_path))

    assert isinstance(refused, NotIssued)
