"""The land office's acts: what each does to titles and owners from its own day on (s.9, s.10)."""

import zipfile
from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from domain.calendar import to_days
from domain.tables import RETIRED
from importers.cells.registrations import status_id
from importers.cells.words import rows_of
from importers.mending import write_corrections
from importers.problems import FileRefused
from importers.receiving import Decided
from projections.as_of import as_of
from projections.successors import ground
from tests.importers.feeds.office import (
    Office,
    counted,
    csv_file,
    number_of,
    parties,
    party,
)
from tests.importers.feeds.samples import REGISTRY, TRANSFERS
from tests.importers.feeds.test_odd_rows import pages

BEFORE, AFTER = date(2025, 6, 2), date(2025, 12, 31)
A, B, C = "P:1:60010000:101", "P:1:60010000:102", "P:2:60010000:103"
RAW = (
    "REG_CODE ,REG_DATE,REG_AMT,{number},{sheet},UTM_SCALE ,LAND_NO,SURVEY_NO,RAI,NGAN,WA ,SUBWA,"
    "OWN_LINE_NO,OWN_TITLE,OWN_FNAME,OWN_LNAME,OWN_PERS_ID ,OWN_HSE_NO,PROCESS_ORDER,MERGE_PARCEL"
)
PARCEL = RAW.format(number="PARCEL_NO", sheet="UTM_MAP1 ,UTM_MAP2,UTM_MAP3,UTM_MAP4")
AIR = RAW.format(number="NS3A_NO", sheet="UTM_AIRMAP1 ,UTM_AIRMAP2,UTM_AIRMAP3")
BUILT = (
    "REG_CODE ,REG_DATE,REG_AMT,AREA,OWN_LINE_NO ,OWN_TITLE,OWN_FNAME,OWN_LNAME,OWN_PERS_ID,"
    "OWN_HSE_NO,PROCESS_ORDER"
)


def spaced(person: int) -> str:
    """Return an identity number as the land office writes it: 1 9999 00000 01 3."""
    text = number_of(person)
    return f"{text[0]} {text[1:5]} {text[5:10]} {text[10:12]} {text[12]}"


def raw(  # noqa: PLR0913 - a row of the land office's table
    status: str,
    day: str,
    number: int,
    *,
    person: int,
    line: int = 1,
    order: int = 1,
    area: str = "0,2,0,0",
    old: str = "",
) -> str:
    return (
        f'{status},{day},"฿304,000.00",{number},5040,4,1248,1,2000,7,55,{area},{line},นาย,ก ,ข,'
        f"{spaced(person)},1,{order},{old}"
    )


