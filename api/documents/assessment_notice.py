"""The notice of assessment (ภ.ด.ส. 6, s.44) with its sheets: what the taxpayer gets each year."""

from dataclasses import dataclass
from datetime import date

from api.documents import terms as law
from api.documents.letter import Addressee, Content, Office, Payable, Signatory, Writer, footer
from api.documents.sheets import CondominiumSheet, LandSheet, condominium_sheet, land_sheet
from api.documents.terms import Terms
from api.documents.thai_writing import amount_in_words, baht, day


@dataclass(frozen=True, kw_only=True)
class AssessmentNotice:
    """One taxpayer's notice of a year; the sheets' taxes and nothing else make up its amount.

    `instalments_until` is the last day to ask for instalments (s.52), where the tax is large
    enough. Raises ValueError where the sheets do not sum to the tax, or the payment to another.
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
    land: LandSheet | None = None
    condominium: CondominiumSheet | None = None

    def __post_init__(self) -> None:
        sheets = [sheet for sheet in (self.land, self.condominium) if sheet is not None]
        if sum(sheet.tax_satang for sheet in sheets) != self.tax_satang:
            msg = "The tax of a notice is the sum of its sheets of calculation."
            raise ValueError(msg)
        if (self.payable.amount_satang if self.payable else 0) != self.tax_satang:
            msg = "A notice's codes are for its tax; one without tax has no codes."
            raise ValueError(msg)


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
        ],
        "opening": writer.text(_opening(notice)),
        "tax": writer.text(baht(notice.tax_satang)),
        "tax_words": writer.text(amount_in_words(notice.tax_satang)),
        "pay_by": writer.text(day(notice.pay_by)),
        "instalments": writer.text(
            f"ขอผ่อนชำระได้ ยื่นคำขอภายในวันที่ {day(notice.instalments_until)} (มาตรา 52)"
            if notice.instalments_until
            else ""
        ),
        "how": writer.text(
            f"จ่ายด้วยรหัสข้างล่างนี้ หรือที่{notice.pay_at} ผู้อื่นชำระแทนได้ วันชำระคือวันที่ธนาคารได้รับเงิน (มาตรา 51)"
        ),
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
    return (
        f"{notice.office.name}ได้ประเมินภาษีที่ดินและสิ่งปลูกสร้างของท่าน ประจำปีภาษี พ.ศ. {notice.tax_year} "
        "ตามมาตรา 44 แห่งพระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 แล้ว "
        f"วิธีคำนวณอยู่ใน ภ.ด.ส. {' และ '.join(forms)} ที่แนบมา"
    )
