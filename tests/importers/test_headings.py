"""Which feed a file is and which column is which, told by its headings alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.cells import codes, numbers, texts
from importers.headings import Feed, Field, heading_key, match_headings
from importers.problems import FileRefused
from tests.importers.reading import GOOD, HEADINGS, LAND, file_of, only_table, refused, understood

PRICES = Feed(
    name="prices",
    thai="ราคา",
    fields=(
        Field(
            name="type_code",
            aliases=("รหัสประเภท", "ID_CONSTR"),
            parser=texts.label(5),
            required=True,
        ),
        Field(
            name="province_code", aliases=("CHANGWAT_CODE",), parser=codes.code(2), required=True
        ),
        Field(name="price_per_m2", aliases=("PRICE_CONSTR",), parser=numbers.money()),
        Field(name="rai", aliases=("ไร่",), parser=numbers.integer()),
        Field(name="area_wah", aliases=("เนื้อที่",), parser=numbers.integer()),
    ),
)


@pytest.mark.parametrize(
    "headings",
    [
        "lao_code,title_type,title_no,rai,ngan,wah",
        "รหัส อปท.,ประเภทเอกสารสิทธิ,เลขที่โฉนด,ไร่,งาน,ตร.ว.",
        "OptID,ประเภทเอกสารสิทธิ,PARCEL_NO,RAI,NGAN,WAH",
        " รหัส  อปท. ,ประเภทเอกสารสิทธิ\u200b,เลขที่โฉนด ,ไร่,งาน,ตร. ว.",
        "รหัสอปท,ประเภทเอกสารสิทธิ,เลขที่โฉนด,ไร่,งาน,ตรว",
        "\ufeffLAO_CODE,Title_Type,TITLE NO,Rai,Ngan,Wah",
    ],
)
def test_thai_english_and_agency_headings_mean_the_same(tmp_path: Path, headings: str) -> None:
    path = file_of(tmp_path, f"{headings}\n05600701,1,12345,1,2,53\n")

    matched, (batch,) = understood(only_table(path))

    assert list(matched.columns) == ["lao_code", "title_type", "title_no", "rai", "ngan", "wah"]
    assert batch.ok.all()


def test_the_feed_is_told_by_the_headings_and_not_by_the_order_of_feeds() -> None:
    prices = [("ID_CONSTR", "NAME_CONSTR", "CHANGWAT_CODE", "CHANGWAT_NAME", "PRICE_CONSTR")]
    land = [tuple(HEADINGS.split(","))]

    assert match_headings(prices, [LAND, PRICES]).feed is PRICES
    assert match_headings(prices, [PRICES, LAND]).feed is PRICES
    assert match_headings(land, [PRICES, LAND]).feed is LAND


def test_headings_may_stand_below_a_title_but_not_below_the_fifteenth_row() -> None:
    land = tuple(HEADINGS.split(","))

    assert match_headings([("ทะเบียน",)] * 14 + [land], [LAND]).last_row == 15
    with pytest.raises(FileRefused) as caught:
        match_headings([("ทะเบียน",)] * 15 + [land], [LAND])
    assert caught.value.problems[0].thai == "ไม่รู้จักหัวตาราง จึงไม่ทราบว่าเป็นข้อมูลชุดใด"


def test_every_missing_column_is_named_at_once(tmp_path: Path) -> None:
    path = file_of(tmp_path, "lao_code,title_type,title_no,ไร่\n05600701,1,1,1\n")

    assert refused(path) == [
        "HDR-01 ไม่พบคอลัมน์ที่จำเป็น: งาน (ngan)",
        "HDR-01 ไม่พบคอลัมน์ที่จำเป็น: ตร.ว. (wah)",
    ]


def test_two_columns_for_one_field_are_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS},ไร่\n{GOOD},1\n")

    assert refused(path) == ["HDR-02 คอลัมน์ rai และ ไร่ ตรงกับช่องเดียวกัน"]


def test_an_unknown_column_is_kept_and_said(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{HEADINGS},สีหลังคา,\n{GOOD},แดง,\n")

    matched, (batch,) = understood(only_table(path))

    assert [problem.thai for problem in matched.problems] == ["ไม่รู้จักคอลัมน์ สีหลังคา เก็บไว้ในช่องเพิ่มเติม"]
    assert [batch.batch.columns[index].text[0].as_py() for index in matched.extra] == ["แดง"]


def test_of_alternatives_one_way_must_be_complete() -> None:
    feed = Feed(
        name=PRICES.name,
        thai=PRICES.thai,
        fields=PRICES.fields,
        one_of=((("rai",), ("area_wah",)),),
    )

    assert match_headings([("type_code", "province_code", "เนื้อที่")], [feed]).feed is feed
    with pytest.raises(FileRefused) as caught:
        match_headings([("type_code", "province_code")], [feed])
    assert [problem.thai for problem in caught.value.problems] == [
        "ไม่พบคอลัมน์ที่จำเป็น: ไร่ (rai) หรือ เนื้อที่ (area_wah)"
    ]


def test_a_title_above_the_headings_is_not_read_into_them() -> None:
    rows = [("ทะเบียนที่ดิน เทศบาลตัวอย่าง",), tuple(HEADINGS.split(","))]

    matched = match_headings(rows, [LAND])

    assert (matched.first_row, matched.last_row) == (2, 2)
    assert matched.heading("lao_code") == "lao_code"


def test_a_row_of_data_is_not_taken_for_a_second_row_of_headings() -> None:
    rows = [tuple(HEADINGS.split(",")), ("05600701", "1", "12345", "1", "2", "53", "6")]

    assert match_headings(rows, [LAND]).last_row == 1


def test_dots_blanks_and_case_of_a_heading_do_not_matter() -> None:
    assert heading_key(" ตร. ว. ") == heading_key("ตรว")
    assert heading_key("OWN_PERS_ID") == heading_key("own pers id")
    assert heading_key("น\u0e4d\u0e32") == heading_key("นำ")
