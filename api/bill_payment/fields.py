"""Tagged fields of a payment code (EMVCo): a two-digit tag, a two-digit length, the text."""

import binascii
import re
from collections.abc import Mapping
from typing import Final

from api.bill_payment.payment import NotABillPayment

_HEAD: Final = re.compile(r"[0-9]{4}")
_HEAD_LENGTH: Final = 4
_CHECK: Final = re.compile(r"[0-9A-F]{4}")
_LONGEST: Final = 99
_START: Final = 0xFFFF
LONGEST_CODE: Final = 512
"""Characters; EMVCo's limit for a whole code."""


def write_field(tag: str, text: str) -> str:
    """Write one field; the length counts characters, not bytes."""
    assert len(text) <= _LONGEST
    return f"{tag}{len(text):02d}{text}"


def seal(fields: str, *, check_tag: str) -> str:
    """Add the check: CRC-16/CCITT-FALSE over the UTF-8 bytes, its own tag and length included."""
    checked = f"{fields}{check_tag}04"
    return f"{checked}{binascii.crc_hqx(checked.encode(), _START):04X}"


def read_fields(text: str) -> dict[str, str]:
    """Read fields in any order; a tag stands once. Raises `NotABillPayment` without an echo."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + _HEAD_LENGTH]
        if not _HEAD.fullmatch(head):
            raise NotABillPayment(
                f"At character {at + 1} a field should begin with a two-digit tag and a two-digit "
                "length."
            )
        tag, length = head[:2], int(head[2:])
        at += _HEAD_LENGTH
        value = text[at : at + length]
        if len(value) < length or not length:
            raise NotABillPayment(f"Field {tag} does not have the length it says.")
        if tag in found:
            raise NotABillPayment(f"Field {tag} is there twice.")
        found[tag] = value
        at += length
    return found


def read_sealed(text: str, *, check_tag: str) -> Mapping[str, str]:
    """Read fields whose last is the check, and check it. Raises `NotABillPayment`."""
    if len(text) > LONGEST_CODE:
        raise NotABillPayment(f"A payment code has at most {LONGEST_CODE} characters.")
    fields = text[:-8]
    if text[-8:-4] != f"{check_tag}04" or not _CHECK.fullmatch(text[-4:]):
        raise NotABillPayment(
            f"The code must end with field {check_tag}, the check of four upper-case hexadecimal "
            "digits."
        )
    try:
        sealed = seal(fields, check_tag=check_tag)
    except UnicodeEncodeError:
        raise NotABillPayment("The code holds half a character.") from None
    if sealed != text:
        raise NotABillPayment("The check does not fit: the code was copied or read wrongly.")
    return read_fields(fields)
