"""`thidin find` and `thidin problems`: look up properties, and what was wrong with their files."""

from typing import Annotated, Any

import typer

from api.cli.printing import AsJson, MaybeBody, body_code, console, print_json, table
from api.office import open_office
from domain import taxpayer
from domain.calendar import show_date_be
from domain.errors import Refused
from importers.problems import Problem, catalogue
from projections import read_models

KINDS = {1: "land", 2: "building", 3: "unit"}
UNITS = {1: "wah²", 2: "m²", 3: "m²"}
MOST = 50


class NothingAsked(Refused):
    """A search that names nothing would list the nation."""

    code = "nothing-asked"


def find(
    text: Annotated[
        str, typer.Argument(help="A parcel code, title number, building code or map sheet.")
    ] = "",
    body: MaybeBody = None,
    owner: Annotated[
        str | None, typer.Option("--taxpayer", help="Only what this taxpayer owns: TP-…")
    ] = None,
    most: Annotated[int, typer.Option(help="Show at most so many.")] = MOST,
    as_json: AsJson = False,
) -> None:
    """Find properties by code, title number or map sheet, or by their owner."""
    who = _taxpayer(owner) if owner else None
    if not text and who is None:
        raise NothingAsked("Name a code, a title number, a map sheet or a taxpayer to search for.")
    office = open_office()
    office.follow()
    rows = read_models.properties_like(
        office.views, text, body=body_code(body) if body else None, taxpayer=who, most=most
    )
    found = [_property(row) for row in rows]
    if as_json:
        print_json(found)
        return
    headings = ("อปท.", "kind", "key", "parcel code", "map sheet", "area", "taxpayer")
    shown = [
        (
            one["body"],
            one["kind"],
            one["key"],
            one["parcel_code"],
            one["map_sheet"],
            f"{one['area']} {one['unit']}",
            one["taxpayer"],
        )
        for one in found
    ]
    console().print(table(f"{len(found):,} properties", headings, shown))


def _taxpayer(text: str) -> int:
    try:
        return taxpayer.read(text)
    except ValueError as wrong:
        msg = f"a taxpayer is written TP- and 13 letters or digits, not {text!r}"
        raise typer.BadParameter(msg, param_hint="--taxpayer") from wrong


def _property(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the read models
    return {
        "body": f"{row['body']:08d}",
        "kind": KINDS[row["kind"]],
        "key": row["key"],
        "parcel_code": row["code"],
        "map_sheet": row["sheet"],
        "area": f"{row['area'] // 100:,}.{row['area'] % 100:02d}",
        "unit": UNITS[row["kind"]],
        "taxpayer": taxpayer.show(row["party"]) if row["party"] else "",
        "position": row["position"],
    }


def problems(body: MaybeBody = None, as_json: AsJson = False) -> None:
    """List what was wrong with rows that offices sent, by file and code."""
    office = open_office()
    office.follow()
    rows = read_models.problems(office.views, body_code(body) if body else None)
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            row["position"],
            f"{row['place']:08d}" if row["stream"] == "register" else f"{row['place']:02d}",
            row["feed"],
            show_date_be(row["as_of"]),
            row["code"],
            "kept back" if row["quarantined"] else "taken",
            f"{row['rows']:,}",
            row["first_row"],
            _mend(row["code"]),
        )
        for row in rows
    ]
    headings = (
        "position", "place", "feed", "as of", "code", "", "rows", "first row", "วิธีแก้",
    )  # fmt: skip
    console().print(table("Problems", headings, shown))


def _mend(code: str) -> str:
    return Problem(code=code, severity=catalogue()[code].severity).mend_thai


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (find, problems):
        app.command()(command)
