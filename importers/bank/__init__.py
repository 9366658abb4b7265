"""What banks send of payments: confirmations, day files and their signatures, read strictly."""

from importers.bank.refused import BankFileRefused, BankMessageRefused
from importers.bank.signature import BankKeys, SignatureWrong, check_signature, sign
from importers.bank.webhook import read_webhook

__all__ = [
    "BankFileRefused",
    "BankKeys",
    "BankMessageRefused",
    "SignatureWrong",
    "check_signature",
    "read_webhook",
    "sign",
]
