"""Reading the instruments: every entry has its provision, years, gazette date and day checked."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from domain.law.rates import CLASS_OF_TABLE, TABLES, Ladder, RateTable, percent_to_pcm
from domain.law.settings import Setting, Settings
from domain.law.year import (
    Calendar,
    Citation,
    StandingReduction,
    TaxYearRefused,
    Vacancy,
    YearLaw,
)

FIRST_TAX_YEAR: Final = 2563
LAST_DECREED_TAX_YEAR: Final = 2569
"""The last tax year for which instruments were looked for; later years carry these forward."""

OLDEST_AGE: Final = 60
MARKS: Final = ("verified", "assumption", "draft")
SATANG_PER_BAHT: Final = 100


class LawIncomplete(Exception):  # noqa: N818 - a finding about a law file
    """An entry of a law file lacks what makes it law: the message says file, entry and field."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of an instrument."""

    kind: str
    file: str
    values: Mapping[str, Any]
    citation: Citation
    first_tax_year: int
    last_tax_year: int | None

    def holds(self, tax_year: int) -> bool:
        """Say whether the entry is in force in a tax year."""
        last = self.last_tax_year
        return self.first_tax_year <= tax_year and (last is None or tax_year <= last)

    def need(self, field: str) -> Any:  # noqa: ANN401 - whatever TOML holds
        """Return a field; raises `LawIncomplete` if it is missing."""
        if field not in self.values:
            msg = f"{self.file}: an entry [[{self.kind}]] has no {field!r}."
            raise LawIncomplete(msg)
        return self.values[field]


@dataclass(frozen=True, kw_only=True)
class Law:
    """All instruments. Of two entries for one thing and year the one read later holds."""

    entries: Sequence[Entry]
    digest: str
    decided: Mapping[str, str]

    def having(self, settings: Mapping[str, str]) -> "Law":
        """Return the law with some open points decided otherwise. Raises `SettingRefused`."""
        decided = {**self.decided, **settings}
        law = Law(entries=self.entries, digest=self.digest, decided=decided)
        _settings(law)
        return law

    def for_year(self, tax_year: int) -> YearLaw:
        """Return what the law says for a tax year. Raises `TaxYearRefused` before 2563."""
        if tax_year < FIRST_TAX_YEAR:
            raise TaxYearRefused(
                f"The tax is collected from tax year {FIRST_TAX_YEAR} on (s.2, s.94), "
                f"not in {tax_year}."
            )
        return _year(self, tax_year)

    def last(self, kind: str, tax_year: int, **wanted: object) -> Entry | None:
        """Return the entry of a kind in force that has some values; of several the last."""
        found = None
        for entry in self.entries:
            if entry.kind == kind and entry.holds(tax_year):
                if all(entry.values.get(name) == value for name, value in wanted.items()):
                    found = entry
        return found

    def must(self, kind: str, tax_year: int, **wanted: object) -> Entry:
        """Return such an entry; raises `LawIncomplete` if there is none."""
        found = self.last(kind, tax_year, **wanted)
        if found is None:
            told = ", ".join(f"{name}={value}" for name, value in wanted.items())
            msg = f"No law file says [[{kind}]] {told} for tax year {tax_year}."
            raise LawIncomplete(msg)
        return found


def load_law(folder: Path | None = None, *, extra: Sequence[Path] = ()) -> Law:
    """Read the instruments of a folder (default: the law in force), then `extra` files over them.

    An extra file, such as a draft decree, replaces what it names for the years it names and
    leaves the rest. Raises `LawIncomplete`.
    """
    files = [*sorted((folder or Path(__file__).parent).glob("*.toml")), *extra]
    entries: list[Entry] = []
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(content)
        entries += _read(file.name, content)
    law = Law(entries=entries, digest=digest.hexdigest(), decided={})
    for year in range(FIRST_TAX_YEAR, LAST_DECREED_TAX_YEAR + 2):
        law.for_year(year)
    return law


