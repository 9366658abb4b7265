"""A body's run of notices: from the log to PDF files, everything joined and checked on the way."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import Final

from api.commands import letters
from api.commands.letters import Which
from api.office import Office, Settings
from bench.machine import processor_seconds
from bench.recorded import large_body, recorded
from domain.local_body import Signed
from domain.roll import Roll
from projections.notices import first_issue

NOTICES: Final = 6_000
TAX_YEAR: Final = 2569
_ISSUED_ON: Final = date(2026, 4, 1)
_PAY_BY: Final = date(2026, 6, 30)
_AT: Final = datetime(2026, 4, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A run of notices: how many and how large; seconds of the clock and of all processors."""

    notices: int
    files: int
    bytes: int
    seconds: float
    processor_seconds: float
    peak_mib: int


def measure(notices: int = NOTICES) -> Printed:
    """Write a run of a body that is larger than it, in a program that has just been started."""
    body = large_body(3 * notices)
    with recorded(iter([body])) as url, TemporaryDirectory(prefix="thidin-bench-") as folder:
        office = _office(url)
        issue(office, body.code)
        which = Which(body=body.code, tax_year=TAX_YEAR, notices=tuple(range(1, notices + 1)))
        clock, processor = time.perf_counter(), processor_seconds()
        found = letters.notices(_office(url), which)
        run = letters.write(found, Path(folder), named="notices", progress=lambda _: None)
        seconds = time.perf_counter() - clock
        return Printed(
            notices=run.letters,
            files=len(run.files),
            bytes=sum(file.path.stat().st_size for file in run.files),
            seconds=seconds,
            processor_seconds=processor_seconds() - processor,
            peak_mib=max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) >> 10,
        )


def issue(office: Office, body: int) -> None:
    """Prepare and approve the body's notices, as two officers do."""
    batch = first_issue(office.registers.bills(body, office.law, tax_year=TAX_YEAR))
    roll = Roll(body=body, tax_year=TAX_YEAR)
    officer, chief = (Signed(officer=who, at=_AT) for who in ("officer-1", "chief-1"))
    office.log.record([roll.prepare(batch, answered=[], by=officer)])
    roll = office.rolls.roll(body, TAX_YEAR)
    office.log.record(roll.issue(batch, issued_on=_ISSUED_ON, pay_by=_PAY_BY, by=chief))


def _office(url: str) -> Office:
    folder = Path(url.removeprefix("sqlite:///")).parent
    return Office(Settings(database_url=url, key_file=folder / "key", officer="officer-1"))
