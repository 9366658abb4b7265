"""The pilot: the files of three local bodies and of their provinces' Treasury lists."""

from __future__ import annotations

from pathlib import Path

from generator.bodies import KAO_LIAO
from generator.carriers import UTF8_BOM, csv_bytes, write
from generator.manifest import File, digest, write_manifest
from generator.nation import make_facts
from generator.registry import registry
from generator.surveys import building, building_use, land_use
from generator.treasury import building_prices, land_prices
from generator.uses import survey_days


def make_pilot(folder: Path, *, seed: int, dirt: float) -> None:
    """Write the pilot's files and their manifest into a folder."""
    body = KAO_LIAO
    facts = make_facts(seed, body)
    days = survey_days(body, facts.parcels)[facts.buildings.parcel]
    sheets = [
        ("reg", registry(facts)),
        ("land_use", land_use(facts, facts.land_uses)),
        ("building", building(facts, facts.buildings, days)),
        ("building_use", building_use(facts, facts.buildings, facts.building_uses)),
        ("val_land", land_prices(facts)),
        ("val_building", building_prices(seed, [body.province])),
    ]
    files = []
    for order, (feed, sheet) in enumerate(sheets):
        path = f"{body.code8}/{feed}_{body.code8}_2567.csv"
        content = csv_bytes(sheet, encoding=UTF8_BOM)
        write(folder / path, content)
        files.append(
            File(path=path, feed=feed, order=order, body=body.code8, rows=sheet.rows,
                 encoding=UTF8_BOM, sha256=digest(content))
        )  # fmt: skip
    write_manifest(folder, seed=seed, dirt=dirt, bodies=[{"code": body.code8, "name": body.name}],
                   files=files, stories=[])  # fmt: skip