def _read(file: str, content: bytes) -> list[Entry]:
    try:
        document = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        msg = f"{file} is not a law file: {wrong}."
        raise LawIncomplete(msg) from wrong
    instrument = document.pop("instrument", None)
    if not isinstance(instrument, dict):
        msg = f"{file} has no [instrument]."
        raise LawIncomplete(msg)
    for field, kind in (
        ("key", str),
        ("title_th", str),
        ("title_en", str),
        ("gazette_date", date),
        ("checked_on", date),
        ("mark", str),
        ("source", str),
    ):
        if not isinstance(instrument.get(field), kind) or not instrument[field]:
            msg = f"{file}: [instrument] has no {field!r}."
            raise LawIncomplete(msg)
    if instrument["mark"] not in MARKS:
        msg = f"{file}: mark is one of {', '.join(MARKS)}, not {instrument['mark']!r}."
        raise LawIncomplete(msg)
    return [
        _entry(file, kind, values, instrument)
        for kind, listed in document.items()
        for values in listed
    ]


def _entry(file: str, kind: str, values: Mapping[str, Any], instrument: Mapping[str, Any]) -> Entry:
    for field in ("provision", "first_tax_year"):
        if not values.get(field):
            msg = f"{file}: an entry [[{kind}]] has no {field!r}."
            raise LawIncomplete(msg)
    return Entry(
        kind=kind,
        file=file,
        values=values,
        citation=Citation(
            instrument=instrument["key"],
            provision=values["provision"],
            title_th=instrument["title_th"],
            title_en=instrument["title_en"],
            gazette_date=values.get("gazette_date", instrument["gazette_date"]),
            checked_on=values.get("checked_on", instrument["checked_on"]),
            mark=values.get("mark", instrument["mark"]),
        ),
        first_tax_year=values["first_tax_year"],
        last_tax_year=values.get("last_tax_year"),
    )


def _year(law: Law, year: int) -> YearLaw:
    amounts = {
        key: law.must("amount", year, key=key)
        for key in ("agriculture_exemption", "residence_exemption", "building_only_exemption")
    }
    vacancy = law.must("vacancy", year)
    decree = law.last("year_reduction", year)
    phase_in = law.last("phase_in", year)
    farmers = law.last("farmers_exempt", year)
    cap = law.must("reduction_cap", year)
    rates = {table: law.must("rates", year, table=table) for table in TABLES}
    cited = {**amounts, "vacancy": vacancy, "reduction_cap": cap}
    cited |= {f"rates.{table}": entry for table, entry in rates.items()}
    optional = {"year_reduction": decree, "phase_in": phase_in, "farmers_exempt": farmers}
    cited |= {key: entry for key, entry in optional.items() if entry is not None}
    cited["depreciation"] = law.must("depreciation", year)
    newest = max(entry.first_tax_year for entry in rates.values())
    return YearLaw(
        year=year,
        carried_forward_from=(
            LAST_DECREED_TAX_YEAR if year > max(LAST_DECREED_TAX_YEAR, newest) else None
        ),
        ladders=_rate_table(law, rates, year),
        agriculture_exemption_satang=_satang(amounts["agriculture_exemption"]),
        residence_exemption_satang=_satang(amounts["residence_exemption"]),
        building_only_exemption_satang=_satang(amounts["building_only_exemption"]),
        vacancy=Vacancy(
            step_pcm=_pcm(vacancy, "step_percent"),
            every_years=vacancy.need("every_years"),
            cap_pcm=_pcm(vacancy, "cap_percent"),
            first_tax_year=vacancy.first_tax_year,
        ),
        year_reduction_percent=decree.need("percent") if decree else 0,
        year_reduction_not_for=frozenset(decree.need("not_for") if decree else ()),
        reduction_cap_percent=cap.need("percent"),
        standing_reductions=_standing(law, year),
        farmers_exempt=farmers is not None,
        phase_in_percent=phase_in.need("percent") if phase_in else None,
        depreciation=_depreciation(law, year),
        calendar=_calendar(law.must("calendar", year)),
        settings=_settings(law),
        citations={key: entry.citation for key, entry in cited.items()},
    )


