"""The values banks send, read strictly in ASCII: money, days, times, references, channels."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from importers.bank.refused import ValueWrong

BANGKOK: Final = timezone(timedelta(hours=7), "Asia/Bangkok")
"""Where a bank's day begins and ends; it has had no daylight saving since 2463."""

MOST_SATANG: Final = 1_000_000_000_000
"""Ten thousand million baht: more than the QR code and the barcode can ask for."""

LONGEST_REFERENCE: Final = 140
"""Characters of what a payer typed; ISO 20022 allows no more."""

TRANSFER: Final = "transfer"
CHANNEL_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "QR": "qr",
        "PMQ": "qr",
        "BARCODE": "barcode",
        "CSH": "barcode",
        "ATM": "barcode",
        "CDM": "barcode",
        "CARD": "card",
        "CRD": "card",
    }
)
"""Our channel by the bank's own code of it; every other code is a transfer.

A bank's counter reads the barcode; "counter" is the local body's own.
"""

_BAHT: Final = re.compile(r"([0-9]{1,13})\.([0-9]{2})")
_SATANG: Final = re.compile(r"[0-9]{1,15}")
_BANK: Final = re.compile(r"[0-9]{3}")
_BILLER: Final = re.compile(r"[0-9]{13}(?:[0-9]{2})?")
_BANK_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DAY_DIGITS: Final = 8
_TIME_DIGITS: Final = 6
_FIRST_YEAR: Final = 2019
_LAST_YEAR: Final = 2199


def satang_of_baht(text: str) -> int:
    """Read an amount like 1234.56. Raises `ValueWrong`."""
    found = _BAHT.fullmatch(text)
    if found is None:
        raise ValueWrong("an amount is baht with exactly two decimals, like 1234.56.")
    return _within(int(found[1]) * 100 + int(found[2]))


def satang_of_digits(text: str) -> int:
    """Read an amount written as satang, with leading zeros or without. Raises `ValueWrong`."""
    if not _SATANG.fullmatch(text):
        raise ValueWrong("an amount is satang in digits alone.")
    return _within(int(text))


def _within(satang: int) -> int:
    if not 0 < satang < MOST_SATANG:
        raise ValueWrong("an amount is above zero and below 10,000,000,000 baht.")
    return satang


def count_of(text: str) -> int:
    """Read a number of records. Raises `ValueWrong`."""
    if not _SATANG.fullmatch(text):
        raise ValueWrong("a count is digits alone.")
    return int(text)


def total_of_baht(text: str) -> int:
    """Read a total in baht, which may be nothing: 0.00. Raises `ValueWrong`."""
    found = _BAHT.fullmatch(text)
    if found is None:
        raise ValueWrong("a total is baht with exactly two decimals, like 1234.56.")
    return int(found[1]) * 100 + int(found[2])


def bank_of(text: str) -> str:
    """Read a bank's code. Raises `ValueWrong`."""
    if not _BANK.fullmatch(text):
        raise ValueWrong("a bank's code has three digits.")
    return text


def biller_of(text: str) -> str:
    """Read a biller id. Raises `ValueWrong`."""
    if not _BILLER.fullmatch(text):
        raise ValueWrong("a biller id has 15 digits, or 13 without its suffix.")
    return text


def bank_reference_of(text: str) -> str:
    """Read the bank's own reference of a payment, its identity. Raises `ValueWrong`."""
    if not _BANK_REFERENCE.fullmatch(text):
        raise ValueWrong(
            "the bank's reference is 1 to 64 letters, digits and . _ : / - without blanks."
        )
    return text


def typed(text: str) -> str:
    """Return what a payer typed as it came, without blanks around it. Raises `ValueWrong`."""
    text = text.strip()
    if len(text) > LONGEST_REFERENCE:
        raise ValueWrong(f"a reference has at most {LONGEST_REFERENCE} characters.")
    return text


def channel_of(code: str) -> str:
    """Return our channel of a bank's code for it."""
    return CHANNEL_OF.get(code.strip().upper(), TRANSFER)


@lru_cache(maxsize=1024)
def day_of(text: str, *, day_first: bool) -> date:
    """Read eight digits as a Gregorian day, DDMMYYYY or YYYYMMDD. Raises `ValueWrong`."""
    wanted = "DDMMYYYY" if day_first else "YYYYMMDD"
    if len(text) != _DAY_DIGITS or not (text.isascii() and text.isdigit()):
        raise ValueWrong(f"a day is eight digits, {wanted}.")
    written = text[4:] + text[2:4] + text[:2] if day_first else text
    try:
        found = date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        raise ValueWrong(f"there is no such day; days are written {wanted}.") from None
    return _known_year(found)


def _known_year(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueWrong(
            f"the year is outside {_FIRST_YEAR} to {_LAST_YEAR}; banks write Gregorian years."
        )
    return day


def clock_of(day: date, text: str) -> datetime:
    """Read six digits HHMMSS as a time of that day in Bangkok. Raises `ValueWrong`."""
    if len(text) != _TIME_DIGITS or not (text.isascii() and text.isdigit()):
        raise ValueWrong("a time is six digits, HHMMSS.")
    try:
        return datetime(
            day.year,
            day.month,
            day.day,
            int(text[:2]),
            int(text[2:4]),
            int(text[4:]),
            tzinfo=BANGKOK,
        )
    except ValueError:
        raise ValueWrong("there is no such time; times are written HHMMSS.") from None


def time_of(text: str, *, zone_needed: bool) -> datetime:
    """Read an ISO 8601 time. Raises `ValueWrong`.

    A time without a zone is Bangkok's where `zone_needed` is not set.
    """
    found = _TIME.fullmatch(text)
    if found is None or (zone_needed and found[1] is None):
        raise ValueWrong("a time is written like 2026-04-30T23:59:59+07:00, with its zone.")
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueWrong("there is no such time.") from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=BANGKOK)
    _known_year(time.date())
    return time


def bangkok_day(time: datetime) -> date:
    """Return the day in Bangkok, on which the bank received the money (s.51)."""
    return time.astimezone(BANGKOK).date()
