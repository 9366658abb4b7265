"""What a file says beside what the register knows: pointed out and recorded, and still taken."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from domain.calendar import to_days
from importers.problems import Severity
from importers.receiving import decide
from projections.as_of import as_of
from projections.main_residences import homes_of, several_homes
from tests.importers.feeds.office import Office, counted, csv_file
from tests.importers.feeds.samples import (
    BUILDING,
    BUILDING_USE,
    LAND_USE,
    ON_SHEET,
    ONE,
    REGISTRY,
    THREE,
    TRANSFERS,
    Sample,
)

LATER = "1/6/2568,60010000,05600601"
SURVEYED = "1/12/2567,สมมุติ ลองสำรวจ,05600601"


def write(folder: Path, sample: Sample, *rows: str, name: str = "") -> Path:
    return csv_file(folder, name or f"{sample.feed}.csv", sample.heading, *rows)


def remarks(office: Office, file: Path, *codes: str) -> Sequence[tuple[int | None, str]]:
    """Hand a file in; return row and message of its to-dos with some codes, all rows applied."""
    (decided,) = office.hand_in(file)
    _, _, _, quarantined = counted([decided])
    assert quarantined == 0
    told = [one for one in decided.table.problems if one.code in codes]
    assert {one.severity for one in told} <= {Severity.TO_DO}
    recorded = office.register.findings[-1]
    assert [one.row for one in told] == [
        int(row)
        for row, code in zip(recorded["row"], recorded["code"].tolist(), strict=True)
        if code in codes
    ]
    return [(one.row, one.message) for one in told]


def registered(folder: Path) -> Office:
    office = Office()
    office.hand_in(write(folder, REGISTRY, *REGISTRY.rows))
    return office


def test_a_survey_of_a_plot_nobody_knows_waits_and_counts_once_the_plot_is_known(
    tmp_path: Path,
) -> None:
    office = Office()
    survey = write(tmp_path, LAND_USE, f"{SURVEYED},01A002,1,2,0,2,0,,มี")

    assert remarks(office, survey, "XREF-01") == [
        (
            2,
            (
                "XREF-01: ยังไม่พบแปลง/อาคารที่อ้างถึง แถวนี้รอจนกว่าจะพบในทะเบียน · "
                "ส่งทะเบียนที่ดินหรืออาคาร แล้วแถวนี้มีผลเอง ไม่ต้องส่งซ้ำ หากรหัสผิดให้แก้แล้วส่งใหม่"
            ),
        )
    ]
    assert office.says(date(2026, 1, 1)) == {}

    office.hand_in(write(tmp_path, REGISTRY, *REGISTRY.rows))

    assert office.says(date(2026, 1, 1))["P:1:60010000:102"][3:] == (0, 20_000, 0, 0, 1)


def test_a_building_on_no_plot_and_a_use_of_no_building_wait_too(tmp_path: Path) -> None:
    office = Office()

    buildings = remarks(office, write(tmp_path, BUILDING, *BUILDING.rows), "XREF-01")
    uses = remarks(office, write(tmp_path, BUILDING_USE, BUILDING_USE.mended), "XREF-01")

    assert [row for row, _ in buildings] == [2, 3]
    assert [row for row, _ in uses] == [2]


def test_all_rows_of_a_plot_nobody_knows_wait(tmp_path: Path) -> None:
    rows = (f"{SURVEYED},01A009,1,4,0,2,0,,ไม่มี", f"{SURVEYED},01A009,2,5,0,2,0,,")

    told = remarks(registered(tmp_path), write(tmp_path, LAND_USE, *rows), "XREF-01")

    assert [row for row, _ in told] == [2, 3]


def test_what_the_register_knows_does_not_wait(tmp_path: Path) -> None:
    office = registered(tmp_path)

    for sample in (LAND_USE, BUILDING, BUILDING_USE, TRANSFERS):
        assert remarks(office, write(tmp_path, sample, *sample.rows), "XREF-01") == []


def test_a_sale_of_a_title_nobody_knows_waits(tmp_path: Path) -> None:
    sale = TRANSFERS.groups[0][0].replace(",1,102,2,", ",1,999,2,")

    told = remarks(registered(tmp_path), write(tmp_path, TRANSFERS, sale), "XREF-01")

    assert [row for row, _ in told] == [2]


AREA_TOLD = (
    2,
    "AREA-07: เนื้อที่ไม่ตรงกับทะเบียนเดิม (0-2-0 → 0-2-5.5) · ตรวจกับเอกสารสิทธิ",
)


def test_a_title_with_another_area_than_before_is_pointed_out(tmp_path: Path) -> None:
    row = f"{LATER},01A002,โฉนด,102,2,{ON_SHEET},0,2,5.5,1,{ONE},นาย,ก,ข,"

    told = remarks(registered(tmp_path), write(tmp_path, REGISTRY, row, name="2.csv"), "AREA-07")

    assert told == [AREA_TOLD]


def test_a_sale_that_states_another_area_is_pointed_out_and_the_area_stays(
    tmp_path: Path,
) -> None:
    office = registered(tmp_path)
    sale = TRANSFERS.groups[0][0].replace(",2,0,2,0,", ",2,0,2,5.5,")

    assert remarks(office, write(tmp_path, TRANSFERS, sale), "AREA-07") == [AREA_TOLD]
    assert office.says(date(2026, 1, 1))["P:1:60010000:102"][1] == 20_000


def test_a_title_on_another_sheet_than_before_is_pointed_out(tmp_path: Path) -> None:
    row = f"{LATER},01A002,โฉนด,102,2,5040 IV 1250-01 (2000),600601,0,2,0,1,{ONE},นาย,ก,ข,"

    told = remarks(registered(tmp_path), write(tmp_path, REGISTRY, row, name="2.csv"), "DUP-02")

    assert told == [(2, "DUP-02: เลขที่เอกสารสิทธิซ้ำแต่ระวางต่างกัน · ตรวจเลขที่เอกสารสิทธิและระวาง")]


@pytest.mark.parametrize(
    ("wah", "message"),
    [
        ("0", None),
        (
            "1.5",
            "USE-01: เนื้อที่ใช้ประโยชน์รวมเกินเนื้อที่แปลง/อาคาร · ตรวจเนื้อที่ของแต่ละการใช้ประโยชน์",
        ),
    ],
)
def test_uses_of_more_than_the_plot_are_pointed_out(
    tmp_path: Path, wah: str, message: str | None
) -> None:
    survey = write(tmp_path, LAND_USE, f"{SURVEYED},01A002,1,2,0,2,{wah},,มี")

    told = remarks(registered(tmp_path), survey, "USE-01", "USE-03")

    assert told == ([(2, message)] if message else [])


def test_what_is_left_of_a_plot_without_a_use_is_told_in_square_wah(tmp_path: Path) -> None:
    survey = write(tmp_path, LAND_USE, f"{SURVEYED},01A002,1,2,0,1,98.5,,มี")

    assert remarks(registered(tmp_path), survey, "USE-03") == [
        (2, "USE-03: ยังไม่ได้ระบุการใช้ประโยชน์ 1.50 ตร.ว. · ระบุการใช้ประโยชน์ของส่วนที่เหลือ")
    ]


def test_what_is_left_of_a_building_without_a_use_is_told_in_square_metres(
    tmp_path: Path,
) -> None:
    office = registered(tmp_path)
    office.hand_in(write(tmp_path, BUILDING, *BUILDING.rows))
    part = BUILDING_USE.groups[0][0]

    assert remarks(office, write(tmp_path, BUILDING_USE, part), "USE-03") == [
        (2, "USE-03: ยังไม่ได้ระบุการใช้ประโยชน์ 80.00 ตร.ม. · ระบุการใช้ประโยชน์ของส่วนที่เหลือ")
    ]


PRICES = "UTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,LAND_NO,EVAPRICE,province_code"


def test_a_price_over_five_times_that_of_the_round_before_is_pointed_out(tmp_path: Path) -> None:
    office = Office()
    before = [f"5040,4,1248,01,2000,{n},1000.00000000,60" for n in range(1, 5)]
    after = [
        f"5040,4,1248,01,2000,{n},{price}.00000000,60"
        for n, price in ((1, 5000), (2, 5001), (3, 200), (4, 199))
    ]
    office.hand_in(csv_file(tmp_path, "1.csv", PRICES, *before), as_of=date(2023, 1, 1))

    (decided,) = office.hand_in(csv_file(tmp_path, "2.csv", PRICES, *after), as_of=date(2027, 1, 1))

    assert counted([decided]) == (4, 4, 0, 0)
    assert [(one.row, one.message) for one in decided.table.problems] == [
        (row, "VAL-05: เปลี่ยนจากรอบก่อนเกิน 5 เท่า · ตรวจราคาในบัญชี") for row in (3, 5)
    ]


def test_a_file_sent_again_is_told_of_nothing_twice(tmp_path: Path) -> None:
    office = registered(tmp_path)
    row = f"{SURVEYED},01A009,1,4,0,2,0,,ไม่มี"
    office.hand_in(write(tmp_path, LAND_USE, row))

    again = write(tmp_path, LAND_USE, row, "", name="again.csv")

    assert remarks(office, again, "XREF-01") == []


def test_a_trial_tells_the_same_and_records_nothing(tmp_path: Path) -> None:
    office = registered(tmp_path)
    head = office.log.head()

    tables = office.read(write(tmp_path, LAND_USE, f"{SURVEYED},01A009,1,4,0,2,0,,ไม่มี"))
    decided = decide(office.registers, tables, by=office.sender)

    assert [one.code for one in decided[0].table.problems] == ["XREF-01"]
    assert office.log.head() == head


def plots_of(folder: Path, *owners: str) -> Office:
    """Register plots 01A001, 01A002, … of half a rai, one for each owner given."""
    office = Office()
    rows = [
        f"1/1/2567,60010000,05600601,01A00{n},โฉนด,10{n},{n},{ON_SHEET},0,2,0,1,{owner},นาย,ก,ข,"
        for n, owner in enumerate(owners, start=1)
    ]
    office.hand_in(write(folder, REGISTRY, *rows))
    return office


def home(plot: int, *, day: str = "1/12/2567") -> str:
    return f"{day},สมมุติ ลองสำรวจ,05600601,01A00{plot},1,2,0,2,0,,มี"


SECOND_HOME = (
    "USE-06: เจ้าของมีชื่อในทะเบียนบ้านมากกว่าหนึ่งหลัง · บุคคลหนึ่งมีชื่อในทะเบียนบ้านได้แห่งเดียว (มาตรา 41) "
    "ตรวจกับทะเบียนราษฎร แล้วส่งแถวของบ้านที่ไม่มีชื่อใหม่"
)


def test_s41_a_second_main_residence_of_one_person_is_pointed_out(tmp_path: Path) -> None:
    office = plots_of(tmp_path, ONE, ONE, THREE)

    first = remarks(office, write(tmp_path, LAND_USE, home(1), name="1.csv"), "USE-06")
    second = remarks(office, write(tmp_path, LAND_USE, home(2), home(3), name="2.csv"), "USE-06")

    assert first == []
    assert second == [(2, SECOND_HOME)]


def test_s41_two_main_residences_of_one_person_in_one_file_are_both_pointed_out(
    tmp_path: Path,
) -> None:
    office = plots_of(tmp_path, ONE, ONE, THREE)

    told = remarks(office, write(tmp_path, LAND_USE, home(1), home(2), home(3)), "USE-06")

    assert told == [(2, SECOND_HOME), (3, SECOND_HOME)]


def test_s41_a_house_and_the_land_under_it_are_one_main_residence(tmp_path: Path) -> None:
    office = plots_of(tmp_path, ONE)
    office.hand_in(write(tmp_path, BUILDING, BUILDING.rows[0]))
    house = "05600601,01A001-B001,1,1,1,,160.00,1,มี,,1/12/2567"

    assert remarks(office, write(tmp_path, LAND_USE, home(1)), "USE-06") == []
    assert remarks(office, write(tmp_path, BUILDING_USE, house), "USE-06") == []


def test_s41_whoever_moved_is_pointed_out_until_the_old_home_is_seen_again(tmp_path: Path) -> None:
    office = plots_of(tmp_path, ONE, ONE)
    office.hand_in(write(tmp_path, LAND_USE, home(1), home(2), name="1.csv"))
    left = home(1, day="1/2/2568").replace(",1,2,0,2,0,,มี", ",1,4,0,2,0,,ไม่มี")

    office.hand_in(write(tmp_path, LAND_USE, left, name="2.csv"))

    view = as_of(office.register, day=to_days(date(2026, 1, 1)))
    assert several_homes(homes_of(view)).named(view.register) == []
    view = as_of(office.register, day=to_days(date(2025, 1, 1)))
    assert several_homes(homes_of(view)).named(view.register) == [
        ["P:1:60010000:101", "P:1:60010000:102"]
    ]
