"""`thidin log` and `thidin erase`: what the log holds, and forgetting a person."""

import json
import sys
from typing import Annotated

import typer

from api.cli.printing import body_code, console
from api.commands.erasing import (
    approve_erasure,
    decline_erasure,
    erasure_of,
    propose_erasure,
)
from api.office import open_office
from domain.erasure import WAITS, Erasure
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
    propose: Annotated[bool, typer.Option("--propose", help="Ask for it.")] = False,
    approve: Annotated[
        bool, typer.Option("--approve", help="Do it, as another officer; it cannot be undone.")
    ] = False,
    decline: Annotated[bool, typer.Option("--decline", help="Leave the person known.")] = False,
) -> None:
    """Delete a person's key, by two people: nobody can read name, number and address any more.

    Every sum stays. Between the two lie seven days.
    """
    try:
        who = read(taxpayer)
    except ValueError as wrong:
        raise TaxpayerUnreadable(str(wrong)) from wrong
    if propose + approve + decline > 1:
        raise typer.BadParameter("give one of --propose, --approve, --decline")
    out, office = console(), open_office()
    if propose:
        propose_erasure(office, who, by=office.signed())
    elif approve:
        erased = approve_erasure(office, who, by=office.signed())
        out.print(f"{show(who)} is erased." if erased else f"Nobody is kept under {show(who)}.")
        return
    elif decline:
        decline_erasure(office, who, by=office.signed())
    out.print(_told(erasure_of(office, who)))


def _told(one: Erasure) -> str:
    if one.proposed is not None:
        from_then = (one.proposed.recorded_at + WAITS).date().isoformat()
        return (
            f"{one.proposed.officer} proposed that {show(one.taxpayer)} be made nameless for good. "
            f"Another officer from {from_then} on: thidin erase {show(one.taxpayer)} --approve; "
            "or, to leave the person known, --decline."
        )
    if one.approved is not None:
        on = one.approved.recorded_at.date().isoformat()
        return f"{show(one.taxpayer)} was erased on {on} by {one.approved.officer}."
    return f"Nobody proposed to erase {show(one.taxpayer)}: --propose does."


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (log, erase):
        app.command()(command)
