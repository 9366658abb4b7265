"""A taxpayer pays on pages: codes, live state, the bank asked, parts, receipts with proofs."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_inquiries import Asked
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

ONE = f"/my/pay/{BODY}/2569"
PARTS = f"/my/parts/{BODY}/2569"
REFUND = f"/my/refund/{BODY}/2569"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def reader(collecting: Collecting, owner: int = 1) -> Reader:
    return Reader(collecting.town.signed_in(owner))


def test_one_bill_is_paid_by_codes_and_the_open_page_tells_when_the_money_came(
    collecting: Collecting,
) -> None:
    person = reader(collecting)
    chosen = person.sends("/my/pay", {"notice": f"{BODY}-2569"})
    shown = person.page(chosen.headers["Location"])
    unchanged = person.page(f"{ONE}/state?known=waiting")
    picture = person.page(f"{ONE}/qr.png")
    collecting.tells(collecting.transfer())
    collecting.recorded()

    changed, after = person.page(f"{ONE}/state?known=waiting"), person.page(ONE)

    assert (chosen.status_code, chosen.headers["Location"]) == (303, ONE)
    assert "12,000.00 บาท ยอดนี้ใช้ได้ถึง 30 มิถุนายน พ.ศ. 2569" in read(shown)
    assert f'hx-get="{ONE}/state?what=all&amp;known=waiting"' in shown.text
    assert (unchanged.status_code, picture.content[:4]) == (204, b"\x89PNG")
    assert "ชำระแล้ว เลขที่ใบเสร็จ" in read(changed)
    assert "hx-get" not in changed.text
    assert "บันทึกรูป QR" not in read(after)
    assert 'id="codes" hx-swap-oob="true"' in changed.text
    assert "ไม่มียอดที่ต้องชำระ" in read(person.page("/my/pay"))


def test_nothing_chosen_is_said_and_an_order_has_one_code_for_all(collecting: Collecting) -> None:
    person = reader(collecting)
    nothing = person.sends("/my/pay", {})
    keyed = {"Idempotency-Key": "k"}
    basket = {"notices": [{"body": BODY, "tax_year": 2569}]}
    order = person.caller.post("/taxpayers/me/orders", json=basket, headers=keyed).json()

    shown = person.page(f"/en/my/orders/{order['reference_1']}")
    collecting.clock.at += timedelta(days=60)
    late = reader(collecting).page(f"/en/my/orders/{order['reference_1']}")

    assert (nothing.status_code, "เลือกอย่างน้อยหนึ่งใบ" in nothing.text) == (422, True)
    assert "Pay 1 bill with one QR" in read(shown)
    assert order["reference_2"] in read(shown)
    assert "This code is too old" in read(late)
    others = reader(collecting, 2).page(f"/my/orders/{order['reference_1']}")
    assert others.status_code == 404


def test_money_that_left_the_bank_and_does_not_show_is_asked_for_and_told_honestly(
    collecting: Collecting,
) -> None:
    asked, person = Asked(collecting), reader(collecting)
    where = f"/en{ONE}/inquiry"
    person.sends(ONE, {})

    not_yet = person.sends(where, {}, of=f"/en{ONE}")
    asked.silent = True
    silent = person.sends(where, {}, of=f"/en{ONE}")
    asked.silent = False
    asked.pays()
    found = person.sends(where, {}, of=f"/en{ONE}")

    assert "We asked; no bank has it yet Banks that answered: 1." in read(not_yet)
    assert "Banks that did not: 1." in read(silent)
    assert "A bank has it, and it is recorded now" in read(found)
    assert "Paid Receipt number" in read(found)


def test_a_guest_whose_money_left_has_the_bank_asked_too(collecting: Collecting) -> None:
    asked, guest = Asked(collecting), Reader(collecting.town.guest())
    guest.caller.headers = {"Origin": "https://tax.example"}
    typed = {"reference": collecting.bill(2).ref1, "amount": "12000"}
    handle = guest.sends("/en/pay", typed).headers["Location"]
    codes = guest.sends(handle, {"what": "all"}).headers["Location"]
    asked.pays(2)

    found = guest.sends(codes, {})

    assert "A bank has it, and it is recorded now" in read(found)
    assert "Paid Receipt number" in read(found)
    assert "Save the QR picture" not in read(found)


def test_parts_are_shown_with_what_a_missed_one_costs_then_agreed_as_shown(
    collecting: Collecting,
) -> None:
    person = reader(collecting)
    shown = person.page(f"/en{PARTS}")
    two = person.page(f"/en{PARTS}?count=2")

    agreed = person.sends(f"/en{PARTS}", {"count": "3"})
    plan = person.page(f"/en{PARTS}")

    assert "31 July 2026 (B.E. 2569) 4,000.00" in read(shown)
    assert "Whoever misses one loses the parts and pays 1 % a month" in read(shown)
    assert "6,000.00" in read(two)
    assert agreed.status_code == 303
    assert "The parts are agreed" in read(plan)
    assert "Pay the next part, 4,000.00 baht" in read(plan)
    codes = person.page(person.sends(f"/en{ONE}", {"what": "next"}).headers["Location"])
    assert "4,000.00 baht This amount holds until" in read(codes)
    again = person.sends(f"/en{PARTS}", {"count": "3", "_version": '"v0"'})
    assert again.status_code == 412


def test_a_receipt_comes_with_its_proof_and_both_are_genuine_for_anybody(
    collecting: Collecting,
) -> None:
    person = reader(collecting)
    collecting.tells(collecting.transfer())
    collecting.recorded()
    (listed,) = person.caller.get("/taxpayers/me/receipts").json()["items"]
    number = listed["receipt"]

    shown = person.page(f"/my/receipts/{number}")
    proof = person.page(f"/my/receipts/{number}/proof")
    printed = person.page(f"/my/pdf/{BODY}/2569/receipts?receipt={number}")
    guest = Reader(collecting.town.guest())
    guest.caller.headers = {"Origin": "https://tax.example"}
    genuine = guest.sends("/en/check-receipt", {}, files={"file": ("r.json", proof.content)})
    forged = json.loads(proof.content)
    forged["receipt"]["amount_satang"] = 1
    changed = guest.sends(
        "/en/check-receipt", {}, files={"file": ("r.json", json.dumps(forged).encode())}
    )
    strange = guest.sends("/en/check-receipt", {}, files={"file": ("r.json", b"\x00")})

    assert number in read(person.page("/my/receipts"))
    assert "12,000.00 บาท ชำระเมื่อ 15 มิถุนายน พ.ศ. 2569" in read(shown)
    assert printed.content.startswith(b"%PDF-")
    assert "This receipt is genuine" in read(genuine)
    assert collecting.bill(1).number in read(genuine)
    for one in (changed, strange):
        assert "Not a receipt of ours, or one that was changed" in read(one)


def test_money_is_claimed_back_and_the_day_to_decide_is_shown(collecting: Collecting) -> None:
    person = reader(collecting)
    collecting.tells(collecting.transfer(amount_satang=1_300_000))
    collecting.recorded()
    form = person.page(f"/en{REFUND}")

    unclear = person.sends(f"/en{REFUND}", {"amount": "all of it"})
    done = person.sends(f"/en{REFUND}", {"amount": "๑,๐๐๐ บาท"})

    assert 'value="1000.00"' in form.text
    assert unclear.status_code == 422
    assert 'value="all of it"' in unclear.text
    assert done.status_code == 303
    assert "1,000.00 baht claimed on 15 June 2026" in read(person.page(f"/en{REFUND}"))
