"""The codes on a printed page, read from its picture by two readers of different making."""

from dataclasses import replace
from datetime import date

import pytest
import zxingcpp

from api.bill_payment import BillPayment, read_barcode_text, read_qr_text
from api.documents import Letter, Typesetter, write
from api.letters import Notices, Receipts, WritingBody
from domain.bill_reference import ref2
from tests.api.cli.clerk import BODY, YEAR, clerk
from tests.api.cli.test_collecting import Town, town
from tests.api.documents import letters
from tests.api.documents.pages import picture, read_by_zbar

__all__ = ["clerk", "town"]

QR, BARCODE = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128


def codes(letter: Letter, *, page: int = 0, dots_per_inch: int = 200) -> list[BillPayment]:
    """What the codes of a page say, QR codes first, each from the top down."""
    drawn = picture(write(letter, Typesetter()), page=page, dots_per_inch=dots_per_inch)
    found = sorted(zxingcpp.read_barcodes(drawn), key=lambda one: one.position.top_left.y)
    qr = [read_qr_text(one.text) for one in found if one.format == QR]
    bars = [read_barcode_text(one.text) for one in found if one.format == BARCODE]
    assert len(qr) + len(bars) == len(found)
    return qr + bars


def test_both_codes_of_a_notice_from_the_roll_say_its_references_and_amount(town: Town) -> None:
    body = WritingBody(town.office(), int(BODY), int(YEAR))
    tax = body.office.rolls.roll(int(BODY), int(YEAR)).tax_satang()
    (second,) = Notices(body, notices=[2])

    expected = BillPayment(
        biller=body.office.billers.biller(int(BODY)),
        ref1=body.bill(2).ref1,
        ref2=ref2(valid_until=date(2026, 6, 30), amount_satang=int(tax[1])),
        amount_satang=int(tax[1]),
    )
    assert codes(second) == [expected, expected]


@pytest.mark.parametrize("dots_per_inch", [200, 300])
def test_a_second_reader_reads_the_same(dots_per_inch: int) -> None:
    notice = letters.notice()
    assert notice.payable is not None

    drawn = picture(write(notice, Typesetter()), page=0, dots_per_inch=dots_per_inch)
    found = dict(read_by_zbar(drawn))

    assert sorted(found) == ["ZBAR_CODE128", "ZBAR_QRCODE"]
    assert read_qr_text(found["ZBAR_QRCODE"]) == notice.payable.payment
    assert read_barcode_text(found["ZBAR_CODE128"]) == notice.payable.payment


@pytest.mark.parametrize("dots_per_inch", [200, 300, 600])
def test_codes_are_read_at_the_resolutions_of_scanners_and_printers(dots_per_inch: int) -> None:
    notice = letters.notice()
    assert notice.payable is not None

    found = codes(notice, dots_per_inch=dots_per_inch)

    assert found == [notice.payable.payment] * 2


@pytest.mark.parametrize("satang", [1, 99, 100_00, 999_999_999_99])
def test_codes_hold_the_smallest_and_the_largest_tax(satang: int) -> None:
    usual = letters.notice().land
    assert usual is not None
    (first, *_) = usual.taxes
    tax = replace(first, before_satang=satang, tax_satang=satang)
    land = replace(usual, taxes=(tax,))
    payable = letters.payable(1, satang)
    notice = letters.notice(1, land=land, tax_satang=satang, payable=payable)

    assert codes(notice) == [payable.payment] * 2


def test_each_part_of_an_agreement_has_codes_of_its_own() -> None:
    agreement = letters.agreement()

    paid = [part.payable.payment for part in agreement.instalments]
    assert len({one.ref2 for one in paid}) == 3
    assert codes(agreement, page=1) == paid * 2


def test_each_sum_of_a_warning_has_codes_of_its_own() -> None:
    warning = letters.warning()

    assert codes(warning, page=1) == [one.payable.payment for one in warning.if_paid] * 2


def test_what_asks_for_nothing_has_no_codes(town: Town) -> None:
    town.takes(town.first, "12000", "A-1", on="2026-06-15")
    body = WritingBody(town.office(), int(BODY), int(YEAR))
    (receipt,) = Receipts(body, on=date(2026, 6, 20))

    assert codes(receipt) == []
    assert codes(letters.land_list()) == []


def test_the_qr_code_is_large_enough_for_an_old_telephone() -> None:
    dots_per_inch = 300
    drawn = picture(write(letters.notice(), Typesetter()), page=0, dots_per_inch=dots_per_inch)
    (code,) = (one for one in zxingcpp.read_barcodes(drawn) if one.format == QR)

    place = code.position
    width = place.top_right.x - place.top_left.x

    assert width * 25.4 / dots_per_inch > 25
