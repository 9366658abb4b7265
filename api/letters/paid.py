"""Agreements to pay in parts (s.52) and receipts, as the accounts have them."""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import Final

from api.commands import counter
from api.documents import Instalment, InstalmentAgreement, Receipt, Signatory
from api.letterheads import BY_HAND
from api.letters.refusals import LetterDiffers, NoLetter
from api.letters.writing_body import WritingBody
from api.office import Office
from domain.account import InstalmentsAgreed
from domain.bill_reference import BillReference
from domain.collection import Applied
from projections.accounts import AccountView, every_account
from projections.read_models.queries import bank_references

CHANNELS: Final = {
    "qr": "คิวอาร์โค้ด ผ่านแอปธนาคาร",
    "barcode": "บาร์โค้ด ที่เคาน์เตอร์ธนาคารหรือจุดรับชำระ",
    "counter": "ชำระที่สำนักงาน",
    "post": "ส่งทางไปรษณีย์",
    "transfer": "โอนผ่านธนาคาร",
    "card": "บัตรอิเล็กทรอนิกส์",
}
"""How money came, by the channels of payments (s.49 to s.51)."""
_CODE_BYTES: Final = 6


def _views(body: WritingBody, notices: Sequence[int] | None) -> Iterator[AccountView]:
    if notices is not None:
        yield from (body.account(one) for one in notices)
        return
    registers = body.office.registers
    yield from every_account(body.office.log, body.roll, registers.body(body.body), body.law)


class Agreements:
    """Some or all agreements of a body's year to pay in parts. Iterating yields them by notice.

    Raises `NotIssued`, `NoticeUnknown`, `NoLetter`, and `LetterDiffers` where the parts are not the
    tax that the notice asked for on the day.
    """

    def __init__(self, body: WritingBody, *, notices: Sequence[int] | None = None) -> None:
        self._body = body
        views = [view for view in _views(body, notices) if view.account.agreed is not None]
        if not views:
            raise NoLetter("Nobody agreed to pay in parts there (s.52): thidin account instalments")
        self._agreed = [(view, _agreed(view)) for view in views]
        for view, agreed in self._agreed:
            self._must_agree(view, agreed)

    def __len__(self) -> int:
        """Count the agreements."""
        return len(self._agreed)

    def __iter__(self) -> Iterator[InstalmentAgreement]:
        """Yield the agreements."""
        body = self._body
        people = body.addressees.each([view.account.taxpayer for view, _ in self._agreed])
        for (view, agreed), addressee in zip(self._agreed, people, strict=True):
            number = body.bill(view.notice).number
            yield InstalmentAgreement(
                office=body.written,
                addressee=addressee,
                number=f"{number}/ผ่อน",
                agreed_on=agreed.requested_on,
                tax_year=body.tax_year,
                notice_number=number,
                notice_on=body.roll.history_of(view.notice)[0].issued_on,
                tax_satang=sum(part.amount_satang for part in agreed.instalments),
                instalments=tuple(
                    Instalment(
                        due_on=part.due_on,
                        payable=body.payable(
                            view.notice, amount_satang=part.amount_satang, until=part.due_on
                        ),
                    )
                    for part in agreed.instalments
                ),
                terms=body.terms,
                signed=body.chief,
            )

    def _must_agree(self, view: AccountView, agreed: InstalmentsAgreed) -> None:
        history = self._body.roll.history_of(view.notice)
        asked = [one.tax_satang for one in history if one.issued_on <= agreed.requested_on]
        parts = sum(part.amount_satang for part in agreed.instalments)
        if not asked or parts != asked[-1]:
            raise LetterDiffers(
                f"The parts agreed for notice {self._body.bill(view.notice).number} are not the "
                "tax it asked for on that day. Nothing was printed."
            )


class Receipts:
    """Receipts of some or all notices of a body's year, as they stand on a day; by notice and day.

    Money the bank took back, or that was another's, has none. Raises `NotIssued`, `NoticeUnknown`,
    `NoLetter`, and `LetterDiffers` where the account does not balance.
    """

    def __init__(
        self, body: WritingBody, *, on: date, notices: Sequence[int] | None = None
    ) -> None:
        self._body, self._on = body, on
        self._paid: list[tuple[AccountView, Applied]] = []
        for view in _views(body, notices):
            if not view.account.money:
                continue
            stands = view.on(on)
            if not stands.balances:
                number = body.bill(view.notice).number
                raise LetterDiffers(
                    f"The account of notice {number} does not balance. Nothing was printed; run "
                    "thidin verify."
                )
            self._paid += [(view, one) for one in stands.applied]
        if not self._paid:
            raise NoLetter(f"No money is in those accounts on {on.isoformat()}; no receipt.")
        self._references = self._bank_references()

    def __len__(self) -> int:
        """Count the receipts."""
        return len(self._paid)

    def __iter__(self) -> Iterator[Receipt]:
        """Yield the receipts."""
        body = self._body
        people = body.addressees.each([view.account.taxpayer for view, _ in self._paid])
        for (view, one), addressee in zip(self._paid, people, strict=True):
            channel = view.account.received[one.payment].channel
            by_officer = channel in counter.CHANNELS
            reference = self._references.get(one.payment, "")
            yield Receipt(
                office=body.written,
                addressee=addressee,
                number=one.payment,
                issued_on=self._on,
                tax_year=body.tax_year,
                notice_number=body.bill(view.notice).number,
                paid_on=one.paid_on,
                channel=CHANNELS[channel],
                bank_reference=reference.partition("-")[2] if by_officer else reference,
                by_officer=by_officer,
                tax_satang=one.split.tax_satang,
                penalty_satang=one.split.penalty_satang,
                surcharge_satang=one.split.surcharge_satang,
                credit_satang=one.credit_satang,
                outstanding_satang=view.on(self._on).outstanding.total_satang,
                verification=check_letters(
                    body.office,
                    bill=body.bill(view.notice),
                    receipt=one.payment,
                    paid_on=one.paid_on,
                    amount_satang=one.amount_satang,
                ),
                signed=Signatory(name=BY_HAND, position="เจ้าหน้าที่ผู้รับเงิน"),
            )

    def _bank_references(self) -> dict[str, str]:
        """Return the banks' own references by receipt, from the read model."""
        office = self._body.office
        office.follow()
        numbers = sorted({one.payment for _, one in self._paid})
        return bank_references(office.views, numbers)


def check_letters(
    office: Office, *, bill: BillReference, receipt: str, paid_on: date, amount_satang: int
) -> str:
    """Return letters that only this office can make for this receipt, notice, day and amount.

    A receipt with another amount or day that bears them is forged; checking it shows so.
    """
    said = f"{bill.ref1} {receipt} {paid_on} {amount_satang}"
    digest = blake2b(
        said.encode(), key=office.keys.references, digest_size=_CODE_BYTES, person=b"receipt"
    )
    return "-".join(digest.hexdigest().upper()[at : at + 4] for at in (0, 4, 8))


def _agreed(view: AccountView) -> InstalmentsAgreed:
    assert view.account.agreed is not None
    return view.account.agreed
