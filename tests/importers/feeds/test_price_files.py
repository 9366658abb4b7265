"""The Treasury's price files as published (formats: 1.4, 5.9)."""

import csv
from datetime import date
from pathlib import Path

import numpy as np

from importers.reading import TableRead, read_file
from tests.importers.feeds.office import PROVINCE, context
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
