"""A nation's clean files, streamed: a few bodies in memory, whatever the nation's size."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from generator.bodies import Body, nation
from generator.carriers import UTF8, csv_bytes, write
from generator.condominium_files import condo, condo_prices
from generator.manifest import File, digest, write_manifest
from generator.nation import Facts, make_facts
from generator.registry import THAI, registry
from generator.sheets import Sheet
from generator.surveys import building, building_use, land_use
from generator.treasury import ROUND_STARTS_ISO, building_prices, land_prices
from generator.uses import survey_days

LEAN: Final = tuple(
    heading
    for heading in THAI
    if heading not in {"tambon", "amphoe", "province", "own_tambon", "own_amphoe", "own_province"}
)
"""Headings of a nation's registry: places by their codes only."""


def make_nation(folder: Path, *, seed: int, size: float) -> None:
    """Write the files of a nation: a folder a body, and the Treasury's lists by body and nation."""
    bodies = list(nation(size))
    files: list[File] = []
    for written in _in_order(seed, folder, bodies):
        files += written
    provinces = {body.province.code: body.province for body in bodies}
    prices = building_prices(seed, list(provinces.values()))
    files.append(_put(folder, "treasury/construct_2566.csv", "val_building", prices, None))
    write_manifest(
        folder,
        seed=seed,
        dirt=0.0,
        bodies=[
            {"code": body.code8, "name": body.name, "kind": body.kind,
             "province": body.province.code, "parcels": body.parcels}
            for body in bodies
        ],
        files=files,
        stories=[],
    )  # fmt: skip


def _in_order(seed: int, folder: Path, bodies: Iterable[Body]) -> Iterator[list[File]]:
    """Write bodies on all cores, a few ahead; Arrow and NumPy work outside the interpreter."""
    workers = os.cpu_count() or 1
    waiting: deque[Future[list[File]]] = deque()
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for body in bodies:
            waiting.append(pool.submit(_write_body, seed, folder, body))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _write_body(seed: int, folder: Path, body: Body) -> list[File]:
    facts = make_facts(seed, body)
    return [_put(folder, path, feed, sheet, body) for path, feed, sheet in _sheets(seed, facts)]


def _sheets(seed: int, facts: Facts) -> Iterator[tuple[str, str, Sheet]]:
    body, buildings = facts.body, facts.buildings
    days = survey_days(body, facts.parcels)[buildings.parcel]
    code = body.code8
    yield f"{code}/reg_{code}.csv", "reg", registry(facts, LEAN)
    yield f"{code}/land_use_{code}.csv", "land_use", land_use(facts, facts.land_uses)
    yield f"{code}/building_{code}.csv", "building", building(facts, buildings, days)
    uses = building_use(facts, buildings, facts.building_uses)
    yield f"{code}/building_use_{code}.csv", "building_use", uses
    if len(facts.units):
        yield f"{code}/condo_{code}.csv", "condo", condo(facts)
        yield f"treasury/condo_{code}.csv", "val_condo", condo_prices(seed, body)
    yield f"treasury/land_{body.province.code}_{code}.csv", "val_land", land_prices(facts)


def _put(folder: Path, path: str, feed: str, sheet: Sheet, body: Body | None) -> File:
    content = csv_bytes(sheet, encoding=UTF8)
    write(folder / path, content)
    prices = feed.startswith("val_")
    return File(
        path=path,
        feed=feed,
        order=1 if prices else 2,
        body="" if prices or body is None else body.code8,
        province=body.province.code if body is not None and prices else 0,
        as_of=ROUND_STARTS_ISO if prices else "2024-01-01",
        rows=sheet.rows,
        encoding=UTF8,
        sha256=digest(content),
    )
