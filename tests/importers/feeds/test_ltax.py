"""The LTAX workbook read whole, and lists shaped like form ภ.ด.ส.3 (formats: 1.1, 1.2)."""

from datetime import date
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest

from domain.tables import JURISTIC, NATURAL, STATE
from importers.problems import FileRefused
from importers.receiving import Decided
from tests.importers.feeds.office import Office, counted, csv_file, number_of, party
from tests.importers.feeds.samples import REGISTRY

SURVEYED = date(2024, 12, 1)
DAY = date(2025, 1, 1)
OWNERS = ("ลำดับ", "เลขบัตรประชาชน", "ประเภทบุคคล", "คำนำหน้า", "ชื่อ", "นามสกุล", "สัญชาติ", "เลขที่บ้าน",
          "หมู่ที่", "ตำบล", "อำเภอ", "จังหวัด", "รหัสไปรษณีย์", "สถานะบุคคล", "เลขที่บ้านปัจจุบัน")  # fmt: skip
LAND = ("ลำดับ", "เลขบัตรเจ้าของที่ดิน", "รหัสแปลงที่ดิน", "ประเภทเอกสาร", "เลขที่เอกสาร",
        "แผนที่ระวางภูมิประเทศ (UTM1)", "ระวาง UTM (UTM2 I-IV / UTM3)", "แผ่นที่ระวาง UTM (UTM4)",
        "มาตราส่วน", "เลขที่ดิน", "ไร่", "งาน", "ตร.วา", "รหัสกลุ่มที่ดิน",
        "รวมเนื้อที่ทั้งหมด (ตร.ว.)")  # fmt: skip
USES = ("เลขบัตรเจ้าของที่ดิน", "รหัสแปลงที่ดิน", "ประเภทการใช้ประโยชน์", "ไร่", "งาน", "ตร.วา", "ใช้โดย")
STATE_BODY = "0994000000001"
SHEET = ("5040", "IV 1248", "01", "2000")


def owner_row(number: str, kind: str) -> tuple[object, ...]:
    return (1, number, kind, "นาย", "ก", "ข", "ไทย", "1/1", "1", "ต", "อ", "จ", "60230", "1", "1/1")


def land_row(code: str, number: str, land_no: int, **more: object) -> tuple[object, ...]:
    cells = dict(
        zip(LAND, (1, number, code, "1", str(100 + land_no), *SHEET, land_no, 0, 1, 4.7, "", 104.7),
            strict=True)
    )  # fmt: skip
    return tuple({**cells, **more}.values())


