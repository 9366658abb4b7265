"""Words of closed lists, the land office's acts, names, and map sheets."""

import csv

import numpy as np
import pytest

from importers.cells.codes import code
from importers.cells.map_sheets import part, quadrant, scale, sheet_of, whole_sheet
from importers.cells.names import comparable, name_prefix, whole_name
from importers.cells.numbers import integer
from importers.cells.registrations import registration
from importers.cells.words import building_type, structure_of, vocabulary, word_of
from tests.importers.reading import column, one, reference_data


@pytest.mark.parametrize(
    "written", ["2", "02", "2.0", "น.ส.3ก", "น.ส. 3 ก.", "นส3ก", "น.ส.๓ก", "2 - น.ส.3ก"]
)
def test_a_kind_of_title_by_number_or_name(written: str) -> None:
    assert one(word_of("title_types", "CODE-01"), written)[0] == 2


def test_an_unknown_kind_of_title_is_kept_out() -> None:
    assert one(word_of("title_types", "CODE-01"), "14") == (None, ["CODE-01 E"])
    assert one(word_of("title_types", "CODE-01"), "5 - โฉนดที่ดิน") == (None, ["CODE-01 E"])


@pytest.mark.parametrize(
    ("written", "packed"),
    [
        ("105", 1050),
        ("506/1", 5061),
        ("ตลาด พื้นที่ไม่เกิน 1,000 ตารางเมตร", 5140),
        ("คลังสินค้า พื้นที่เกินกว่า 300 ตาราง เมตรขึ้นไป", 5020),
        ("506", None),
    ],
)
def test_a_building_type_by_code_or_by_name(written: str, packed: int | None) -> None:
    assert one(building_type(), written)[0] == packed


def test_there_are_69_building_types_and_some_names_tell_the_structure() -> None:
    assert len(vocabulary("building_types").by_code) == 69
    assert [structure_of(code) for code in (1010, 1050, 1060, 5061)] == [1, 2, 3, 0]


def test_every_status_of_the_land_offices_list_has_its_effect() -> None:
    path = reference_data() / "dol_registration_status_vocabulary.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))

    read = column(registration(), [row["status_th"] for row in rows])

    assert len(rows) == 42
    assert read.texts("effect") == [row["event_type"] for row in rows]


@pytest.mark.parametrize(
    ("written", "effect", "status", "qualifier"),
    [
        ("ขาย รวมสามโฉนด (ระหว่างจำนอง)", "MERGE", "ขาย รวมสามโฉนด", "ระหว่างจำนอง"),
        ("ขาย (ระหว่างเช่า)", "TRANSFER", "ขาย", "ระหว่างเช่า"),
        ("ขาย  ", "TRANSFER", "ขาย", ""),
        (
            "แก้ชื่อ (ราชการให้เปลี่ยนชื่อ)",
            "OWNER_CORRECTION",
            "แก้ชื่อ (ราชการให้เปลี่ยนชื่อ)",
            "",
        ),
        ("เช่า มีกำหนด 30 ปี", "LEASE", "เช่า มีกำหนด 30 ปี", ""),
    ],
)
def test_an_act_of_the_land_office(written: str, effect: str, status: str, qualifier: str) -> None:
    assert one(registration(), written) == ((effect, status, qualifier), [])


