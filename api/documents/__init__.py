"""Letters and forms of the tax as PDF: values in, bytes out, the same bytes for the same values."""

from api.documents.assessment_notice import Amended, AssessmentNotice
from api.documents.letter import Addressee, Office, Payable, Signatory
from api.documents.money_letters import (
    IfPaid,
    Instalment,
    InstalmentAgreement,
    Receipt,
    WarningLetter,
)
from api.documents.property_lists import (
    ListedBuilding,
    ListedLand,
    ListedUnit,
    PropertyList,
)
from api.documents.sheets import (
    BuildingRow,
    CondominiumSheet,
    LandRow,
    LandSheet,
    TaxRow,
    UnitRow,
)
from api.documents.terms import Terms
from api.documents.thai_writing import Digits
from api.documents.typesetting import Typesetter
from api.documents.write import Letter, write

__all__ = [
    "Addressee",
    "Amended",
    "AssessmentNotice",
    "BuildingRow",
    "CondominiumSheet",
    "Digits",
    "IfPaid",
    "Instalment",
    "InstalmentAgreement",
    "LandRow",
    "LandSheet",
    "Letter",
    "ListedBuilding",
    "ListedLand",
    "ListedUnit",
    "Office",
    "Payable",
    "PropertyList",
    "Receipt",
    "Signatory",
    "TaxRow",
    "Terms",
    "Typesetter",
    "UnitRow",
    "WarningLetter",
    "write",
]
