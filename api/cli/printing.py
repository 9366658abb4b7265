"""How the commands print: tables and sums for people, JSON for programs."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from domain.errors import Refused
from domain.money import show_baht_grouped
from importers.problems import FileRefused, file_problem

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Body = Annotated[str, typer.Option("--body", help="Local body, 8-digit code such as 05600601.")]
MaybeBody = Annotated[
    str | None, typer.Option("--body", help="Local body, 8-digit code; default: all.")
]
Year = Annotated[int, typer.Option("--year", help="Tax year in the Buddhist Era, such as 2569.")]
Position = Annotated[
    int | None,
    typer.Option("--as-known-at", help="Position in the log; default: all that is recorded."),
]

CODE_DIGITS = 8
WIDTH_OF_FILES = 132


def console() -> Console:
    """Return the console for results; wide and without colours where nobody looks."""
    if sys.stdout.isatty():
        return Console(highlight=False, emoji=False)
    return Console(highlight=False, emoji=False, width=WIDTH_OF_FILES)


def print_json(result: object) -> None:
    """Print a result as JSON, Thai as it is."""
    json.dump(result, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def baht(satang: int) -> str:
    """Write a sum for people: grouped, two decimals."""
    return show_baht_grouped(satang)


def body_code(text: str) -> int:
    """Read a local body's code. Raises `FileRefused` (CODE-03) for anything but 8 digits."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (7, CODE_DIGITS):
        raise FileRefused(file_problem("CODE-03", n=str(CODE_DIGITS)))
    return int(digits)


class PositionUnknown(Refused):
    """The log has not reached that position."""

    code = "position-unknown"


def known_position(position: int | None, head: int) -> None:
    """Hold a position against the log's. Raises `PositionUnknown`."""
    if position is not None and not 0 < position <= head:
        raise PositionUnknown(f"The log has positions 1 to {head}, not {position}.")


def day(text: str, option: str) -> date:
    """Read a day given as YYYY-MM-DD. Raises `typer.BadParameter`."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        msg = f"a day is written YYYY-MM-DD (Gregorian), such as 2026-01-01, not {text!r}"
        raise typer.BadParameter(msg, param_hint=option) from wrong


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """Return a table; columns after the first that hold numbers are right-aligned."""
    shown = Table(title=title, title_justify="left", header_style="bold")
    for place, heading in enumerate(headings):
        numeric = place > 0 and all(_is_number(row[place]) for row in rows)
        shown.add_column(heading, justify="right" if numeric else "left", no_wrap=numeric)
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    return shown


def _is_number(cell: object) -> bool:
    text = str(cell).replace(",", "").replace(".", "").lstrip("+-")
    return text.isdigit() or text in ("", "-")
