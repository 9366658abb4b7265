"""Letters of a made-up town, each figure of which is consistent with the others."""

from dataclasses import replace
from datetime import date
from typing import Final

from api.documents import (
    Addressee,
    AssessmentNotice,
    BuildingRow,
    CondominiumSheet,
    IfPaid,
    Instalment,
    InstalmentAgreement,
    LandRow,
    LandSheet,
    ListedBuilding,
    ListedLand,
    ListedUnit,
    Office,
    Payable,
    PropertyList,
    Receipt,
    Signatory,
    TaxRow,
    Terms,
    UnitRow,
    WarningLetter,
)
from domain.bill_reference import BillReference

BODY: Final = 5200203
BILLER: Final = "099900052002038"
PAY_BY: Final = date(2026, 6, 30)
OFFICE: Final = Office(
    name="เทศบาลตำบลน้ำผึ้ง",
    address="99 หมู่ที่ 4 ตำบลน้ำผึ้ง อำเภอเมืองลำปาง จังหวัดลำปาง 52000",
    contact="โทร. 0 5400 0000 วันจันทร์ถึงวันศุกร์ 08.30-16.30 น.",
)
CHIEF: Final = Signatory(name="นายกิตติ ตั้งใจปฏิบัติ", position="นายกเทศมนตรีตำบลน้ำผึ้ง")
TERMS: Final = Terms(
    penalty_before_warning_percent=10,
    penalty_in_time_of_warning_percent=20,
    penalty_percent=40,
    surcharge_permille_a_month=10,
    objection_days=30,
    appeal_days=30,
    court_days=30,
)
OWNER: Final = Addressee(
    name="นางสาวปิ่นแก้ว ผู้ซื่อสัตย์ยิ่ง",
    address="12/34 หมู่ที่ 7 ถนนป่าขาม ตำบลน้ำผึ้ง อำเภอเมืองลำปาง จังหวัดลำปาง 52000",
)

LAND: Final = LandSheet(
    land=(
        LandRow(
            number=1,
            title_type="โฉนดที่ดิน",
            title_no="12345",
            land_no="67",
            survey_page="890",
            location="หมู่ที่ 7 ตำบลน้ำผึ้ง",
            use="อื่น ๆ",
            area_cwah=41_250,
            price_satang=12_000_00,
            value_csat=41_250 * 12_000_00,
        ),
        LandRow(
            number=2,
            title_type="น.ส. 3 ก.",
            title_no="678",
            land_no="9",
            survey_page="12",
            location="หมู่ที่ 2 ตำบลน้ำผึ้ง",
            use="ว่างเปล่า",
            area_cwah=80_000,
            price_satang=1_500_00,
            value_csat=80_000 * 1_500_00,
        ),
    ),
    buildings=(
        BuildingRow(
            number=1,
            on_land="1",
            type="504 อาคารพาณิชย์",
            structure="ตึก",
            use="อื่น ๆ",
            area_dm2=32_000,
            use_ppm=1_000_000,
            price_satang=7_500_00,
            gross_csat=32_000 * 7_500_00,
            age_years=8,
            depreciation_percent=8,
            depreciation_csat=32_000 * 600_00,
            net_csat=32_000 * 6_900_00,
        ),
    ),
    taxes=(
        TaxRow(
            items="ที่ดิน 1, สิ่งปลูกสร้าง 1",
            use="อื่น ๆ",
            value_csat=41_250 * 12_000_00 + 32_000 * 6_900_00,
            share_csat=41_250 * 12_000_00 + 32_000 * 6_900_00,
            exempt_csat=0,
            taxable_csat=41_250 * 12_000_00 + 32_000 * 6_900_00,
            rates_pcm=(300,),
            before_satang=21_474_00,
            reduced_satang=0,
            tax_satang=21_474_00,
        ),
        TaxRow(
            items="ที่ดิน 2",
            use="ว่างเปล่าหรือไม่ได้ทำประโยชน์",
            value_csat=80_000 * 1_500_00,
            share_csat=80_000 * 1_500_00,
            exempt_csat=0,
            taxable_csat=80_000 * 1_500_00,
            rates_pcm=(300,),
            before_satang=3_600_00,
            reduced_satang=0,
            tax_satang=3_600_00,
        ),
    ),
)
"""4,950,000 + 2,208,000 baht at 0.3 % = 21,474; 1,200,000 at 0.3 % = 3,600."""

CONDOMINIUM: Final = CondominiumSheet(
    units=(
        UnitRow(
            number=1,
            condominium="ปิ่นเกล้าริมน้ำ คอนโดมิเนียม",
            registration="3/2550",
            location="ตำบลน้ำผึ้ง",
            use="อยู่อาศัย",
            unit_no="88/123",
            area_dm2=4_550,
            price_satang=61_000_00,
            value_csat=4_550 * 61_000_00,
            exempt_csat=0,
            taxable_csat=4_550 * 61_000_00,
            rates_pcm=(20,),
            tax_satang=555_10,
        ),
    )
)
"""45.50 sq m x 61,000 = 2,775,500 baht at 0.02 % = 555.10."""


