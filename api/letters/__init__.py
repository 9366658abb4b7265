"""The joining of letters: what columns, register, law and vault say, as values to print."""

from api.letters.listed import Lists
from api.letters.noticed import Notices
from api.letters.paid import Agreements, Receipts
from api.letters.refusals import LetterDiffers, NoLetter
from api.letters.warned import Warnings
from api.letters.writing_body import WritingBody

__all__ = [
    "Agreements",
    "LetterDiffers",
    "Lists",
    "NoLetter",
    "Notices",
    "Receipts",
    "Warnings",
    "WritingBody",
]
