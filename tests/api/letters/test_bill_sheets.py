"""The sheets of calculation show the engine's own figures, and each satang of tax once."""

from collections.abc import Iterator
from datetime import date

import pytest

from api.letters.bill_sheets import BillSheets, SheetsOfBill
from domain.log import Log, open_log
from projections.registers import BodyBills, Registers
from tests.projections.holdings import Holdings


@pytest.fixture
def log() -> Iterator[Log]:
    with open_log("sqlite:///:memory:") as log:
        yield log


def sheets(log: Log, bills: BodyBills) -> list[SheetsOfBill]:
    made = BillSheets(Registers(log=log), bills, {600601: "เก้าเลี้ยว"})
    return [made.of(bill) for bill in range(bills.arranged.assessables.bills)]


def one(log: Log, holdings: Holdings, year: int = 2569) -> SheetsOfBill:
    (found,) = sheets(log, holdings.bills(year))
    return found


def unit(holdings: Holdings, number: int, *, m2: int, baht: int, **use: int) -> Holdings:
    """Add a unit with a price of its own, in baht a square metre."""
    key = f"U:60010000:1/2550:A:99/{number}"
    holdings._add("unit", property=key, status=1, price_key=0, area_dm2=m2 * 100, tambon=600601)
    holdings._add("owner", property=key, party=1, person=1, relation=1)
    holdings._add("use", property=key, **use)
    holdings._add("price", property=key, price_satang=baht * 100)
    return holdings


def test_land_and_house_of_one_use_are_one_line_with_a_value_each(log: Log) -> None:
    # 2,000,000 + 100 m2 x 10,000 = 3,000,000 baht at 0.3 % = 9,000.
    found = one(log, Holdings().plot(1, baht=2_000_000).house(1, on=1, m2=100))

    land = found.land
    assert land is not None
    (plot,), (house,), (tax,) = land.land, land.buildings, land.taxes
    assert (plot.title_no, plot.location) == ("1", "ตำบลเก้าเลี้ยว แปลง 01A001")
    assert (house.on_land, house.type) == ("1", "105 บ้านพักอาศัยตึกสองชั้น")
    assert (house.gross_csat, house.net_csat) == (1_000_000_0000, 1_000_000_0000)
    assert (tax.items, tax.value_csat) == ("ที่ดิน 1 สิ่งปลูกสร้าง 1", 3_000_000_0000)
    assert (tax.rates_pcm, tax.tax_satang, found.tax_satang) == ((300,), 9_000_00, 9_000_00)
    assert found.condominium is None


def test_a_plot_is_named_with_the_page_of_the_survey_last_told(log: Log) -> None:
    holdings = Holdings().plot(1, baht=1_000_000).plot(2, baht=1_000_000)
    holdings._add("survey_page", property="P:1:60010000:1", page=889)
    holdings._add("survey_page", property="P:1:60010000:1", since=date(2030, 1, 1), page=890)

    land = one(log, holdings).land

    assert land is not None
    assert [plot.survey_page for plot in land.land] == ["890", "-"]


def test_a_house_of_two_uses_has_a_row_for_each_and_its_plot_names_both(log: Log) -> None:
    uses = {"residence": 3, "other": 1}
    found = one(log, Holdings().plot(1, baht=400_000, **uses).house(1, on=1, m2=40, **uses))

    land = found.land
    assert land is not None
    assert land.land[0].use == "อยู่อาศัย 75% อื่น ๆ 25%"
    assert [(row.use, row.use_ppm) for row in land.buildings] == [
        ("อยู่อาศัย", 750_000),
        ("อื่น ๆ", 250_000),
    ]
    # Of 800,000 baht a quarter is in other use: 200,000 at 0.3 % = 600; 600,000 at 0.02 % = 120.
    shares = {row.use: (row.value_csat, row.share_csat, row.tax_satang) for row in land.taxes}
    assert shares == {
        "ที่อยู่อาศัยหลังอื่น": (800_000_0000, 600_000_0000, 120_00),
        "อื่น ๆ": (800_000_0000, 200_000_0000, 600_00),
    }


def test_an_old_house_loses_its_depreciation(log: Log) -> None:
    found = one(log, Holdings().plot(1, baht=100_000).house(1, on=1, m2=10, built=2559))

    land = found.land
    assert land is not None
    (house,) = land.buildings
    assert (house.age_years, house.depreciation_percent) == (10, 10)
    assert (house.gross_csat, house.depreciation_csat, house.net_csat) == (
        100_000_0000,
        10_000_0000,
        90_000_0000,
    )


