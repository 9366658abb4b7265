"""Clean CSV files into the log: every row read, checked, decided and recorded.

Each file is imported by a process of its own, so that its peak memory is its own; three sizes show
how much of it grows with the file. `with the vault` also keeps each person's name, encrypted.
And two bodies at once, each in a process of its own: what a machine takes in when clerks of many
bodies hand in their files.
"""

import gc
import importlib
import json
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.machine import peak_mib
from bench.recorded import RECORDED_AT, SEED, joined, large_body
from domain.local_body import Joined
from domain.log import open_log
from generator.bodies import KAO_LIAO, Body
from generator.carriers import UTF8, csv_bytes, write
from generator.nation import make_facts
from generator.nation_files import LEAN
from generator.registry import registry
from generator.surveys import land_use
from generator.treasury import land_prices
from importers.feeds.feed import Context, Identify
from importers.reading import read_file
from importers.receiving import decide_and_record
from importers.remembering import Remembering
from importers.sender import Sender
from projections.registers import Registers
from projections.vault import Vault, open_vault

FEEDS: Final = ("val_land", "reg", "land_use")
TODAY: Final = date(2026, 1, 5)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """One file: rows, seconds from opening it to the recorded log, peak memory of the process.

    `processor_seconds` are those of all cores.
    """

    feed: str
    rows: int
    bytes: int
    vault: bool
    read_seconds: float
    decide_seconds: float
    vault_seconds: float
    processor_seconds: float
    peak_mib: int

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.read_seconds + self.decide_seconds + self.vault_seconds


def measure(parcels: int, *, vault: bool) -> list[Imported]:
    """Make the three largest files of one body and import each in its own process."""
    body = large_body(parcels)
    with TemporaryDirectory(prefix="thidin-bench-") as name:
        folder = Path(name)
        write_files(folder, body)
        with open_log(_url(folder)) as log:
            log.record([joined(body)])
        results = []
        for feed in FEEDS:
            command = [sys.executable, "-m", "bench.files_to_log", name, feed, str(body.code)]
            run = subprocess.run(
                [*command, *(["vault"] if vault else [])],
                check=True,
                capture_output=True,
                text=True,
            )
            results.append(Imported(**json.loads(run.stdout)))
        return results


@dataclass(frozen=True, kw_only=True)
class AtOnce:
    """The files of some bodies, imported at once into one log: all rows, and the time for all."""

    bodies: int
    rows: int
    seconds: float
    processor_seconds: float


def measure_at_once(parcels: int) -> AtOnce:
    """Import the files of two bodies at once, each body's by a process of its own."""
    bodies = [large_body(parcels), replace(KAO_LIAO, parcels=parcels)]
    with ExitStack() as stack:
        name = stack.enter_context(TemporaryDirectory(prefix="thidin-bench-"))
        with open_log(_url(Path(name))) as log:
            log.record([joined(body) for body in bodies])
        importing = []
        for body in bodies:
            mine = Path(name) / body.code8
            mine.mkdir()
            write_files(mine, body)
            command = [sys.executable, "-m", "bench.files_to_log", name, "all", str(body.code)]
            program = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True)
            importing.append(stack.enter_context(program))
        # Both are ready before either begins.
        ready = [one.stdout.readline() for one in importing if one.stdout]
        assert ready == ["ready\n"] * len(bodies)
        begun = time.perf_counter()
        for one in importing:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        answers = [one.stdout.readline() for one in importing if one.stdout]
        seconds = time.perf_counter() - begun
    done = [json.loads(answer) for answer in answers]
    return AtOnce(
        bodies=len(bodies),
        rows=sum(one["rows"] for one in done),
        seconds=seconds,
        processor_seconds=sum(one["processor_seconds"] for one in done),
    )


def write_files(folder: Path, body: Body) -> None:
    """Write the registry, the land use survey and the land prices of a body, clean."""
    facts = make_facts(SEED, body)
    for feed, sheet in (
        ("val_land", land_prices(facts)),
        ("reg", registry(facts, LEAN)),
        ("land_use", land_use(facts, facts.land_uses)),
    ):
        write(folder / f"{feed}.csv", csv_bytes(sheet, encoding=UTF8))


def import_one(
    folder: Path, feed: str, code: int, *, vault: bool = False, path: Path | None = None
) -> Imported:
    """Import one file as the command line does; the log and the vault are in the folder."""
    path = path or folder / f"{feed}.csv"
    keeper = open_vault(f"sqlite:///{folder / 'vault.sqlite'}", folder / "key")
    with open_log(_url(folder)) as log:
        registers = Registers(log=log)
        body = registers.body(code).must_have_joined()
        people = Remembering(keeper)
        # Arrow loads this with the first array; what the program loads is not timed.
        importlib.import_module("numpy.ma")
        gc.collect()
        started, used = time.perf_counter(), time.process_time()
        tables = read_file(
            path,
            _context(keeper, people.identify if vault else keeper.pseudonyms, body, feed),
            remember=people.take if vault else None,
        )
        read = time.perf_counter()
        by = Sender(officer="officer-1", at=RECORDED_AT)
        decide_and_record(registers, tables, by=by, confirmed=True)
        decided = time.perf_counter()
        if vault:
            people.flush()
        kept, processor = time.perf_counter(), time.process_time() - used
    rows = sum(table.rows_in for table in tables)
    held_back = sum(len(table.quarantined_rows()) for table in tables)
    if held_back:
        msg = f"{held_back} rows of a clean file were kept back."
        raise AssertionError(msg)
    return Imported(
        feed=feed,
        rows=rows,
        bytes=path.stat().st_size,
        vault=vault,
        read_seconds=read - started,
        decide_seconds=decided - read,
        vault_seconds=kept - decided,
        processor_seconds=processor,
        peak_mib=peak_mib(),
    )


def _context(keeper: Vault, identify: Identify, body: Joined, feed: str) -> Context:
    return Context(
        body=None if feed.startswith("val_") else body.code,
        province=body.province,
        today=TODAY,
        identify=identify,
        join=keeper.joints,
        as_of=date(2024, 1, 1),
    )


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'log.sqlite'}"


def _import_all(folder: Path, code: int) -> None:
    """Import one body's files once told to go, and tell how many rows they had."""
    print("ready", flush=True)
    sys.stdin.readline()
    used = time.process_time()
    paths = [folder / f"{code:08d}" / f"{feed}.csv" for feed in FEEDS]
    rows = sum(import_one(folder, path.stem, code, path=path).rows for path in paths)
    print(json.dumps({"rows": rows, "processor_seconds": time.process_time() - used}), flush=True)


def _main() -> None:
    folder, feed, code, *more = sys.argv[1:]
    if feed == "all":
        _import_all(Path(folder), int(code))
        return
    done: dict[str, Any] = vars(import_one(Path(folder), feed, int(code), vault=bool(more)))
    print(json.dumps(done))


if __name__ == "__main__":
    _main()
