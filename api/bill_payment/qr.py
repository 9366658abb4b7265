"""The text of the Thai bill payment QR code: EMVCo merchant-presented, tag 30."""

from collections.abc import Mapping
from typing import Final

from api.bill_payment.fields import read_fields, read_sealed, seal, write_field
from api.bill_payment.payment import BillPayment, NotABillPayment
from domain.money import parse_baht, show_baht

CHECK_TAG: Final = "63"
_VERSION: Final = "00"
_INITIATION: Final = "01"
_BILL: Final = "30"
_CURRENCY: Final = "53"
_AMOUNT: Final = "54"
_COUNTRY: Final = "58"
_MORE: Final = "62"
_STATIC: Final = "11"
_DYNAMIC: Final = "12"
_BAHT: Final = "764"
_THAILAND: Final = "TH"
_DOMESTIC: Final = "A000000677010112"
_CROSS_BORDER: Final = "A000000677012006"
_AMOUNT_LENGTH: Final = 13


def qr_text(payment: BillPayment) -> str:
    """Write the code's text; one with an amount is dynamic (12), one without is static (11)."""
    bill = write_field("00", _CROSS_BORDER if payment.cross_border else _DOMESTIC)
    bill += write_field("01", payment.biller) + write_field("02", payment.ref1)
    if payment.ref2:
        bill += write_field("03", payment.ref2)
    amount = payment.amount_satang
    fields = [
        write_field(_VERSION, "01"),
        write_field(_INITIATION, _STATIC if amount is None else _DYNAMIC),
        write_field(_BILL, bill),
        write_field(_CURRENCY, _BAHT),
        write_field(_COUNTRY, _THAILAND),
    ]
    if amount is not None:
        fields.append(write_field(_AMOUNT, show_baht(amount)))
    if payment.ref3:
        fields.append(write_field(_MORE, write_field("07", payment.ref3)))
    return seal("".join(fields), check_tag=CHECK_TAG)


def read_qr_text(text: str) -> BillPayment:
    """Read a code's text; fields other than the first and the last stand in any order.

    Raises `NotABillPayment` where the check, a length, or what a bill payment must hold is wrong.
    The message never says back what was read.
    """
    if not text.startswith("000201"):
        raise NotABillPayment("A payment code begins with 000201.")
    fields = read_sealed(text, check_tag=CHECK_TAG)
    if fields.get(_INITIATION, _STATIC) not in {_STATIC, _DYNAMIC}:
        raise NotABillPayment("Field 01 must be 11 or 12.")
    if fields.get(_CURRENCY) != _BAHT or fields.get(_COUNTRY) != _THAILAND:
        raise NotABillPayment("A Thai bill payment is in baht (field 53: 764) and TH (field 58).")
    if _BILL not in fields:
        raise NotABillPayment("The code has no field 30, so it is no bill payment.")
    bill = read_fields(fields[_BILL])
    if bill.get("00") not in {_DOMESTIC, _CROSS_BORDER}:
        raise NotABillPayment("Field 30 is of another scheme than Thai bill payment.")
    more = read_fields(fields[_MORE]) if _MORE in fields else {}
    return BillPayment(
        biller=bill.get("01", ""),
        ref1=bill.get("02", ""),
        ref2=bill.get("03", ""),
        amount_satang=_amount(fields),
        ref3=more.get("07", ""),
        cross_border=bill["00"] == _CROSS_BORDER,
    )


def _amount(fields: Mapping[str, str]) -> int | None:
    written = fields.get(_AMOUNT)
    if written is None:
        return None
    if len(written) > _AMOUNT_LENGTH or written.startswith("-"):
        raise NotABillPayment("Field 54 must be an amount of baht like 1234.56.")
    try:
        return parse_baht(written)
    except ValueError:
        raise NotABillPayment("Field 54 must be an amount of baht like 1234.56.") from None
