"""`land_use`, `building`, `building_use`: what the survey officers saw (formats: 5.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.delivery import Columns
from domain.tables import (
    BUILDING_IN_USE,
    MAIN_RESIDENCE_NAMED,
    MAIN_RESIDENCE_NOT_SAID,
    MAIN_RESIDENCE_OF_THE_HOUSE,
    OWNER,
)
from domain.taxpayer import of_building
from importers.cells.column import Finding
from importers.cells.words import structure_of
from importers.feeds import use
from importers.feeds.feed import (
    LOCAL_BODY,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import areas, check_body, code_keys, juristic_names, numbers, words
from importers.feeds.owners import identities, kinds_of
from importers.feeds.survey_headings import building_feed, building_use_feed, land_use_feed
from importers.problems import FileRefused, Severity, file_problem
from importers.rows import ParsedBatch, finding

MIXED_LAND = 7
MIXED_BUILDING = 2
AREA_TOLERANCE_PERCENT = 10


def days(parsed: ParsedBatch, context: Context) -> NDArray[np.int64]:
    """Return the survey day of each row."""
    column = parsed.column("survey_date")
    default = to_days(context.as_of) if context.as_of else 0
    return np.where(column.given, np.asarray(column.values).astype(np.int64), default)


@dataclass
class Uses:
    """Collects the rows of a land use or a building use survey."""

    context: Context
    land: bool
    kept: Gathered = field(default_factory=Gathered)
    held_back: list[pa.StringArray] = field(default_factory=list)
    as_of: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check uses and areas of a batch."""
        check_body(parsed, self.context)
        code = numbers(parsed, "use_code")
        mixed = parsed.column("use_code").given & (
            code == (MIXED_LAND if self.land else MIXED_BUILDING)
        )
        found: list[tuple[str, Finding]] = []
        if mixed.any():
            found.append(("use_code", finding("USE-02", mixed)))
        if self.land:
            area, area_findings = self._land_area(parsed)
            found += area_findings
            key, uses = code_keys(parsed), use.LAND_USES
        else:
            area = numbers(parsed, "area_m2")
            key = pc.binary_join_element_wise("B", words(parsed, "building_code"), ":")
            uses = use.BUILDING_USES
        main, vacant, unsure = self._signs(parsed, code, uses)
        if unsure.any():
            found.append(("vacant_since", finding("USE-04", unsure)))
        parsed = parsed.with_findings(found)
        since = days(parsed, self.context)
        self.as_of = max(self.as_of, int(since.max(initial=0)))
        use.gather(
            self.kept,
            property_key=key,
            since=since,
            row=parsed.rows,
            use=use.column_of(code, uses, "use"),
            area=area,
            main=main,
            vacant=vacant,
            ok=parsed.ok,
        )
        if not parsed.ok.all():
            self.held_back.append(key.filter(pa.array(~parsed.ok)))
        return parsed

    def _land_area(
        self, parsed: ParsedBatch
    ) -> tuple[NDArray[np.int64], list[tuple[str, Finding]]]:
        if "area_wah" in parsed.columns and "rai" not in parsed.columns:
            area = numbers(parsed, "area_wah")
            wrong = parsed.column("area_wah").ok & (area <= 0)
            return area, [("area_wah", finding("AREA-01", wrong))] if wrong.any() else []
        found, findings = areas(parsed, overflow=Severity.TO_DO)
        return np.asarray(found.values), findings

    def _signs(
        self, parsed: ParsedBatch, code: NDArray[np.int64], uses: dict[int, use.UseWord]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Return main residence, first tax year as vacant, and rows vacant without a day."""
        residence = use.column_of(code, uses, "use") == use.RESIDENCE
        register = parsed.column("house_register")
        told = register.given & (np.asarray(register.values) == 1)
        by_code = use.column_of(code, uses, "main")
        named = told | ((by_code == MAIN_RESIDENCE_NAMED) & ~register.given)
        main = np.where(residence & named, MAIN_RESIDENCE_NAMED, 0)
        if self.land:
            main[by_code == MAIN_RESIDENCE_OF_THE_HOUSE] = MAIN_RESIDENCE_OF_THE_HOUSE
        else:
            main[residence & ~register.given] = MAIN_RESIDENCE_NOT_SAID
        empty = use.column_of(code, uses, "use") == use.VACANT
        since = parsed.column("vacant_since")
        first = use.vacant_from(np.asarray(since.values), since.given & empty)
        least = use.column_of(code, uses, "vacant_tax_years")
        by_years = empty & ~since.given & (least > 0)
        for at in np.flatnonzero(by_years).tolist():
            surveyed = from_days(int(days(parsed, self.context)[at])).year + 543
            first[at] = max(surveyed + 1 - int(least[at]), use.FIRST_TAX_YEAR)
        return main, first, empty & ~since.given & since.ok

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return nobody: a use names no owner."""
        del parsed
        return None

    def finish(self) -> Whole:
        """Put the rows of each property together and hand the uses over."""
        facts, followers, problems = use.put_together(self.kept, self.held_back)
        handed = _handed(self.context, self.as_of, {"use": facts}, followers)
        return Whole(handed=[handed], problems=problems)


@dataclass
class Buildings:
    """Collects the rows of a building survey."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    as_of: int = 0
    who: Sequence[str] = ()
    """What stands for each owner of the batch that was taken last."""

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check types, sizes and years of a batch."""
        check_body(parsed, self.context)
        since = days(parsed, self.context)
        self.as_of = max(self.as_of, int(since.max(initial=0)))
        year, by_age = self._completed(parsed, since)
        parsed = parsed.with_findings(self._check(parsed, by_age))
        status = np.where(parsed.column("status").given, numbers(parsed, "status"), BUILDING_IN_USE)
        key = pc.binary_join_element_wise("B", words(parsed, "building_code"), ":")
        number = numbers(parsed, "owner_id_no")
        self.who = identities(number, key, np.ones(len(parsed), dtype=np.int64))
        owned = parsed.column("owner_id_no").given | parsed.column("owner_name").given
        party = np.zeros(len(parsed), dtype=np.int64)
        named = np.flatnonzero(owned)
        party[named] = self.context.identify([self.who[one] for one in named.tolist()])
        self.kept.add(
            {
                "property": key,
                "stands_on": code_keys(parsed),
                "since": since,
                "row": parsed.rows,
                "status": status,
                "type": numbers(parsed, "type_code"),
                "structure": numbers(parsed, "structure"),
                "area_dm2": numbers(parsed, "area_m2"),
                "completed_year": year,
                "owned": owned.astype(np.int64),
                "party": party,
                "person": self.context.kinds_of(
                    number,
                    kinds_of(number * 0, number, juristic_names(parsed, "owner_name", "prefix")),
                ),
            },
            parsed.ok,
        )
        return parsed

    def _completed(
        self, parsed: ParsedBatch, since: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the year of completion, and which rows gave only an age (BLD-04)."""
        built, age = parsed.column("year_built_be"), parsed.column("age_years")
        surveyed = since.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 2513
        by_age = ~built.given & age.given
        year = np.where(by_age, surveyed - np.asarray(age.values), np.asarray(built.values))
        return year.astype(np.int64), by_age

    def _check(self, parsed: ParsedBatch, by_age: NDArray[np.bool_]) -> list[tuple[str, Finding]]:
        width, length = numbers(parsed, "width_m"), numbers(parsed, "length_m")
        floors = numbers(parsed, "floors")
        reckoned = width * length * floors // 1_000
        area = numbers(parsed, "area_m2")
        measured = (width > 0) & (length > 0) & (floors > 0) & (area > 0)
        off = measured & (np.abs(reckoned - area) * 100 > area * AREA_TOLERANCE_PERCENT)
        types, index = np.unique(numbers(parsed, "type_code"), return_inverse=True)
        told = np.asarray([structure_of(int(one)) for one in types], dtype=np.int64)[index]
        structure = numbers(parsed, "structure")
        other = (told > 0) & (structure > 0) & (told != structure)
        return [
            (name, finding(code, where))
            for code, name, where in (
                ("BLD-03", "area_m2", off),
                ("BLD-04", "age_years", by_age),
                ("BLD-05", "structure", other),
            )
            if where.any()
        ]

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return the owners of buildings who are named, and the buildings' house numbers."""
        owners, houses = self._owners(parsed), self._houses(parsed)
        if not owners.identity and not houses.identity:
            return None
        return Persons(
            identity=[*owners.identity, *houses.identity],
            kind=[*owners.kind, *houses.kind],
            name=[*owners.name, *houses.name],
            address=[*owners.address, *houses.address],
        )

    def _houses(self, parsed: ParsedBatch) -> Persons:
        at = np.flatnonzero(parsed.column("house_no").given & parsed.ok)
        key = pc.binary_join_element_wise("B", words(parsed, "building_code"), ":")
        keys = key.take(pa.array(at)).to_pylist()
        return Persons(
            identity=[of_building(self.context.body or 0, one) for one in keys],
            kind=[0] * len(at),
            name=[""] * len(at),
            address=words(parsed, "house_no").take(pa.array(at)).to_pylist(),
        )

    def _owners(self, parsed: ParsedBatch) -> Persons:
        at = np.flatnonzero(parsed.column("owner_id_no").given | parsed.column("owner_name").given)
        number = numbers(parsed, "owner_id_no")
        kind = kinds_of(number * 0, number, juristic_names(parsed, "owner_name", "prefix"))
        name = pc.binary_join_element_wise(
            *(words(parsed, "owner_name", part) for part in ("prefix", "first", "last")), " "
        ).take(pa.array(at))
        return Persons(
            identity=[self.who[one] for one in at.tolist()],
            kind=kind[at].tolist(),
            name=[one.strip() for one in name.to_pylist()],
            address=[""] * len(at),
        )

    def finish(self) -> Whole:
        """Hand the buildings over, and the owners of those that are not the land's owner's."""
        kept = self.kept
        owned = np.flatnonzero(kept.numbers("owned"))
        at = pa.array(owned)
        names = ("since", "row", "status", "type", "structure", "area_dm2", "completed_year")
        key = kept.strings("property")
        facts: dict[str, Columns] = {
            "building": {
                "property": as_text(key),
                "stands_on": as_text(kept.strings("stands_on")),
                **{name: kept.numbers(name) for name in names},
            },
            "owner": {
                "property": as_text(key.take(at)),
                "relation": np.full(len(owned), OWNER, dtype=np.int64),
                **{name: kept.numbers(name)[owned] for name in ("since", "row", "party", "person")},
            },
        }
        return Whole(handed=[_handed(self.context, self.as_of, facts)])


def _handed(
    context: Context,
    as_of: int,
    facts: Mapping[str, Columns],
    followers: NDArray[np.int64] | None = None,
) -> Handed:
    if context.body is None:
        raise FileRefused(file_problem("FILE-09"))
    return Handed(
        place=context.body,
        province=False,
        act="SurveyReceived",
        authority=LOCAL_BODY,
        as_of=from_days(as_of),
        facts=facts,
        followers=np.zeros((0, 2), np.int64) if followers is None else followers,
    )


READERS = (
    Reader(feed=land_use_feed, collector=lambda context: Uses(context=context, land=True)),
    Reader(feed=building_feed, collector=lambda context: Buildings(context=context)),
    Reader(feed=building_use_feed, collector=lambda context: Uses(context=context, land=False)),
)
