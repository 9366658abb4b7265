"""The joining of letters: what columns, register, law and vault say, as values to print."""

from api.letters.addressees import Addressees
from api.letters.bill_sheets import BillSheets, SheetsOfBill
from api.letters.writing_body import WritingBody

__all__ = ["Addressees", "BillSheets", "SheetsOfBill", "WritingBody"]
