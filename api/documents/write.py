"""A letter or form as the bytes of a PDF file."""

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


def write(letter: Letter, typesetter: Typesetter) -> bytes:
    """Write one letter; the same letter gives the same bytes."""
    name, template, day, content = _parts(letter, typesetter.writer)
    return typesetter.pdf(template, [content], title=f"{name} เลขที่ {letter.number}", day=day)


def _parts(letter: Letter, writer: Writer) -> tuple[str, str, date, Content]:
    match letter:
        case AssessmentNotice():
            made = assessment_notice(letter, writer)
            return "หนังสือแจ้งการประเมิน", "pds6", letter.issued_on, made
        case PropertyList():
            return "บัญชีรายการ", "lists", letter.issued_on, property_list(letter, writer)
        case WarningLetter():
            return "หนังสือเตือน", "letter", letter.issued_on, warning_letter(letter, writer)
        case InstalmentAgreement():
            made = instalment_agreement(letter, writer)
            return "ข้อตกลงผ่อนชำระ", "letter", letter.agreed_on, made
        case Receipt():
            return "ใบเสร็จรับเงิน", "letter", letter.issued_on, receipt(letter, writer)
