"""`thidin log` and `thidin erase`: what the log holds, and forgetting a person."""

import json
import sys
from typing import Annotated

import typer

from api.cli.printing import body_code, console
from api.office import open_office
from domain.errors import Refused
from domain.log.plain import plain
from domain.log.stream_ids import Kind, stream_id
from domain.rows import Rows
from domain.taxpayer import read, show

SHOWN = 20


class TaxpayerUnreadable(Refused):
    """What was given is not a taxpayer's number."""

    code = "taxpayer-unreadable"


def log(
    after: Annotated[int, typer.Option("--after", help="Begin behind this log position.")] = 0,
    most: Annotated[int, typer.Option("--most", help="Print at most so many acts.")] = SHOWN,
    body: Annotated[str | None, typer.Option("--body", help="Only this body's register.")] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Print the rows too.")] = False,
) -> None:
    """Print the acts of the log, one JSON line each, in order."""
    office = open_office()
    only = stream_id(Kind.REGISTER, body_code(body)) if body else None
    printed = 0
    for recorded in office.log.after(after):
        if only is not None and recorded.event.stream != only:
            continue
        if printed >= most:
            break
        printed += 1
        told = {"position": recorded.position, **plain(recorded.event)}
        if not rows:
            counted = vars(recorded.event).items()
            told.update({name: len(value) for name, value in counted if isinstance(value, Rows)})
            tables = getattr(recorded.event, "tables", {})
            told["tables"] = {name: len(value) for name, value in tables.items()}
            told["keys"] = {
                name: len(value) for name, value in getattr(recorded.event, "keys", {}).items()
            }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def erase(
    taxpayer: Annotated[str, typer.Argument(help="TP- and 13 letters or digits.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; it cannot be undone.")] = False,
) -> None:
    """Delete a person's key: name, number and address become unreadable, every sum stays."""
    try:
        who = read(taxpayer)
    except ValueError as wrong:
        raise TaxpayerUnreadable(str(wrong)) from wrong
    out = console()
    if not yes:
        out.print(f"This would make {show(who)} nameless for good. Add --yes to do it.")
        raise typer.Exit(1)
    erased = open_office().vault.erase(who)
    out.print(f"{show(who)} is erased." if erased else f"Nobody is kept under {show(who)}.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (log, erase):
        app.command()(command)