def _satang(entry: Entry) -> int:
    return int(entry.need("baht")) * SATANG_PER_BAHT


def _pcm(entry: Entry, field: str) -> int:
    try:
        return percent_to_pcm(entry.need(field))
    except ValueError as wrong:
        msg = f"{entry.file}: [[{entry.kind}]] {field}: {wrong}"
        raise LawIncomplete(msg) from wrong


def _rate_table(law: Law, rates: Mapping[int, Entry], year: int) -> RateTable:
    caps = {name: law.must("cap", year, **{"class": name}) for name in CLASS_OF_TABLE.values()}
    return RateTable(
        ladders={table: _ladder(entry) for table, entry in rates.items()},
        caps_pcm={name: _pcm(entry, "percent") for name, entry in caps.items()},
    )


def _ladder(entry: Entry) -> Ladder:
    uppers: list[int | None] = []
    rates: list[int] = []
    where = f"{entry.file}: [[rates]] table {entry.need('table')}"
    for upper, percent in entry.need("slices"):
        uppers.append(int(upper) * SATANG_PER_BAHT if upper else None)
        try:
            rates.append(percent_to_pcm(percent))
        except ValueError as wrong:
            msg = f"{where}: {wrong}"
            raise LawIncomplete(msg) from wrong
    bounded = [upper for upper in uppers if upper is not None]
    if uppers[-1] is not None or len(bounded) != len(uppers) - 1 or bounded != sorted(set(bounded)):
        msg = f"{where}: slices rise, and only the last has no upper bound."
        raise LawIncomplete(msg)
    if rates != sorted(rates):
        msg = f"{where}: a higher slice never has a lower rate."
        raise LawIncomplete(msg)
    return Ladder(upper_satang=tuple(uppers), rates_pcm=tuple(rates))


def _standing(law: Law, year: int) -> dict[int, StandingReduction]:
    return {
        entry.need("id"): StandingReduction(
            id=entry.need("id"),
            code=entry.need("code"),
            percent=entry.need("percent"),
            thai=entry.need("thai"),
            english=entry.need("english"),
            provision=entry.citation.provision,
            most_years=entry.need("most_years"),
        )
        for entry in law.entries
        if entry.kind == "standing_reduction" and entry.holds(year)
    }


def _depreciation(law: Law, year: int) -> dict[int, tuple[int, ...]]:
    tables: dict[int, tuple[int, ...]] = {}
    for entry in law.entries:
        if entry.kind == "depreciation" and entry.holds(year):
            flat, percent = entry.need("flat_percent"), 0
            by_age = [0]
            bands = entry.need("bands")
            for age in range(1, OLDEST_AGE + 1):
                step = next((rate for through, rate in bands if age <= through), None)
                percent = flat if step is None else min(percent + step, flat)
                by_age.append(percent)
            tables[entry.need("structure")] = tuple(by_age)
    return tables


def _calendar(entry: Entry) -> Calendar:
    return Calendar(
        notice_months=tuple(entry.need("notice_months")),
        pay_month=entry.need("pay_month"),
        instalment_months=tuple(entry.need("instalment_months")),
        warning_month=entry.need("warning_month"),
        land_office_month=entry.need("land_office_month"),
    )


def _settings(law: Law) -> Settings:
    points = {
        entry.need("name"): Setting(
            name=entry.need("name"),
            value=entry.need("default"),
            allowed=tuple(entry.need("allowed")),
            provision=entry.citation.provision,
            thai=entry.need("thai"),
            english=entry.need("english"),
            decides=entry.need("decides"),
        )
        for entry in law.entries
        if entry.kind == "setting"
    }
    return Settings(points=points).having(law.decided)
