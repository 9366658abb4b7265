"""What the law says for one tax year, resolved: rates, exemptions, reductions, dates, citations."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from domain.errors import Refused
from domain.law.citation import Citation
from domain.law.rates import RateTable
from domain.law.settings import Settings

FULL_PERCENT = 100


class TaxYearRefused(Refused):
    """The Act was not collected in that year (s.2, s.94: the first tax year is 2563)."""

    code = "tax-year"


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
class ExemptProperty:
    """One kind of property outside the tax (s.8); item 12 has several, by regulation."""

    item: int
    code: str
    thai: str
    english: str
    provision: str


@dataclass(frozen=True, kw_only=True)
class StandingReduction:
    """One kind of property whose tax is reduced for good or for some years (s.55).

    `most_years` is how many years the reduction may last, 0 without limit; `counted_from` names
    the act from whose day they count, "" where no source says.
    """

    id: int
    code: str
    percent: int
    thai: str
    english: str
    provision: str
    most_years: int
    counted_from: str

    def last_day(self, first_day: date) -> date | None:
        """Return the last day of the reduction that counts from a day, None without limit."""
        if self.most_years == 0:
            return None
        year = first_day.year + self.most_years
        leap_day = (first_day.month, first_day.day) == (2, 29)
        anniversary = date(year, 3, 1) if leap_day else first_day.replace(year=year)
        return anniversary - timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The months (1 to 12) of the year's steps (s.14, s.44, s.46, s.52, s.60, s.61).

    `notice_months` is empty where no source tells; `extended` says that a notice of the ministry
    under s.14 paragraph 2 moved the Act's own months.
    """

    notice_months: tuple[int, ...]
    pay_month: int
    instalment_months: tuple[int, ...]
    warning_month: int
    land_office_month: int
    extended: bool


@dataclass(frozen=True, kw_only=True)
class Term:
    """A span of time the Act sets, such as 30 days to object (s.73).

    `unit` is days, months, years or "day of the next month".
    """

    key: str
    count: int
    unit: str
    thai: str
    english: str
    provision: str


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A penalty, surcharge or interest, in pcm of what `english` says (s.54, s.68 to s.70)."""

    key: str
    percent_pcm: int
    thai: str
    english: str
    provision: str


@dataclass(frozen=True, kw_only=True)
class Instalments:
    """At most so many equal instalments, for a tax of at least so much (s.52)."""

    most: int
    least_tax_satang: int


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a notice or regulation under the Act says that facts, not numbers, follow from."""

    key: str
    thai: str
    english: str
    provision: str


@dataclass(frozen=True, kw_only=True)
class YearLaw:
    """The law of one tax year.

    `carried_forward_from` is the last tax year whose rates were looked for, where the year asked
    for lies after it: its rates are those of that year until a decree says otherwise.
    `depreciation` has by structure the percent taken off at each completed age from 0; the last
    holds for all later ages. `citations` are by the keys that `cite` takes.
    """

    year: int
    carried_forward_from: int | None
    exempt_properties: Mapping[str, ExemptProperty]
    ladders: RateTable
    agriculture_exemption_satang: int
    residence_exemption_satang: int
    building_only_exemption_satang: int
    vacancy: Vacancy
    calendar: Calendar
    terms: Mapping[str, Term]
    charges: Mapping[str, Charge]
    instalments: Instalments
    year_reduction_percent: int
    year_reduction_not_for: frozenset[int]
    reduction_cap_percent: int
    standing_reductions: Mapping[int, StandingReduction]
    farmers_exempt: bool
    phase_in_percent: int | None
    depreciation: Mapping[int, tuple[int, ...]]
    notices: Mapping[str, Notice]
    settings: Settings
    citations: Mapping[str, Citation]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything here that can move a bill: not of dates, titles and comments."""
        moves = (
            self.year,
            sorted(self.ladders.ladders.items()),
            self.agriculture_exemption_satang,
            self.residence_exemption_satang,
            self.building_only_exemption_satang,
            self.vacancy,
            self.year_reduction_percent,
            sorted(self.year_reduction_not_for),
            self.reduction_cap_percent,
            sorted((one.id, one.percent) for one in self.standing_reductions.values()),
            self.farmers_exempt,
            self.phase_in_percent,
            sorted(self.depreciation.items()),
            sorted((point.name, point.value) for point in self.settings),
        )
        return hashlib.sha256(repr(moves).encode()).hexdigest()

    @property
    def caps_pcm(self) -> Mapping[str, int]:
        """The highest rate of each class of use (s.37 paragraph 1), in pcm."""
        return self.ladders.caps_pcm

    def depreciation_percent(self, structure: int, age: int) -> int:
        """Return the percent taken off a building of a structure at a completed age (s.35).

        Structures without a class of depreciation (0) lose nothing.
        """
        table = self.depreciation.get(structure)
        return table[min(max(age, 0), len(table) - 1)] if table else 0

    def combined_reduction(self, standing_percent: int) -> tuple[int, int]:
        """Return the fraction of the tax that remains after the list and the year's decree (s.55).

        The decree takes its part of what the list leaves, unless it leaves that list out. As
        `reductions_together` says, both take off at most the cap of s.55, or each keeps to it.
        """
        remains = Fraction(FULL_PERCENT - standing_percent, FULL_PERCENT)
        if standing_percent == 0 or standing_percent not in self.year_reduction_not_for:
            remains *= Fraction(FULL_PERCENT - self.year_reduction_percent, FULL_PERCENT)
        if self.settings["reductions_together"] == "at_most_the_cap":
            least = Fraction(FULL_PERCENT - self.reduction_cap_percent, FULL_PERCENT)
            remains = max(remains, least)
        return remains.numerator, remains.denominator

    def standing_percent(self, entry: int) -> int:
        """Return the percent of an entry of the standing list, 0 for entry 0."""
        return self.standing_reductions[entry].percent if entry else 0

    def cite(self, key: str) -> Citation:
        """Return the citation of a part of this law; KeyError for an unknown key.

        Keys are the kind of an entry and its name, such as `vacancy`, `rates.3`, `cap.other`,
        `term.objection`, `standing_reduction.4`; an amount has its own name alone.
        """
        return self.citations[key]
