"""What a payer's telephone or a counter reads: the bill payment QR code and the barcode.

Written apart from the program that prints them, from the public standards alone, so that each finds
the other's mistakes.
"""

from dataclasses import dataclass
from typing import Final

THAI_BILL_PAYMENT: Final = ("A000000677010112", "A000000677012006")
_POLYNOMIAL: Final = 0x1021
_SIXTEEN_BITS: Final = 0xFFFF
_TOP_BIT: Final = 0x8000


class CodeUnreadable(ValueError):  # noqa: N818 - says what happened
    """A telephone would say that this is no bill payment."""


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What a code asks to pay; `amount_satang` is None where the payer types it."""

    biller: str
    ref1: str
    ref2: str
    amount_satang: int | None


def read_code(text: str) -> Slip:
    """Read the text of a QR code or of a barcode. Raises `CodeUnreadable`."""
    return _of_barcode(text) if text.startswith("|") else _of_qr(text)


def _of_barcode(text: str) -> Slip:
    parts = text[1:].split("\r")
    if len(parts) != len(("biller", "ref1", "ref2", "amount")) or not parts[3].isdecimal():
        raise CodeUnreadable("The barcode does not have its four lines.")
    biller, ref1, ref2, amount = parts
    return Slip(biller=biller, ref1=ref1, ref2=ref2, amount_satang=int(amount) or None)


def _of_qr(text: str) -> Slip:
    fields = _tags(text)
    if list(fields)[-1:] != ["63"] or f"{_crc(text[:-4].encode()):04X}" != text[-4:]:
        raise CodeUnreadable("The check at the end of the code does not fit.")
    bill = _tags(fields.get("30", ""))
    if bill.get("00") not in THAI_BILL_PAYMENT:
        raise CodeUnreadable("The code is no Thai bill payment.")
    if fields.get("53") != "764" or fields.get("58") != "TH":
        raise CodeUnreadable("The code is not in baht.")
    return Slip(
        biller=bill.get("01", ""),
        ref1=bill.get("02", ""),
        ref2=bill.get("03", ""),
        amount_satang=satang_of(fields["54"]) if "54" in fields else None,
    )


def _tags(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while text:
        tag, length = text[:2], text[2:4]
        if not (tag.isdecimal() and length.isdecimal() and len(text) >= 4 + int(length)):
            raise CodeUnreadable("A field of the code does not have the length it says.")
        found[tag], text = text[4 : 4 + int(length)], text[4 + int(length) :]
    return found


def _crc(octets: bytes) -> int:
    """Return CRC-16/CCITT-FALSE, bit by bit as the standard draws it."""
    crc = _SIXTEEN_BITS
    for octet in octets:
        crc ^= octet << 8
        for _ in range(8):
            crc = (crc << 1) ^ _POLYNOMIAL if crc & _TOP_BIT else crc << 1
            crc &= _SIXTEEN_BITS
    return crc


def satang_of(text: str) -> int:
    """Read an amount of baht. Raises `CodeUnreadable`."""
    baht, _, decimals = text.partition(".")
    if not (baht + decimals).isdecimal() or len(decimals) > len("00") or not text.isascii():
        raise CodeUnreadable("The amount is not baht with two decimals.")
    return int(baht or "0") * 100 + int(decimals.ljust(2, "0"))
