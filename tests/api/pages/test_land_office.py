"""The land office's pages: many properties at once, answers anybody can check, deliveries."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from api.office import BANGKOK
from api.policy import Role
from tests.api.cli.clerk import BODY, title, use, written
from tests.api.http.collecting import of_collecting
from tests.api.http.town import Town, of_office
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from of_office(tmp_path_factory.mktemp("lands") / "office")


@pytest.fixture
def lands(town: Town) -> Reader:
    return Reader(town.signed_in(23, Role.LAND_OFFICE))


def test_typed_properties_and_those_of_a_list_are_answered_once_each(lands: Reader) -> None:
    listed = {"list": ("list.csv", "\ufeff01A002\r\n01A001\r\n99Z999\r\n".encode(), "text/csv")}

    page = lands.sends("/land-office", {"body": BODY, "properties": "01A001"}, files=listed)

    told = read(page)
    assert page.status_code == 200
    assert "ตรวจ 3 รายการ มีภาษีค้าง 0 ไม่พบในทะเบียน 1" in told
    assert "99Z999 ไม่พบ" in told


def test_a_registrar_asks_by_the_number_of_the_deed_in_hand(lands: Reader) -> None:
    told = read(lands.sends("/en/land-office", {"body": BODY, "properties": "1001"}))

    assert "title deed no. 1001 Clear" in told


def test_an_answer_is_checked_by_anybody_who_holds_number_and_code(
    town: Town, lands: Reader
) -> None:
    page = lands.sends("/land-office", {"body": BODY, "properties": "01A001"})
    (address,) = re.findall(r'href="(/check-clearance\?number=[^"]+)"', page.text)

    guest = Reader(town.guest())
    slip = guest.page(address.replace("&amp;", "&"))
    wrong = guest.page("/en/check-clearance?number=CL-05600701-0-1-690101&code=AAAAAAAAAA")

    assert "ไม่มีภาษีค้างชำระ แปลง 01A001" in read(slip)
    assert wrong.status_code == 404
    assert "No answer has this number and this code." in read(wrong)


def test_a_delivery_is_understood_first_and_recorded_after(town: Town, lands: Reader) -> None:
    file = written(town.folder / "more.csv", [title(4), title(5)])
    head = town.office.log.head()

    sent = lands.sends(
        "/land-office/deliveries",
        {"body": BODY},
        files={"file": ("more.csv", file.read_bytes(), "text/csv")},
    )
    town.front.pools.exports.idle()
    address = sent.headers["Location"]
    checked = lands.page(address)
    unchanged = town.office.log.head()
    lands.sends(address, {})
    town.front.pools.exports.idle()
    done = lands.page(address)

    assert sent.status_code == 303
    assert "ตรวจแล้ว ยังไม่บันทึก" in read(checked)
    assert "2 แถวมีข้อมูลใหม่" in read(checked)
    assert unchanged == head
    assert f"บันทึกแล้วที่ลำดับเหตุการณ์ {town.office.log.head():,}" in read(done)


def test_a_file_of_another_kind_says_why_it_is_not_taken(town: Town, lands: Reader) -> None:
    file = written(town.folder / "uses-again.csv", [use(3)])

    sent = lands.sends(
        "/land-office/deliveries",
        {"body": BODY},
        files={"file": ("uses-again.csv", file.read_bytes(), "text/csv")},
    )
    town.front.pools.exports.idle()

    assert "เป็นไฟล์ชนิดที่บทบาทนี้ส่งไม่ได้" in read(lands.page(sent.headers["Location"]))


def test_tax_in_arrears_is_told_in_red_wherever_the_answer_stands(tmp_path: Path) -> None:
    for collecting in of_collecting(tmp_path / "office"):
        collecting.clock.at = datetime(2026, 8, 20, 9, 30, tzinfo=BANGKOK)
        lands = Reader(collecting.town.signed_in(23, Role.LAND_OFFICE))
        page = lands.sends("/land-office", {"body": BODY, "properties": "01A001"})
        (address,) = re.findall(r'href="(/check-clearance\?number=[^"]+)"', page.text)
        slip = lands.page(address.replace("&amp;", "&"))
        office = Reader(collecting.town.officer()).page(f"/office/{BODY}/clearance?key=01A001")

        assert "แปลง 01A001 มีภาษีค้าง ปี 2569" in read(page)
        assert "ตรวจ 1 รายการ มีภาษีค้าง 1" in read(page)
        assert "มีภาษีค้างชำระ แปลง 01A001" in read(slip)
        assert "ไม่มีภาษีค้าง" not in read(slip)
        assert "th-answer--owing" in slip.text
        assert "มีภาษีค้าง ปี 2569" in read(office)
