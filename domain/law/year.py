"""What the law says for one tax year, resolved: rates, exemptions, reductions, dates, citations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.errors import Refused
from domain.law.rates import RateTable
from domain.law.settings import Settings

FULL_PERCENT = 100


class TaxYearRefused(Refused):
    """The Act was not collected in that year (s.2, s.94: the first tax year is 2563)."""

    code = "tax-year"


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where a number stands in the law and when somebody last looked."""

    instrument: str
    provision: str
    title_th: str
    title_en: str
    gazette_date: date
    checked_on: date
    mark: str


@dataclass(frozen=True, kw_only=True)
class Vacancy:
    """The surcharge on land left vacant (s.43): more pcm every so many years, up to a cap.

    `first_tax_year` is the first year that can count as vacant.
    """

    step_pcm: int
    every_years: int
    cap_pcm: int
    first_tax_year: int

    def surcharge_pcm(self, vacant_years: int) -> int:
        """Return what is added to the rate in the n-th consecutive year as vacant (n from 1)."""
        return self.step_pcm * ((max(vacant_years, 1) - 1) // self.every_years)


@dataclass(frozen=True, kw_only=True)
class StandingReduction:
    """One kind of property whose tax is reduced for good or for some years (s.55).

    `most_years` is how many years the reduction may last, 0 without limit.
    """

    id: int
    code: str
    percent: int
    thai: str
    english: str
    provision: str
    most_years: int


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The months (1 to 12) of the year's steps (s.14, s.44, s.46, s.52, s.60, s.61)."""

    notice_months: tuple[int, ...]
    pay_month: int
    instalment_months: tuple[int, ...]
    warning_month: int
    land_office_month: int


@dataclass(frozen=True, kw_only=True)
class YearLaw:
    """The law of one tax year. `carried_forward_from` is set where no decree names the year yet."""

    year: int
    carried_forward_from: int | None
    ladders: RateTable
    agriculture_exemption_satang: int
    residence_exemption_satang: int
    building_only_exemption_satang: int
    vacancy: Vacancy
    year_reduction_percent: int
    year_reduction_not_for: frozenset[int]
    reduction_cap_percent: int
    standing_reductions: Mapping[int, StandingReduction]
    farmers_exempt: bool
    phase_in_percent: int | None
    depreciation: Mapping[int, tuple[int, ...]]
    calendar: Calendar
    settings: Settings
    citations: Mapping[str, Citation]

    def depreciation_percent(self, structure: int, age: int) -> int:
        """Return the percent taken off a building of a structure at a completed age (s.35)."""
        table = self.depreciation.get(structure)
        return table[min(max(age, 0), len(table) - 1)] if table else 0

    def combined_reduction(self, standing_percent: int) -> tuple[int, int]:
        """Return the fraction of the tax that remains after the list and the year's decree (s.55).

        They multiply unless the year's decree leaves the list out, and together take off at most
        the cap of s.55.
        """
        remains = Fraction(FULL_PERCENT - standing_percent, FULL_PERCENT)
        if standing_percent not in self.year_reduction_not_for or standing_percent == 0:
            remains *= Fraction(FULL_PERCENT - self.year_reduction_percent, FULL_PERCENT)
        least = Fraction(FULL_PERCENT - self.reduction_cap_percent, FULL_PERCENT)
        remains = max(remains, least)
        return remains.numerator, remains.denominator

    def standing_percent(self, entry: int) -> int:
        """Return the percent of an entry of the standing list, 0 for entry 0."""
        return self.standing_reductions[entry].percent if entry else 0

    def cite(self, key: str) -> Citation:
        """Return the citation of a part of this law; KeyError for an unknown key."""
        return self.citations[key]
