"""The first steps: the offices' files are made and handed in, and the same facts as columns."""

import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.cli.importing import import_file
from api.office import Office
from bench.national.run import COLUMNS, FILES, HANDED_IN, TAX_YEAR, Run, bytes_of
from bench.national.step import Clock, Part, Step, notes_of, read_notes
from bench.national.stores import stored_bytes
from bench.recorded import record_body
from domain.delivery import Columns
from domain.local_body import Signed
from domain.register import AlreadyImported
from generator.bodies import CITY, SUB_DISTRICT, TAO, TOWN, Body
from generator.columns import body_columns
from generator.manifest import File
from generator.nation import make_facts
from generator.nation_files import files_of_body, national_files
from generator.pilot import LATER, ORDER
from projections.registers import Registers

BY: Final = Signed(officer="officer-1", at=HANDED_IN)
KINDS: Final[Mapping[str, str]] = {
    CITY: "CITY_MUN",
    TOWN: "TOWN_MUN",
    SUB_DISTRICT: "SUB_MUN",
    TAO: "TAO",
}
_BANGKOK: Final = 10
FACTS: Final = 110_000_000
"""What the aims of an import are of: 40 million parcels and 70 million further facts."""
_PRICES: Final = frozenset({"val_building", "val_land", "val_condo"})


def make_files(run: Run, place: int, known: frozenset[str]) -> Iterator[Part]:
    """Write the files of a province's bodies; with the first province's, the nation's own."""
    if place == next(iter(run.provinces)) and "nation" not in known:
        begun = time.perf_counter()
        files = national_files(run.seed, run.input_folder, run.bodies, dirt=run.dirt)
        yield _written(run, "nation", files, begun)
    for body in run.provinces[place]:
        if body.code8 not in known:
            begun = time.perf_counter()
            files = files_of_body(
                run.seed, run.input_folder, body, dirt=run.dirt, months=run.months_told
            )
            yield _written(run, body.code8, files, begun)


def _written(run: Run, key: str, files: Sequence[File], begun: float) -> Part:
    return Part(
        key=key,
        rows=sum(file.rows for file in files),
        seconds=time.perf_counter() - begun,
        more={
            "bytes": sum((run.input_folder / file.path).stat().st_size for file in files),
            "spoilt": sum(sum(file.spoilt.values()) for file in files),
            "files": [
                {
                    "path": file.path,
                    "feed": file.feed,
                    "order": file.order,
                    "body": file.body,
                    "province": file.province,
                    "as_of": file.as_of,
                    "rows": file.rows,
                }
                for file in files
            ],
        },
    )


def files_of(run: Run) -> dict[str, list[dict[str, Any]]]:
    """Return the files that were written, by body in the order a clerk imports them."""
    return {
        one["key"]: sorted(one["files"], key=lambda file: (file["order"], file["path"]))
        for one in read_notes(notes_of(run, MAKE_FILES))
    }


def join(office: Office, body: Body) -> None:
    """Let a body join, unless it has."""
    known = office.registers.body(body.code)
    if known.joined is None:
        bangkok = body.province.code == _BANGKOK
        event = known.join(
            name_th=body.name,
            name_en="",
            kind="BANGKOK" if bangkok else KINDS[body.kind],
            province=body.province.code,
            by=BY,
        )
        office.log.record([event])


def hand_in(office: Office, run: Run, file: Mapping[str, Any]) -> dict[str, int]:
    """Import a file as `thidin import` does; return how many rows were applied and kept back."""
    path = run.input_folder / str(file["path"])
    body = str(file["body"])
    found = import_file(
        office,
        path,
        out=None,
        body=int(body) if body else None,
        province=int(file["province"]) or None,
        as_of=date.fromisoformat(str(file["as_of"])) if file["as_of"] else None,
        dry_run=False,
        tax_year=TAX_YEAR,
        confirm=True,
        corrections=run.folder / "corrections",
    )
    names = ("rows", "applied", "quarantined")
    return {name: sum(table[name] for table in found["tables"]) for name in names}


