"""A bank's confirmation is read to the letter or set aside, and never repeated in a message."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from importers.bank import BankMessageRefused, read_webhook

SECRET = "1103700000006"


def said(**changed: Any) -> bytes:
    """Write a confirmation as a bank does; None leaves a field out."""
    fields = {
        "transactionId": "B0120260430000017",
        "amount": "1234.56",
        "transactionDateandTime": "2026-04-30T23:59:59.120+07:00",
        "currencyCode": "764",
        "payeeProxyType": "BILLERID",
        "payeeProxyId": "099400052002095",
        "billPaymentRef1": "5200203690000017 23",
        "billPaymentRef2": "69043012",
        "billPaymentRef3": "",
        "payerName": SECRET,
        "channelCode": "QR",
        "sendingBankCode": "014",
        **changed,
    }
    return json.dumps({name: text for name, text in fields.items() if text is not None}).encode()


def test_a_confirmation_says_who_was_paid_how_much_and_on_which_day_in_bangkok() -> None:
    line = read_webhook(said(), bank="014")

    assert (line.kind, line.bank, line.bank_reference) == ("payment", "014", "B0120260430000017")
    assert line.amount_satang == 123_456
    assert line.paid_on == date(2026, 4, 30)
    assert line.paid_at == datetime(2026, 4, 30, 16, 59, 59, 120_000, tzinfo=UTC)
    assert (line.channel, line.source, line.body) == ("qr", "webhook", None)
    assert (line.biller, line.ref1) == ("099400052002095", "5200203690000017 23")


def test_s51_seventeen_hours_utc_is_the_next_day_in_bangkok() -> None:
    line = read_webhook(said(transactionDateandTime="2026-04-30T17:00:00Z"), bank="014")

    assert line.paid_on == date(2026, 5, 1)


def test_a_reversal_names_the_payment_it_takes_back() -> None:
    line = read_webhook(said(transactionType="REVERSAL"), bank="014")

    assert (line.kind, line.bank_reference) == ("reversal", "B0120260430000017")


def test_a_channel_the_table_does_not_know_is_a_transfer() -> None:
    assert read_webhook(said(channelCode="MOBILE"), bank="014").channel == "transfer"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("amount", "1,234.56", "amount: an amount is baht with exactly two decimals"),
        ("amount", "1234.5", "amount: an amount is baht with exactly two decimals"),
        ("amount", "1e3", "amount: an amount is baht with exactly two decimals"),
        ("amount", "๑๒.๐๐", "amount: an amount is baht with exactly two decimals"),
        ("amount", "-1.00", "amount: an amount is baht with exactly two decimals"),
        ("amount", "0.00", "amount: an amount is above zero"),
        ("amount", "10000000000.00", "amount: an amount is above zero"),
        ("amount", 1234.56, "amount must be text in quotation marks."),
        ("amount", None, "amount is missing."),
        ("transactionId", "", "transactionId: the bank's reference is 1 to 64 letters"),
        ("transactionId", "B 1", "transactionId: the bank's reference is 1 to 64 letters"),
        ("transactionId", ["B1"], "transactionId must be text in quotation marks."),
        ("transactionDateandTime", "2026-04-30T23:59:59", "transactionDateandTime: a time is"),
        ("transactionDateandTime", "2026-02-30T00:00:00Z", "transactionDateandTime: there is no"),
        ("transactionDateandTime", "2569-04-30T00:00:00Z", "transactionDateandTime: the year"),
        ("currencyCode", "840", "currencyCode must be 764: the tax is paid in baht."),
        ("payeeProxyType", "NATID", "payeeProxyType must be BILLERID, or left out."),
        ("payeeProxyId", "12", "payeeProxyId: a biller id has 15 digits"),
        ("billPaymentRef1", None, "billPaymentRef1 is missing."),
        ("billPaymentRef1", "7" * 141, "billPaymentRef1: a reference has at most 140"),
        ("transactionType", "REFUND", "transactionType must be PAYMENT or REVERSAL"),
    ],
)
def test_a_wrong_field_is_named_without_what_stood_in_it(
    field: str, value: object, message: str
) -> None:
    with pytest.raises(BankMessageRefused) as refused:
        read_webhook(said(billPaymentRef2=SECRET, **{field: value}), bank="014")

    assert str(refused.value).startswith(message)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'"text"',
        said() + b"x",
        said().replace(b'"764"', b'"764", "amount": "1.00"'),
        said().replace(b'"764"', b"NaN"),
        said().replace(b'"764"', b"Infinity"),
        said().replace(b'"764"', b"9" * 5000),
        said(payerName="\ud800"),
        said().decode().encode("utf-16"),
        b"\xef\xbb\xbf" + said(),
        said(payerName=[[[[["deep"]]]]]),
        b"[" * 8000,
        said(payerName="x" * 20_000),
    ],
)
def test_what_is_not_one_plain_object_is_refused_without_being_repeated(raw: bytes) -> None:
    with pytest.raises(BankMessageRefused, match="A confirmation ") as refused:
        read_webhook(raw, bank="014")

    assert SECRET not in str(refused.value)
