"""A nation's files, streamed: a few bodies in memory, whatever the nation's size."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np

from generator.bodies import Body, nation
from generator.carriers import UTF8_BOM
from generator.geometry import groups
from generator.manifest import File, write_manifest
from generator.pilot import (
    AMENDED_DAY,
    LATER,
    REGISTRY_DAY,
    Made,
    Output,
    make_body,
    write_body,
)
from generator.registry import THAI
from generator.spoil import spoil_land_prices
from generator.treasury import (
    ROUND_STARTS_ISO,
    building_prices,
    land_prices,
    new_land_prices,
)

LEAN: Final = tuple(
    heading
    for heading in THAI
    if heading not in {"tambon", "amphoe", "province", "own_tambon", "own_amphoe", "own_province"}
)
"""Headings of a nation's registry: places by their codes only."""


def make_nation(
    folder: Path, *, seed: int, size: float, dirt: float = 0.0, months: Sequence[str] = ()
) -> None:
    """Write the files of a nation: a folder a body, and the Treasury's lists by body and nation.

    `dirt` is 0 for clean files and 1 for as many mistakes as real ones have; `months` are those of
    the land office's changes, yyyymm of the Buddhist Era.
    """
    bodies = list(nation(size))
    files: list[File] = []
    for written in _in_order(seed, folder, bodies, dirt, months):
        files += written
    files += national_files(seed, folder, bodies, dirt=dirt)
    write_manifest(
        folder,
        seed=seed,
        dirt=dirt,
        bodies=[
            {"code": body.code8, "name": body.name, "kind": body.kind,
             "province": body.province.code, "parcels": body.parcels}
            for body in bodies
        ],
        files=files,
        stories=[],
    )  # fmt: skip


def _in_order(
    seed: int, folder: Path, bodies: Iterable[Body], dirt: float, months: Sequence[str]
) -> Iterator[list[File]]:
    """Write bodies on all cores, a few ahead; Arrow and NumPy work outside the interpreter."""
    workers = os.cpu_count() or 1
    waiting: deque[Future[list[File]]] = deque()
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for body in bodies:
            waiting.append(pool.submit(files_of_body, seed, folder, body, dirt=dirt, months=months))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def files_of_body(
    seed: int, folder: Path, body: Body, *, dirt: float, months: Sequence[str]
) -> list[File]:
    """Write every file that is about one body, its part of the Treasury's lists too."""
    output = Output(folder=folder, seed=seed, dirt=dirt, headings=(*LEAN, "own_tambon"))
    one = make_body(seed, body, months)
    _prices(output, one)
    grouped = output.spoiler(groups(one.told.facts), body.code, "groups")
    output.csv(grouped, path=f"{body.code8}/group_{body.code8}.csv", feed="group",
               encoding=UTF8_BOM, body=body.code8, as_of=REGISTRY_DAY)  # fmt: skip
    write_body(output, one)
    return output.files


def national_files(seed: int, folder: Path, bodies: Sequence[Body], *, dirt: float) -> list[File]:
    """Write the Treasury's list of prices of buildings, for the provinces of the bodies."""
    output = Output(folder=folder, seed=seed, dirt=dirt)
    provinces = {body.province.code: body.province for body in bodies}
    sheet = building_prices(seed, list(provinces.values()))
    output.csv(output.spoiler(sheet, 0, "building prices"), path="treasury/construct_2566.csv",
               feed="val_building", encoding=UTF8_BOM, as_of=ROUND_STARTS_ISO)  # fmt: skip
    return output.files


def _prices(output: Output, one: Made) -> None:
    """Write the prices of a body's plots, and of those that came to be during the round."""
    facts, body = one.told.facts, one.body
    more: dict[str, Any] = {"feed": "val_land", "encoding": UTF8_BOM,
                            "province": body.province.code}  # fmt: skip
    priced = output.spoiler(land_prices(facts), body.code, "land prices", ~one.spared)
    spoil_land_prices(priced)
    output.csv(priced, path=f"treasury/land_{output.place(body)}_2566.csv",
               as_of=ROUND_STARTS_ISO, **more)  # fmt: skip
    new = [change for change in one.changes if change.is_new_plot]
    if new:
        sheet = new_land_prices(facts, new)
        spoiler = output.spoiler(sheet, body.code, "new prices", np.ones(sheet.rows, np.bool_))
        output.csv(spoiler, path=f"treasury/land_{output.place(body)}_2569.csv",
                   as_of=AMENDED_DAY, order=LATER + 5, **more)  # fmt: skip