def test_a_main_residence_shows_what_is_exempt_and_each_step_of_its_rates(log: Log) -> None:
    # 80,000,000 less 50,000,000 (s.41): 25,000,000 at 0.03 % and 5,000,000 at 0.05 %.
    named = {"residence": 1, "main": 1}
    found = one(log, Holdings().plot(1, baht=80_000_000, **named).house(1, on=1, m2=0, **named))

    land = found.land
    assert land is not None
    (tax,) = land.taxes
    assert tax.exempt_csat == 50_000_000_0000
    assert tax.rates_pcm == (30, 50)
    assert tax.tax_satang == 7_500_00 + 2_500_00


def test_a_reduction_is_between_the_tax_at_the_rate_and_the_tax(log: Log) -> None:
    found = one(log, Holdings().plot(1, baht=1_000_000).reduce(1, 1))

    land = found.land
    assert land is not None
    (tax,) = land.taxes
    assert tax.before_satang == 3_000_00
    assert tax.reduced_satang > 0
    assert tax.before_satang - tax.reduced_satang == tax.tax_satang == found.tax_satang


def test_units_are_on_a_sheet_of_their_own_a_row_a_use(log: Log) -> None:
    holdings = unit(Holdings(), 1, m2=50, baht=40_000, residence=1, other=1)
    unit(holdings, 2, m2=30, baht=50_000, other=1)
    found = one(log, holdings.plot(1, baht=1_000_000))

    assert found.land is not None
    assert found.condominium is not None
    rows = {(row.unit_no, row.use): row for row in found.condominium.units}
    # Half of 2,000,000 at 0.02 % and half at 0.3 %; 1,500,000 at 0.3 %.
    assert {key: row.tax_satang for key, row in rows.items()} == {
        ("99/1", "อยู่อาศัย 50%"): 200_00,
        ("99/1", "อื่น ๆ 50%"): 3_000_00,
        ("99/2", "อื่น ๆ"): 4_500_00,
    }
    assert rows["99/2", "อื่น ๆ"].registration == "1/2550"
    total = found.land.tax_satang + found.condominium.tax_satang
    assert total == found.tax_satang


def test_a_unit_is_named_with_its_condominium(log: Log) -> None:
    holdings = unit(Holdings(), 1, m2=50, baht=40_000, other=1)
    key = "U:60010000:1/2550:A:99/1"
    holdings._add("condominium", property=key, name="ชื่นจิต คอนโดมิเนียม", titles="101, 102")
    found = one(log, holdings)

    assert found.condominium is not None
    assert [row.condominium for row in found.condominium.units] == ["ชื่นจิต คอนโดมิเนียม อาคาร A"]


def test_the_sheets_of_the_first_years_are_the_tax_before_its_relief(log: Log) -> None:
    holdings = Holdings().plot(1, baht=10_000_000)
    holdings._add("old_tax", property="C:01A001", tax_satang=1_000_00)
    found = one(log, holdings, year=2563)

    assert found.land is not None
    assert found.phase_in_satang > 0
    assert found.land.tax_satang - found.phase_in_satang == found.tax_satang


def test_every_bill_of_a_body_has_sheets_that_add_up_to_it(log: Log) -> None:
    holdings = Holdings()
    for number in range(1, 60):
        uses = {"residence": number % 3, "other": number % 5, "agriculture": number % 2 + 1}
        if number % 7 == 0:
            uses = {"vacant": 1, "vacant_from": 2563}
        holdings.plot(number, baht=number * 777_777, party=number % 11 + 1, **uses)
        if number % 2:
            holdings.house(number, on=number, m2=number * 7, built=2500 + number)
        if number % 9 == 0:
            holdings.adjoin(number, number - 1)
    bills = holdings.bills()

    found = sheets(log, bills)

    assert len(found) == 11
    assert [each.land.tax_satang for each in found if each.land] == [
        each.tax_satang for each in found
    ]
    assert sum(each.tax_satang for each in found) == bills.assessment.bill_tax_satang.sum()


def test_a_line_says_why_its_rate_is_higher_and_its_tax_reduced(log: Log) -> None:
    holdings = Holdings().plot(1, baht=1_000_000, vacant=1, vacant_from=2563)
    found = one(log, holdings.plot(2, baht=1_000_000).reduce(2, 9))

    assert found.land is not None
    uses = {row.items: row.use for row in found.land.taxes}
    assert uses == {
        "ที่ดิน 1": "ว่างเปล่าหรือไม่ได้ทำประโยชน์ ตั้งแต่ปีที่ 7 (มาตรา 43)",
        "ที่ดิน 2": "อื่น ๆ ลดร้อยละ 90 สถาบันอุดมศึกษาเอกชน",
    }
