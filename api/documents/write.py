"""A letter or form as the bytes of a PDF file."""

from dataclasses import dataclass
from datetime import date

from api.documents.assessment_notice import AssessmentNotice, assessment_notice
from api.documents.letter import Content, Writer
from api.documents.money_letters import (
    InstalmentAgreement,
    Receipt,
    WarningLetter,
    instalment_agreement,
    receipt,
    warning_letter,
)
from api.documents.property_lists import PropertyList, property_list
from api.documents.typesetting import Typesetter

Letter = AssessmentNotice | PropertyList | WarningLetter | InstalmentAgreement | Receipt


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a kind of letter is set: what a file of them is called, its template, its day."""

    title: str
    template: str
    day: date
    content: Content


def write(letter: Letter, typesetter: Typesetter) -> bytes:
    """Write one letter; the same letter gives the same bytes."""
    one = setting(letter, typesetter.writer)
    return typesetter.pdf(
        one.template, [one.content], title=f"{one.title} เลขที่ {letter.number}", day=one.day
    )


def setting(letter: Letter, writer: Writer) -> Setting:
    """Write the texts of a letter for its template."""
    match letter:
        case AssessmentNotice():
            made = assessment_notice(letter, writer)
            return Setting(
                title="หนังสือแจ้งการประเมิน", template="pds6", day=letter.issued_on, content=made
            )
        case PropertyList():
            made = property_list(letter, writer)
            return Setting(title="บัญชีรายการ", template="lists", day=letter.issued_on, content=made)
        case WarningLetter():
            made = warning_letter(letter, writer)
            return Setting(
                title="หนังสือเตือน", template="warning", day=letter.issued_on, content=made
            )
        case InstalmentAgreement():
            made = instalment_agreement(letter, writer)
            return Setting(
                title="ข้อตกลงผ่อนชำระ", template="agreement", day=letter.agreed_on, content=made
            )
        case Receipt():
            made = receipt(letter, writer)
            return Setting(
                title="ใบเสร็จรับเงิน", template="receipt", day=letter.issued_on, content=made
            )
