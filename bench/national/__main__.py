"""`make nation`: run a nation, or a part of one, and write its part of docs/performance.md."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from bench.national import page
from bench.national.collecting import SEASON
from bench.national.operating import BACKUP, opened
from bench.national.run import COLUMNS, FILES, STORES, Run, bytes_of
from bench.national.step import Step, take
from bench.national.steps import STEPS, steps_of
from bench.national.stores import LOG, stored_bytes
from bench.postgres_server import PostgresServer
from domain.errors import Refused

NEEDED: Final[Mapping[str, int]] = {"sqlite": 6_000, "postgresql": 8_000}
"""Bytes on disk for each parcel at the end of a run, all steps in."""
NEEDED_BEFORE: Final[Mapping[str, int]] = {SEASON.name: 1_000, BACKUP.name: 2_000}
"""And of a run from columns that ends before a step: it has neither files nor a vault."""
SERVER_SETTINGS: Final = ("shared_buffers=1GB", "max_wal_size=8GB")
_GB: Final = 1_000_000_000


class NoRoom(Refused):
    """The disk has not the room that the run needs."""

    code = "no-room"


def main() -> None:
    """Run what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m bench.national", description=__doc__)
    parser.add_argument("--size", type=_part, default=Fraction(1, 100), help="1, 1/10, 1/100 ...")
    parser.add_argument("--store", choices=STORES, default=STORES[0])
    parser.add_argument("--source", choices=(FILES, COLUMNS), default=FILES)
    parser.add_argument("--parcels", type=int, default=Run.parcels, help="of the whole nation")
    parser.add_argument("--months", type=int, default=Run.months, help="of the land office")
    parser.add_argument("--folder", type=Path, default=None, help="default: var/nation-SIZE-STORE")
    parser.add_argument("--until", choices=STEPS, default=list(STEPS)[-1])
    parser.add_argument("--keep", action="store_true", help="the folder, when all is done")
    chosen = parser.parse_args()
    size = float(chosen.size)
    run = Run(
        folder=(chosen.folder or Path(f"var/nation-{size:g}-{chosen.store}")).resolve(),
        size=size,
        store=chosen.store,
        source=chosen.source,
        parcels=chosen.parcels,
        months=chosen.months,
    )
    try:
        found = measure(run, until=chosen.until)
    except Refused as refused:
        sys.exit(str(refused))
    if not chosen.keep:
        shutil.rmtree(run.folder)
    keep(found)
    page.write()


def _part(text: str) -> Fraction:
    """Read a part of the nation. Raises what the parser tells people of."""
    try:
        part = Fraction(text)
    except (ValueError, ZeroDivisionError):
        part = Fraction(0)
    if not 0 < part <= 1:
        msg = f"{text} is no part of the nation: write 1, 1/10 or 1/100, above 0 and at most 1"
        raise argparse.ArgumentTypeError(msg)
    return part


def measure(run: Run, *, until: str) -> dict[str, Any]:
    """Take every step that is left; return the run's figures. Raises `NoRoom`, `OtherRun`."""
    run.must_be_the_one_begun()
    steps = steps_of(run, until=until)
    sys.stderr.write(
        f"{len(run.bodies):,} local bodies, {run.parcels_here:,} parcels, on {run.store}, in "
        f"{run.folder}: {len(steps)} steps.\n"
    )
    must_have_room(run, steps)
    with _server(run) as ready:
        # Made here, so that no two processes make them at once.
        opened(ready)
        figures = []
        for number, step in enumerate(steps, 1):
            sys.stderr.write(f"{number} of {len(steps)}: {step.what}\n")
            figure = take(ready, step)
            figures.append(figure)
            sys.stderr.write(
                f"  {figure['rows']:,} {step.unit} in {figure['seconds']:,.1f} s, "
                f"{figure['peak_mib']:,} MiB\n"
            )
        return {
            "run": {
                name: value
                for name, value in asdict(run).items()
                if name not in {"folder", "server", "workers"}
            },
            "bodies": len(run.bodies),
            "parcels": run.parcels_here,
            "disk": _disk(ready),
            "steps": figures,
        }


def must_have_room(run: Run, steps: Sequence[Step]) -> None:
    """Say how much disk the steps need and refuse where it is not there. Raises `NoRoom`."""
    taken = {step.name for step in steps}
    less = (most for name, most in NEEDED_BEFORE.items() if name not in taken)
    each = next(less, NEEDED[run.store]) if run.source == COLUMNS else NEEDED[run.store]
    needed = each * run.parcels_here
    has = bytes_of(run.folder)
    free = shutil.disk_usage(run.folder).free
    told = f"{needed / _GB:,.1f} GB of disk needed, {has / _GB:,.1f} GB of it there already"
    sys.stderr.write(f"{told}; {free / _GB:,.1f} GB free.\n")
    if needed - has > free:
        raise NoRoom(
            f"{told}, and only {free / _GB:,.1f} GB are free. Make room, name another --folder, or "
            "a smaller part of the nation."
        )


def _disk(run: Run) -> dict[str, int]:
    """Return what the files and each store take, in bytes."""
    named = {"log": LOG, "read models": "views", "vault": "vault"}
    return {
        **({"input files": bytes_of(run.input_folder)} if run.input_folder.exists() else {}),
        **{name: stored_bytes(run, run.source, store) for name, store in named.items()},
    }


@contextmanager
def _server(run: Run) -> Iterator[Run]:
    """Run PostgreSQL in the run's folder, where it is asked for; its data stay for the next go."""
    if run.store == "sqlite":
        yield run
        return
    folder = run.folder / "server"
    folder.mkdir(exist_ok=True)
    server = PostgresServer.find(folder)
    if server is None:
        raise NoRoom("There is no PostgreSQL here: install its server, or the extra `dev`.")
    server = replace(server, settings=SERVER_SETTINGS)
    fresh = not (folder / "data").exists()
    server.start()
    try:
        if fresh:
            for name in (FILES, COLUMNS, "restored"):
                server.create(name)
        yield replace(run, server=server.url("DATABASE"))
    finally:
        server.stop(how="fast")


def keep(found: Mapping[str, Any]) -> Path:
    """Store a run's figures, in place of an earlier run's of the same size and store."""
    page.FIGURES.mkdir(exist_ok=True)
    run = found["run"]
    name = f"nation-{run['size']:.6g}-{run['store']}"
    path = page.FIGURES / f"{name}{'' if run['source'] == FILES else '-columns'}.json"
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
