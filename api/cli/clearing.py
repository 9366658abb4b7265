"""`thidin clearance`: is a property clear of tax, for the land office (s.59, s.60)."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console

from api.cli.collecting import On, on_day
from api.cli.printing import AsJson, Body, baht, body_code, console, print_json, table
from api.commands.clearance import ask
from api.office import open_office, today
from domain.bill_reference import BillReference
from domain.calendar import show_date_be
from projections.clearance import Clearance

NOT_CLEAR = 2


def clearance(
    properties: Annotated[
        list[str], typer.Argument(metavar="PROPERTY...", help="Parcel code, building code or key.")
    ],
    body: Body,
    on: On = None,
    position: Annotated[
        int | None, typer.Option("--as-at", help="As known at this log position; default: now.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether properties are clear of tax; exit status 2 where one is not."""
    office = open_office()
    code, day = body_code(body), on_day(on)
    answers = [
        ask(office, body=code, text=one, on=day, today=today(), position=position)
        for one in properties
    ]
    if as_json:
        print_json([as_plain(one) for one in answers])
    else:
        show(console(), answers)
    if not all(one.clear for one in answers):
        raise typer.Exit(NOT_CLEAR)


def show(out: Console, answers: Sequence[Clearance]) -> None:
    """Print each answer, and what is in arrears."""
    for one in answers:
        word = "ไม่มีภาษีค้าง clear" if one.clear else "มีภาษีค้าง not clear"
        years = ", ".join(str(year) for year in one.years) or "none"
        out.print(
            f"{one.key} ({len(one.covers)} keys with what stands on it): {word}, on "
            f"{show_date_be(one.on)}, as at position {one.position}, holds until "
            f"{show_date_be(one.valid_until)}. Tax years with notices: {years}."
        )
        if one.holds:
            rows = [
                (str(hold.tax_year), number_of(one, hold.tax_year, hold.notice), hold.property,
                 baht(hold.tax_satang))
                for hold in one.holds
            ]  # fmt: skip
            out.print(table("In arrears", ("year", "notice", "property", "tax"), rows))


def number_of(answer: Clearance, tax_year: int, notice: int) -> str:
    """Return the number of a notice."""
    return BillReference(body=answer.body, tax_year=tax_year, notice=notice).number


def as_plain(one: Clearance) -> dict[str, Any]:
    """Return an answer for programs; sums in satang."""
    return {
        "body": f"{one.body:08d}",
        "property": one.key,
        "covers": list(one.covers),
        "clear": one.clear,
        "on": one.on.isoformat(),
        "position": one.position,
        "valid_until": one.valid_until.isoformat(),
        "years": list(one.years),
        "arrears": [
            {
                "tax_year": hold.tax_year,
                "notice": number_of(one, hold.tax_year, hold.notice),
                "property": hold.property,
                "tax_satang": hold.tax_satang,
            }
            for hold in one.holds
        ],
    }


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(clearance)
