"""Acts for tests of the log: small ones, and ones with rows, with honest defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from domain.log.events import Event, stored
from domain.log.stream_ids import Kind, stream_id
from domain.rows import Rows, Text
from domain.tables import PARCEL

NINE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
REGISTER = stream_id(Kind.REGISTER, 5200203)
OTHER_REGISTER = stream_id(Kind.REGISTER, 5200204)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed, and on which day."""

    officer: str
    day: date | None = None


@stored("Test.Noted", version=1)
@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    """An act without rows."""

    note: str = ""
    amount_satang: int = 0
    noted_at: datetime = NINE
    signed: tuple[Signature, ...] = ()
    reference: UUID | None = None


@stored("Test.Delivered", version=1)
@dataclass(frozen=True, kw_only=True)
class Delivered(Event):
    """An act with rows."""

    source: str = "land office"
    keys: Mapping[str, Text] = field(default_factory=dict)
    tables: Mapping[str, Rows] = field(default_factory=dict)


def noted(version: int = 1, *, stream: UUID = REGISTER, **fields: Any) -> Noted:
    return Noted(stream=stream, version=version, **fields)


def delivered(version: int = 1, *, stream: UUID = REGISTER, rows: int = 3) -> Delivered:
    return Delivered(
        stream=stream,
        version=version,
        keys={"property": Text.of([f"C:{n}" for n in range(rows)])},
        tables={"parcel": parcels(rows)},
    )


def parcels(count: int, *, seed: int = 1) -> Rows:
    chance = np.random.default_rng(seed)
    return Rows(
        PARCEL.schema,
        {
            "property": np.arange(count),
            "since": np.full(count, 20_000),
            "row": np.arange(2, count + 2),
            "status": np.ones(count, np.uint8),
            "title_type": np.ones(count, np.uint8),
            "code": np.full(count, -1),
            "sheet": chance.integers(10**17, 10**18, count),
            "tambon": np.full(count, 520101),
            "area_cwah": chance.integers(2_000, 400_000, count),
        },
    )