def workbook(folder: Path, **sheets: tuple[tuple[object, ...], ...]) -> Path:
    headings = {"owners": OWNERS, "land": LAND, "uses": USES}
    names = {"owners": "1_เจ้าของทรัพย์สิน", "land": "2_ที่ดิน", "uses": "2_ที่ดิน_ใช้ประโยชน์"}
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(names[name])
        for row in (headings[name], *rows):
            sheet.append(row)
    path = folder / "ltax.xlsx"
    book.save(path)
    return path


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A workbook of two plots: a person's, in a group, and a ministry's."""
    return workbook(
        tmp_path,
        owners=(owner_row(number_of(1), "1"), owner_row(STATE_BODY, "4")),
        land=(
            land_row("01A001", number_of(1), 1, รหัสกลุ่มที่ดิน="G1"),
            land_row("01A002", STATE_BODY, 2),
        ),
        uses=((number_of(1), "01A001", "2", 0, 1, 4.7, "1"),),
    )


def by_feed(decided: list[Decided]) -> dict[str, tuple[int, int, int, int]]:
    return {one.table.feed: counted([one]) for one in decided}


def test_all_sheets_are_one_file_whose_owners_are_joined_by_number(whole: Path) -> None:
    office = Office()

    decided = office.hand_in(whole, as_of=SURVEYED)

    assert by_feed(decided) == {
        "ltax_owner": (2, 0, 2, 0),
        "ltax_land": (2, 2, 0, 0),
        "land_use": (1, 1, 0, 0),
    }
    says = office.says(DAY)
    assert says["C:01A001"] == (1, 10_470, party(1), 0, 10_470, 0, 0, 1)
    kinds = {key: row[2] for (key,), row in office.known(DAY)["owner"].items()}
    assert kinds == {"C:01A001": NATURAL, "C:01A002": STATE}
    assert office.known(DAY)["group"] == {("C:01A001",): ("C:01A001", "G1")}


def test_a_map_sheet_in_merged_columns_is_the_same_sheet_as_in_five(whole: Path) -> None:
    office = Office()
    office.hand_in(whole, as_of=SURVEYED)
    other = Office()
    row = REGISTRY.groups[1][0]
    other.hand_in(csv_file(whole.parent, "registry.csv", REGISTRY.heading, row))

    def sheet_of(office: Office, key: str) -> object:
        return office.known(DAY)["parcel"][(key,)][4]

    assert sheet_of(office, "C:01A002") == sheet_of(other, "P:1:60010000:102")


def test_the_day_of_the_survey_is_asked_for(whole: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        Office().read(whole)

    assert {one.code for one in refused.value.problems} == {"HDR-01"}


def test_without_the_owners_sheet_a_number_that_begins_with_0_is_a_company(
    tmp_path: Path,
) -> None:
    office = Office()

    office.hand_in(workbook(tmp_path, land=(land_row("01A002", STATE_BODY, 2),)), as_of=SURVEYED)

    assert office.known(DAY)["owner"][("C:01A002",)][2] == JURISTIC


def test_the_workbook_twice_changes_nothing(whole: Path) -> None:
    office = Office()
    office.hand_in(whole, as_of=SURVEYED)
    head = office.log.head()

    again = office.hand_in(whole, as_of=SURVEYED)

    assert all(one.already for one in again)
    assert office.log.head() == head


def test_one_code_with_two_different_plots_is_kept_back(tmp_path: Path) -> None:
    office = Office()
    rows = [land_row("01A001", number_of(1), 1), land_row("01A001", number_of(2), 7)]

    (decided,) = office.hand_in(workbook(tmp_path, land=tuple(rows)), as_of=SURVEYED)

    assert [(one.code, one.row) for one in decided.table.problems if one.row] == [
        ("DUP-01", 2),
        ("DUP-01", 3),
    ]
    assert office.says(DAY) == {}


def test_of_titled_land_the_land_office_says_who_owns_it_in_either_order(whole: Path) -> None:
    registry = csv_file(whole.parent, "registry.csv", REGISTRY.heading, *REGISTRY.groups[1])
    outcomes = []
    for order in permutations([registry, whole]):
        office = Office()
        for file in order:
            office.hand_in(file, as_of=SURVEYED)
        outcomes.append(office.says(DAY))

    assert outcomes[0] == outcomes[1]
    assert outcomes[0]["P:1:60010000:102"][:3] == (1, 20_000, party(3))
    assert "C:01A002" not in outcomes[0]


def test_a_list_like_the_form_may_have_a_heading_of_two_rows(tmp_path: Path) -> None:
    office = Office()
    path = tmp_path / "list.csv"
    path.write_text(
        "ที่,รหัสแปลงที่ดิน,เลขที่ดิน,ไร่,งาน,ตร.ว.,ลักษณะการทำประโยชน์ (ตร.ว.),,,,\n"
        ",,,,,,เกษตรกรรม,อยู่อาศัย,อื่น ๆ,ว่างเปล่า/ไม่ได้ทำประโยชน์,หลายประเภท\n"
        "1,01A001,1,1,0,0,,150,250,,\n"
        "2,01A002,2,0,2,0,,,,200,\n",
        encoding="utf-8",
    )

    (decided,) = office.hand_in(path, as_of=SURVEYED)

    assert decided.table.feed == "pds3"
    uses = office.known(DAY)["use"]
    assert uses[("C:01A001",)] == ("C:01A001", 0, 15_000, 25_000, 0, 0, 0)
    assert uses[("C:01A002",)] == ("C:01A002", 0, 0, 0, 20_000, 0, 0)
    assert [one.code for one in decided.table.problems if one.row == 4] == [
        "USE-04",
        "XREF-01",
    ]
