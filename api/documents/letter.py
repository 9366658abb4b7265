"""What every letter has: who writes, to whom, who signs, and how its texts are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.bill_payment import BillPayment, barcode_svg, barcode_text, qr_svg, qr_text
from api.documents.thai_writing import Digits, baht, day
from api.documents.words import WordBreaker, whole
from domain.bill_reference import ref2

Content = Mapping[str, Any]
"""What a template is given: texts with their words told apart, lists and mappings of them."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """The local body as a letter names it: `contact` says telephone and hours."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """To whom a letter goes."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs, and as what."""

    name: str
    position: str


@dataclass(frozen=True, kw_only=True)
class Payable:
    """What a payer pays with the letter's codes, and the last day on which that amount is right."""

    biller: str
    ref1: str
    amount_satang: int
    valid_until: date

    @property
    def payment(self) -> BillPayment:
        """The bill payment; its reference 2 tells the amount and the day."""
        return BillPayment(
            biller=self.biller,
            ref1=self.ref1,
            ref2=ref2(valid_until=self.valid_until, amount_satang=self.amount_satang),
            amount_satang=self.amount_satang,
        )


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes the texts of one letter: their digits, and where their lines may break."""

    words: WordBreaker
    digits: Digits

    def text(self, text: str) -> str:
        """Write a sentence or a word."""
        return self.words(self.digits.write(text))

    def name(self, text: str) -> str:
        """Write a name or an address, whose lines break at spaces alone."""
        return whole(self.digits.write(text))

    def row(self, cells: Sequence[str]) -> list[str]:
        """Write a row of a table."""
        return [self.text(cell) for cell in cells]

    def office(self, office: Office) -> Content:
        """Write who writes."""
        return {
            "name": self.text(office.name),
            "address": self.name(office.address),
            "contact": self.name(office.contact),
        }

    def addressee(self, addressee: Addressee) -> Content:
        """Write to whom."""
        return {"name": self.name(addressee.name), "address": self.name(addressee.address)}

    def signed(self, signed: Signatory) -> Content:
        """Write who signs."""
        return {"name": self.name(signed.name), "position": self.text(signed.position)}

    def payable(self, payable: Payable, office: Office) -> Content:
        """Write the payment box. References stay in Arabic digits, because a payer types them."""
        paid = payable.payment
        until = day(payable.valid_until)
        amount = f"{baht(payable.amount_satang)} บาท"
        return {
            "qr": qr_svg(qr_text(paid)),
            "qr_alt": f"คิวอาร์โค้ดชำระเงิน {amount} เลขอ้างอิง {paid.ref1} {paid.ref2}",
            "barcode": barcode_svg(barcode_text(paid)),
            "barcode_alt": f"บาร์โค้ดชำระเงิน {amount} เลขอ้างอิง {paid.ref1} {paid.ref2}",
            "facts": [
                [self.text("ผู้รับเงิน"), "Payee", self.text(office.name)],
                [self.text("รหัสผู้รับเงิน"), "Biller ID", paid.biller],
                [self.text("เลขอ้างอิง 1"), "Ref. 1", paid.ref1],
                [self.text("เลขอ้างอิง 2"), "Ref. 2", paid.ref2],
                [self.text("จำนวนเงิน"), "Amount", self.text(amount)],
                [self.text("ใช้ได้ถึงวันที่"), "Valid until", self.text(until)],
            ],
            "after": self.text(
                "เมื่อพ้นวันที่ใช้ได้ โปรดขอจำนวนใหม่จากสำนักงาน "
                "และก่อนจ่ายทุกครั้งโปรดตรวจชื่อผู้รับเงินและจำนวนเงินให้ตรงกัน"
            ),
        }


def footer(office: Office) -> str:
    """Write what stands at the foot of each page: whose letter it is."""
    return f"{office.name}  {office.contact}"
