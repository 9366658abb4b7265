"""Days and tax years: Gregorian days inside, Buddhist Era years for people."""

from datetime import date, timedelta
from typing import Final

BUDDHIST_ERA: Final = 543
"""Years between the Gregorian and the Buddhist Era count, since 1 January 2484 BE (1941)."""

_DAY_ZERO: Final = date(1970, 1, 1)


def tax_date(tax_year: int) -> date:
    """Return the day whose facts decide the tax of a Buddhist Era year: its 1 January (s.9)."""
    return date(tax_year - BUDDHIST_ERA, 1, 1)


def be_year(day: date) -> int:
    """Return the Buddhist Era year a day lies in."""
    return day.year + BUDDHIST_ERA


def to_days(day: date) -> int:
    """Return the number of days since 1 January 1970, as columns store a day."""
    return (day - _DAY_ZERO).days


def from_days(days: int) -> date:
    """Return the day that columns store as `days` since 1 January 1970."""
    return _DAY_ZERO + timedelta(days=int(days))


def show_date_be(day: date) -> str:
    """Show a day as people in Thailand write it, in the Buddhist Era: `5/1/2569`."""
    return f"{day.day}/{day.month}/{be_year(day)}"
