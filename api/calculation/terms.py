"""What a year's law says to every request of the year, worked out once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.law import YearLaw

FULL_PERCENT: Final = 100
DECIMALS: Final = 10
TABLES: Final = range(1, 7)

CARRIED_FORWARD: Final = "rates_carried_forward"
"""The name under which an answer says that no decree for its year has been seen."""


@dataclass(frozen=True, kw_only=True)
class Reduction:
    """What s.55 does to a tax under one percent of the standing list.

    `entry` is an entry of the list that grants it; `remains` the part of the tax that is left, as
    numerator and denominator; `told` each step as people read it; `capped` says that the list and
    the year's decree together would have taken more.
    """

    entry: int
    remains: tuple[int, int]
    told: tuple[tuple[str, str], ...]
    capped: bool


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A year's law, its reductions by percent of the standing list, and where its rates stand.

    `open_points` are what the law leaves open, by name, as answers tell it.
    """

    law: YearLaw
    open_points: Mapping[str, Mapping[str, str]]
    reductions: Mapping[int, Reduction]
    rates_of_s94: Mapping[int, bool]

    @staticmethod
    def of(law: YearLaw) -> "Terms":
        entries = {0: 0}
        for entry in sorted(law.standing_reductions):
            entries.setdefault(law.standing_percent(entry), entry)
        return Terms(
            law=law,
            open_points=_open_points(law),
            reductions={
                percent: _reduction(law, percent, entry) for percent, entry in entries.items()
            },
            rates_of_s94={
                table: law.cite(f"rates.{table}").provision.startswith("s.94") for table in TABLES
            },
        )


def _reduction(law: YearLaw, percent: int, entry: int) -> Reduction:
    """Return what the list and the year's decree come to.

    Each step is a percent of what the one before it left. Where both stop at the cap of s.55, the
    decree's percent is what it really takes.
    """
    remains = Fraction(*law.combined_reduction(percent))
    after_list = Fraction(FULL_PERCENT - percent, FULL_PERCENT)
    by_decree = 1 - remains / after_list
    told = []
    if percent:
        told.append((str(percent), "s.55"))
    if by_decree:
        told.append((show_part(by_decree), law.cite("year_reduction").provision))
    decree = law.year_reduction_percent if percent not in law.year_reduction_not_for else 0
    return Reduction(
        entry=entry,
        remains=(remains.numerator, remains.denominator),
        told=tuple(told),
        capped=remains != after_list * Fraction(FULL_PERCENT - decree, FULL_PERCENT),
    )


def _open_points(law: YearLaw) -> dict[str, dict[str, str]]:
    """Return the open points of the law, and that of a year whose decree has not been seen."""
    told = {
        point.name: {
            "name": point.name,
            "value": point.value,
            "provision": point.provision,
            "english": point.english,
            "thai": point.thai,
            "decides": point.decides,
        }
        for point in law.settings
    }
    year = law.carried_forward_from
    if year is not None:
        told[CARRIED_FORWARD] = {
            "name": CARRIED_FORWARD,
            "value": str(year),
            "provision": "s.37",
            "english": f"ASSUMPTION: The law of tax year {year} goes on until a decree changes it.",
            "thai": f"ASSUMPTION: ใช้กฎหมายของปีภาษี {year} ต่อไปจนกว่าจะมีพระราชกฤษฎีกาใหม่",
            "decides": "Ministry of Finance",
        }
    return told


def show_part(part: Fraction) -> str:
    """Write a part as a percentage of at most ten decimals."""
    scale = 10**DECIMALS
    whole, rest = divmod(part.numerator * FULL_PERCENT * scale // part.denominator, scale)
    decimals = f"{rest:0{DECIMALS}d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)
