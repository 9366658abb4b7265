"""The pilot's files: the same bytes from the same seed, headings of the offices, honest counts."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import python_calamine

from generator.bodies import DON_THONG
from generator.pilot import make_pilot
from tests.generator.pilots import SEED
from tests.generator.reading import Row, check_digit, manifest, rows, table_in_zip

LAMPANG, KAO_LIAO, DON_THONG_CODE = "03520102", "05600601", "06650106"
TREASURY_LAND = ["UTMMAP1", "UTMMAP2", "UTMMAP3", "UTMMAP4", "UTMSCALE", "LAND_NO", "EVAPRICE"]
TREASURY_BUILDINGS = ["ID_CONSTR", "NAME_CONSTR", "CHANGWAT_CODE", "CHANGWAT_NAME", "PRICE_CONSTR"]
RAW_MONTH = [
    "REG_CODE",
    "REG_DATE",
    "REG_AMT",
    "PARCEL_NO",
    "UTM_MAP1",
    "UTM_MAP2",
    "UTM_MAP3",
    "UTM_MAP4",
    "UTM_SCALE",
    "LAND_NO",
    "SURVEY_NO",
    "RAI",
    "NGAN",
    "WA",
    "SUBWA",
    "OWN_LINE_NO",
    "OWN_TITLE",
    "OWN_FNAME",
    "OWN_LNAME",
    "OWN_PERS_ID",
    "OWN_HSE_NO",
    "OWN_MOO",
    "OWN_SOI",
    "OWN_VILLAGE",
    "OWN_ROAD",
    "OWN_TAMBOL",
    "OWN_AMPHUR",
    "OWN_PROVINCE",
    "OWN_TEL",
    "PROCESS_ORDER",
    "MERGE_PARCEL",
]
LTAX_LAND_USES = ["เลขบัตรเจ้าของที่ดิน", "รหัสแปลงที่ดิน", "ประเภทการใช้ประโยชน์", "ไร่", "งาน", "ตร.วา",
                  "ผู้ทำประโยชน์", "ใช้โดย", "เลขบัตรผู้ทำประโยชน์", "การเกษตรที่ทำ"]  # fmt: skip


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _registry(folder: Path, code: str) -> list[Row]:
    found = next(f for f in manifest(folder)["files"] if f["feed"] == "reg" and f["body"] == code)
    return rows(folder / found["path"], found["encoding"])


def test_the_same_seed_gives_the_same_bytes(usual: Path, tmp_path: Path) -> None:
    make_pilot(tmp_path, seed=SEED, dirt=1.0)

    assert _digests(tmp_path) == _digests(usual)


def test_another_seed_gives_other_owners(usual: Path, tmp_path: Path) -> None:
    make_pilot(tmp_path, seed=SEED + 1, dirt=1.0)

    name = f"{LAMPANG}/reg_{LAMPANG}_256701_01.csv"
    assert (tmp_path / name).read_bytes() != (usual / name).read_bytes()


def test_the_manifest_lists_every_file_with_its_hash(usual: Path) -> None:
    listed = {file["path"]: file["sha256"] for file in manifest(usual)["files"]}

    found = _digests(usual)
    del found["manifest.json"]
    assert listed == found


def test_the_pilot_is_three_real_bodies_with_60_000_parcels(usual: Path) -> None:
    bodies = manifest(usual)["bodies"]

    assert [body["name"] for body in bodies] == [
        "เทศบาลนครลำปาง",
        "เทศบาลตำบลเก้าเลี้ยว",
        "อบต.ดอนทอง",
    ]
    assert sum(body["parcels"] for body in bodies) == 60_000
    assert all(7_000 <= body["taxpayers"] <= 8_000 for body in bodies[1:])


@pytest.mark.parametrize("folder_name", ["usual", "clean"])
def test_files_have_as_many_rows_as_the_manifest_says(
    folder_name: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(folder_name)

    for file in manifest(folder)["files"]:
        if file["path"].endswith(".csv"):
            assert len(rows(folder / file["path"], file["encoding"])) == file["rows"], file["path"]


def test_numbers_pass_the_check_digit_and_are_of_province_99(clean: Path) -> None:
    for code in (LAMPANG, DON_THONG_CODE):
        numbers = {row["เลขประจำตัวประชาชน"] for row in _registry(clean, code)}

        assert len(numbers) > 7_000
        assert all(len(number) == 13 and number[1:3] == "99" for number in numbers)
        assert all(check_digit(number[:12]) == int(number[12]) for number in numbers)


def test_clean_files_are_plain_utf_8_with_nothing_spoilt(clean: Path) -> None:
    files = manifest(clean)["files"]

    assert all(not file["spoilt"] for file in files)
    assert {file["encoding"] for file in files if file["path"].endswith(".csv")} == {"utf-8"}
    assert not any(
        (clean / file["path"]).read_bytes().startswith(b"\xef\xbb\xbf") for file in files
    )


def test_offices_send_a_byte_order_mark_windows_874_and_a_workbook(usual: Path) -> None:
    lampang = (usual / f"{LAMPANG}/reg_{LAMPANG}_256701_01.csv").read_bytes()
    don_thong = (usual / f"{DON_THONG_CODE}/reg_{DON_THONG_CODE}_256701_01.csv").read_bytes()

    assert lampang.startswith(b"\xef\xbb\xbf")
    assert don_thong.decode("cp874").startswith("ข้อมูล ณ วันที่,รหัสสำนักงานที่ดิน,รหัส อปท.")
    with pytest.raises(UnicodeDecodeError):
        don_thong.decode("utf-8")
    book = python_calamine.CalamineWorkbook.from_path(
        str(usual / f"{KAO_LIAO}/reg_{KAO_LIAO}_256701_01.xlsx")
    )
    sheet = book.get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "ทะเบียนที่ดิน เทศบาลตำบลเก้าเลี้ยว ข้อมูล ณ วันที่ 1 มกราคม 2567"
    assert sheet[1][:4] == ["ข้อมูล ณ วันที่", "รหัสสำนักงานที่ดิน", "รหัส อปท.", "รหัสแปลงที่ดิน"]


def test_spreadsheets_other_than_calamine_open_the_workbook(usual: Path) -> None:
    path = usual / f"{KAO_LIAO}/ltax_{KAO_LIAO}_2567.xlsx"
    book = openpyxl.load_workbook(path, read_only=True)

    assert book.sheetnames == ["1_เจ้าของทรัพย์สิน", "2_ที่ดิน", "2_ที่ดิน_ใช้ประโยชน์", "3_สิ่งปลูกสร้าง",
                               "3_สิ่งปลูกสร้าง_ใช้ประโยชน์"]  # fmt: skip
    first = next(book["2_ที่ดิน_ใช้ประโยชน์"].iter_rows(values_only=True))
    assert list(first) == LTAX_LAND_USES
    book.close()


def test_treasury_files_have_the_published_headings(usual: Path) -> None:
    land = rows(usual / "treasury/land_52_2566.csv", "utf-8-sig")
    buildings = rows(usual / "treasury/construct_2566.csv", "utf-8-sig")

    assert list(land[0]) == TREASURY_LAND
    assert all(row["EVAPRICE"] == "" or row["EVAPRICE"][-9:] == ".00000000" for row in land)
    assert list(buildings[0]) == TREASURY_BUILDINGS
    assert len(buildings) == 69 * 3
    assert any("1,000 ตารางเมตร" in row["NAME_CONSTR"] for row in buildings)


def test_every_plot_has_a_price_and_many_priced_plots_are_nobody_s(clean: Path) -> None:
    def key(row: Row, names: list[str]) -> tuple[str, ...]:
        return tuple(row[name] for name in names)

    sheet = ["ระวางแผนที่ภูมิประเทศ", "UTM2", "UTM3", "แผ่นที่", "มาตราส่วน", "เลขที่ดิน"]
    priced = [
        key(row, TREASURY_LAND[:6]) for row in rows(clean / "treasury/land_52_2566.csv", "utf-8")
    ]
    plots = {key(row, sheet) for row in _registry(clean, LAMPANG)}

    assert len(set(priced)) == len(priced)
    assert plots <= set(priced)
    assert len(priced) > 1.2 * len(plots)


def test_clean_registries_name_each_plot_and_title_once(clean: Path) -> None:
    for code in (LAMPANG, DON_THONG_CODE):
        found = _registry(clean, code)
        heads = [row for row in found if row["ลำดับผู้ถือกรรมสิทธิ์"] == "1"]
        titles = [(row["ประเภทเอกสารสิทธิ"], row["เลขที่โฉนด"]) for row in heads if row["เลขที่โฉนด"]]

        assert len({row["รหัสแปลงที่ดิน"] for row in heads}) == len(heads)
        assert len(set(titles)) == len(titles)


def test_shares_of_joint_owners_add_up_to_one(clean: Path) -> None:
    shares: dict[str, list[tuple[int, int]]] = {}
    for row in _registry(clean, LAMPANG):
        share = int(row["share_num"]), int(row["share_den"])
        shares.setdefault(row["รหัสแปลงที่ดิน"], []).append(share)

    assert all(sum(num for num, _ in lines) == lines[0][1] for lines in shares.values())
    assert {len(lines) for lines in shares.values()} == {1, 2, 3, 4}


def test_spoilt_rows_are_as_many_as_the_manifest_says(usual: Path) -> None:
    listed = manifest(usual)["files"]
    spoilt = next(f["spoilt"] for f in listed if f["feed"] == "reg" and f["body"] == LAMPANG)
    found = _registry(usual, LAMPANG)
    numbers = [row["เลขประจำตัวประชาชน"] for row in found]
    whole = [number for number in numbers if len(number) == 13]

    assert sum(number == "" for number in numbers) == spoilt["PID-03"]
    assert sum(len(number) == 12 for number in numbers) == spoilt["PID-04"]
    assert sum("E+" in number for number in numbers) == spoilt["PID-05"]
    assert sum(check_digit(one[:12]) != int(one[12]) for one in whole) == spoilt["PID-02"]
    assert sum(row["งาน"] in {"4", "5", "6"} for row in found) == spoilt["AREA-02"]
    assert sum("-" in row["บ้านเลขที่"] for row in found) == spoilt["TXT-03"]
    assert sum(row["วันที่ได้มา"] == "46027" for row in found) == spoilt["DATE-05"]
    assert len(found) - len({tuple(row.values()) for row in found}) == spoilt["DUP-04"]


def test_months_are_raw_land_office_tables_whose_headings_end_in_blanks(usual: Path) -> None:
    path = usual / f"{LAMPANG}/trf/trf_{LAMPANG}_256802.zip"
    table = table_in_zip(path, "parcel_03520102_52010000", "utf-8-sig")

    assert [heading.strip() for heading in table[0]] == RAW_MONTH
    assert any(heading.endswith(" ") for heading in table[0])
    assert all(row["MERGE_PARCEL"] == "" for row in table)
    assert {row["REG_AMT"][0] for row in table} == {"฿"}


def test_the_late_sale_is_in_the_march_file_alone(usual: Path) -> None:
    story = next(s for s in manifest(usual)["stories"] if s["name"] == "late transfer")
    title = story["property_keys"][0].split(":")[-1]
    paths = sorted((usual / LAMPANG / "trf").glob("*.zip"))
    found = {}
    for path in paths:
        encoding = next(
            f["encoding"] for f in manifest(usual)["files"] if f["path"].endswith(path.name)
        )
        lines = [
            r for r in table_in_zip(path, "parcel", encoding) if r["PARCEL_NO"].strip() == title
        ]
        if lines:
            found[path.stem[-6:]] = lines

    assert list(found) == ["256903"]
    (line,) = found["256903"]
    clean_line = {heading.strip(): text for heading, text in line.items()}
    assert clean_line["REG_DATE"] == "20/12/2568"
    assert clean_line["OWN_PERS_ID"].replace(" ", "") == story["facts"]["buyer_id"]


def test_the_officer_s_answers_link_mother_and_children(usual: Path) -> None:
    path = usual / f"{LAMPANG}/trf/trf_{LAMPANG}_256812_answers.csv"
    splits = [row for row in rows(path, "utf-8-sig") if row["สถานะดำเนินการ"] == "แบ่งแยกในนามเดิม"]
    children = [row for row in splits if row["เลขที่โฉนด"] in row["โฉนดแยก"].split(";")]

    assert children
    assert all(row["โฉนดเดิม"] not in row["โฉนดแยก"].split(";") for row in splits)
    assert all("/0" in row["รหัสแปลงที่ดิน"] for row in children)


def test_stories_name_owners_who_are_in_the_registry(usual: Path) -> None:
    stories = manifest(usual)["stories"]
    numbers = {row["เลขประจำตัวประชาชน"] for row in _registry(usual, DON_THONG_CODE)}
    farmer = next(s for s in stories if s["name"].startswith("farmer with two plots"))
    other = next(s for s in stories if s["name"] == "the farmer's other plot")

    assert set(farmer["owner_ids"]) <= numbers
    assert farmer["owner_ids"] == other["owner_ids"]
    assert farmer["facts"]["land_value_baht"] > 50_000_000
    assert len(farmer["property_keys"]) == 2
    shop, empty = (
        next(s for s in stories if s["name"] == name)
        for name in ("shophouse", "the shopkeeper's other plot")
    )
    assert shop["owner_ids"] == empty["owner_ids"]
    assert shop["body"] != empty["body"]
    assert {s["name"] for s in stories} >= {"shophouse", "seventh vacant year", "late transfer"}


def test_some_holdings_are_far_above_50_million_and_most_are_small(clean: Path) -> None:
    worth = np.asarray([body["land_value_baht"] for body in manifest(clean)["bodies"]])

    assert worth[0] > 5 * worth[1:].max()
    assert (worth > 5_000_000_000).all()


def test_bodies_keep_contiguity_as_pairs_as_groups_and_as_shapes(usual: Path) -> None:
    feeds = {(file["body"], file["feed"]): file["rows"] for file in manifest(usual)["files"]
             if file["feed"] in {"adjacency", "group", "geo"}}  # fmt: skip

    assert set(feeds) == {
        (LAMPANG, "adjacency"), (LAMPANG, "geo"), (KAO_LIAO, "group"), (KAO_LIAO, "geo"),
        (DON_THONG_CODE, "geo"),
    }  # fmt: skip
    assert feeds[DON_THONG_CODE, "geo"] == DON_THONG.parcels
    assert 0 < feeds[KAO_LIAO, "geo"] < DON_THONG.parcels // 5
