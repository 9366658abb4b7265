"""The notice of assessment (ภ.ด.ส. 6, s.44) with its sheets: what the taxpayer gets each year."""

from dataclasses import dataclass
from datetime import date

from api.documents import terms as law
from api.documents.letter import Addressee, Content, Office, Payable, Signatory, Writer, footer
from api.documents.sheets import CondominiumSheet, LandSheet, condominium_sheet, land_sheet
from api.documents.terms import Terms
from api.documents.thai_writing import amount_in_words, baht, day


@dataclass(frozen=True, kw_only=True)
class Amended:
    """What a notice that takes an earlier one's place says of it (s.53), in satang.

    `paid_satang` is what was paid of the tax before; what is added is paid within `days` of
    receipt. `ask_for_sum` says that the office must be asked for the sum to pay: charges have begun
    to grow by the month, or part of the tax was written off.
    """

    number: int
    reason: str
    before_satang: int
    paid_satang: int
    days: int
    ask_for_sum: bool


@dataclass(frozen=True, kw_only=True)
class AssessmentNotice:
    """One taxpayer's notice of a year; the sheets' taxes less s.97's relief make up its amount.

    `instalments_until` is the last day to ask for at most so many instalments (s.52), where the tax
    is large enough. Raises ValueError where the sheets do not sum to the tax, or the payment to
    another.
    """

    office: Office
    addressee: Addressee
    number: str
    issued_on: date
    tax_year: int
    tax_satang: int
    pay_by: date
    pay_at: str
    payable: Payable | None
    terms: Terms
    signed: Signatory
    instalments_until: date | None = None
    instalments_most: int = 3
    phase_in_satang: int = 0
    amended: Amended | None = None
    land: LandSheet | None = None
    condominium: CondominiumSheet | None = None

    def __post_init__(self) -> None:
        sheets = [sheet for sheet in (self.land, self.condominium) if sheet is not None]
        if sum(sheet.tax_satang for sheet in sheets) - self.phase_in_satang != self.tax_satang:
            msg = "The tax of a notice is the sum of its sheets of calculation less s.97's relief."
            raise ValueError(msg)
        codes = self.payable.amount_satang if self.payable else 0
        if codes != (0 if self._must_ask else self.to_pay_satang):
            msg = "A notice's codes are for what is to be paid; one without has no codes."
            raise ValueError(msg)

    @property
    def to_pay_satang(self) -> int:
        """What of the tax is not paid yet."""
        return max(self.tax_satang - (self.amended.paid_satang if self.amended else 0), 0)

    @property
    def _must_ask(self) -> bool:
        return self.amended is not None and self.amended.ask_for_sum


def assessment_notice(notice: AssessmentNotice, writer: Writer) -> Content:
    """Write ภ.ด.ส. 6 and its sheets for their template."""
    office = notice.office
    return {
        "office": writer.office(office),
        "addressee": writer.addressee(notice.addressee),
        "footer": writer.text(footer(office)),
        "number_line": writer.text(f"เลขที่ {notice.number} ปีภาษี {notice.tax_year}"),
        "title": writer.text(f"หนังสือแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง ประจำปี พ.ศ. {notice.tax_year}"),
        "title_english": f"Land and building tax assessment, tax year {notice.tax_year - 543}",
        "facts": [
            [writer.text("เลขที่"), writer.text(notice.number)],
            [writer.text("วันที่"), writer.text(day(notice.issued_on))],
            *_edition(notice, writer),
        ],
        "opening": writer.text(_opening(notice)),
        "tax": writer.text(baht(notice.to_pay_satang)),
        "tax_words": writer.text(amount_in_words(notice.to_pay_satang)),
        "pay_by": writer.text(_pay_by(notice)),
        "instalments": writer.text(_below_the_day(notice)),
        "to_pay": notice.to_pay_satang > 0,
        "how": writer.text(_how(notice)),
        "payment": writer.payable(notice.payable, office) if notice.payable else None,
        "late": [writer.row(row) for row in law.late(notice.terms)],
        "surcharge": writer.text(law.surcharge(notice.terms)),
        "wrong": [
            writer.row(one) for one in law.disagreeing(notice.terms, chief=notice.signed.position)
        ],
        "signed": writer.signed(notice.signed),
        "land": [land_sheet(notice.land, writer)] if notice.land else [],
        "condominium": (
            [condominium_sheet(notice.condominium, writer)] if notice.condominium else []
        ),
    }


