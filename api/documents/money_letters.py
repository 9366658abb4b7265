"""Letters about money: the warning (s.61), the instalment agreement (s.52), the receipt."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api.documents.letter import Addressee, Content, Office, Payable, Signatory, Writer, footer
from api.documents.terms import Terms, surcharge_percent
from api.documents.thai_writing import amount_in_words, baht, day
from api.documents.words import whole

_HOW_TO_CHECK: Final = (
    "ใครก็ตรวจได้ว่าใบเสร็จนี้เป็นของจริง โดยพิมพ์เลขที่ใบเสร็จกับรหัสนี้ที่หน้า “ตรวจใบเสร็จ” ของระบบ หรือแจ้งแก่สำนักงาน"
)


@dataclass(frozen=True, kw_only=True)
class IfPaid:
    """What is owed beside the tax if it is paid by the payable's last day, in satang."""

    penalty_satang: int
    surcharge_satang: int
    payable: Payable


@dataclass(frozen=True, kw_only=True)
class WarningLetter:
    """The warning to a late payer (s.61); each of its sums holds if paid by its payable's last day.

    The surcharge grows by the month, so there may be two sums. `days_to_pay` is the time the letter
    sets, from its receipt (s.69); `seizure_days` those of s.62. `penalty_percent` is None where
    parts of the tax bear different penalties.
    """

    office: Office
    addressee: Addressee
    number: str
    issued_on: date
    tax_year: int
    notice_number: str
    notice_on: date
    due_on: date
    tax_satang: int
    penalty_percent: int | None
    if_paid: tuple[IfPaid, ...]
    days_to_pay: int
    seizure_days: int
    pay_at: str
    terms: Terms
    signed: Signatory

    def __post_init__(self) -> None:
        for one in self.if_paid:
            total = self.tax_satang + one.penalty_satang + one.surcharge_satang
            if one.payable.amount_satang != total:
                msg = "A warning's codes are for its tax, penalty and surcharge together."
                raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """One part of the tax, its last day, and how it is paid."""

    due_on: date
    payable: Payable


