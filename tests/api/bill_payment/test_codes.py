"""The QR code's and the barcode's text, beside codes others have published."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bill_payment import (
    BillPayment,
    NotABillPayment,
    PaymentSlip,
    barcode_text,
    qr_text,
    read_barcode_text,
    read_qr_text,
    read_slip_text,
)
from api.bill_payment.fields import read_fields, read_sealed, seal, write_field
from tests.api.bill_payment.vectors import BILLS, EMVCO_SAMPLE, SLIP, WRITTEN_ALIKE

REFERENCES = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20)
PAYMENTS = st.builds(
    BillPayment,
    biller=st.text(string.digits, min_size=15, max_size=15),
    ref1=REFERENCES,
    ref2=REFERENCES | st.just(""),
    amount_satang=st.none() | st.integers(1, 999_999_999_999),
    ref3=REFERENCES | st.just(""),
    cross_border=st.booleans(),
)


def fields_of(payment: BillPayment) -> list[str]:
    fields = read_sealed(qr_text(payment), check_tag="63")
    return [write_field(tag, text) for tag, text in fields.items()]


@pytest.mark.parametrize("name", BILLS)
def test_a_published_code_is_read_as_its_bill(name: str) -> None:
    code, bill = BILLS[name]

    assert read_qr_text(code) == bill


@pytest.mark.parametrize("name", WRITTEN_ALIKE)
def test_a_bill_is_written_as_others_write_it(name: str) -> None:
    code, bill = BILLS[name]

    assert qr_text(bill) == code


@pytest.mark.parametrize("code", [EMVCO_SAMPLE, *(code for code, _ in BILLS.values())])
def test_a_published_code_with_any_one_character_changed_is_refused(code: str) -> None:
    read_sealed(code, check_tag="63")

    for at, right in enumerate(code):
        for wrong in "0159AFX":
            if wrong != right:
                with pytest.raises(NotABillPayment):
                    read_qr_text(f"{code[:at]}{wrong}{code[at + 1 :]}")


@pytest.mark.parametrize("code", [code for code, _ in BILLS.values()])
def test_a_code_with_a_made_up_check_is_refused(code: str) -> None:
    with pytest.raises(NotABillPayment, match="The check does not fit"):
        read_qr_text(f"{code[:-4]}FFFF")


def test_a_check_in_small_letters_is_refused() -> None:
    code = BILLS["50.00 baht"][0]

    with pytest.raises(NotABillPayment, match="four upper-case hexadecimal digits"):
        read_qr_text(code[:-4] + code[-4:].lower())


def test_the_length_counts_characters_and_the_check_counts_bytes() -> None:
    fields = read_sealed(EMVCO_SAMPLE, check_tag="63")

    assert read_fields(fields["64"]) == {"00": "ZH", "01": "最佳运输", "02": "北京"}


def test_a_code_of_another_country_is_no_thai_bill() -> None:
    with pytest.raises(NotABillPayment, match=r"in baht \(field 53: 764\) and TH"):
        read_qr_text(EMVCO_SAMPLE)


@given(PAYMENTS, st.randoms(use_true_random=False))
def test_fields_may_stand_in_any_order(payment: BillPayment, dice: st.DataObject) -> None:
    first, *rest = fields_of(payment)
    dice.shuffle(rest)  # type: ignore[attr-defined]

    assert read_qr_text(seal(first + "".join(rest), check_tag="63")) == payment


@given(PAYMENTS)
def test_a_bill_with_an_amount_is_dynamic_and_one_without_is_static(payment: BillPayment) -> None:
    fields = read_sealed(qr_text(payment), check_tag="63")

    assert fields["01"] == ("11" if payment.amount_satang is None else "12")
    assert ("54" in fields) == (payment.amount_satang is not None)


@given(st.text(max_size=80) | st.from_regex(r"000201[0-9A-Z]*6304[0-9A-F]{4}", fullmatch=True))
def test_any_other_text_is_refused_without_saying_it_back(text: str) -> None:
    for read in (read_qr_text, read_barcode_text, read_slip_text):
        with pytest.raises(NotABillPayment) as refused:
            read(text)
        assert len(text) < 6 or text not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("5303764", "5303840"), "A Thai bill payment is in baht (field 53: 764) and TH"),
        (("5802TH", "5802SG"), "A Thai bill payment is in baht (field 53: 764) and TH"),
        (("010212", "010213"), "Field 01 must be 11 or 12."),
        (("A000000677010112", "A000000677010111"), "Field 30 is of another scheme"),
        (("3065", "2965"), "The code has no field 30, so it is no bill payment."),
        (("540550.00", "540550,00"), "Field 54 must be an amount of baht like 1234.56."),
        (("540550.00", "5405-5.00"), "Field 54 must be an amount of baht like 1234.56."),
        (("540550.00", "5405 5.00"), "Field 54 must be an amount of baht like 1234.56."),
        (("540550.00", "54050.000"), "Field 54 must be an amount of baht like 1234.56."),
        (("540550.00", "54040.00"), "The amount must be above zero"),
        (("LBT2569000000017", "LBT256900000-017"), "Reference 1 must be 1 to 20 upper-case"),
        (("LBT2569000000017", "lbt2569000000017"), "Reference 1 must be 1 to 20 upper-case"),
        (("099400016550100", "09940001655010X"), "The biller id must be 15 digits"),
        (("5802TH", "5802TH5802TH"), "Field 58 is there twice."),
        (("5802TH", "5802TH5900"), "Field 59 does not have the length it says."),
        (("5802TH", "5802TH5X02AA"), "a field should begin with a two-digit tag"),
    ],
)
def test_a_wrong_field_is_refused_by_name(change: tuple[str, str], message: str) -> None:
    code = BILLS["50.00 baht"][0]
    assert change[0] in code

    changed = seal(code[:-8].replace(*change), check_tag="63")

    with pytest.raises(NotABillPayment, match=re.escape(message)):
        read_qr_text(changed)


@pytest.mark.parametrize(
    ("text", "payment"),
    [
        (
            "|099999999999990\r111222333444\r\r0",
            BillPayment(biller="099999999999990", ref1="111222333444"),
        ),
        (
            "|099400016550100\r123456789012\r670429\r364922",
            BillPayment(
                biller="099400016550100",
                ref1="123456789012",
                ref2="670429",
                amount_satang=3_649_22,
            ),
        ),
    ],
)
def test_a_published_barcode_is_read_and_written(text: str, payment: BillPayment) -> None:
    assert read_barcode_text(text) == payment
    assert barcode_text(payment) == text


@pytest.mark.parametrize("name", ["from a barcode, no amount", "from a barcode, dynamic"])
def test_a_barcode_becomes_the_qr_code_of_the_same_bill(name: str) -> None:
    code, bill = BILLS[name]

    assert qr_text(read_barcode_text(barcode_text(bill))) == code
    assert barcode_text(read_qr_text(code)) == barcode_text(bill)


@pytest.mark.parametrize(
    "text",
    [
        "099999999999990\r111222333444\r\r0",
        "|09999999999999\n0\r111222333444\r\r0",
        "|099999999999990\r\r\r0",
        "|099999999999990\r111222333444\r0",
        "|099999999999990\r111222333444\r\r1.00",
        "|099999999999990\r111222333444\r\r-1",
        "|099999999999990\r111222333444\r\r007",
        "|099999999999990\r111222333444\r\r0\r",
        "|099999999999990\r111-222\r\r0",
        "|๐๙๙๙๙๙๙๙๙๙๙๙๙๙๐\r111222333444\r\r0",
    ],
)
def test_a_damaged_barcode_is_refused(text: str) -> None:
    with pytest.raises(NotABillPayment):
        read_barcode_text(text)


def test_a_slips_code_names_the_bank_and_its_reference() -> None:
    assert read_slip_text(SLIP) == PaymentSlip(bank="014", reference="00111222233344ABCD12")
    with pytest.raises(NotABillPayment):
        read_slip_text(SLIP.replace("0140", "0150"))


@pytest.mark.parametrize("amount", [0, -1, 1_000_000_000_000])
def test_no_bill_has_an_amount_out_of_range(amount: int) -> None:
    with pytest.raises(NotABillPayment, match="above zero"):
        BillPayment(biller="099400016550100", ref1="1", amount_satang=amount)
