"""`thidin backup`, `restore`, `state-hash`: keeping everything twice, and coming back from it."""

import re
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import Progress

from api.cli.printing import AsJson, console, print_json
from api.commands.bank import inbox_of
from api.commands.erasing import erase_again
from api.office import BANGKOK, Office, open_office
from projections.backup import back_up, open_engines, position_at, restore, state_hash
from projections.notifications import open_notifications
from projections.sessions import open_stores

_POSITION: Final = re.compile(r"[0-9]{1,18}")


def backup(
    folder: Annotated[Path, typer.Argument(help="Where the backup is kept; it may hold one.")],
    as_json: AsJson = False,
) -> None:
    """Bring a folder's backup up to the log while others work; only what is new is written."""
    office = _opened()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("keeping the log", total=office.log.head())
        kept = back_up(
            office.log,
            open_engines(office.settings.beside),
            folder,
            advanced=lambda at: bar.update(task, completed=at),
        )
    told = {"folder": str(folder), "position": kept.position}
    if as_json:
        print_json(told)
    else:
        console().print(
            f"{folder} holds everything up to log position {kept.position}. The key file is not in "
            "it: keep that by itself, in two places."
        )


def restore_(
    folder: Annotated[Path, typer.Argument(help="The folder of the backup.")],
    to: Annotated[
        str | None,
        typer.Option("--to", help="A log position, or a moment such as 2026-06-15T09:30."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fill an empty database from a backup, up to its end, a position or a moment."""
    office = _opened()
    until = None if to is None else _until(office, folder, to)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("restoring", total=until)
        done = restore(
            folder,
            office.log,
            open_engines(office.settings.beside),
            until=until,
            advanced=lambda at: bar.update(task, completed=at),
        )
    erased = erase_again(office)
    if as_json:
        print_json(asdict(done) | {"erased_again": erased})
    else:
        again = f" {erased:,} persons whom the log says erased were erased again." if erased else ""
        console().print(
            f"Restored to log position {done.position}: {done.acts:,} acts, {done.rows:,} other "
            f"rows.{again} Prove it: thidin verify. The read models are made on first use."
        )


def state_hash_(as_json: AsJson = False) -> None:
    """Print a digest of each store; the same digests are the same state, wherever it lies."""
    office = _opened()
    office.follow()
    found = state_hash(office.log, open_engines(office.settings.beside), office.views)
    told: dict[str, Any] = asdict(found)
    if as_json:
        print_json(told)
        return
    out = console()
    for name, value in told.items():
        out.print(f"{name.replace('_', ' '):<12} {value}")


def _opened() -> Office:
    """Return the office with every store opened, and so made where it is new."""
    office = open_office()
    _ = office.log, office.vault, office.evidence, inbox_of(office)
    open_stores(office.settings.beside("sessions")).engine.dispose()
    open_notifications(office.settings.beside("notifications")).dispose()
    return office


def _until(office: Office, folder: Path, told: str) -> int:
    if _POSITION.fullmatch(told):
        return int(told)
    try:
        moment = datetime.fromisoformat(told)
    except ValueError as wrong:
        raise typer.BadParameter(
            "a log position, or a moment such as 2026-06-15T09:30", param_hint="--to"
        ) from wrong
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BANGKOK)
    return position_at(folder, moment, office.log)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(backup)
    app.command("restore")(restore_)
    app.command("state-hash")(state_hash_)