@dataclass(frozen=True, kw_only=True)
class InstalmentAgreement:
    """What the taxpayer and the local chief agree on (s.52); the parts sum to the tax."""

    office: Office
    addressee: Addressee
    number: str
    agreed_on: date
    tax_year: int
    notice_number: str
    notice_on: date
    tax_satang: int
    instalments: tuple[Instalment, ...]
    terms: Terms
    signed: Signatory

    def __post_init__(self) -> None:
        if sum(one.payable.amount_satang for one in self.instalments) != self.tax_satang:
            msg = "The instalments of an agreement sum to its tax."
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was paid and what it paid for; `verification` lets anyone check it is genuine.

    `bank_reference` is the bank's own, or the number in the receipt book where `by_officer`.
    """

    office: Office
    addressee: Addressee
    number: str
    issued_on: date
    tax_year: int
    notice_number: str
    paid_on: date
    channel: str
    bank_reference: str
    by_officer: bool = False
    tax_satang: int
    penalty_satang: int
    surcharge_satang: int
    credit_satang: int
    outstanding_satang: int
    verification: str
    signed: Signatory

    @property
    def total_satang(self) -> int:
        """What was received."""
        return self.tax_satang + self.penalty_satang + self.surcharge_satang + self.credit_satang


def warning_letter(letter: WarningLetter, writer: Writer) -> Content:
    """Write the warning for its template."""
    terms, many = letter.terms, len(letter.if_paid) > 1
    return _letter(letter.office, letter.addressee, writer) | {
        "title": writer.text(f"หนังสือเตือนให้ชำระภาษีค้าง ประจำปี พ.ศ. {letter.tax_year}"),
        "title_english": "Warning: land and building tax not paid",
        "to": writer.text("เรียน"),
        "facts": _facts(letter.number, letter.issued_on, writer),
        "opening": writer.text(
            f"ตามหนังสือแจ้งการประเมินภาษี เลขที่ {letter.notice_number} "
            f"ลงวันที่ {day(letter.notice_on)} ท่านต้องชำระภาษีภายในวันที่ {day(letter.due_on)} "
            "แต่ยังไม่ได้ชำระครบถ้วน "
            f"จึงขอให้ชำระภายใน {letter.days_to_pay} วัน นับแต่วันที่ได้รับหนังสือนี้ (มาตรา 61) "
            "ตามจำนวนดังต่อไปนี้"
        ),
        "owed": _owed(letter, writer),
        "about": _about(letter.number, letter.addressee, writer),
        "payments": [writer.payable(one.payable, letter.office) for one in letter.if_paid],
        "payment_titles": [
            writer.text(f"ถ้าชำระภายในวันที่ {day(one.payable.valid_until)}") for one in letter.if_paid
        ],
        "how": writer.text(
            f"ชำระด้วยรหัส{'ของจำนวนนั้นในหน้าถัดไป' if many else 'ข้างล่างนี้'} หรือที่{letter.pay_at} "
            "ถ้าชำระแล้วก่อนได้รับหนังสือนี้ โปรดแจ้งสำนักงาน"
        ),
        "after_heading": writer.text("ถ้าไม่ชำระ หรือเห็นว่าไม่ถูกต้อง"),
        "after_heading_english": "If you do not pay, or think this is wrong",
        "after": [
            writer.row(row)
            for row in (
                ("พ้นกำหนดแล้ว", f"เบี้ยปรับเป็นร้อยละ {terms.penalty_percent} ของภาษีค้างชำระ (มาตรา 68)"),
                ("จดทะเบียนโอนไม่ได้", "สำนักงานที่ดินได้รับรายการทรัพย์สินที่ค้างภาษี (มาตรา 59 และ 60)"),
                (
                    "อาจถูกยึดหรืออายัด",
                    f"เมื่อพ้น {letter.seizure_days} วัน นับแต่วันที่ได้รับหนังสือนี้ (มาตรา 62)",
                ),
                (
                    "ถ้าเห็นว่าไม่ถูกต้อง",
                    (
                        f"ให้ยื่นคำคัดค้านตามแบบ ภ.ด.ส. 10 ต่อ{letter.signed.position} "
                        f"ภายใน {terms.objection_days} วัน นับแต่วันที่ได้รับหนังสือนี้ (มาตรา 73)"
                    ),
                ),
            )
        ],
        "signed": writer.signed(letter.signed),
    }


def _owed(letter: WarningLetter, writer: Writer) -> Content:
    """Write tax, charges (s.68 to s.70) and total: a column for each last day."""
    percent = f"ร้อยละ {letter.penalty_percent} " if letter.penalty_percent is not None else ""
    options = letter.if_paid
    rows = [
        ("ภาษีค้างชำระ", [letter.tax_satang] * len(options)),
        (f"เบี้ยปรับ{percent}(มาตรา 69)", [one.penalty_satang for one in options]),
        (
            f"เงินเพิ่มร้อยละ {surcharge_percent(letter.terms)} ต่อเดือน (มาตรา 70)",
            [one.surcharge_satang for one in options],
        ),
    ]
    heads = [
        f"{'หลังจากนั้น แต่ไม่เกิน' if place else 'ถ้าชำระภายใน'}วันที่ {day(one.payable.valid_until)}"
        for place, one in enumerate(options)
    ]
    totals = [one.payable.amount_satang for one in options]
    return {
        "heads": writer.row(("จำนวนเงินเป็นบาท", *heads)),
        "rows": [
            writer.row((label, *map(baht, amounts)))
            for label, amounts in rows
            if any(amounts) or label == rows[0][0]
        ],
        "total": writer.row(("รวมที่ต้องชำระ", *(f"{baht(one)} บาท" for one in totals))),
        "words": writer.row(("ตัวอักษร", *map(amount_in_words, totals))),
    }


def instalment_agreement(agreement: InstalmentAgreement, writer: Writer) -> Content:
    """Write the agreement for its template: the parts, and a payment box for each."""
    parts = agreement.instalments
    return _letter(agreement.office, agreement.addressee, writer) | {
        "to": writer.text("ผู้เสียภาษี"),
        "title": writer.text(f"บันทึกข้อตกลงผ่อนชำระภาษี ประจำปี พ.ศ. {agreement.tax_year}"),
        "title_english": "Agreement to pay land and building tax in instalments",
        "facts": _facts(agreement.number, agreement.agreed_on, writer),
        "opening": writer.text(
            f"{agreement.office.name}ตกลงให้ผู้เสียภาษีผ่อนชำระภาษีตามหนังสือแจ้งการประเมิน "
            f"เลขที่ {agreement.notice_number} ลงวันที่ {day(agreement.notice_on)} "
            f"เป็น {len(parts)} งวด ตามมาตรา 52 แห่งพระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ดังนี้"
        ),
        "schedule": {
            "heads": writer.row(("งวดที่", "ชำระภายในวันที่", "จำนวนเงิน (บาท)", "ตัวอักษร")),
            "rows": [
                writer.row(
                    (
                        str(place),
                        day(part.due_on),
                        baht(part.payable.amount_satang),
                        amount_in_words(part.payable.amount_satang),
                    )
                )
                for place, part in enumerate(parts, 1)
            ],
            "total": writer.row(
                ("รวมภาษีทั้งหมด", baht(agreement.tax_satang), amount_in_words(agreement.tax_satang))
            ),
        },
        "about": _about(agreement.number, agreement.addressee, writer),
        "payments": [writer.payable(part.payable, agreement.office) for part in parts],
        "payment_titles": [
            writer.text(f"งวดที่ {place} ภายในวันที่ {day(part.due_on)}")
            for place, part in enumerate(parts, 1)
        ],
        "how": writer.text("ชำระแต่ละงวดด้วยรหัสของงวดนั้น หรือที่สำนักงาน"),
        "after_heading": writer.text("ข้อตกลง"),
        "after_heading_english": "What is agreed",
        "after": [
            writer.row((f"{number}.", text)) for number, text in enumerate(_agreed(agreement), 1)
        ],
        "closing": writer.text("ทั้งสองฝ่ายได้อ่านและเข้าใจข้อตกลงนี้แล้ว จึงลงลายมือชื่อไว้เป็นหลักฐาน"),
        "signed": [
            {
                "name": writer.name(agreement.addressee.name),
                "position": writer.text("ผู้เสียภาษี"),
            },
            writer.signed(agreement.signed),
        ],
    }


def _agreed(agreement: InstalmentAgreement) -> tuple[str, ...]:
    """Say what both agree to (s.52)."""
    return (
        "ผู้เสียภาษีจะชำระแต่ละงวดภายในวันที่กำหนดข้างต้น ด้วยรหัสของงวดนั้นในหน้าถัดไป หรือที่สำนักงาน",
        "เศษของการหารรวมอยู่ในงวดที่ 1",
        "จะชำระก่อนกำหนด หลายงวดพร้อมกัน หรือทั้งหมดก็ได้",
        (
            "ถ้าไม่ชำระงวดใดภายในกำหนด ผู้เสียภาษีหมดสิทธิผ่อนชำระ และต้องเสียเงินเพิ่มร้อยละ "
            f"{surcharge_percent(agreement.terms)} ต่อเดือนของภาษีค้างชำระ "
            "เศษของเดือนให้นับเป็นหนึ่งเดือน (มาตรา 52)"
        ),
    )


def receipt(paid: Receipt, writer: Writer) -> Content:
    """Write the receipt for its template."""
    items = [
        (f"ภาษีที่ดินและสิ่งปลูกสร้าง ประจำปี พ.ศ. {paid.tax_year}", paid.tax_satang),
        ("เบี้ยปรับ (มาตรา 68 และ 69)", paid.penalty_satang),
        ("เงินเพิ่ม (มาตรา 70)", paid.surcharge_satang),
        (
            "ชำระเกิน รอคืนหรือหักภาษีครั้งต่อไป" if paid.credit_satang > 0 else "ใช้เงินที่ชำระเกินไว้ก่อน",
            paid.credit_satang,
        ),
    ]
    left = (
        f"ยังมียอดค้างชำระ {baht(paid.outstanding_satang)} บาท ณ วันที่ออกใบเสร็จ"
        if paid.outstanding_satang
        else "ชำระครบถ้วนแล้ว ไม่มียอดค้างของใบแจ้งนี้"
    )
    shown = [one for one in items if one[1]]
    return _letter(paid.office, paid.addressee, writer) | {
        "title": writer.text("ใบเสร็จรับเงินภาษีที่ดินและสิ่งปลูกสร้าง"),
        "title_english": "Receipt for land and building tax",
        "to": writer.text("ได้รับเงินจาก"),
        # Whoever checks the receipt types its number, so it stays in Arabic digits.
        "facts": [
            [writer.text("เลขที่"), whole(paid.number)],
            writer.row(("วันที่", day(paid.issued_on))),
        ],
        "opening": writer.text(
            f"ชำระตามหนังสือแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง เลขที่ {paid.notice_number} ดังรายการต่อไปนี้"
        ),
        "items": {
            "heads": writer.row(("ลำดับ", "รายการ", "จำนวนเงิน (บาท)")),
            "rows": [
                writer.row((str(place), label, baht(satang)))
                for place, (label, satang) in enumerate(shown, 1)
            ],
        },
        "total_label": writer.text("รวมเงินที่ได้รับ"),
        "total": writer.text(f"{baht(paid.total_satang)} บาท"),
        "words": writer.text(amount_in_words(paid.total_satang)),
        "closing": writer.text("ได้รับเงินตามรายการข้างต้นไว้ถูกต้องแล้ว"),
        "details": [
            writer.row(("วันที่ชำระ", day(paid.paid_on))),
            writer.row(("ช่องทาง", paid.channel)),
            [
                writer.text("เลขที่ในสมุดใบเสร็จ" if paid.by_officer else "เลขอ้างอิงของธนาคาร"),
                whole(paid.bank_reference or "-"),
            ],
            writer.row(("ยอดคงเหลือ", left)),
        ],
        "check": paid.verification,
        "how_to_check": writer.text(_HOW_TO_CHECK),
        "signed": [writer.signed(paid.signed)],
    }


def _letter(office: Office, addressee: Addressee, writer: Writer) -> dict[str, Any]:
    return {
        "office": writer.office(office),
        "addressee": writer.addressee(addressee),
        "footer": writer.text(footer(office)),
    }


def _about(number: str, addressee: Addressee, writer: Writer) -> str:
    """Say whose the codes of a page are, should it part from the others."""
    return f"{writer.text(f'เลขที่ {number}')} {writer.name(addressee.name)}"


def _facts(number: str, issued_on: date, writer: Writer) -> list[list[str]]:
    return [writer.row(("เลขที่", number)), writer.row(("วันที่", day(issued_on)))]
