"""How Thai letters write days, numbers, areas and amounts, with Thai or Arabic digits."""

from datetime import date
from enum import Enum
from typing import Final

from domain.calendar import be_year
from domain.money import half_up, show_baht_grouped

MONTHS: Final = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
_NUMERALS: Final = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES: Final = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION: Final = 1_000_000
_THAI: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_CSAT_PER_SATANG: Final = 100
_CWAH_PER_RAI: Final = 40_000
_CWAH_PER_NGAN: Final = 10_000


class Digits(Enum):
    """Which digits a letter is written with; references a payer types are always Arabic."""

    ARABIC = "arabic"
    THAI = "thai"

    def write(self, text: str) -> str:
        """Write the digits of a text."""
        return text.translate(_THAI) if self is Digits.THAI else text


def day(day: date) -> str:
    """Write a day in full: `30 เมษายน พ.ศ. 2569`."""
    return f"{day.day} {MONTHS[day.month - 1]} พ.ศ. {be_year(day)}"


def baht(satang: int) -> str:
    """Write satang as grouped baht: `1,234.50`."""
    return show_baht_grouped(satang)


def baht_of_value(csat: int) -> str:
    """Write a value in csat as baht with two decimals, rounded half up."""
    return show_baht_grouped(half_up(csat, _CSAT_PER_SATANG))


def square_wah(area_cwah: int) -> str:
    """Write a land area in square wah: `412.50`."""
    return f"{area_cwah // 100:,}.{area_cwah % 100:02d}"


def rai_ngan_wah(area_cwah: int) -> tuple[str, str, str]:
    """Write a land area in rai, ngan and square wah, as title deeds do."""
    rai, rest = divmod(area_cwah, _CWAH_PER_RAI)
    ngan, wah = divmod(rest, _CWAH_PER_NGAN)
    return f"{rai:,}", str(ngan), f"{wah // 100}.{wah % 100:02d}"


def square_metres(area_dm2: int) -> str:
    """Write a building's or unit's area in square metres: `120.50`."""
    return f"{area_dm2 // 100:,}.{area_dm2 % 100:02d}"


def percent(amount: int, *, per_cent: int) -> str:
    """Write a rate as a percentage without trailing zeros; `per_cent` of its unit make one."""
    whole, rest = divmod(amount, per_cent)
    decimals = f"{rest:0{len(str(per_cent)) - 1}d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def amount_in_words(satang: int) -> str:
    """Write an amount in words: `หนึ่งพันสองร้อยบาทห้าสิบสตางค์`, `หนึ่งสตางค์`, `ศูนย์บาทถ้วน`.

    Raises ValueError for an amount below zero, which no letter states.
    """
    if satang < 0:
        msg = "An amount in words is not below zero."
        raise ValueError(msg)
    baht, rest = divmod(satang, 100)
    words = f"{number_in_words(baht)}บาท" if baht or not rest else ""
    return f"{words}{number_in_words(rest)}สตางค์" if rest else f"{words}ถ้วน"


def number_in_words(number: int) -> str:
    """Write a whole number from zero in words."""
    if number == 0:
        return "ศูนย์"
    millions, below = divmod(number, _MILLION)
    words = f"{number_in_words(millions)}ล้าน" if millions else ""
    return words + _below_a_million(below, alone=not millions)


def _below_a_million(number: int, *, alone: bool) -> str:
    words = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            continue
        if place == 0 and digit == 1 and (words or not alone):
            words += "เอ็ด"
        elif place == 1 and digit <= 2:  # noqa: PLR2004 - ten is not one-ten, twenty is yi-sip
            words += "สิบ" if digit == 1 else "ยี่สิบ"
        else:
            words += _NUMERALS[digit] + _PLACES[place]
    return words