def _opening(notice: AssessmentNotice) -> str:
    forms = [
        form for form, sheet in (("7", notice.land), ("8", notice.condominium)) if sheet is not None
    ]
    said = (
        f"{notice.office.name}ได้ประเมินภาษีที่ดินและสิ่งปลูกสร้างของท่าน ประจำปีภาษี พ.ศ. {notice.tax_year} "
        "ตามมาตรา 44 แห่งพระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 แล้ว"
    )
    if forms:
        said += f" วิธีคำนวณอยู่ใน ภ.ด.ส. {' และ '.join(forms)} ที่แนบมา"
    if notice.phase_in_satang:
        relief = baht(notice.phase_in_satang)
        said += f" ภาษีตามรายการคำนวณหักบรรเทาการชำระภาษี {relief} บาท (มาตรา 97) แล้ว"
    return said if notice.amended is None else f"{said} {_amended(notice, notice.amended)}"


def _amended(notice: AssessmentNotice, amended: Amended) -> str:
    said = (
        f"หนังสือนี้ใช้แทนฉบับก่อน เพราะ{amended.reason} "
        f"ภาษีเดิม {baht(amended.before_satang)} บาท เปลี่ยนเป็น {baht(notice.tax_satang)} บาท"
    )
    if amended.paid_satang:
        said += f" ชำระไว้แล้ว {baht(amended.paid_satang)} บาท"
    over = amended.paid_satang - notice.tax_satang
    return f"{said} ชำระเกิน {baht(over)} บาท สำนักงานจะแจ้งการคืนเงินให้ทราบ" if over > 0 else said


def _edition(notice: AssessmentNotice, writer: Writer) -> list[list[str]]:
    if notice.amended is None or not notice.amended.number:
        return []
    return [writer.row(("ฉบับ", f"แก้ไขครั้งที่ {notice.amended.number}"))]


def _pay_by(notice: AssessmentNotice) -> str:
    """Write the last day; what an amendment adds has days of its own, from its receipt (s.53)."""
    if not notice.to_pay_satang:
        return "ไม่ต้องชำระ"
    if notice.amended is not None and _all_of_it_is_added(notice, notice.amended):
        return f"ภายใน {notice.amended.days} วัน นับแต่วันที่ได้รับหนังสือนี้"
    return day(notice.pay_by)


def _all_of_it_is_added(notice: AssessmentNotice, amended: Amended) -> bool:
    return amended.paid_satang >= amended.before_satang < notice.tax_satang


def _below_the_day(notice: AssessmentNotice) -> str:
    amended = notice.amended
    if amended is not None:
        added = notice.tax_satang - amended.before_satang
        if added <= 0:
            return ""
        if _all_of_it_is_added(notice, amended):
            return "(มาตรา 53)"
        return f"ส่วนที่เพิ่ม {baht(added)} บาท ชำระภายใน {amended.days} วัน นับแต่วันที่ได้รับหนังสือนี้ (มาตรา 53)"
    if notice.instalments_until is None:
        return ""
    return (
        f"ขอผ่อนชำระได้ไม่เกิน {notice.instalments_most} งวด "
        f"ยื่นคำขอภายในวันที่ {day(notice.instalments_until)} (มาตรา 52)"
    )


def _how(notice: AssessmentNotice) -> str:
    if notice.amended is not None and notice.amended.ask_for_sum:
        return (
            "ภาษีที่แจ้งไว้เดิมพ้นกำหนดชำระแล้ว จำนวนนี้ยังไม่รวมเบี้ยปรับและเงินเพิ่ม "
            f"โปรดขอจำนวนที่ต้องชำระที่{notice.pay_at}"
        )
    return f"จ่ายด้วยรหัสข้างล่างนี้ หรือที่{notice.pay_at} ผู้อื่นชำระแทนได้ วันชำระคือวันที่ธนาคารได้รับเงิน (มาตรา 51)"
