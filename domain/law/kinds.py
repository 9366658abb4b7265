"""The kinds of entry a law file may hold: which fields each has, and which of them name it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from domain.law.rates import CLASS_OF_TABLE, TABLES, percent_to_pcm

FIRST_YEAR_OF_A_FILE: Final = 2563
LAST_YEAR_OF_A_FILE: Final = 2699
"""Tax years a file may name; a Gregorian year by mistake falls outside."""

MARKS: Final = ("verified", "assumption", "draft")
NO_DATE: Final = ("not seen", "none")
"""What stands for a gazette date that nobody has seen, or that does not exist."""

STRUCTURES: Final = (1, 2, 3)
UNITS_OF_TIME: Final = ("days", "months", "years", "day of the next month")

Check = Callable[[Any], bool]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a field must be: a test of its value, and the same in words."""

    holds: Check
    words: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of entry: its own fields beside those of every entry.

    `names` are the fields that say which thing an entry is about: of two entries with the same
    names only one may hold in a tax year. `optional` fields may be left out.
    """

    fields: Mapping[str, Wanted] = field(default_factory=dict)
    optional: Mapping[str, Wanted] = field(default_factory=dict)
    names: tuple[str, ...] = ()


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_baht(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15  # noqa: PLR2004 - domain.money reads no more digits


def _is_rate(value: object) -> bool:
    try:
        percent_to_pcm(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


def _is_ladder(value: object) -> bool:
    """Slices rise in bound and never fall in rate; only the last has no upper bound ("")."""
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(pair, list) and len(pair) == 2 and _is_rate(pair[1]) for pair in value):  # noqa: PLR2004 - upper bound and rate
        return False
    uppers = [pair[0] for pair in value]
    if uppers[-1] != "" or not all(_is_baht(upper) for upper in uppers[:-1]):
        return False
    bounds = [int(upper) for upper in uppers[:-1]]
    rates = [percent_to_pcm(pair[1]) for pair in value]
    return bounds == sorted(set(bounds)) and rates == sorted(rates)


def _is_bands(value: object) -> bool:
    """Pairs of the last age of a band and the percent of each year in it; ages rise."""
    if not isinstance(value, list) or not value:
        return False
    if not all(
        isinstance(pair, list) and len(pair) == 2 and all(_is_whole(one, 1, 100) for one in pair)  # noqa: PLR2004 - age and percent
        for pair in value
    ):
        return False
    ages = [pair[0] for pair in value]
    return ages == sorted(set(ages))


def _list_of(check: Check, value: object) -> bool:
    return isinstance(value, list) and all(check(one) for one in value)


TEXT: Final = Wanted(holds=_is_text, words="a text")
YEAR: Final = Wanted(
    holds=lambda value: _is_whole(value, FIRST_YEAR_OF_A_FILE, LAST_YEAR_OF_A_FILE),
    words=f"a tax year of the Buddhist Era from {FIRST_YEAR_OF_A_FILE} on",
)
DAY: Final = Wanted(holds=lambda value: type(value) is date, words="a date such as 2019-03-12")
GAZETTE: Final = Wanted(
    holds=lambda value: type(value) is date or value in NO_DATE,
    words=f'a date such as 2019-03-12, or "{NO_DATE[0]}", or "{NO_DATE[1]}"',
)
COUNT: Final = Wanted(holds=lambda value: _is_whole(value, 0, 10_000), words="a whole number")
ID: Final = Wanted(holds=lambda value: _is_whole(value, 1, 255), words="a number from 1 to 255")
PERCENT: Final = Wanted(
    holds=lambda value: _is_whole(value, 0, 100), words="a whole percent from 0 to 100"
)
RATE: Final = Wanted(
    holds=_is_rate, words='a percentage as text with at most three decimals, such as "0.02"'
)
BAHT: Final = Wanted(holds=_is_baht, words='whole baht as text, such as "50000000"')
MONTH: Final = Wanted(holds=lambda value: _is_whole(value, 1, 12), words="a month from 1 to 12")
MONTHS: Final = Wanted(
    holds=lambda value: _list_of(MONTH.holds, value), words="a list of months from 1 to 12"
)
PERCENTS: Final = Wanted(
    holds=lambda value: _list_of(PERCENT.holds, value), words="a list of whole percents"
)
TEXTS: Final = Wanted(
    holds=lambda value: bool(value) and _list_of(_is_text, value), words="a list of texts"
)
LADDER: Final = Wanted(
    holds=_is_ladder,
    words='slices such as [["50000000", "0.02"], ["", "0.1"]] that rise, the last without a bound',
)
BANDS: Final = Wanted(
    holds=_is_bands, words="pairs of last age and percent a year, such as [[10, 1], [42, 2]]"
)
ANY_TEXT: Final = Wanted(holds=lambda value: isinstance(value, str), words="a text, maybe empty")


def one_of(*values: object) -> Wanted:
    """A field that is one of a few values."""
    return Wanted(
        holds=lambda value: not isinstance(value, bool) and value in values,
        words=f"one of {', '.join(map(str, values))}",
    )


MARK: Final = one_of(*MARKS)

OF_EVERY_INSTRUMENT: Final[Mapping[str, Wanted]] = {
    "key": TEXT,
    "title_th": TEXT,
    "title_en": TEXT,
}
"""The fields that only the head of a file has."""

OF_EVERY_ENTRY: Final[Mapping[str, Wanted]] = {
    "provision": TEXT,
    "first_tax_year": YEAR,
    "gazette_date": GAZETTE,
    "checked_on": DAY,
    "mark": MARK,
    "source": TEXT,
}
"""The fields every entry must have, of its own or, the last four, from the head of its file."""

FROM_THE_HEAD: Final = ("gazette_date", "checked_on", "mark", "source")

THAI_AND_ENGLISH: Final[Mapping[str, Wanted]] = {"thai": TEXT, "english": TEXT}

KINDS: Final[Mapping[str, Kind]] = {
    "collection": Kind(),
    "exempt_property": Kind(
        fields={"item": ID, "code": TEXT, **THAI_AND_ENGLISH}, names=("item", "code")
    ),
    "cap": Kind(
        fields={"class": one_of(*CLASS_OF_TABLE.values()), "percent": RATE}, names=("class",)
    ),
    "amount": Kind(fields={"key": TEXT, "baht": BAHT}, names=("key",)),
    "vacancy": Kind(fields={"step_percent": RATE, "every_years": ID, "cap_percent": RATE}),
    "calendar": Kind(
        fields={
            "notice_months": MONTHS,
            "pay_month": MONTH,
            "instalment_months": MONTHS,
            "warning_month": MONTH,
            "land_office_month": MONTH,
        }
    ),
    "calendar_extension": Kind(
        fields={
            "notice_months": MONTHS,
            "pay_month": MONTH,
            "instalment_months": MONTHS,
            "warning_month": MONTH,
            "land_office_month": MONTH,
        }
    ),
    "term": Kind(
        fields={
            "key": TEXT,
            "count": COUNT,
            "unit": one_of(*UNITS_OF_TIME),
            **THAI_AND_ENGLISH,
        },
        names=("key",),
    ),
    "charge": Kind(fields={"key": TEXT, "percent": RATE, **THAI_AND_ENGLISH}, names=("key",)),
    "instalments": Kind(fields={"most": ID, "least_tax_baht": BAHT}),
    "reduction_cap": Kind(fields={"percent": PERCENT}),
    "rates": Kind(
        fields={"table": one_of(*TABLES), "slices": LADDER},
        optional={"confirmed_through": YEAR},
        names=("table",),
    ),
    "farmers_exempt": Kind(),
    "phase_in": Kind(fields={"percent": PERCENT}),
    "year_reduction": Kind(fields={"percent": PERCENT, "not_for": PERCENTS}),
    "standing_reduction": Kind(
        fields={
            "id": ID,
            "code": TEXT,
            "percent": PERCENT,
            "most_years": COUNT,
            "counted_from": ANY_TEXT,
            **THAI_AND_ENGLISH,
        },
        names=("id",),
    ),
    "depreciation": Kind(
        fields={"structure": one_of(*STRUCTURES), "bands": BANDS, "flat_percent": PERCENT},
        names=("structure",),
    ),
    "notice": Kind(fields={"key": TEXT, **THAI_AND_ENGLISH}, names=("key",)),
    "setting": Kind(
        fields={
            "name": TEXT,
            "default": TEXT,
            "allowed": TEXTS,
            "decides": TEXT,
            **THAI_AND_ENGLISH,
        },
        names=("name",),
    ),
}
"""Every kind of entry, in the order of the Act."""
