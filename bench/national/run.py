"""One run of a nation: how large, on which store, in which folder, and what it opens there."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from api.office import Office, Settings
from domain.errors import Refused
from generator.bodies import PARCELS_OF_THE_NATION, Body, nation
from generator.pilot import MONTHS
from importers.sender import Sender

TAX_YEAR: Final = 2569
STORES: Final = ("sqlite", "postgresql")
FILES: Final = "files"
COLUMNS: Final = "columns"
"""Where the log of the later steps comes from."""
HANDED_IN: Final = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
LATE_BODIES: Final = 9
_ASKED: Final = "run.json"


@dataclass(frozen=True)
class DatedOffice(Office):
    """An office in which files are handed in on one day, before the year's notices go out.

    What is recorded stands in the log in the order of its days, as it would in a year.
    """

    def sender(self) -> Sender:
        """Say who acts, and that it is that day."""
        return Sender(officer=self.settings.officer, at=HANDED_IN)


class OtherRun(Refused):
    """The folder holds a run that was asked for otherwise."""

    code = "other-run"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What was asked for. `parcels` are the whole nation's, `months` of the land office's changes.

    `source` says which log is assessed: that of the files, or that of the columns. `server` is the
    URL of PostgreSQL with `DATABASE` in place of the database's name, "" for SQLite.
    """

    folder: Path
    size: float
    store: str = STORES[0]
    source: str = FILES
    parcels: int = PARCELS_OF_THE_NATION
    seed: int = 2569
    dirt: float = 1.0
    months: int = 12
    workers: int = 2
    server: str = ""

    @cached_property
    def bodies(self) -> Sequence[Body]:
        """The local bodies, the capital first."""
        return list(nation(self.size, parcels=self.parcels))

    @cached_property
    def provinces(self) -> dict[int, list[Body]]:
        """The bodies by province."""
        found: dict[int, list[Body]] = {}
        for body in self.bodies:
            found.setdefault(body.province.code, []).append(body)
        return found

    @property
    def parcels_here(self) -> int:
        """The parcels of this part of the nation."""
        return sum(body.parcels for body in self.bodies)

    @property
    def months_told(self) -> Sequence[str]:
        """The months of the land office's files: the last ones of the year before the tax's."""
        return MONTHS[len(MONTHS) - self.months :]

    @cached_property
    def late_bodies(self) -> Sequence[Body]:
        """Some bodies, large and small, whose last month comes only when the notices are out."""
        ordered = sorted(self.bodies, key=lambda body: -body.parcels)
        return ordered[:: max(len(ordered) // LATE_BODIES, 1)][:LATE_BODIES]

    def comes_late(self, file: Mapping[str, Any]) -> bool:
        """Say whether a file comes only when the notices are out."""
        return str(file["path"]).endswith(f"_{self.months_told[-1]}.zip") and any(
            body.code8 == file["body"] for body in self.late_bodies
        )

    @property
    def input_folder(self) -> Path:
        """Where the offices' files are."""
        return self.folder / "input"

    @property
    def columns_folder(self) -> Path:
        """Where the same facts are as columns."""
        return self.folder / "made-columns"

    def office(self, name: str = "") -> Office:
        """Open an office of its own: the run's, or another one beside it."""
        name = name or self.source
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        url = (
            self.server.replace("DATABASE", name)
            if self.server
            else f"sqlite:///{folder / 'thidin.sqlite'}"
        )
        settings = Settings(
            database_url=url, key_file=self.folder / "thidin.key", officer="officer-1"
        )
        return DatedOffice(settings)

    def must_be_the_one_begun(self) -> None:
        """Keep what was asked for, so that a killed run goes on alike. Raises `OtherRun`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        asked = {
            name: value
            for name, value in asdict(self).items()
            if name not in {"folder", "workers", "server"}
        }
        kept = self.folder / _ASKED
        if kept.exists() and json.loads(kept.read_text()) != asked:
            raise OtherRun(
                f"{self.folder} holds a run that was begun otherwise: {kept.read_text().strip()}. "
                "Name another folder, or remove this one."
            )
        if not kept.exists():
            kept.write_text(json.dumps(asked) + "\n")


def bytes_of(folder: Path) -> int:
    """Return what a folder's files take on disk."""
    return sum(
        (Path(path) / name).stat().st_blocks * 512
        for path, _, names in os.walk(folder)
        for name in names
    )
