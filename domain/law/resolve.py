"""Entries into the law of one year: what holds is picked, turned into exact numbers, and cited."""

from collections.abc import Mapping
from typing import Final

from domain.law.citation import Citation
from domain.law.instruments import Entry, Instruments, LawIncomplete
from domain.law.rates import (
    CLASS_OF_TABLE,
    TABLES,
    Ladder,
    RateTable,
    percent_to_pcm,
    show_percent,
)
from domain.law.settings import Setting, Settings
from domain.law.year import (
    Calendar,
    Charge,
    ExemptProperty,
    Instalments,
    Notice,
    StandingReduction,
    Term,
    Vacancy,
    YearLaw,
)
from domain.money import parse_baht

OLDEST_AGE: Final = 60
"""The last age for which the depreciation is written out; older buildings keep its percent."""

STATED_FOR_ONE_YEAR: Final = ("rates", "year_reduction")
"""Kinds of entry by which a decree shows that a tax year was looked at."""


def resolve(law: Instruments, settings: Settings, year: int) -> YearLaw:
    """Return what the instruments say for a tax year. Raises `LawIncomplete`."""
    vacancy = law.need("vacancy", year)
    decree = law.find("year_reduction", year)
    phase_in = law.find("phase_in", year)
    instalments = law.need("instalments", year)
    return YearLaw(
        year=year,
        carried_forward_from=_carried_forward_from(law, year),
        exempt_properties=_exempt_properties(law, year),
        ladders=_rate_table(law, year),
        agriculture_exemption_satang=_amount(law, year, "agriculture_exemption"),
        residence_exemption_satang=_amount(law, year, "residence_exemption"),
        building_only_exemption_satang=_amount(law, year, "building_only_exemption"),
        vacancy=Vacancy(
            step_pcm=percent_to_pcm(vacancy.values["step_percent"]),
            every_years=vacancy.values["every_years"],
            cap_pcm=percent_to_pcm(vacancy.values["cap_percent"]),
            first_tax_year=vacancy.first_tax_year,
        ),
        calendar=_calendar(law, year),
        terms=_terms(law, year),
        charges=_charges(law, year),
        instalments=Instalments(
            most=instalments.values["most"],
            least_tax_satang=parse_baht(instalments.values["least_tax_baht"]),
        ),
        year_reduction_percent=decree.values["percent"] if decree else 0,
        year_reduction_not_for=frozenset(decree.values["not_for"] if decree else ()),
        reduction_cap_percent=law.need("reduction_cap", year).values["percent"],
        standing_reductions=_standing(law, year),
        farmers_exempt=law.find("farmers_exempt", year) is not None,
        phase_in_percent=phase_in.values["percent"] if phase_in else None,
        depreciation=_depreciation(law, year, settings),
        notices=_notices(law, year),
        settings=settings,
        citations=_citations(law, year),
    )


def open_points(law: Instruments) -> Settings:
    """Return the open points with their defaults (settings.toml). Raises `LawIncomplete`."""
    points = {}
    for entry in law.every("setting").values():
        values = entry.values
        if values["default"] not in values["allowed"]:
            msg = f"{entry.place}: the default {values['default']!r} is not among the allowed."
            raise LawIncomplete(msg)
        for language in ("thai", "english"):
            if not values[language].startswith("ASSUMPTION: "):
                msg = f"{entry.place}: {language!r} begins with 'ASSUMPTION: '."
                raise LawIncomplete(msg)
        points[values["name"]] = Setting(
            name=values["name"],
            value=values["default"],
            allowed=tuple(values["allowed"]),
            provision=entry.citation.provision,
            thai=values["thai"],
            english=values["english"],
            decides=values["decides"],
        )
    return Settings(points=points)


def _carried_forward_from(law: Instruments, year: int) -> int | None:
    """Return the last year that was looked at, where `year` lies after it."""
    looked_at = max(
        entry.values.get("confirmed_through") or entry.last_tax_year or entry.first_tax_year
        for kind in STATED_FOR_ONE_YEAR
        for entry in law.entries
        if entry.kind == kind
    )
    return looked_at if year > looked_at else None


def _amount(law: Instruments, year: int, key: str) -> int:
    return parse_baht(law.need("amount", year, key).values["baht"])


