"""The pilot: the files of three local bodies and of their provinces' Treasury lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from generator.bodies import DON_THONG, KAO_LIAO, LAMPANG, PILOT, Body
from generator.carriers import CP874, UTF8, UTF8_BOM, csv_bytes, write
from generator.changes import Change, make_changes
from generator.condominium_files import condo, condo_prices, lines_of_units
from generator.dice import Integers, Mask, dice
from generator.geometry import adjacency, geojson_bytes, groups
from generator.land_office import COMPANION_THAI, monthly_tables, monthly_zip, officers_answers
from generator.ltax import ltax_sheets
from generator.manifest import File, digest, write_manifest
from generator.nation import make_facts
from generator.registry import THAI, in_thai, lines_of, registry
from generator.resurvey import make_resurvey
from generator.sheets import Sheet
from generator.spoil import (
    Spoiler,
    spoil_building,
    spoil_building_use,
    spoil_land_prices,
    spoil_land_use,
    spoil_monthly,
    spoil_registry,
    spoil_unit_prices,
    spoil_units,
)
from generator.standing import standing
from generator.stories import LATE_MONTH, Told, tell
from generator.surveys import (
    BUILDING_THAI,
    BUILDING_USE_THAI,
    LAND_USE_THAI,
    building,
    building_use,
    land_use,
)
from generator.treasury import (
    ROUND_STARTS_ISO,
    building_prices,
    land_prices,
    new_land_prices,
    other_land_prices,
    strangers,
)
from generator.uses import survey_days
from generator.workbooks import workbook_bytes

MONTHS: Final = tuple(f"2568{month:02d}" for month in range(1, 13))
REGISTRY_DAY: Final = "2024-01-01"
_SURVEY_DAY: Final = "2024-12-01"
_RESURVEY_DAY: Final = "2025-11-30"
AMENDED_DAY: Final = "2026-01-01"
_MAP_DAY: Final = "2026-01-05"
ORDER: Final = {
    "val_building": 1, "val_land": 2, "val_other_land": 2, "val_condo": 3, "reg": 4, "condo": 5,
    "geo": 6, "adjacency": 6, "group": 6, "ltax": 7, "land_use": 7, "building": 8,
    "building_use": 9, "standing": 10, "trf": 11, "trf_answers": 12,
}  # fmt: skip
"""The order in which a clerk imports the first files; the later ones come after, by date."""
LATER: Final = 20
"""After the first files come the second survey's and the amended prices."""
_LATE: Final = 30
_MAP: Final = 40

Spoil = Callable[[Spoiler], None]