def payable(notice: int, amount_satang: int) -> Payable:
    reference = BillReference(body=BODY, tax_year=2569, notice=notice)
    return Payable(
        biller=BILLER, ref1=reference.ref1, amount_satang=amount_satang, valid_until=PAY_BY
    )


def notice(number: int = 31_700, **changes: object) -> AssessmentNotice:
    reference = BillReference(body=BODY, tax_year=2569, notice=number)
    usual = AssessmentNotice(
        office=OFFICE,
        addressee=OWNER,
        number=reference.number,
        issued_on=date(2026, 4, 2),
        tax_year=2569,
        tax_satang=LAND.tax_satang,
        pay_by=PAY_BY,
        pay_at="งานจัดเก็บรายได้ เทศบาลตำบลน้ำผึ้ง ตามวันและเวลาราชการ",
        payable=payable(number, LAND.tax_satang),
        terms=TERMS,
        signed=CHIEF,
        instalments_until=date(2026, 6, 30),
        land=LAND,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def land_list() -> PropertyList:
    return PropertyList(
        office=OFFICE,
        addressee=OWNER,
        number="0520-0203-69/ร00317",
        issued_on=date(2025, 11, 17),
        tax_year=2569,
        signed=CHIEF,
        land=(
            ListedLand(
                title_type="โฉนดที่ดิน",
                title_no="12345",
                land_no="67",
                survey_page="890",
                location="หมู่ที่ 7 ตำบลน้ำผึ้ง",
                area_cwah=41_250,
                residence_cwah=20_000,
                other_cwah=21_250,
            ),
            ListedLand(
                title_type="น.ส. 3 ก.",
                title_no="678",
                land_no="9",
                survey_page="12",
                location="หมู่ที่ 2 ตำบลน้ำผึ้ง",
                area_cwah=80_000,
                vacant_cwah=80_000,
            ),
        ),
        buildings=(
            ListedBuilding(
                house_no="12/34",
                type="504 อาคารพาณิชย์",
                structure="ตึก",
                area_dm2=32_000,
                residence_dm2=12_000,
                other_dm2=20_000,
                age_years=8,
                remark="ชั้นล่างเป็นร้านค้า",
            ),
        ),
    )


def unit_list() -> PropertyList:
    return replace(
        land_list(),
        land=(),
        buildings=(),
        units=(
            ListedUnit(
                condominium="ปิ่นเกล้าริมน้ำ คอนโดมิเนียม",
                registration="3/2550",
                title_no="4567",
                survey_page="321",
                tambon="น้ำผึ้ง",
                amphoe="เมืองลำปาง",
                unit_no="88/123",
                area_dm2=4_550,
                residence_dm2=4_550,
            ),
        ),
    )


def warning() -> WarningLetter:
    """20 % and one or two months' 1 % of 25,074 baht: 5,014.80 and 250.74 or 501.48."""
    sums = ((250_74, 30_339_54, date(2026, 7, 31)), (501_48, 30_590_28, date(2026, 8, 4)))
    return WarningLetter(
        office=OFFICE,
        addressee=OWNER,
        number="0520-0203-69/00031700/เตือน",
        issued_on=date(2026, 7, 20),
        tax_year=2569,
        notice_number="0520-0203-69/00031700",
        notice_on=date(2026, 4, 2),
        due_on=PAY_BY,
        tax_satang=25_074_00,
        penalty_percent=20,
        if_paid=tuple(
            IfPaid(
                penalty_satang=5_014_80,
                surcharge_satang=surcharge,
                payable=replace(payable(31_700, total), valid_until=until),
            )
            for surcharge, total, until in sums
        ),
        days_to_pay=15,
        seizure_days=90,
        pay_at="งานจัดเก็บรายได้ เทศบาลตำบลน้ำผึ้ง",
        terms=TERMS,
        signed=CHIEF,
    )


def agreement() -> InstalmentAgreement:
    """25,074 baht in three: 8,358.00 each."""
    days = (date(2026, 4, 30), date(2026, 5, 29), date(2026, 6, 30))
    return InstalmentAgreement(
        office=OFFICE,
        addressee=OWNER,
        number="ลป 52001/ผ 27",
        agreed_on=date(2026, 4, 20),
        tax_year=2569,
        notice_number="0520-0203-69/00031700",
        notice_on=date(2026, 4, 2),
        tax_satang=25_074_00,
        instalments=tuple(
            Instalment(due_on=due, payable=replace(payable(31_700, 8_358_00), valid_until=due))
            for due in days
        ),
        terms=TERMS,
        signed=CHIEF,
    )


def receipt() -> Receipt:
    return Receipt(
        office=OFFICE,
        addressee=OWNER,
        number="69-0001234",
        issued_on=date(2026, 8, 3),
        tax_year=2569,
        notice_number="0520-0203-69/00031700",
        paid_on=date(2026, 8, 1),
        channel="คิวอาร์โค้ด ผ่านแอปธนาคาร",
        bank_reference="014202608011234567",
        tax_satang=25_074_00,
        penalty_satang=5_014_80,
        surcharge_satang=501_48,
        credit_satang=0,
        outstanding_satang=0,
        verification="7Q4M-9XKD-2TTV-H0CE",
        signed=CHIEF,
    )
