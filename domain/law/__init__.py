"""The law as data: one TOML file for each instrument, and what it says for a tax year."""

from domain.law.loader import Law, LawIncomplete, load_law
from domain.law.rates import Ladder, OrdinanceRefused, RateTable
from domain.law.settings import Setting, Settings
from domain.law.year import (
    Calendar,
    Citation,
    StandingReduction,
    TaxYearRefused,
    Vacancy,
    YearLaw,
)

__all__ = [
    "Calendar",
    "Citation",
    "Ladder",
    "Law",
    "LawIncomplete",
    "OrdinanceRefused",
    "RateTable",
    "Setting",
    "Settings",
    "StandingReduction",
    "TaxYearRefused",
    "Vacancy",
    "YearLaw",
    "load_law",
]