@dataclass
class Output:
    """Where files go, and the list of what went there. `headings` are those of registries."""

    folder: Path
    seed: int
    dirt: float
    headings: Sequence[str] = tuple(THAI)
    files: list[File] = field(default_factory=list)

    def put(self, content: bytes, file: Mapping[str, Any]) -> None:
        write(self.folder / str(file["path"]), content)
        self.files.append(File(**{**file, "sha256": digest(content)}))

    def place(self, body: Body) -> str:
        """Name the Treasury's list of a body: a province's is cut by body where it has several."""
        whole = body in PILOT
        return f"{body.province.code}" if whole else f"{body.province.code}_{body.code8}"

    def encoding(self, usual: str) -> str:
        """Return an office's usual encoding; clean files are plain UTF-8."""
        return usual if self.dirt > 0 else UTF8

    def spoiler(self, sheet: Sheet, place: int, purpose: str, may: Mask | None = None) -> Spoiler:
        everything = np.ones(sheet.rows, dtype=np.bool_)
        return Spoiler(
            sheet=sheet,
            chance=dice(self.seed, place, f"mess in {purpose}"),
            dirt=self.dirt,
            may=everything if may is None else may,
        )

    def csv(
        self,
        spoiler: Spoiler,
        *,
        path: str,
        feed: str,
        encoding: str,
        thai: dict[str, str] | None = None,
        **more: Any,  # noqa: ANN401 - fields of File
    ) -> None:
        """Write a sheet as CSV and list it; an office that has nothing to say sends no file."""
        if not spoiler.sheet.rows:
            return
        sheet = in_thai(spoiler.sheet, names=thai) if thai else spoiler.sheet
        used = self.encoding(encoding)
        self.put(
            csv_bytes(sheet, encoding=used),
            {"path": path, "feed": feed, "order": ORDER[feed], "rows": sheet.rows,
             "encoding": used, "spoilt": dict(spoiler.spoilt), **more},
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Made:
    """One body, ready to be written."""

    body: Body
    told: Told
    changes: Sequence[Change]
    spared: Mask
    """Plots that no file spoils: those of stories and of registered acts, (n,)."""


def make_pilot(folder: Path, *, seed: int, dirt: float) -> None:
    """Write the pilot's files and their manifest into a folder."""
    output = Output(folder=folder, seed=seed, dirt=dirt)
    made = [
        make_body(seed, body, (*MONTHS, LATE_MONTH) if body is LAMPANG else ()) for body in PILOT
    ]
    _treasury(output, made)
    for one in made:
        _contiguity(output, one)
        _by_the_officer(output, one)
        write_body(output, one)
    write_manifest(
        folder,
        seed=seed,
        dirt=dirt,
        bodies=[_described(one) for one in made],
        files=output.files,
        stories=[asdict(story) for one in made for story in one.told.stories],
    )


def make_city_map(folder: Path, *, seed: int) -> dict[str, Any]:
    """Write the outlines of all the city's plots; return what the manifest says of a file.

    They are as of a day after the tax date of the pilot's year, so no bill of it rests on them: the
    city keeps its pairs of adjoining plots in a file of its own.
    """
    facts = tell(make_facts(seed, LAMPANG)).facts
    path = f"{LAMPANG.code8}/{LAMPANG.code8}_MAP_LAND_GIS_47_2569.geojson"
    plots = np.arange(len(facts.parcels), dtype=np.int64)
    write(folder / path, geojson_bytes(facts, plots))
    return {"path": path, "rows": len(plots), "body": LAMPANG.code8, "province": 0,
            "as_of": _MAP_DAY, "feed": "geo", "order": _MAP}  # fmt: skip


def write_body(output: Output, one: Made) -> None:
    """Write what the land office and the survey officers send of a body, over the years."""
    missing = _registry(output, one)
    _surveys(output, one, missing)
    _condominiums(output, one)
    _monthly(output, one)
    _second_survey(output, one)


def make_body(seed: int, body: Body, months: Sequence[str]) -> Made:
    """Draw a body's facts, and what the land office registers in some months."""
    told = tell(make_facts(seed, body))
    changes = make_changes(seed, told, months) if months else []
    spared = np.zeros(len(told.facts.parcels), dtype=np.bool_)
    spared[told.plots] = True
    spared[[change.plot for change in changes]] = True
    return Made(body=body, told=told, changes=changes, spared=spared)


def _described(one: Made) -> dict[str, Any]:
    facts, body = one.told.facts, one.body
    return {
        "code": body.code8,
        "name": body.name,
        "english": body.english,
        "kind": body.kind,
        "province": body.province.code,
        "province_name": body.province.name,
        "parcels": len(facts.parcels),
        "buildings": len(facts.buildings),
        "units": len(facts.units),
        "owners": facts.owners.spare_from,
        "taxpayers": len(np.unique(facts.owners.party_of_parcel)),
        "land_value_baht": int((facts.parcels.area_cwah * facts.parcels.price_baht).sum()) // 100,
    }


def _treasury(output: Output, made: Sequence[Made]) -> None:
    provinces = [one.body.province for one in made]
    prices = output.spoiler(building_prices(output.seed, provinces), 0, "building prices")
    output.csv(prices, path="treasury/construct_2566.csv", feed="val_building",
               encoding=UTF8_BOM, as_of=ROUND_STARTS_ISO)  # fmt: skip
    for one in made:
        facts, province = one.told.facts, one.body.province.code
        priced = land_prices(facts)
        others = strangers(output.seed, one.body)
        may = np.concatenate([~one.spared, np.ones(others.rows, dtype=np.bool_)])
        spoiler = output.spoiler(priced.with_more(others), province, "land prices", may)
        spoil_land_prices(spoiler)
        output.csv(spoiler, path=f"treasury/land_{province}_2566.csv", feed="val_land",
                   encoding=UTF8_BOM, province=province, as_of=ROUND_STARTS_ISO)  # fmt: skip
        units = output.spoiler(other_land_prices(output.seed, one.body), province, "land units")
        spoil_land_prices(units)
        output.csv(units, path=f"treasury/other_land_{province}_2566.csv", feed="val_other_land",
                   encoding=UTF8_BOM, province=province, as_of=ROUND_STARTS_ISO)  # fmt: skip
        if one.changes:
            later = output.spoiler(new_land_prices(facts, one.changes), province, "new prices")
            output.csv(later, path=f"treasury/land_{province}_2569.csv", feed="val_land",
                       encoding=UTF8_BOM, province=province, as_of=AMENDED_DAY,
                       order=LATER + 5)  # fmt: skip


def _registry(output: Output, one: Made) -> list[str]:
    """Write the land registry; return the parcel codes that are missing from it."""
    facts, body = one.told.facts, one.body
    sheet = registry(facts, output.headings)
    line = lines_of(facts)
    alone = facts.owners.sizes(facts.owners.party_of_parcel[line]) == 1
    spoiler = output.spoiler(sheet, body.code, "registry", alone & ~one.spared[line])
    spoil_registry(spoiler)
    name = f"{body.code8}/reg_{body.code8}_256701_01"
    more: dict[str, Any] = {"body": body.code8, "as_of": REGISTRY_DAY}
    if body is not KAO_LIAO:
        encoding = UTF8_BOM if body is LAMPANG else CP874
        output.csv(spoiler, path=f"{name}.csv", feed="reg", encoding=encoding, thai=THAI, **more)
        return spoiler.missing
    above = {"ทะเบียนที่ดิน": (f"ทะเบียนที่ดิน {body.name} ข้อมูล ณ วันที่ 1 มกราคม 2567",)}
    content = workbook_bytes(
        {"ทะเบียนที่ดิน": in_thai(spoiler.sheet, names=THAI)},
        above=above if output.dirt > 0 else {},
    )
    output.put(content, {"path": f"{name}.xlsx", "feed": "reg", "order": ORDER["reg"],
                         "rows": spoiler.sheet.rows, "spoilt": dict(spoiler.spoilt),
                         **more})  # fmt: skip
    return spoiler.missing


def _surveys(output: Output, one: Made, missing: Sequence[str]) -> None:
    facts, body = one.told.facts, one.body
    if body is KAO_LIAO:
        sheets = ltax_sheets(output.seed, facts)
        output.put(
            workbook_bytes(sheets, above={}),
            {"path": f"{body.code8}/ltax_{body.code8}_2567.xlsx", "feed": "ltax",
             "order": ORDER["ltax"], "body": body.code8, "as_of": _SURVEY_DAY,
             "rows": sum(sheet.rows for sheet in sheets.values()),
             "sheets": {name: sheet.rows for name, sheet in sheets.items()}},
        )  # fmt: skip
        return
    buildings = facts.buildings
    of_use = buildings.parcel[facts.building_uses.of]
    days = survey_days(body, facts.parcels)[buildings.parcel]
    parts: tuple[tuple[str, Sheet, Spoil, dict[str, str], Integers], ...] = (
        ("land_use", land_use(facts, facts.land_uses), spoil_land_use, LAND_USE_THAI,
         facts.land_uses.of),
        ("building", building(facts, buildings, days), spoil_building, BUILDING_THAI,
         buildings.parcel),
        ("building_use", building_use(facts, buildings, facts.building_uses), spoil_building_use,
         BUILDING_USE_THAI, of_use),
    )  # fmt: skip
    for feed, sheet, spoil, thai, plots in parts:
        spoiler = output.spoiler(sheet, body.code, feed, ~one.spared[plots])
        spoil(spoiler)
        spoiler.count("XREF-01", _of_missing(sheet, feed, missing))
        output.csv(spoiler, path=f"{body.code8}/{feed}_{body.code8}_2567.csv", feed=feed,
                   encoding=UTF8 if body is LAMPANG else CP874,
                   thai=thai if body is LAMPANG else None,
                   body=body.code8, as_of=_SURVEY_DAY)  # fmt: skip


def _of_missing(sheet: Sheet, feed: str, missing: Sequence[str]) -> int:
    """Return how many rows are about a plot that the registry does not have."""
    if not missing:
        return 0
    heading = "building_code" if feed == "building_use" else "parcel_code"
    known = set(missing)
    return sum(code.split("-B")[0] in known for code in sheet.cells(heading).to_pylist())


def _contiguity(output: Output, one: Made) -> None:
    """Say which plots adjoin, in the form each of the three bodies keeps it, and draw them."""
    facts, body = one.told.facts, one.body
    more: dict[str, Any] = {"body": body.code8, "as_of": REGISTRY_DAY}
    if body is LAMPANG:
        pairs = output.spoiler(adjacency(facts), body.code, "pairs")
        output.csv(pairs, path=f"{body.code8}/adjacency_{body.code8}.csv", feed="adjacency",
                   encoding=UTF8_BOM, **more)  # fmt: skip
    elif body is KAO_LIAO:
        grouped = output.spoiler(groups(facts), body.code, "groups")
        output.csv(grouped, path=f"{body.code8}/group_{body.code8}.csv", feed="group",
                   encoding=UTF8_BOM, **more)  # fmt: skip
    output.put(
        geojson_bytes(facts, _mapped(one)),
        {"path": f"{body.code8}/{body.code8}_MAP_LAND_GIS_47.geojson", "feed": "geo",
         "order": ORDER["geo"], "rows": len(_mapped(one)), "encoding": UTF8, **more},
    )  # fmt: skip


def _mapped(one: Made) -> Integers:
    """Return the plots whose outlines a body has: all in one, the stories' streets elsewhere."""
    strip = one.told.facts.parcels.strip
    if one.body is DON_THONG:
        return np.arange(len(strip), dtype=np.int64)
    return np.flatnonzero(np.isin(strip, strip[one.told.plots]))


def _by_the_officer(output: Output, one: Made) -> None:
    body = one.body
    sheet = output.spoiler(standing(output.seed, one.told), body.code, "standing")
    output.csv(sheet, path=f"{body.code8}/standing_{body.code8}.csv", feed="standing",
               encoding=UTF8_BOM, body=body.code8, as_of=REGISTRY_DAY)  # fmt: skip


def _condominiums(output: Output, one: Made) -> None:
    facts, body = one.told.facts, one.body
    if not len(facts.units):
        return
    units = output.spoiler(condo(facts), body.code, "units")
    alone = np.asarray(units.sheet.cells("share_den").to_numpy(zero_copy_only=False) == "1")
    if one.told.unit >= 0:
        alone = alone.copy()
        alone[lines_of_units(facts) == one.told.unit] = False
    units = output.spoiler(units.sheet, body.code, "units", alone)
    spoil_units(units)
    output.csv(units, path=f"{body.code8}/condo_{body.code8}_256701_01.csv", feed="condo",
               encoding=UTF8_BOM, body=body.code8, as_of=REGISTRY_DAY)  # fmt: skip
    prices = output.spoiler(condo_prices(output.seed, body), body.province.code, "unit prices")
    spoil_unit_prices(prices)
    place = output.place(body)
    output.csv(prices, path=f"treasury/condo_{place}_2566.csv", feed="val_condo",
               encoding=CP874, province=body.province.code, as_of=ROUND_STARTS_ISO)  # fmt: skip


def _monthly(output: Output, one: Made) -> None:
    """Write the land office's months, and the officer's answers about splits and mergers."""
    facts, body = one.told.facts, one.body
    for month in sorted({change.month for change in one.changes}):
        changes = [change for change in one.changes if change.month == month]
        tables = monthly_tables(facts, changes, linked=output.dirt <= 0)
        spoilt: dict[str, int] = {}
        for name, sheet in tables.items():
            may = _may_be_spoilt(sheet)
            spoiler = output.spoiler(sheet, int(month), f"{name} of the month", may)
            spoil_monthly(spoiler)
            tables[name] = spoiler.sheet
            for code, rows in spoiler.spoilt.items():
                spoilt[code] = spoilt.get(code, 0) + rows
        encoding = output.encoding(CP874 if int(month) % 2 else UTF8_BOM)
        content = monthly_zip(facts, changes, tables, encoding=encoding, junk=output.dirt > 0)
        output.put(
            content,
            {"path": f"{body.code8}/trf/trf_{body.code8}_{month}.zip", "feed": "trf",
             "order": _LATE if month == LATE_MONTH else ORDER["trf"], "body": body.code8,
             "as_of": f"{int(month[:4]) - 543}-{month[4:]}-28", "encoding": encoding,
             "rows": sum(sheet.rows for sheet in tables.values()),
             "sheets": {name: sheet.rows for name, sheet in tables.items()},
             "spoilt": spoilt, "acts": _counted(changes)},
        )  # fmt: skip
    in_time = [change for change in one.changes if change.month != LATE_MONTH]
    if in_time and output.dirt > 0:
        answers = output.spoiler(officers_answers(facts, in_time), body.code, "answers")
        output.csv(answers, path=f"{body.code8}/trf/trf_{body.code8}_256812_answers.csv",
                   feed="trf_answers", encoding=UTF8_BOM, thai=COMPANION_THAI,
                   body=body.code8, as_of="2025-12-31")  # fmt: skip


def _may_be_spoilt(sheet: Sheet) -> Mask:
    """Return the rows of plain sales to one buyer; every other act is left readable."""
    lines = sheet.cells("OWN_LINE_NO").to_numpy(zero_copy_only=False)
    words = sheet.cells("REG_CODE").to_numpy(zero_copy_only=False)
    days = sheet.cells("REG_DATE").to_numpy(zero_copy_only=False)
    alone = lines == "1"
    alone[:-1] &= lines[1:] == "1"
    return np.asarray(alone & (words == "จำนอง") & (days != "20/12/2568"), dtype=np.bool_)


def _counted(changes: Sequence[Change]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.effect] = counts.get(change.effect, 0) + 1
    return counts


def _second_survey(output: Output, one: Made) -> None:
    body = one.body
    survey = make_resurvey(output.seed, one.told, one.changes)
    thai = body is not DON_THONG
    for feed, sheet, names in (
        ("land_use", survey.land_use, LAND_USE_THAI),
        ("building", survey.building, BUILDING_THAI),
        ("building_use", survey.building_use, BUILDING_USE_THAI),
    ):
        spoiler = output.spoiler(sheet, body.code, f"second {feed}")
        output.csv(spoiler, path=f"{body.code8}/{feed}_{body.code8}_2568.csv", feed=feed,
                   encoding=UTF8_BOM, thai=names if thai else None, body=body.code8,
                   as_of=_RESURVEY_DAY, order=LATER + ORDER[feed] - 7)  # fmt: skip
