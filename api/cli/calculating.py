"""`thidin calculate`: one case, or many, through the same engine as the national run."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.calculation import main_calculate
from importers.problems import FileRefused, file_problem

BAD_REQUEST = 1


def calculate(
    file: Annotated[
        str, typer.Argument(help="A request, a JSON array of them, or JSON lines; - for stdin.")
    ],
) -> None:
    """Answer calculation requests, a JSON line each, in order; status 1 if one was bad."""
    if file == "-":
        status = main_calculate(sys.stdin.buffer, sys.stdout)
    else:
        path = Path(file)
        if not path.is_file():
            raise FileRefused(file_problem("FILE-10", name=path.name))
        with path.open("rb") as stream:
            status = main_calculate(stream, sys.stdout)
    if status:
        raise typer.Exit(BAD_REQUEST)


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(calculate)
