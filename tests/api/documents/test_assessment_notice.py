"""The notice of assessment: what it asks for and by when, and that it fits its sheet."""

from dataclasses import replace

import pytest

from api.documents import Addressee, Amended, AssessmentNotice, Office, Signatory, Typesetter, write
from tests.api.documents import letters
from tests.api.documents.pages import texts, unspaced

LONG = "องค์การบริหารส่วนตำบลโคกสะอาดสามัคคี"


def first_page(notice: AssessmentNotice) -> str:
    return texts(write(notice, Typesetter()))[0]


def amended(*, before: int, paid: int) -> AssessmentNotice:
    """A notice of 25,074 baht in the place of one of so many baht, of which some is paid."""
    usual = letters.notice()
    to_pay = max(usual.tax_satang - paid * 100, 0)
    return replace(
        usual,
        instalments_until=None,
        payable=letters.payable(31_700, to_pay) if to_pay else None,
        amended=Amended(
            number=1,
            reason="ผลการพิจารณาคำคัดค้าน (มาตรา 73)",
            before_satang=before * 100,
            paid_satang=paid * 100,
            days=30,
            ask_for_sum=False,
        ),
    )


def test_a_notice_says_tax_last_day_instalments_and_how_to_object() -> None:
    page = first_page(letters.notice())

    for said in (
        "25,074.00 บาท",
        "สองหมื่นห้าพันเจ็ดสิบสี่บาทถ้วน",
        "ชำระภายในวันที่ Pay by 30 มิถุนายน พ.ศ. 2569",
        "ขอผ่อนชำระได้ไม่เกิน 3 งวด ยื่นคำขอภายในวันที่ 30 มิถุนายน พ.ศ. 2569",
        "ให้ยื่นคำคัดค้านตามแบบ ภ.ด.ส. 10 ต่อนายกเทศมนตรีตำบลน้ำผึ้ง ภายใน 30 วัน",
    ):
        assert unspaced(said) in page


@pytest.mark.parametrize(
    ("before", "paid", "said"),
    [
        (30_000, 0, "ชำระภายในวันที่ Pay by 30 มิถุนายน พ.ศ. 2569"),
        (20_000, 0, "ส่วนที่เพิ่ม 5,074.00 บาท ชำระภายใน 30 วัน นับแต่วันที่ได้รับหนังสือนี้"),
        (20_000, 20_000, "Pay by ภายใน 30 วัน นับแต่วันที่ได้รับหนังสือนี้"),
        (0, 0, "Pay by ภายใน 30 วัน นับแต่วันที่ได้รับหนังสือนี้"),
        (30_000, 30_000, "ชำระเกิน 4,926.00 บาท สำนักงานจะแจ้งการคืนเงินให้ทราบ"),
    ],
)
def test_s53_what_an_amendment_adds_has_days_of_its_own(before: int, paid: int, said: str) -> None:
    assert unspaced(said) in first_page(amended(before=before, paid=paid))


def test_the_sheets_and_the_codes_must_be_of_the_tax() -> None:
    usual = letters.notice()

    with pytest.raises(ValueError, match="sum of its sheets"):
        replace(usual, tax_satang=usual.tax_satang + 1)
    with pytest.raises(ValueError, match="codes are for what is to be paid"):
        replace(usual, payable=letters.payable(31_700, usual.tax_satang - 1))
    with pytest.raises(ValueError, match="codes are for what is to be paid"):
        replace(usual, payable=None)


def test_a_notice_with_long_names_still_fits_on_its_front() -> None:
    notice = replace(
        amended(before=20_000, paid=10_000),
        office=Office(
            name=LONG,
            address="199/9 หมู่ที่ 14 ตำบลโคกสะอาด อำเภอเฉลิมพระเกียรติ จังหวัดนครราชสีมา 30000",
            contact="โทร. 0 4400 0000 ต่อ 123 วันจันทร์ถึงวันศุกร์ 08.30-16.30 น.",
        ),
        signed=Signatory(name="ว่าที่ร้อยตรีสมมุติศักดิ์ ตัวอย่างวรวงศ์", position=f"นายก{LONG}"),
        pay_at=f"งานจัดเก็บรายได้ กองคลัง {LONG}",
        addressee=Addressee(
            name="นางสาวสมมุติพิสุทธิ์ ตัวอย่างหัสดิน ณ อยุธยา",
            address="1234/567 หมู่ที่ 12 ซอยสมมุติเกษม 81/4 ถนนสมมุติเกษม ตำบลหนองค้างพลู "
            "อำเภอเฉลิมพระเกียรติ จังหวัดนครราชสีมา 30000",
        ),
    )

    pages = texts(write(notice, Typesetter()))

    assert len(pages) == 2
    assert unspaced(f"นายก{LONG}") in pages[0][-200:]
    assert unspaced("ภ.ด.ส. 7") in pages[1]


def test_what_a_training_office_writes_says_on_each_page_that_it_is_a_specimen() -> None:
    pages = texts(write(letters.notice(), Typesetter(specimen=True)))

    assert all("SPECIMEN" in page and unspaced("ตัวอย่าง ใช้ฝึกอบรม") in page for page in pages)
    assert "SPECIMEN" not in first_page(letters.notice())
