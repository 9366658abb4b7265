"""The log beside the library's ordinary use: one aggregate a parcel, one JSON event a fact."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

import numpy as np
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.recorded import SEED, large_body, record_body
from domain.log import open_log
from domain.log.stream_ids import Kind
from domain.register import Register
from generator.columns import body_columns
from generator.nation import make_facts
from projections.registers import Registers

PARCELS: Final = 20_000
SAVED_AT_ONCE: Final = 1_000


class Parcel(Aggregate):
    """A parcel as the library's own documentation would have it."""

    @event("Registered")
    def __init__(self, body: int, number: int, title_type: int, area_cwah: int) -> None:
        self.body = body
        self.number = number
        self.title_type = title_type
        self.area_cwah = area_cwah
        self.owner = 0

    @event("OwnerTold")
    def tell_owner(self, owner: int) -> None:
        self.owner = owner


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One way to keep the same facts: how many, and the seconds and bytes that it took."""

    way: str
    facts: int
    write_seconds: float
    read_seconds: float
    bytes: int


def measure(parcels: int = PARCELS) -> Sequence[Kept]:
    """Keep a body's parcels and owners in both ways, each in a file of its own."""
    body = large_body(parcels)
    made = body_columns(SEED, make_facts(SEED, body))
    parcel, owner = made.tables["parcel"], made.tables["owner"]
    facts = [
        np.asarray(column).tolist()
        for column in (parcel["title_type"], parcel["area_cwah"], owner["party"])
    ]
    with TemporaryDirectory(prefix="thidin-bench-") as folder:
        ordinary = _ordinary(Path(folder) / "ordinary.sqlite", body.code, *facts)
        path = Path(folder) / "columns.sqlite"
        with open_log(f"sqlite:///{path}") as log:
            begun = time.perf_counter()
            record_body(Registers(log=log), body, made.tables, {})
            wrote = time.perf_counter()
            (stream,) = log.stream_ids(Kind.REGISTER)
            register = Register.replay(body.code, log.stream(stream))
            for table in register.facts.values():
                for column in table.table.schema.columns:
                    table.column(column.name)
            read = time.perf_counter()
        columns = Kept(
            way="acts with columns",
            facts=sum(len(table) for table in register.facts.values()),
            write_seconds=wrote - begun,
            read_seconds=read - wrote,
            bytes=_bytes(path),
        )
    return [ordinary, columns]


def _ordinary(
    path: Path, body: int, title_type: list[int], area: list[int], owner: list[int]
) -> Kept:
    application: Application[UUID] = Application(
        env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    )
    begun = time.perf_counter()
    ids = []
    waiting: list[Parcel] = []
    for number, (kind, cwah, party) in enumerate(zip(title_type, area, owner, strict=False)):
        parcel = Parcel(body, number, kind, cwah)
        parcel.tell_owner(party)
        waiting.append(parcel)
        ids.append(parcel.id)
        if len(waiting) == SAVED_AT_ONCE:
            application.save(*waiting)
            waiting = []
    application.save(*waiting)
    wrote = time.perf_counter()
    total = sum(application.repository.get(one).area_cwah for one in ids)
    read = time.perf_counter()
    application.close()
    assert total == sum(area)
    return Kept(
        way="one aggregate a parcel, JSON",
        facts=2 * len(ids),
        write_seconds=wrote - begun,
        read_seconds=read - wrote,
        bytes=_bytes(path),
    )


def _bytes(path: Path) -> int:
    return sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*"))