def line(  # noqa: PLR0913 - a row of the canonical file
    status: str,
    day: str,
    number: int,
    *,
    person: int,
    order: int = 1,
    area: str = "0,2,0",
    owner: int = 1,
    share: str = "1,1",
    links: str = ",",
    code: str = "",
) -> str:
    return (
        f"256806,60010000,05600601,{status},{day},{order},{code},1,{number},{number},{area},{owner},"
        f"{number_of(person)},นาย,ก,ข,{share},{links}"
    )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that has its registry: title 101 of one rai, 102 of half a rai, 103 a น.ส.3ก."""
    office = Office()
    office.hand_in(csv_file(tmp_path, "registry.csv", REGISTRY.heading, *REGISTRY.rows))
    return office


def acts(office: Office, folder: Path, *rows: str, name: str = "acts.csv") -> list[Decided]:
    return office.hand_in(csv_file(folder, name, TRANSFERS.heading, *rows))


def monthly(folder: Path, *, name: str = "256806.zip", **tables: tuple[str, ...]) -> Path:
    """Write a monthly ZIP as the land office does, with what it forgets to take out."""
    path = folder / name
    headings = {"parcel": PARCEL, "ns3a": AIR, "construction": BUILT}
    with zipfile.ZipFile(path, "w") as archive:
        for table, rows in tables.items():
            content = "\r\n".join([headings[table], *rows, ""])
            inner = f"05600601/{table}_05600601_60010000.csv"
            archive.writestr(inner, content.encode("cp874"))
        archive.writestr("05600601/_ogr_tmp.csv", "WKT,OptID\r\n")
        archive.writestr("05600601/cover.pdf", "%PDF-1.4\n%%EOF\n")
    return path


def registrations(office: Office, key: str) -> set[tuple[str, int]]:
    """Return (other title, status number) of each act registered on a title."""
    known = office.known(AFTER)["registration"]
    return {(other, status) for title, other, status in known if title == key}


def test_a_sale_makes_the_buyer_the_owner_from_its_day_on(office: Office, tmp_path: Path) -> None:
    acts(office, tmp_path, line("ขาย", "3/6/2568", 102, person=9))

    assert office.owner(B, BEFORE) == party(3)
    assert office.owner(B, date(2025, 6, 3)) == party(9)
    assert office.says(AFTER)[B][1] == 20_000


def test_a_sale_under_mortgage_is_a_sale(office: Office, tmp_path: Path) -> None:
    acts(office, tmp_path, line("ขาย (ระหว่างจำนอง)", "3/6/2568", 102, person=9))

    assert office.owner(B, AFTER) == party(9)
    assert registrations(office, B) == {("", status_id("ขาย"))}


def test_all_lines_of_one_act_are_the_whole_owner_set(office: Office, tmp_path: Path) -> None:
    decided = acts(
        office,
        tmp_path,
        line("ให้", "3/6/2568", 102, person=8, owner=1, share="1,3"),
        line("ให้", "3/6/2568", 102, person=9, owner=2, share="2,3"),
    )

    assert office.owner(B, AFTER) == parties((8, 1, 3), (9, 2, 3))
    assert counted(decided) == (2, 2, 0, 0)


def test_two_sales_on_one_day_go_by_their_order_not_by_their_row(
    office: Office, tmp_path: Path
) -> None:
    decided = acts(
        office,
        tmp_path,
        line("ขาย", "3/6/2568", 102, person=9, order=2),
        line("ให้", "3/6/2568", 102, person=8, order=1),
    )

    assert office.owner(B, AFTER) == party(9)
    assert registrations(office, B) == {("", status_id("ขาย")), ("", status_id("ให้"))}
    assert counted(decided) == (2, 2, 0, 0)


def test_a_part_passed_on_with_all_shares_is_the_new_owner_set(
    office: Office, tmp_path: Path
) -> None:
    acts(
        office,
        tmp_path,
        line("ให้เฉพาะส่วน", "3/6/2568", 102, person=3, owner=1, share="1,2"),
        line("ให้เฉพาะส่วน", "3/6/2568", 102, person=9, owner=2, share="1,2"),
    )

    assert office.owner(B, AFTER) == parties((3, 1, 2), (9, 1, 2))


@pytest.mark.parametrize("share", [",", "1,2"])
def test_a_part_passed_on_without_all_shares_waits_for_an_officer(
    office: Office, tmp_path: Path, share: str
) -> None:
    decided = acts(office, tmp_path, line("ให้เฉพาะส่วน", "3/6/2568", 102, person=9, share=share))

    (problem,) = [one for one in decided[0].table.problems if one.code == "OWN-09"]
    assert problem.thai == "โอนเฉพาะส่วน ต้องระบุเจ้าของทุกคนหลังการโอนพร้อมส่วนที่รวมกันได้ 1"
    assert counted(decided) == (1, 0, 0, 1)
    assert office.owner(B, AFTER) == party(3)
    assert registrations(office, B) == set()


def test_a_new_title_is_land_with_an_owner_that_still_waits_for_its_code(
    office: Office, tmp_path: Path
) -> None:
    acts(office, tmp_path, line("ออกโฉนดที่ดิน", "3/6/2568", 300, person=9))

    assert "P:1:60010000:300" not in office.says(BEFORE)
    assert office.says(AFTER)["P:1:60010000:300"][:3] == (1, 20_000, party(9))


def test_a_cancelled_title_is_no_land_any_more(office: Office, tmp_path: Path) -> None:
    acts(office, tmp_path, line("เอกสารสิทธิที่ยกเลิกระหว่างเดือน", "3/6/2568", 102, person=3))

    assert B in office.says(BEFORE)
    assert B not in office.says(AFTER)


def test_a_division_leaves_the_rest_with_the_mother_and_links_the_child(
    office: Office, tmp_path: Path
) -> None:
    acts(office, tmp_path, *TRANSFERS.groups[1])

    says = office.says(AFTER)
    assert says[A][1] == 20_000
    assert says["P:1:60010000:201"][:3] == (1, 20_000, party(2))
    assert registrations(office, "P:1:60010000:201") == {(A, status_id("แบ่งแยกในนามเดิม"))}


def test_a_mother_divided_up_whole_is_retired(office: Office, tmp_path: Path) -> None:
    acts(
        office,
        tmp_path,
        line("แบ่งขาย", "3/6/2568", 201, person=8, links="101,201;202"),
        line("แบ่งขาย", "3/6/2568", 202, person=9, links="101,201;202"),
    )

    assert A not in office.says(AFTER)
    assert office.owner("P:1:60010000:201", AFTER) == party(8)
    assert office.owner("P:1:60010000:202", AFTER) == party(9)


@pytest.mark.parametrize("status", ["แบ่งแยกในนามเดิม", "แบ่งขาย", "รวมโฉนดที่ดิน", "แบ่งเวนคืน"])
def test_a_division_or_merger_without_the_other_titles_is_kept_back(
    office: Office, tmp_path: Path, status: str
) -> None:
    before = office.known(AFTER)

    decided = acts(office, tmp_path, line(status, "3/6/2568", 101, person=1))

    (problem,) = [one for one in decided[0].table.problems if one.row == 2]
    assert problem.message == (
        "SPL-01 [โฉนดเดิม]: ต้องระบุโฉนดเดิม/โฉนดใหม่ของการแบ่งแยกหรือรวม · กรอกเลขโฉนดเดิมและโฉนดใหม่"
    )
    assert office.known(AFTER) == before


@pytest.mark.parametrize("status", ["รวมโฉนดที่ดิน", "ขาย รวมสองโฉนด (ระหว่างจำนอง)"])
def test_a_merger_makes_one_title_of_all_and_ends_the_others(
    office: Office, tmp_path: Path, status: str
) -> None:
    merged = line(status, "3/6/2568", 101, person=1, area="1,2,0", links="101;102,101")

    acts(office, tmp_path, merged)

    says = office.says(AFTER)
    assert says[A][1] == 60_000
    assert B not in says
    words = status.removesuffix(" (ระหว่างจำนอง)")
    assert registrations(office, A) == {(B, status_id(words))}


def test_a_building_on_a_merged_plot_stands_on_the_title_that_is_left(
    office: Office, tmp_path: Path
) -> None:
    survey = csv_file(
        tmp_path,
        "building.csv",
        "lao_code,parcel_code,building_code,type_code,structure,area_m2,year_built_be,survey_date",
        "05600601,01A002,01A002-B001,105,2,160,2560,1/12/2567",
    )
    office.hand_in(survey)
    merged = line("รวมโฉนดที่ดิน", "3/6/2568", 101, person=1, area="1,2,0", links="101;102,101")

    acts(office, tmp_path, merged)

    view = as_of(office.register, day=to_days(AFTER))
    code = office.register.spaces["property"].find("C:01A002")
    assert code is not None
    (land,) = ground(view, np.asarray([code], dtype=np.int32)).tolist()
    assert office.register.spaces["property"].key(land) == A


def test_a_building_on_a_plot_divided_up_whole_waits_for_a_survey(
    office: Office, tmp_path: Path
) -> None:
    acts(
        office,
        tmp_path,
        line("แบ่งขาย", "3/6/2568", 201, person=8, links="102,201;202"),
        line("แบ่งขาย", "3/6/2568", 202, person=9, links="102,201;202"),
    )

    view = as_of(office.register, day=to_days(AFTER))
    code = office.register.spaces["property"].find("C:01A002")
    assert code is not None
    assert ground(view, np.asarray([code, -1], dtype=np.int32)).tolist() == [-1, -1]


def test_a_title_measured_anew_is_named_with_its_page_of_the_survey(
    office: Office, tmp_path: Path
) -> None:
    office.hand_in(
        monthly(
            tmp_path,
            parcel=(
                raw("สอบเขตโฉนดที่ดิน", "3/6/2568", 101, person=1, area="1,0,4,0"),
                raw("จำนอง", "3/6/2568", 102, person=3),
            ),
        )
    )

    assert pages(office) == {A: 55}


def test_what_becomes_public_land_leaves_the_register(office: Office, tmp_path: Path) -> None:
    acts(
        office,
        tmp_path,
        line("แบ่งหักเป็นที่สาธารณประโยชน์", "3/6/2568", 101, person=1, area="0,3,0", links="101,301"),
        line("แบ่งหักเป็นที่สาธารณประโยชน์", "3/6/2568", 301, person=1, area="0,1,0", links="101,301"),
    )

    says = office.says(AFTER)
    assert says[A][1] == 30_000
    assert "P:1:60010000:301" not in says
    (given_up,) = [v for k, v in office.known(AFTER)["parcel"].items() if k[0].endswith(":301")]
    assert given_up[1] == RETIRED


def test_a_boundary_survey_changes_the_area_alone_and_keeps_code_owner_and_use(
    office: Office, tmp_path: Path
) -> None:
    uses = csv_file(
        tmp_path,
        "use.csv",
        "survey_date,surveyor,lao_code,parcel_code,use_seq,use_code,rai,ngan,wah",
        "1/12/2567,ก,05600601,01A002,1,5,0,2,0",
    )
    office.hand_in(uses)

    acts(office, tmp_path, line("สอบเขตโฉนดที่ดิน", "3/6/2568", 102, person=9, area="0,2,12"))

    assert office.says(BEFORE)[B] == (1, 20_000, party(3), 0, 0, 20_000, 0, 0)
    assert office.says(AFTER)[B] == (1, 21_200, party(3), 0, 0, 20_000, 0, 0)


@pytest.mark.parametrize(
    "status", ["แก้ชื่อ (ราชการให้เปลี่ยนชื่อ)", "ผู้จัดการมรดก", "จำนอง", "หมายเหตุสารบัญ", "ใบแทน", "เช่า"]
)
def test_what_changes_no_tax_is_kept_as_a_registration_only(
    office: Office, tmp_path: Path, status: str
) -> None:
    before = office.says(AFTER)

    decided = acts(office, tmp_path, line(status, "3/6/2568", 102, person=9))

    assert office.says(AFTER) == before
    assert registrations(office, B) == {("", status_id(status))}
    assert counted(decided) == (1, 1, 0, 0)


def test_every_status_word_has_a_number_of_its_own() -> None:
    ids = [int(row["id"]) for row in rows_of("registrations")]

    assert len(set(ids)) == len(ids)
    assert max(ids) < 900
    assert [status_id(row["status"]) for row in rows_of("registrations")] == ids
    assert status_id("ขาย รวมสองโฉนด") == 1000 + status_id("ขาย")
    assert status_id("เช่าสิบห้าปี") == 900


def test_a_monthly_zip_is_read_whole_and_its_leavings_are_passed_over(
    office: Office, tmp_path: Path
) -> None:
    file = monthly(
        tmp_path,
        parcel=(raw("ขาย", "3/6/2568", 102, person=9), raw("จำนอง", "4/6/2568", 101, person=1)),
        ns3a=(f"ขาย,5/6/2568,฿-,103,5040,4,050,5000,3,9,0,1,50,5,1,นาย,ก ,ข,{spaced(8)},1,1,",),
        construction=(f"ขาย,3/6/2568,฿-,289,1,นาย,ก ,ข,{spaced(9)},1,1",),
    )

    decided = office.hand_in(file, confirmed=False)

    assert {one.table.feed: counted([one]) for one in decided if one.table.feed != "trf"} == {
        "trf_building": (1, 0, 0, 1)
    }
    assert counted([one for one in decided if one.table.feed == "trf"]) == (3, 3, 0, 0)
    assert office.owner(B, AFTER) == party(9)
    assert office.owner(C, AFTER) == party(8)
    (case,) = [one for table in decided for one in table.table.problems if one.code == "XREF-02"]
    assert case.message == "XREF-02: อาคารไม่ระบุแปลงที่ดิน · ระบุรหัสแปลงที่ดินที่อาคารตั้งอยู่"


def test_a_monthly_zip_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    file = monthly(tmp_path, parcel=(raw("ขาย", "3/6/2568", 102, person=9),))
    office.hand_in(file)
    head = office.log.head()

    again = office.hand_in(file)

    assert all(one.already for one in again)
    assert office.log.head() == head


def test_an_act_with_a_bad_line_waits_whole(office: Office, tmp_path: Path) -> None:
    good = raw("ขาย", "3/6/2568", 102, person=8, line=1)
    bad = raw("ขาย", "3/6/2568", 102, person=9, line=2).replace(spaced(9), "1 9999 123")

    decided = office.hand_in(monthly(tmp_path, parcel=(good, bad)), confirmed=True)

    codes = {one.row: one.code for one in decided[0].table.problems if one.row}
    assert codes == {2: "OWN-08", 3: "PID-01"}
    assert office.owner(B, AFTER) == party(3)


def test_an_officer_fills_in_the_mother_and_sends_the_correction_file(
    office: Office, tmp_path: Path
) -> None:
    file = monthly(
        tmp_path,
        parcel=(
            raw("แบ่งแยกในนามเดิม", "3/6/2568", 101, person=1, order=1),
            raw("แบ่งแยกในนามเดิม", "3/6/2568", 201, person=2, order=2),
        ),
    )
    (decided,) = office.hand_in(file, confirmed=False)
    correction = write_corrections(file, decided.table, tmp_path / "corrections")
    assert correction is not None
    content = correction.read_text(encoding="utf-8-sig")
    assert content.count(",1,\n") + content.count(",1,\r\n") == 1
    mended = [f"{one}101" if one.endswith(",") else one for one in content.splitlines()]
    correction.write_text("\n".join(mended) + "\n", encoding="utf-8")

    again = office.hand_in(correction)

    assert counted(again) == (2, 2, 0, 0)
    assert office.says(AFTER)[A][1] == 20_000
    assert office.owner("P:1:60010000:201", AFTER) == party(2)


def test_a_building_that_changed_hands_is_applied_once_its_code_is_filled_in(
    office: Office, tmp_path: Path
) -> None:
    survey = csv_file(
        tmp_path,
        "building.csv",
        "lao_code,parcel_code,building_code,type_code,structure,area_m2,year_built_be,survey_date",
        "05600601,01A001,01A001-B001,105,2,160,2560,1/12/2567",
    )
    office.hand_in(survey)
    row = f"01A001-B001,ขาย,3/6/2568,฿-,160,1,นาย,ก ,ข,{spaced(9)},1,1"

    office.hand_in(csv_file(tmp_path, "cases.csv", f"building_code,{BUILT}", row))

    assert office.owner("B:01A001-B001", AFTER) == party(9)


def test_another_local_body_s_month_is_refused(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "256806.zip"
    with zipfile.ZipFile(path, "w") as archive:
        row = raw("ขาย", "3/6/2568", 102, person=9)
        archive.writestr("parcel_05600602_60010000.csv", f"{PARCEL}\r\n{row}\r\n")

    with pytest.raises(FileRefused) as refused:
        office.hand_in(path)

    assert [one.thai for one in refused.value.problems] == ["ไฟล์นี้เป็นของ 05600602 ไม่ใช่ของหน่วยงานท่าน"]


def test_an_act_after_its_month_is_kept_back(office: Office, tmp_path: Path) -> None:
    file = monthly(tmp_path, parcel=(raw("ขาย", "3/7/2568", 102, person=9),))

    decided = office.hand_in(file)

    assert "DATE-02" in [one.code for one in decided[0].table.problems]
    assert office.owner(B, AFTER) == party(3)


def test_a_late_sale_changes_1_january_as_known_later_but_not_as_known_before(
    office: Office, tmp_path: Path
) -> None:
    tax_day = date(2026, 1, 1)
    before = office.register.position
    file = monthly(tmp_path, name="256903.zip", parcel=(raw("ขาย", "20/12/2568", 102, person=9),))

    office.hand_in(file)

    assert office.owner(B, tax_day, position=before) == party(3)
    assert office.owner(B, tax_day) == party(9)
    assert office.owner(B, date(2025, 12, 19)) == party(3)


def test_months_in_any_order_give_the_same_register(tmp_path: Path) -> None:
    registry = csv_file(tmp_path, "registry.csv", REGISTRY.heading, *REGISTRY.rows)
    files = [
        registry,
        monthly(tmp_path, name="256806.zip", parcel=(raw("ขาย", "3/6/2568", 102, person=8),)),
        monthly(tmp_path, name="256807.zip", parcel=(raw("ให้", "3/7/2568", 102, person=9),)),
        csv_file(tmp_path, "linked.csv", TRANSFERS.heading, *TRANSFERS.groups[1]),
    ]
    days = [BEFORE, date(2025, 6, 30), AFTER]
    outcomes = []
    for order in permutations(files):
        office = Office()
        for file in order:
            office.hand_in(file)
        outcomes.append([(office.known(day), office.says(day)) for day in days])

    assert all(one == outcomes[0] for one in outcomes)
    assert outcomes[0][2][1][B][2] == party(9)