def _rate_table(law: Instruments, year: int) -> RateTable:
    """Return the ladders in force, none above the cap of its class (s.37 paragraph 1)."""
    caps = {
        name: percent_to_pcm(law.need("cap", year, name).values["percent"])
        for name in CLASS_OF_TABLE.values()
    }
    ladders = {}
    for table in TABLES:
        entry = law.need("rates", year, table)
        slices = entry.values["slices"]
        rates = tuple(percent_to_pcm(percent) for _, percent in slices)
        cap = caps[CLASS_OF_TABLE[table]]
        if max(rates) > cap:
            msg = (
                f"{entry.place}: {show_percent(max(rates))} is above the cap of s.37 for "
                f"{CLASS_OF_TABLE[table]}, {show_percent(cap)}, in tax year {year}."
            )
            raise LawIncomplete(msg)
        uppers = tuple(parse_baht(upper) if upper else None for upper, _ in slices)
        ladders[table] = Ladder(upper_satang=uppers, rates_pcm=rates)
    return RateTable(ladders=ladders, caps_pcm=caps)


def _calendar(law: Instruments, year: int) -> Calendar:
    """Return the ministry's months where it moved them (s.14 paragraph 2), else the Act's."""
    extension = law.find("calendar_extension", year)
    values = (extension or law.need("calendar", year)).values
    return Calendar(
        notice_months=tuple(values["notice_months"]),
        pay_month=values["pay_month"],
        instalment_months=tuple(values["instalment_months"]),
        warning_month=values["warning_month"],
        land_office_month=values["land_office_month"],
        extended=extension is not None,
    )


def _exempt_properties(law: Instruments, year: int) -> dict[str, ExemptProperty]:
    return {
        entry.values["code"]: ExemptProperty(
            item=entry.values["item"],
            code=entry.values["code"],
            thai=entry.values["thai"],
            english=entry.values["english"],
            provision=entry.citation.provision,
        )
        for entry in law.every("exempt_property", year).values()
    }


def _standing(law: Instruments, year: int) -> dict[int, StandingReduction]:
    return {
        entry.values["id"]: StandingReduction(
            id=entry.values["id"],
            code=entry.values["code"],
            percent=entry.values["percent"],
            thai=entry.values["thai"],
            english=entry.values["english"],
            provision=entry.citation.provision,
            most_years=entry.values["most_years"],
            counted_from=entry.values["counted_from"],
        )
        for entry in law.every("standing_reduction", year).values()
    }


def _terms(law: Instruments, year: int) -> dict[str, Term]:
    return {
        entry.values["key"]: Term(
            key=entry.values["key"],
            count=entry.values["count"],
            unit=entry.values["unit"],
            thai=entry.values["thai"],
            english=entry.values["english"],
            provision=entry.citation.provision,
        )
        for entry in law.every("term", year).values()
    }


def _charges(law: Instruments, year: int) -> dict[str, Charge]:
    return {
        entry.values["key"]: Charge(
            key=entry.values["key"],
            percent_pcm=percent_to_pcm(entry.values["percent"]),
            thai=entry.values["thai"],
            english=entry.values["english"],
            provision=entry.citation.provision,
        )
        for entry in law.every("charge", year).values()
    }


def _notices(law: Instruments, year: int) -> dict[str, Notice]:
    return {
        entry.values["key"]: Notice(
            key=entry.values["key"],
            thai=entry.values["thai"],
            english=entry.values["english"],
            provision=entry.citation.provision,
        )
        for entry in law.every("notice", year).values()
    }


def _depreciation(law: Instruments, year: int, settings: Settings) -> Mapping[int, tuple[int, ...]]:
    """Return by structure the percent taken off at each completed age from 0 (s.35).

    Bands give a percent for each year up to an age; past the last band the flat percent holds.
    """
    tables = {}
    for entry in law.every("depreciation", year).values():
        flat, percent, by_age = entry.values["flat_percent"], 0, [0]
        for age in range(1, OLDEST_AGE + 1):
            step = next((rate for last, rate in entry.values["bands"] if age <= last), None)
            percent = flat if step is None else min(percent + step, flat)
            by_age.append(percent)
        if settings["age_zero"] == "as_one_year":
            by_age[0] = by_age[1]
        tables[entry.values["structure"]] = tuple(by_age)
    return tables


def _citations(law: Instruments, year: int) -> dict[str, Citation]:
    cited = {}
    for entry in law.entries:
        if entry.holds(year):
            cited[_key(entry)] = entry.citation
    return cited


def _key(entry: Entry) -> str:
    if entry.kind == "amount":
        return str(entry.values["key"])
    return ".".join([entry.kind, *(str(part) for part in entry.name)])
