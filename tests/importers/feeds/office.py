"""A small office: a clerk hands files in, and the register is looked at by its own keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain import taxpayer
from domain.calendar import to_days
from domain.local_body import Signed
from domain.log import Log, open_log
from domain.register import Register
from domain.tables import NO_KEY, TABLES
from importers.feeds.feed import Context
from importers.reading import TableRead, read_file
from importers.receiving import Decided, decide_and_record
from importers.sender import Sender
from projections.as_of import as_of
from projections.registers import Registers

BODY: Final = 5600601
BRANCH: Final = 60_010_000
PROVINCE: Final = 60
TODAY: Final = date(2026, 6, 1)
SECRET: Final = b"a secret of the tests' own office!"[:32]
FIRST: Final = date(2024, 1, 1)
Known = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]
Said = dict[str, tuple[Any, ...]]


def number_of(person: int) -> str:
    """Return a made-up identity number of province 99 that passes the check digit."""
    start = f"19999{person:07d}"
    total = sum(int(digit) * weight for digit, weight in zip(start, range(13, 1, -1), strict=True))
    return f"{start}{(11 - total % 11) % 10}"


def province_of(body: int) -> int:
    """Return the province a local body's code names."""
    return body // 10_000 % 100


def party(person: int) -> int:
    """Return the taxpayer number of a person."""
    return taxpayer.pseudonym(SECRET, number_of(person))


def parties(*shares: tuple[int, int, int]) -> int:
    """Return the taxpayer number of joint owners, (person, numerator, denominator) each."""
    return taxpayer.joint(SECRET, [(party(who), num, den) for who, num, den in shares])


def context(*, body: int | None = BODY, as_of: date | None = None) -> Context:
    """Return what a reader is told by an office without a vault."""
    return Context(
        body=body,
        province=province_of(body) if body else PROVINCE,
        today=TODAY,
        identify=lambda texts: np.fromiter(
            map(partial(taxpayer.pseudonym, SECRET), texts), np.int64, len(texts)
        ),
        join=partial(taxpayer.joints, SECRET),
        as_of=as_of,
    )


@dataclass
class Office:
    """A clerk of one local body with a log of its own."""

    log: Log = field(default_factory=lambda: open_log("sqlite:///:memory:"))
    code: int = BODY

    def __post_init__(self) -> None:
        """Let the local body join."""
        self.registers = Registers(log=self.log)
        self.sender = Sender(officer="officer-1", at=datetime(2026, 6, 1, 2, 30, tzinfo=UTC))
        body = self.registers.body(self.code)
        if body.joined is None:
            by = Signed(officer="officer-1", at=self.sender.at)
            self.log.record(
                [
                    body.join(
                        name_th="เก้าเลี้ยว",
                        name_en="",
                        kind="SUB_MUN",
                        province=province_of(self.code),
                        by=by,
                    )
                ]
            )

    def read(self, path: Path, *, as_of: date | None = None) -> list[TableRead]:
        """Read a file, recording nothing."""
        return read_file(path, context(body=self.code, as_of=as_of))

    def hand_in(
        self, path: Path, *, as_of: date | None = None, confirmed: bool = True
    ) -> list[Decided]:
        """Read a file and record it."""
        return self.record(self.read(path, as_of=as_of), confirmed=confirmed)

    def record(self, tables: Sequence[TableRead], *, confirmed: bool = True) -> list[Decided]:
        """Record a file that was read."""
        decided, _ = decide_and_record(self.registers, tables, by=self.sender, confirmed=confirmed)
        return decided

    @property
    def register(self) -> Register:
        """The register as far as the log goes."""
        return self.registers.register(self.code)

    def known(self, day: date, *, position: int | None = None) -> Known:
        """Return what each table says on a day, by natural keys: nothing tells of the order."""
        return {name: _known(self.register, name, day, position) for name in TABLES}

    def says(self, day: date, *, position: int | None = None) -> Said:
        """Return (kind, area, owner, uses) of each taxable property on a day, by natural key."""
        view = as_of(self.register, day=to_days(day), position=position)
        names = self.register.spaces["property"].all()
        keys = np.flatnonzero(view.kind)
        columns: tuple[NDArray[Any], ...] = (
            view.kind[keys],
            view.value("parcel", "area_cwah", view.parcel[keys]),
            view.value("owner", "party", view.owner[keys]),
            *(
                view.value("use", use, view.use[keys])
                for use in ("agriculture", "residence", "other", "vacant", "main")
            ),
        )
        said = zip(*(column.tolist() for column in columns), strict=True)
        return {names[key]: one for key, one in zip(keys.tolist(), said, strict=True)}

    def owner(self, key: str, day: date, *, position: int | None = None) -> int:
        """Return who owns a property on a day, 0 where nobody is known."""
        view = as_of(self.register, day=to_days(day), position=position)
        index = self.register.spaces["property"].find(key)
        assert index is not None
        return int(view.value("owner", "party", view.owner[np.asarray([index])])[0])


def _known(register: Register, name: str, day: date, position: int | None) -> dict[Any, Any]:
    table, facts = TABLES[name], register.facts[name]
    columns = [c.name for c in table.schema.columns if c.name not in {"since", "row"}]
    rows = facts.known(day=to_days(day), position=position)
    cells = {
        one: _natural(register, name, one, facts.column(one)[rows].tolist()) for one in columns
    }
    subjects = zip(*(cells[one] for one in table.identity), strict=True)
    return dict(zip(subjects, zip(*(cells[one] for one in columns), strict=True), strict=True))


def _natural(
    register: Register, name: str, column: str, values: list[int]
) -> Sequence[str] | Sequence[int]:
    space = TABLES[name].keys.get(column)
    if space is None:
        return values
    keys = register.spaces[space].all()
    return ["" if value == NO_KEY else keys[value] for value in values]


def counted(decided: Sequence[Decided]) -> tuple[int, int, int, int]:
    """Return rows in, applied, unchanged and quarantined, over all tables of a file."""
    acts = [one.act for one in decided]
    return (
        sum(act.rows_in for act in acts),
        sum(act.rows_applied for act in acts),
        sum(act.rows_unchanged for act in acts),
        sum(act.rows_quarantined for act in acts),
    )


def csv_file(folder: Path, name: str, heading: str, *rows: str) -> Path:
    """Write a CSV of a heading and rows."""
    path = folder / name
    path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    return path
