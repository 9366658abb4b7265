"""What banks send of payments: confirmations, day files and their signatures, read strictly."""

from importers.bank.control import Sums
from importers.bank.day_file import DayFile, open_day_file
from importers.bank.refused import BankFileRefused, BankMessageRefused
from importers.bank.signature import BankKeys, SignatureWrong, check_signature, sign
from importers.bank.webhook import read_answer, read_webhook

__all__ = [
    "BankFileRefused",
    "BankKeys",
    "BankMessageRefused",
    "DayFile",
    "SignatureWrong",
    "Sums",
    "check_signature",
    "open_day_file",
    "read_answer",
    "read_webhook",
    "sign",
]
