"""Sub-districts and local bodies by the lists an operator brings; provinces are our own."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from importers.places import (
    Gazetteer,
    Standing,
    coverage,
    province_named,
    provinces,
    read_bodies,
    read_retired_tambons,
    read_tambons,
)
from importers.problems import FileRefused
from tests.importers.reading import file_of, reference_data


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    data = reference_data()
    return Gazetteer(
        tambons=read_tambons(data / "th_tambon_7436.csv"),
        bodies=read_bodies(data / "th_lao_7849.csv"),
        retired=read_retired_tambons(data / "th_tambon_codes_only_in_kongvut_44.csv"),
    )


def test_there_are_77_provinces_with_two_names_each() -> None:
    assert len(provinces()) == 77
    assert provinces()[10].thai == "กรุงเทพมหานคร"
    assert 99 not in provinces()  # the province of made-up identity numbers


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("นครสวรรค์", 60),
        ("จังหวัดนครสวรรค์", 60),
        ("จ.ตาก", 63),
        ("จันทบุรี", 22),
        ("Phuket", 83),
        ("ก", None),
    ],
)
def test_a_province_by_name(name: str, code: int | None) -> None:
    assert province_named(name) == code


def test_of_44_retired_codes_40_have_a_successor_and_4_are_unknown(gazetteer: Gazetteer) -> None:
    standings = Counter(gazetteer.tambon(code).standing for code in gazetteer.retired)

    assert standings == {Standing.RETIRED: 40, Standing.UNKNOWN: 4}
    assert gazetteer.tambon(102203).code == 104001
    assert gazetteer.tambon(102203).standing.value == "CODE-05"


def test_59_codes_under_another_name_are_said_to_be_misnamed(gazetteer: Gazetteer) -> None:
    path = reference_data() / "th_tambon_name_conflicts_59.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))

    found = [gazetteer.tambon(int(row["tambon_code"]), row["name_in_kongvut"]) for row in rows]

    assert len(found) == 59
    assert {each.standing.value for each in found} == {"CODE-06"}


def test_the_right_name_is_right_with_or_without_the_word_tambon(gazetteer: Gazetteer) -> None:
    for name in ("พระบรมมหาราชวัง", "แขวงพระบรมมหาราชวัง", "ต.พระบรมมหาราชวัง", ""):
        assert gazetteer.tambon(100101, name).standing is Standing.RIGHT


def test_a_sub_district_by_its_three_names(gazetteer: Gazetteer) -> None:
    assert gazetteer.tambon_named("แขวงวัดราชบพิธ", "เขตพระนคร", "กรุงเทพมหานคร") == 100103
    assert gazetteer.tambon_named("ไม่มี", "พระนคร", "กรุงเทพมหานคร") is None


def test_local_bodies_by_list_and_without_one_by_their_form(gazetteer: Gazetteer) -> None:
    codes = np.array([2_110_101, 2_110_199, 2_110_101])

    assert gazetteer.unknown_bodies(codes).tolist() == [False, True, False]
    assert Gazetteer().unknown_bodies(codes).tolist() == [False, False, False]
    assert Gazetteer().unknown_bodies(np.array([9_110_101, 2_990_101])).tolist() == [True, True]


def test_without_a_list_a_sub_districts_code_is_only_checked_for_its_province() -> None:
    assert Gazetteer().tambon(600701, "อะไรก็ได้").standing is Standing.RIGHT
    assert Gazetteer().tambon(990101).standing is Standing.UNKNOWN


def test_a_list_in_which_everybody_covers_everything_is_not_coverage() -> None:
    path = reference_data() / "dla_lao_cross_product_sample.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    heading = rows[0]
    body = next(place for place, name in enumerate(heading) if "รหัส" in name or "code" in name)
    amphoe = next(place for place, name in enumerate(heading) if "อำเภอ" in name or "amp" in name)
    tambon = next(place for place, name in enumerate(heading) if "ตำบล" in name or "tam" in name)
    pairs = [(int(row[body]), row[amphoe], row[tambon]) for row in rows[1:] if row[body].isdigit()]

    with pytest.raises(FileRefused) as caught:
        coverage(pairs)

    assert caught.value.problems[0].thai == (
        "อ่านไฟล์ไม่ได้ หรือไม่ใช่ไฟล์ CSV/XLSX: อำเภอลำทับ: ทุก อปท. คู่กับทุกตำบล ไม่ใช่ข้อมูลพื้นที่รับผิดชอบ"
    )


def test_honest_coverage_is_taken() -> None:
    rows = [(1, "ก", "ข"), (1, "ก", "ค"), (2, "ก", "ค")]

    assert coverage(rows).pairs == frozenset(rows)


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read_tambons(file_of(tmp_path, "code,name\n1,2\n"))

    assert caught.value.problems[0].thai == "ไม่พบคอลัมน์ที่จำเป็น: tambon_code"
