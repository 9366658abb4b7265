"""Whoever holds a notice pays it in three steps, without signing in and without seeing a name."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.pages import typed
from tests.api.http.collecting import TAX, Collecting, of_collecting
from tests.api.http.town import MANY
from tests.api.pages.reading import read, send

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("paying") / "office")


@pytest.fixture(scope="module")
def freely(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    """A town in which bills are looked up as often as one likes."""
    many = "100000/minute"
    quotas = replace(MANY, lookup_by_address=many, lookup_by_reference=many)
    yield from of_collecting(tmp_path_factory.mktemp("freely") / "office", quotas)


def found(collecting: Collecting, reference: str, amount: str, language: str = "") -> Any:
    client = collecting.town.client
    asked = client.get(f"{language}/pay")
    return send(client, asked, {"reference": reference, "amount": amount})


def test_three_steps_lead_from_a_notice_to_its_receipt(collecting: Collecting) -> None:
    client, bill = collecting.town.client, collecting.bill(1)

    shown = found(collecting, bill.ref1, "12,000.00 บาท")
    codes = send(client, shown, {"what": "all"})

    assert "ต้องชำระ 12,000.00 บาท ชำระภายใน 30 มิถุนายน พ.ศ. 2569" in read(shown)
    assert f"เลขอ้างอิง 1 {bill.ref1}" in read(codes)
    assert "ยอดนี้ใช้ได้ถึง 30 มิถุนายน พ.ศ. 2569" in read(codes)
    assert "กำลังรอธนาคารแจ้ง" in read(codes)
    assert codes.text.count("<svg ") == 2
    for secret in ("ลำดับ1", "TP-"):
        assert secret not in shown.text + codes.text

    state = f"{shown.url.path}/state?known=waiting"
    assert client.get(state).status_code == 204
    collecting.tells(collecting.transfer(1, amount_satang=TAX))
    collecting.recorded()

    told = client.get(state)
    (receipt,) = (one["receipt"] for one in _api(collecting, shown)["payments"])
    assert read(told) == f"ชำระแล้ว เลขที่ใบเสร็จ {receipt}"
    assert "hx-get" not in told.text
    assert f"เลขที่ใบเสร็จ {receipt}" in read(client.get(codes.url.path))


def _api(collecting: Collecting, shown: Any) -> Any:
    handle = shown.url.path.rpartition("/")[2]
    return collecting.town.guest().get(f"/guest/bills/{handle}").json()


def test_thai_digits_spaces_and_dashes_are_as_good_and_a_wrong_amount_opens_nothing(
    collecting: Collecting,
) -> None:
    printed = collecting.bill(2).ref1
    spaced = f"{printed[:8]} – {printed[8:10]}-{printed[10:]}".translate(THAI_DIGITS)

    right = found(collecting, spaced, "๑๒,๐๐๐ บาท", "/en")
    wrong = found(collecting, spaced, "๑๒,๐๐๑ บาท", "/en")

    assert "To pay 12,000.00 baht Pay by 30 June 2026 (B.E. 2569)" in read(right)
    assert wrong.status_code == 404
    assert 'value="๑๒,๐๐๑ บาท"' in wrong.text
    assert "data-errors" in wrong.text


@pytest.mark.parametrize(
    ("reference", "amount", "language", "field", "said"),
    [
        ("", "12,34x", "", "amount", "จำนวนเงินเขียนด้วยตัวเลขและทศนิยมไม่เกินสองตำแหน่ง เช่น 1,234.50"),
        ("0560070169", "12,000", "", "reference", "เลขอ้างอิง 1 มีเลข 19 หลัก อาจขาดหรือผิดไปบางหลัก"),
        ("", "twelve", "/en", "amount", "in figures with at most two decimals, such as 1,234.50"),
        ("1103700000006", "12,000", "/en", "reference", "It has 19 digits, or T and 15 letters"),
    ],
)
def test_what_nobody_can_read_stands_in_its_field_with_how_to_write_it(
    freely: Collecting, *, reference: str, amount: str, language: str, field: str, said: str
) -> None:
    shown = found(freely, reference or freely.bill(2).ref1, amount, language)

    assert shown.status_code == 422
    assert shown.text.count("govuk-error-message") == 1
    assert f'id="{field}-error"' in shown.text
    assert said in read(shown)
    assert f'value="{amount}"' in shown.text


def test_the_qr_is_kept_as_a_picture_that_a_banks_app_opens(collecting: Collecting) -> None:
    shown = found(collecting, collecting.bill(3).number, "12000")

    picture = collecting.town.client.get(f"{shown.url.path}/qr.png")

    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["Content-Disposition"] == (
        f'attachment; filename="QR-{collecting.bill(3).ref1}.png"'
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1,234.50", "1234.50"), ("๑๒๓๔.๕๐ บาท", "1234.50"), ("฿ 1 234", "1234"), ("-5", "-5")],
)
def test_an_amount_is_what_is_left_without_what_people_write_around_it(
    written: str, meant: str
) -> None:
    assert typed.amount(written) == meant