@pytest.mark.parametrize("written", ["ยึดครอง", "ยึดครอง รวมสองโฉนด", "อายัด"])
def test_an_act_that_is_not_known_is_never_guessed(written: str) -> None:
    assert one(registration(), written) == (None, ["STAT-01 E"])


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("นายตัวอย่าง หนึ่ง", ("นาย", "ตัวอย่าง", "หนึ่ง")),
        ("นาย ตัวอย่าง  หนึ่ง", ("นาย", "ตัวอย่าง", "หนึ่ง")),
        ("น.ส.ตัวอย่าง สอง", ("นางสาว", "ตัวอย่าง", "สอง")),
        ("นางสาวตัวอย่าง ณ อยุธยา", ("นางสาว", "ตัวอย่าง", "ณ อยุธยา")),
        ("บริษัท ตัวอย่าง จำกัด (มหาชน)", ("บริษัทมหาชนจำกัด", "ตัวอย่าง", "")),
        ("บริษัท ตัวอย่าง จำกัด", ("บริษัทจำกัด", "ตัวอย่าง", "")),
        ("บจก.ตัวอย่าง", ("บริษัทจำกัด", "ตัวอย่าง", "")),
        ("หจก. ตัวอย่าง", ("ห้างหุ้นส่วนจำกัด", "ตัวอย่าง", "")),
        ("ตัวอย่าง หนึ่ง", ("", "ตัวอย่าง", "หนึ่ง")),
    ],
)
def test_a_name_in_one_cell_is_split_and_an_officer_is_asked_to_look(
    written: str, parts: tuple[str, str, str]
) -> None:
    assert one(whole_name(), written) == (parts, ["OWN-02 W"])


def test_prefixes_have_one_full_form() -> None:
    assert one(name_prefix(), "น.ส.") == ("นางสาว", [])
    assert one(name_prefix(), "ด.ช.") == ("เด็กชาย", [])
    assert one(name_prefix(), "ท้าว") == ("ท้าว", [])


def test_names_compare_without_prefixes_tones_and_blanks() -> None:
    assert comparable("นางสาวแก้ว ใจดี") == comparable("น.ส. แกว  ใจดี")
    assert comparable("นายแก้ว ใจดี") != comparable("นายแก้ว ใจงาม")


@pytest.mark.parametrize(
    "written",
    [
        "5039 II 4682-07 (1000)",
        "5039 II 4682-7(1000)",
        "5039 2 4682 - 07 1:1000",
        "๕๐๓๙ II ๔๖๘๒-๐๗ (๑๐๐๐)",
    ],
)
def test_a_map_sheet_in_one_cell(written: str) -> None:
    assert one(whole_sheet(), written)[0] == (5039, 2, 4682, 7, 1000)


def sheets(*rows: tuple[str, str, str, str, str, str]) -> tuple[list[bool], list[str]]:
    parsers = {
        "utm1": code(4, problem="MAP-06"),
        "utm2": quadrant(),
        "utm3": code(4, problem="MAP-03"),
        "utm4": part(),
        "utm_scale": scale(),
        "land_no": integer(0, 999_999),
    }
    columns = {
        name: column(parser, [row[place] for row in rows])
        for place, (name, parser) in enumerate(parsers.items())
    }
    made = sheet_of(columns, len(rows))
    assert np.array_equal(made.keys.given, made.keys.values > 0)
    return (
        made.keys.given.tolist(),
        [f"{found.code} {found.rows.tolist()} {field}" for field, found in made.findings],
    )


def test_a_sheet_is_whole_or_absent_and_its_part_fits_the_scale() -> None:
    assert sheets(
        ("5039", "2", "4682", "07", "1000", "78"),
        ("5039", "2", "4682", "", "1000", "78"),
        ("", "", "", "", "", "78"),
        ("5039", "2", "4682", "17", "1000", "78"),
        ("5039", "IV", "4682", "00", "4000", "78"),
        ("5039", "1", "0000", "123", "5000", "78"),
        ("5039", "2", "4682", "07", "1000", ""),
    ) == (
        [True, False, False, False, True, True, False],
        ["MAP-01 [1] utm1", "MAP-04 [3] utm4"],
    )


def test_a_sheets_part_that_lost_its_zero_gets_it_back() -> None:
    assert one(part(), "7") == (7, ["CODE-10 W"])
    assert one(quadrant(), "5") == (None, ["MAP-02 E"])
    assert one(scale(), "1:1000") == (1000, [])
    assert one(scale(), "1500") == (None, ["MAP-05 E"])
