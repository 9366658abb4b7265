"""How the commands print: tables and sums for people, JSON for programs."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Final

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

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
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        help="A Dask scheduler whose workers share the work, such as tcp://10.0.0.5:8786.",
    ),
]

CODE_DIGITS = 8
WIDTH_OF_FILES = 132


class Harmless(Console):
    """A console that shows what would steer a terminal or turn a line round, and does not do it."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what is to be written; only the library's own control codes steer."""
        for segment in super().render(renderable, options):
            if segment.control or not _STEERS.search(segment.text):
                yield segment
            else:
                yield Segment(harmless(segment.text), segment.style)


_STEERS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
"""Control characters but line feed and tab, and those that turn writing round or end a line."""

_PICTURES: Final = 0x2400
_DELETE: Final = 0x7F


def harmless(text: str) -> str:
    """Return a text with pictures in place of what would steer a terminal: ␛ for escape."""
    return _STEERS.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 32:  # noqa: PLR2004 - the last control character is 31
        return chr(_PICTURES + code)
    return "␡" if code == _DELETE else "\N{REPLACEMENT CHARACTER}"


def console() -> Console:
    """Return the console for results; wide and without colours where nobody looks."""
    if sys.stdout.isatty():
        return Harmless(highlight=False, emoji=False)
    return Harmless(highlight=False, emoji=False, width=WIDTH_OF_FILES)


def to_errors() -> Console:
    """Return the console for refusals and what is under way."""
    return Harmless(stderr=True, highlight=False, emoji=False)


def plain(text: object) -> str:
    """Return a text that stands in a printed sentence as it is: what looks like markup is none."""
    return escape(harmless(str(text)))


def print_json(result: object) -> None:
    """Print a result as JSON, Thai as it is."""
    text = json.dumps(result, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write(f"{_STEERS.sub(_escaped, text)}\n")


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


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
    """Return a table; columns after the first that hold numbers are right-aligned.

    A cell is shown as it is; one with styles is a `Text`.
    """
    shown = Table(title=title, title_justify="left", header_style="bold")
    for place, heading in enumerate(headings):
        numeric = place > 0 and all(_is_number(row[place]) for row in rows)
        shown.add_column(heading, justify="right" if numeric else "left", no_wrap=numeric)
    for row in rows:
        shown.add_row(
            *(cell if isinstance(cell, Text) else Text(harmless(str(cell))) for cell in row)
        )
    return shown


def _is_number(cell: object) -> bool:
    text = str(cell).replace(",", "").replace(".", "").lstrip("+-")
    return text.isdigit() or text in ("", "-")
