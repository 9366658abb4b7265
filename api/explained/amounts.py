"""Amounts in words: baht from any of the inner units, areas, shares and rates."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from projections.as_of import LAND

CSAT_PER_BAHT: Final = 10_000
NANOBAHT_PER_BAHT: Final = 1_000_000_000
CWAH_PER_RAI: Final = 40_000
CWAH_PER_NGAN: Final = 10_000
PPM_PER_PERCENT: Final = 10_000
KINDS: Final = {1: ("ที่ดิน", "land"), 2: ("สิ่งปลูกสร้าง", "building"), 3: ("ห้องชุด", "unit")}


def baht_of_csat(csat: int) -> str:
    """Write csat as baht, grouped, with two decimals and more only where there are more."""
    return _decimal(csat, CSAT_PER_BAHT)


def baht_of_nanobaht(amount: Fraction) -> str:
    """Write nanobaht as baht; where no decimals can tell it all, nine of them and `…`."""
    whole = abs(amount.numerator) // amount.denominator
    digits = _decimal(whole, NANOBAHT_PER_BAHT) + ("" if amount.denominator == 1 else "…")
    return f"-{digits}" if amount < 0 else digits


def area(kind: int, size: int) -> str:
    """Write a land area in rai-ngan-wah, a building's or unit's in square metres."""
    if kind != LAND:
        return f"{size // 100:,}.{size % 100:02d} ม²"
    rai, rest = divmod(size, CWAH_PER_RAI)
    ngan, wah = divmod(rest, CWAH_PER_NGAN)
    return f"{rai:,}-{ngan}-{wah // 100}.{wah % 100:02d} ไร่"


def percent_of_pcm(rate_pcm: int) -> str:
    """Write a rate as a percentage: 20 is `0.02%`."""
    return f"{_decimal(rate_pcm, 1000)}%"


def percent_of_ppm(ppm: int) -> str:
    """Write parts per million as a percentage."""
    return f"{_decimal(ppm, PPM_PER_PERCENT, least=0)}%"


def percents(parts: Mapping[str, int]) -> dict[str, int]:
    """Return whole percents of parts, together 100: what rounding leaves goes to the largest rests.

    Empty where there is nothing to share.
    """
    whole = sum(parts.values())
    if not whole:
        return {}
    told = {name: part * 100 // whole for name, part in parts.items()}
    rests = sorted(parts, key=lambda name: parts[name] * 100 % whole, reverse=True)
    for name in rests[: 100 - sum(told.values())]:
        told[name] += 1
    return told


def _decimal(amount: int, unit: int, *, least: int = 2) -> str:
    whole, rest = divmod(abs(amount), unit)
    digits = f"{rest:0{len(str(unit)) - 1}d}".rstrip("0").ljust(least, "0")
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole:,}.{digits}" if digits else f"{sign}{whole:,}"
