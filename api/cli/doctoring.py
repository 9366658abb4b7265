"""`thidin doctor`: look at everything an operator would, and say how to mend what is not well."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from api.cli.printing import AsJson, console, print_json, table
from api.commands.checkup import State, check_up
from api.office import BANGKOK, open_office

_MARKS: Final = {
    State.WELL: Text("well", "green"),
    State.LOOK: Text("look", "yellow"),
    State.ILL: Text("ill", "red"),
}
ILL: Final = 2


def doctor(
    backup: Annotated[
        Path | None, typer.Option("--backup", help="The folder of the backup to look at.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look at log, proof, key, read models, banks, feeds, disk and backup; 2 if one is ill."""
    findings = list(check_up(open_office(), now=datetime.now(BANGKOK), backup=backup))
    if as_json:
        print_json([asdict(one) for one in findings])
    else:
        rows = [(one.about, _MARKS[one.state], one.found, one.mend) for one in findings]
        console().print(table("", ("what", "state", "found", "to mend it"), rows))
    if any(one.state is State.ILL for one in findings):
        raise typer.Exit(ILL)


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(doctor)
