"""`python -m bench`: measure all or one part, print one table, write docs/performance.md."""

import argparse
import sys
from collections.abc import Callable
from typing import Final

from rich.console import Console
from rich.table import Table

from api.garbage import look_seldom
from bench import (
    beside_peers,
    columns_to_bills,
    files_to_log,
    log_to_register,
    national_issue,
    notices,
    one_body,
    ordinary_log,
    report,
)
from bench import collecting as collecting_http
from bench.machine import describe
from bench.national import page
from bench.report import HEADINGS, Line

DEFAULT_SIZE: Final = 0.25
"""Of the nation, so that everything together takes about ten minutes."""
_PEERS_MOST: Final = 0.1
_FAST_MOST: Final = 0.25
_SLOW_MOST: Final = 0.02
_REPLAY_MOST: Final = 0.06
"""The other parts are no larger than these parts of the nation: what the tools can finish."""
_FILES_PARCELS: Final = 1_000_000
_FILES_MOST: Final = 250_000
"""A made-up body has codes for about so many parcels."""
_FEWER: Final = 4
_LINES_MOST: Final = 200_000
"""A log that knows none of them is written at some thousand lines a second."""


def columns(size: float) -> list[Line]:
    """Measure the nation's bills from columns."""
    return report.nationwide(columns_to_bills.measure(size))


def peers(size: float) -> list[Line]:
    """Measure the tools beside the engine, slow ones on fewer rows and fast ones on more."""
    tools = list(beside_peers.peers())
    missing = sorted({one.library for one in tools if not beside_peers.installed(one)})
    if missing:
        sys.stderr.write(f"Not installed, so not measured: {', '.join(missing)}.\n")
    slow = [one for one in tools if not one.library]
    fast = [one for one in tools if one.library]
    largest = [one for one in fast if one.library not in {"openfisca_core", "psycopg"}]
    sizes = [(min(size, _SLOW_MOST), slow), (min(size, _PEERS_MOST), fast)]
    sizes += [(min(size, _FAST_MOST), largest)] if size > _PEERS_MOST else []
    return [line for one, some in sizes for line in report.beside(beside_peers.measure(one, some))]


def files(size: float) -> list[Line]:
    """Measure clean files, each four times as large as the one before, and one with the vault."""
    parcels = min(max(round(_FILES_PARCELS * size), 1_000), _FILES_MOST)
    sizes = [parcels // _FEWER**2, parcels // _FEWER, parcels]
    found = [files_to_log.measure(one, vault=False) for one in sizes]
    found.append(files_to_log.measure(parcels // _FEWER, vault=True))
    at_once = report.imported_at_once(files_to_log.measure_at_once(parcels))
    return [*(line for some in found for line in report.imported(some)), *at_once]


def replay(size: float) -> list[Line]:
    """Measure the replay of the log into registers."""
    return report.replayed(log_to_register.measure(min(size, _REPLAY_MOST)))


def ordinary(size: float) -> list[Line]:
    """Measure the library's ordinary use, which has its own size."""
    return report.kept(ordinary_log.measure(ordinary_log.PARCELS if size >= _SLOW_MOST else 500))


def issue(size: float) -> list[Line]:
    """Measure the notices of a part of the nation."""
    return report.issued(national_issue.measure(size))


def printing(size: float) -> list[Line]:
    """Measure a run of notices, which has its own size, or a few in a small try."""
    return report.printed(notices.measure(notices.NOTICES if size >= _SLOW_MOST else 150))


def body(size: float) -> list[Line]:
    """Measure one body, which has its own size: 50,000 parcels, or few in a small try."""
    parcels = one_body.PARCELS if size >= _SLOW_MOST else 500
    return report.one_body(one_body.measure(parcels))


def collecting(size: float) -> list[Line]:
    """Measure confirmations and bills over HTTP: in full, or shortly in a small try."""
    share = 1.0 if size >= _SLOW_MOST else 0.01
    return report.asked(collecting_http.measure_http(share=share))


def reconciling(size: float) -> list[Line]:
    """Measure a bank's day file."""
    lines = min(round(collecting_http.FILE_LINES * size), _LINES_MOST)
    return report.reconciled(collecting_http.measure_file(lines))


PARTS: Final[dict[str, Callable[[float], list[Line]]]] = {
    "columns_to_bills": columns,
    "beside_peers": peers,
    "files_to_log": files,
    "log_to_register": replay,
    "ordinary_log": ordinary,
    "one_body": body,
    "national_issue": issue,
    "notices": printing,
    "collecting": collecting,
    "reconciling": reconciling,
}


_NAMES: Final = (report.NATION, *PARTS)


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(_NAMES)}; none: all of them")
    parser.add_argument("--size", type=float, default=DEFAULT_SIZE, help="1 is the whole nation")
    parser.add_argument("--full", action="store_true", help="the whole nation")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = parser.parse_args()
    look_seldom()
    unknown = sorted(set(chosen.part) - set(_NAMES))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(_NAMES)}")
    size = 1.0 if chosen.full else chosen.size
    machine = describe()
    named = chosen.part or _NAMES
    if report.NATION in named and chosen.write:
        # It takes hours, so `make nation` measures it, and here it is told from what was stored.
        page.write()
    for name in (one for one in named if one != report.NATION):
        sys.stderr.write(f"Measuring {name} at size {size:g} ...\n")
        lines = PARTS[name](size)
        show(lines, machine)
        if chosen.write:
            before = report.DOCUMENT.read_text(encoding="utf-8")
            written = report.document({name: lines}, machine, size=size, before=before)
            report.DOCUMENT.write_text(written, encoding="utf-8")


def show(lines: list[Line], machine: dict[str, object]) -> None:
    """Print one table."""
    title = ", ".join(f"{name} {value}" for name, value in machine.items())
    table = Table(*HEADINGS, title=title, title_justify="left")
    for line in lines:
        table.add_row(*line.cells())
    Console(width=200 if not sys.stdout.isatty() else None).print(table)


if __name__ == "__main__":
    main()