def _import(
    wanted: Callable[[Mapping[str, Any]], bool],
) -> Callable[[Run, int, frozenset[str]], Iterator[Part]]:
    """Return what hands in the wanted files of a province's bodies, body by body; 0: the nation's.

    The nation's own list is about every province, so it is not handed in while others are.
    """

    def do(run: Run, place: int, known: frozenset[str]) -> Iterator[Part]:
        (run.folder / "corrections").mkdir(exist_ok=True)
        office = run.office(FILES)
        files = files_of(run)
        bodies = {body.code8: body for body in run.provinces.get(place, ())}
        for key in bodies or ("nation",):
            mine = [file for file in files[key] if wanted(file) and not run.comes_late(file)]
            if key in known or not mine:
                continue
            if key in bodies:
                join(office, bodies[key])
            begun = time.perf_counter()
            found = [hand_in(office, run, file) for file in mine]
            yield Part(
                key=key,
                rows=sum(one["rows"] for one in found),
                seconds=time.perf_counter() - begun,
                more={
                    "files": len(mine),
                    "bytes": sum((run.input_folder / f["path"]).stat().st_size for f in mine),
                    **{
                        name: sum(one[name] for one in found) for name in ("applied", "quarantined")
                    },
                },
            )
            if key in bodies:
                office.registers.forget(bodies[key].code)

    return do


def make_columns(run: Run, place: int, known: frozenset[str]) -> Iterator[Part]:
    """Write the same bodies' clean facts as the columns a log takes, a file a body."""
    run.columns_folder.mkdir(exist_ok=True)
    for body in run.provinces[place]:
        if body.code8 not in known:
            clock = Clock()
            made = body_columns(run.seed, make_facts(run.seed, body))
            with columns_of(run, body).open("wb") as file:
                pickle.dump((made.tables, made.prices), file, protocol=5)
            yield clock.part(body.code8, sum(map(_facts, made.tables.values())))


def columns_of(run: Run, body: Body) -> Path:
    """Where a body's columns are."""
    return run.columns_folder / f"{body.code8}.columns"


def _facts(columns: Columns) -> int:
    return len(columns["since"])


def record_columns(run: Run, place: int, known: frozenset[str]) -> Iterator[Part]:
    """Record a province's bodies straight from their columns, into a log of their own."""
    registers = Registers(log=run.office(COLUMNS).log)  # let go with the province and its prices
    for body in run.provinces[place]:
        if body.code8 in known:
            continue
        clock = Clock()
        with columns_of(run, body).open("rb") as file:
            tables, prices = pickle.load(file)  # noqa: S301 - of the step before
        # Of a body that was being recorded when the run was killed the very acts come again,
        # which the log takes for done; prices, its last act, are there whole or not at all.
        with suppress(AlreadyImported):
            record_body(registers, body, tables, prices)
        yield clock.part(
            body.code8,
            sum(map(_facts, tables.values())),
            parcels=body.parcels,
            prices=sum(map(_facts, prices.values())),
        )


def provinces(run: Run) -> Sequence[int]:
    """Return the provinces, the capital first: it takes longest."""
    return list(run.provinces)


MAKE_FILES: Final = Step(
    name="files",
    what="files made, with mistakes in them",
    unit="rows",
    do=make_files,
    places=provinces,
    size=lambda run: bytes_of(run.input_folder),
)
IMPORT_PRICES: Final = Step(
    name="prices",
    what="CSV to log: the Treasury's prices of land and units",
    unit="rows",
    do=_import(lambda file: file["feed"] in _PRICES and file["order"] < LATER),
    places=provinces,
    size=lambda run: stored_bytes(run, FILES),
)
IMPORT_NATIONAL: Final = Step(
    name="national",
    what="CSV to log: the Treasury's prices of buildings in every province",
    unit="rows",
    do=_import(lambda file: file["feed"] == "val_building"),
)
IMPORT_FIRST: Final = Step(
    name="first",
    what="CSV to log and vault: registry, units, groups and the first survey",
    unit="rows",
    do=_import(lambda file: file["feed"] not in _PRICES and file["order"] <= ORDER["building_use"]),
    places=provinces,
    target=600,
    of=FACTS,
    size=lambda run: stored_bytes(run, FILES),
)
IMPORT_LATER: Final = Step(
    name="later",
    what="files to log: the land office's months, the second survey, amended prices",
    unit="rows",
    do=_import(lambda file: file["order"] > ORDER["building_use"]),
    places=provinces,
    size=lambda run: stored_bytes(run, FILES),
)
MAKE_COLUMNS: Final = Step(
    name="columns_made",
    what="columns made of clean facts",
    unit="facts",
    do=make_columns,
    places=provinces,
    size=lambda run: bytes_of(run.columns_folder),
)
RECORD_COLUMNS: Final = Step(
    name="columns",
    what="columns to a log of their own",
    unit="facts",
    do=record_columns,
    places=provinces,
    target=120,
    of=FACTS,
    size=lambda run: stored_bytes(run, COLUMNS),
)
