"""A bank's confirmation of one payment, or of its reversal: JSON read strictly.

The names are those Thai banks use in their bill payment confirmations. Fields we do not use, such
as the payer's name, are left alone and never repeated: no message here says what was sent.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from domain.bank_line import BankLine
from importers.bank import values
from importers.bank.refused import BankMessageRefused, ValueWrong

MOST_BYTES: Final = 16 * 1024
MOST_ANSWER_BYTES: Final = 1024 * 1024
BAHT: Final = "764"
_KIND: Final = {"PAYMENT": "payment", "REVERSAL": "reversal"}
_MOST_DEPTH: Final = 4
_MOST_DIGITS: Final = 20
_FRACTION: Final = object()

Value = TypeVar("Value")


def read_webhook(raw: bytes, *, bank: str, source: str = "webhook") -> BankLine:
    """Read one confirmation of the bank whose signature it carried; `source` is of SOURCES.

    Raises `BankMessageRefused`.
    """
    return line_of(read_object(raw), bank=bank, source=source)


def line_of(fields: Mapping[str, Any], *, bank: str, source: str) -> BankLine:
    """Return the line that the fields of a confirmation say. Raises `BankMessageRefused`."""
    kind = _text(fields, "transactionType", default="PAYMENT")
    if kind not in _KIND:
        raise BankMessageRefused("transactionType must be PAYMENT or REVERSAL, or left out.")
    if _text(fields, "currencyCode") != BAHT:
        raise BankMessageRefused("currencyCode must be 764: the tax is paid in baht.")
    if _text(fields, "payeeProxyType", default="BILLERID") != "BILLERID":
        raise BankMessageRefused("payeeProxyType must be BILLERID, or left out.")
    paid_at = _read(
        fields, "transactionDateandTime", lambda text: values.time_of(text, zone_needed=True)
    )
    return BankLine(
        kind=_KIND[kind],
        bank=bank,
        bank_reference=_read(fields, "transactionId", values.bank_reference_of),
        amount_satang=_read(fields, "amount", values.satang_of_baht),
        paid_at=paid_at,
        paid_on=values.bangkok_day(paid_at),
        channel=values.channel_of(_text(fields, "channelCode", default="")),
        biller=_read(fields, "payeeProxyId", values.biller_of),
        ref1=_read(fields, "billPaymentRef1", values.typed),
        ref2=_read({"billPaymentRef2": "", **fields}, "billPaymentRef2", values.typed),
        source=source,
    )


def _text(fields: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    found = fields.get(name, default)
    if found is None:
        raise BankMessageRefused(f"{name} is missing.")
    if not isinstance(found, str):
        raise BankMessageRefused(f"{name} must be text in quotation marks.")
    return found


def _read(fields: Mapping[str, Any], name: str, read: Callable[[str], Value]) -> Value:
    try:
        return read(_text(fields, name))
    except ValueWrong as wrong:
        raise BankMessageRefused(f"{name}: {wrong}") from None


def read_answer(raw: bytes, *, bank: str) -> list[BankLine]:
    """Read a bank's answer to a question: an object whose `payments` are such confirmations.

    Raises `BankMessageRefused`.
    """
    payments = read_object(raw, most_bytes=MOST_ANSWER_BYTES).get("payments")
    if not isinstance(payments, list) or not all(isinstance(one, dict) for one in payments):
        raise BankMessageRefused("payments must be a list of confirmations.")
    return [line_of(one, bank=bank, source="inquiry") for one in payments]


def read_object(raw: bytes, *, most_bytes: int = MOST_BYTES) -> Mapping[str, Any]:
    """Read one JSON object: UTF-8, no doubled field, no NaN, neither large nor deep.

    Raises `BankMessageRefused`.
    """
    if len(raw) > most_bytes:
        raise BankMessageRefused(f"A confirmation has at most {most_bytes:,} bytes.")
    try:
        text = raw.decode("utf-8")
        found = _DECODER.decode(text)
        json.dumps(found, ensure_ascii=False, default=str).encode("utf-8")
    except (ValueError, RecursionError):
        raise BankMessageRefused(
            "A confirmation is one JSON object in UTF-8, in which no field stands twice and every "
            "number is finite."
        ) from None
    if not isinstance(found, dict) or _depth(found) > _MOST_DEPTH:
        raise BankMessageRefused(
            f"A confirmation is one JSON object, at most {_MOST_DEPTH} levels deep."
        )
    return found


def _depth(found: object) -> int:
    depth, level = 0, [found]
    while level and depth <= _MOST_DEPTH:
        depth += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
    return depth


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError
    return int(digits)


def _never(_: str) -> NoReturn:
    raise ValueError


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=lambda _: _FRACTION,  # money is text; no field we use is a number
    parse_constant=_never,
)
