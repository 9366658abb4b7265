"""The law as data: one TOML file for each instrument, and what it says for a tax year."""

from domain.law.citation import Citation
from domain.law.instruments import LawIncomplete
from domain.law.loader import Law, law_in_force, load_law
from domain.law.rates import Ladder, OrdinanceRefused, RateTable
from domain.law.settings import Setting, SettingRefused, Settings
from domain.law.year import (
    Calendar,
    Charge,
    ExemptProperty,
    Instalments,
    Notice,
    StandingReduction,
    TaxYearRefused,
    Term,
    Vacancy,
    YearLaw,
)

__all__ = [
    "Calendar",
    "Charge",
    "Citation",
    "ExemptProperty",
    "Instalments",
    "Ladder",
    "Law",
    "LawIncomplete",
    "Notice",
    "OrdinanceRefused",
    "RateTable",
    "Setting",
    "SettingRefused",
    "Settings",
    "StandingReduction",
    "TaxYearRefused",
    "Term",
    "Vacancy",
    "YearLaw",
    "law_in_force",
    "load_law",
]
