"""A small nation of nine bodies, and what a run over it leaves behind."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from api.office import Office, Settings
from tests.api.cli.clerk import Clerk
from tests.made_once import copied
from tests.projections.test_run import fill

CODES = tuple(range(5600601, 5600610))
YEAR = "2569"


class Nation(Clerk):
    """Runs commands; what workers read lies in a shared folder."""

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "THIDIN_SHARED_FOLDER": (self.folder / "shared").as_uri(),
        }

    def rows(self) -> Mapping[str, Sequence[Any]]:
        """Return every row of every bill in the read models."""
        office = Office(Settings.of(self.environment))
        tables = office.views.tables
        found = {
            table.name.rstrip("0123456789"): [
                tuple(row.values())
                for row in office.views.rows(table.select().order_by(*table.primary_key))
            ]
            for table in (tables.assessments, tables.assessment_lines)
        }
        office.views.engine.dispose()
        office.log.close()
        return found

    def closed(self) -> Mapping[int, Any]:
        """Return what the log holds of each body's closed year: law, position, rows."""
        office = Office(Settings.of(self.environment))
        found = {
            code: (one.law, one.as_known_at, one.bills)
            for code in CODES
            for one in [office.registers.body(code).closed[int(YEAR)]]
        }
        office.log.close()
        return found


def made(folder: Path) -> None:
    """Write the nation's log."""
    nation = Nation(folder)
    office = Office(Settings.of(nation.environment))
    fill(office.log, CODES)
    office.follow()
    office.views.engine.dispose()
    office.log.close()


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    copied(made, tmp_path / "office")
    return Nation(tmp_path / "office")
