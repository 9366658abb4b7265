"""`thidin explain` and `thidin history`: why a bill is what it is, and what was known when."""

import sys
from typing import Annotated, Any

import numpy as np
import typer

from api.cli.printing import AsJson, Body, Position, Year, body_code, console, print_json
from api.explained import (
    difference_as_json,
    explanation_as_json,
    history_as_json,
    show_difference,
    show_explanation,
    show_history,
)
from api.office import Office, open_office, today
from domain import taxpayer
from domain.calendar import be_year, tax_date, to_days
from domain.errors import Refused
from projections.as_of import as_of
from projections.difference import difference
from projections.explanation import Explanation, explain
from projections.history import find_property, history
from projections.property_facts import owner_row

YEARS_BACK = 2


class TaxpayerUnclear(Refused):
    """Nobody or more than one taxpayer was named."""

    code = "taxpayer-unclear"


class OwnerUnknown(Refused):
    """The property has no known owner on the day."""

    code = "owner-unknown"


def explain_(  # noqa: PLR0913 - each is an option of its own
    body: Body,
    year: Year,
    who: Annotated[
        str | None, typer.Argument(metavar="[TAXPAYER]", help="TP- and 13 letters or digits.")
    ] = None,
    property_: Annotated[
        str | None,
        typer.Option("--property", help="The owner of this property: a parcel or building code."),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option("--identity", help="- reads an identity number from the standard input."),
    ] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show names from the vault; never in logs.")
    ] = False,
    as_known_at: Position = None,
    as_json: AsJson = False,
) -> None:
    """Explain one taxpayer's bill line by line, and why it differs from last year's."""
    office = open_office()
    code = body_code(body)
    office.registers.body(code).must_have_joined()
    person = _person(
        office, code, year=year, position=as_known_at, named=(who, property_, identity)
    )
    bill = explain(
        office.registers,
        office.law,
        body=code,
        taxpayer=person,
        tax_year=year,
        position=as_known_at,
    )
    since = difference(
        office.registers,
        office.law,
        body=code,
        taxpayer=person,
        tax_year=year,
        position=as_known_at,
    )
    names = _names(office, bill) if reveal else {}
    if as_json:
        result: dict[str, Any] = explanation_as_json(bill, names=names)
        result["difference"] = difference_as_json(since) if since else None
        print_json(result)
        return
    out = console()
    show_explanation(out, bill, names=names)
    if since is not None:
        show_difference(out, since)


def _person(
    office: Office,
    body: int,
    *,
    year: int,
    position: int | None,
    named: tuple[str | None, str | None, str | None],
) -> int:
    """Return the one taxpayer that is named. Raises `TaxpayerUnclear`, `OwnerUnknown`."""
    who, property_, identity = named
    if sum(one is not None for one in named) != 1:
        raise TaxpayerUnclear(
            "Name one taxpayer: TP-…, --property CODE, or --identity - with the number on the "
            "standard input."
        )
    if who is not None:
        try:
            return taxpayer.read(who)
        except ValueError as wrong:
            raise TaxpayerUnclear(str(wrong)) from wrong
    if property_ is not None:
        return owner_of(office, body, property_, year=year, position=position)
    if identity != "-":
        raise TaxpayerUnclear(
            "An identity number is not written on the command line, where others can read it. "
            "Write --identity - and give the number on the standard input."
        )
    number = "".join(letter for letter in sys.stdin.readline() if letter.isalnum())
    if not number:
        raise TaxpayerUnclear("The standard input has no identity number.")
    return int(office.vault.pseudonyms([number])[0])


def owner_of(
    office: Office, body: int, property_: str, *, year: int, position: int | None = None
) -> int:
    """Return who owes the tax on a property on the year's 1 January (s.9).

    Raises `PropertyUnknown`, `OwnerUnknown`.
    """
    register = office.registers.register(body)
    key = find_property(register, property_)
    view = as_of(register, day=to_days(tax_date(year)), position=position)
    row = np.asarray([owner_row(view, key)], dtype=np.int32)
    party = int(view.value("owner", "party", row)[0])
    if party == 0:
        raise OwnerUnknown(
            f"Nobody is known to own {register.spaces['property'].key(key)} on 1 January {year} "
            "as far as the register goes. Try another year, or thidin history."
        )
    return party


def _names(office: Office, bill: Explanation) -> dict[int, str]:
    people = [bill.taxpayer, *(int(fact.values["member"]) for fact in bill.members)]
    found = {who: office.vault.reveal(who) for who in people}
    return {who: person.name for who, person in found.items() if person is not None}


def history_(
    property_: Annotated[
        str, typer.Argument(metavar="PROPERTY", help="Parcel code, building code or key.")
    ],
    body: Body,
    year: Annotated[
        int | None, typer.Option("--year", help="Last tax year of the matrix; default: this one.")
    ] = None,
    as_known_at: Position = None,
    as_json: AsJson = False,
) -> None:
    """Show everything recorded of a property, and what was known of it when."""
    office = open_office()
    last = year or be_year(today())
    found = history(
        office.registers,
        office.law,
        body=body_code(body),
        property_=property_,
        tax_years=range(max(last - YEARS_BACK, office.law.first_tax_year), last + 1),
        position=as_known_at,
    )
    if as_json:
        print_json(history_as_json(found))
    else:
        show_history(console(), found)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command(name="explain")(explain_)
    app.command(name="history")(history_)
