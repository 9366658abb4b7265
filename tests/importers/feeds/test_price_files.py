"""The Treasury's price files as published."""

import csv
from datetime import date
from pathlib import Path

import numpy as np

from domain.calendar import to_days
from importers.reading import TableRead, read_file
from projections.arrangement import prices_in_force
from projections.as_of import as_of
from projections.properties import prices_of
from tests.importers.feeds.office import PROVINCE, Office, context, counted, csv_file, number_of
from tests.importers.reading import reference_data

IN_FORCE = date(2023, 1, 1)
ALL = "treasury_construct_all_20240805.csv"


def read(path: Path) -> TableRead:
    (table,) = read_file(path, context(body=None, as_of=IN_FORCE))
    return table


def prices(table: TableRead, name: str) -> dict[int, set[tuple[int, ...]]]:
    """Return each province's prices as rows of numbers."""
    found = {}
    for handed in table.handed:
        columns = handed.facts[name]
        rows = zip(*(np.asarray(columns[one]).tolist() for one in columns if one != "row"),
                   strict=True)  # fmt: skip
        found[handed.place] = set(rows)
    return found


def codes(table: TableRead) -> set[str]:
    return {one.code for one in table.problems}


def test_the_whole_list_of_building_prices_is_69_types_in_77_provinces() -> None:
    table = read(reference_data() / ALL)

    assert table.feed == "val_building"
    assert table.rows_in == 5_313
    found = prices(table, "building_price")
    assert len(found) == 77
    assert {len(rows) for rows in found.values()} == {69}
    assert codes(table) == set()


def test_a_list_without_one_of_its_rows_says_so(tmp_path: Path) -> None:
    lines = (reference_data() / ALL).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    short = tmp_path / "short.csv"
    short.write_text("".join(lines[:1000] + lines[1001:]), encoding="utf-8-sig")

    table = read(short)

    assert table.rows_in == 5_312
    assert "VAL-06" in codes(table)


def test_windows_874_and_utf_8_give_the_same_rows(tmp_path: Path) -> None:
    sample = reference_data() / "treasury_construct_cp874_sample.csv"
    again = tmp_path / "utf8.csv"
    again.write_text(sample.read_bytes().decode("cp874"), encoding="utf-8-sig", newline="")

    old, new = read(sample), read(again)

    assert old.encoding == "cp874"
    assert old.rows_in == new.rows_in > 0
    assert prices(old, "building_price") == prices(new, "building_price")


def test_a_comma_inside_quotes_is_no_new_cell() -> None:
    sample = reference_data() / "treasury_construct_cp874_sample.csv"
    with sample.open(encoding="cp874", newline="") as file:
        written = [row for row in csv.reader(file) if "1,000" in ",".join(row)]

    table = read(sample)

    assert any("514" in row[0] and "1,000 ตารางเมตร" in row[1] for row in written)
    assert "COL-01" not in codes(table)


def test_land_prices_keep_their_zeros_and_a_blank_price_is_asked_about() -> None:
    table = read(reference_data() / "treasury_land_valuation_head.csv")

    assert table.feed == "val_land"
    assert table.rows_in == 4
    assert [one.row for one in table.problems if one.code == "VAL-01"] == [5]
    (found,) = prices(table, "land_price").values()
    assert len(found) == 3
    assert [handed.place for handed in table.handed] == [PROVINCE]


UNITS = "CHANGWAT_CODE,AMPHUR_CODE,TUMBON_CODE,STREET_NAME,ZONE,EVAPRICE"


def test_land_without_a_sheet_has_the_price_of_its_land_unit(tmp_path: Path) -> None:
    office = Office()
    prices = csv_file(
        tmp_path,
        "other.csv",
        UNITS,
        "60,6,1,ถนนสายเก้าเลี้ยว - บรรพต,1,750.00000000",
        "60,6,2,ถนนสายเก้าเลี้ยว - บรรพต,1,500.00000000",
    )
    owner = f"1,{number_of(1)},นาย,ก,ข"
    plots = csv_file(
        tmp_path,
        "reg.csv",
        "as_of_date,รหัส อปท.,รหัสแปลงที่ดิน,ประเภทเอกสารสิทธิ,หน่วยที่ดิน,รหัสตำบล,ไร่,งาน,ตร.ว.,ลำดับเจ้าของ,"
        "เลขบัตรประชาชน,คำนำหน้า,ชื่อ,นามสกุล",
        f"1/1/2567,05600601,01A001,ส.ค.1,ถนนสายเก้าเลี้ยว-บรรพต,600601,1,0,0,{owner}",
        f"1/1/2567,05600601,01A002,ส.ค.1,ซอยที่ไม่มีราคา,600601,1,0,0,{owner}",
        f"1/1/2567,05600601,01A003,ส.ค.1,,600601,1,0,0,{owner}",
    )

    (priced,) = office.hand_in(prices, as_of=date(2023, 1, 1))
    (registered,) = office.hand_in(plots)

    assert (priced.table.feed, counted([priced])) == ("val_other_land", (2, 2, 0, 0))
    assert counted([registered]) == (3, 3, 0, 0)
    view = as_of(office.register, day=to_days(date(2025, 1, 1)))
    listed = prices_in_force(office.registers.prices(60), tax_year=2568)
    key = np.flatnonzero(view.kind).astype(np.int32)
    satang, _, known = prices_of(view, key, listed)
    names = office.register.spaces["property"].all()
    assert {names[at] for at in key[known].tolist()} == {"C:01A001"}
    assert satang[known].tolist() == [75_000]


def test_a_land_unit_with_two_prices_waits_for_an_officer_to_pick_one(tmp_path: Path) -> None:
    file = csv_file(
        tmp_path,
        "other.csv",
        UNITS,
        "60,6,1,หน่วยที่ 1,1,750.00000000",
        "60,6,1,หน่วยที่ 1,2,500.00000000",
        "60,6,1,หน่วยที่ 2,2,500.00000000",
    )

    (decided,) = Office().hand_in(file, as_of=date(2023, 1, 1))

    assert counted([decided]) == (3, 1, 0, 2)
    assert [(one.row, one.message) for one in decided.table.problems] == [
        (
            row,
            ("DUP-03 [price_per_wah]: ราคาประเมินซ้ำและไม่เท่ากัน · เลือกราคาที่ถูกต้องให้เหลือแถวเดียว"),
        )
        for row in (2, 3)
    ]


def test_a_land_unit_of_a_sub_district_without_its_district_is_kept_back(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "other.csv", UNITS, "60,,1,หน่วยที่ 1,1,750.00000000")

    (table,) = Office().read(file, as_of=date(2023, 1, 1))

    assert [(one.row, one.code) for one in table.problems] == [(2, "CODE-02")]
