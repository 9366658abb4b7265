"""`thidin correct`: one officer, one property, one new fact, with its effect in baht."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from api.cli.printing import Body, baht, body_code, console, day
from api.office import open_office, today
from domain.calendar import be_year
from domain.correction import REASONS, correction
from domain.errors import Refused
from domain.law import Law
from domain.money import parse_baht
from domain.register import Corrected
from domain.tables import NO_END, RETIRED
from importers.carriers.batch import Kind
from importers.cells.areas import rai_ngan_wah
from projections.effect import effect_of_delivery

CLASSES = ("agriculture", "residence", "other", "vacant")
PPM_PER_PERCENT = 10_000
FULL_PERCENT = 100
ITEMS_OF_S8 = 12
RELIEF_SECTIONS = ("56", "57")

Value = TypeVar("Value")


class CorrectionUnreadable(Refused):
    """An option of the correction cannot be read."""

    code = "correction-unreadable"


def correct(  # noqa: PLR0913 - each is an option of its own
    property_: Annotated[str, typer.Argument(metavar="PROPERTY", help="Parcel or building code.")],
    body: Body,
    since: Annotated[str, typer.Option(help="From which day it is true, YYYY-MM-DD.")],
    reason: Annotated[str, typer.Option(help=f"One of {', '.join(REASONS)}.")],
    area: Annotated[str | None, typer.Option(help="Land area, rai-ngan-wah: 1-2-53.6")] = None,
    use: Annotated[str | None, typer.Option(help="Shares of use: residence=60,other=40")] = None,
    main: Annotated[
        bool | None, typer.Option("--main/--not-main", help="Main residence of the owner (s.41).")
    ] = None,
    price: Annotated[
        str | None, typer.Option(help="Baht per unit of area, for this property alone (s.35).")
    ] = None,
    reduction: Annotated[
        int | None, typer.Option(help="Entry of the standing list (s.55), 0 to end it.")
    ] = None,
    exempt: Annotated[
        str | None, typer.Option(help="ITEM=PERCENT exempt under s.8, such as 5=100.")
    ] = None,
    relief: Annotated[
        str | None,
        typer.Option(help="SECTION=PERCENT of the tax of that year, such as 56=90 (s.56, s.57)."),
    ] = None,
    old_tax: Annotated[
        str | None, typer.Option("--old-tax", help="Baht paid for 2562, for the relief of s.97.")
    ] = None,
    retire: Annotated[bool, typer.Option("--retire", help="The title was cancelled.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the effect only.")] = False,
) -> None:
    """Correct what is known of one property: a new fact is added, nothing is edited."""
    office = open_office()
    first_day = day(since, "--since")
    told = {
        "parcel": {
            **_told(area, lambda text: {"area_cwah": area_of(text)}),
            **({"status": RETIRED} if retire else {}),
        },
        "use": {
            **_told(use, lambda text: {**shares_of(text), "vacant_from": 0}),
            **_told(main, lambda yes: {"main": int(yes)}),
        },
        "price": _told(price, lambda text: {"price_satang": _satang(text)}),
        "reduction": _told(reduction, lambda entry: _reduction(office.law, entry)),
        "exemption": _told(exempt, _exemption),
        "relief": _told(relief, lambda text: _relief(text, be_year(first_day))),
        "old_tax": _told(old_tax, lambda text: {"tax_satang": _satang(text)}),
    }
    code, sender = body_code(body), office.sender()
    register = office.registers.register(code)
    delivery = correction(
        register,
        property_,
        since=first_day,
        changes={table: columns for table, columns in told.items() if columns},
        officer=sender.officer,
        at=sender.at,
        reason=reason,
    )
    decision = register.decide(Corrected, delivery, confirmed=True)
    year = be_year(today())
    effect = effect_of_delivery(
        office.registers, office.law, body=code, events=decision.events, tax_year=year
    )
    out = console()
    out.print(
        f"Tax year {year}: {baht(effect.total_before_satang)} → "
        f"{baht(effect.total_after_satang)} baht, {len(effect.taxpayer)} bills differ."
    )
    if dry_run:
        out.print("Dry run: nothing was recorded.")
        return
    if decision.changed + decision.confirmed == 0:
        out.print("The register says so already; nothing was recorded.")
        return
    position = office.log.record(decision.events)
    office.follow()
    out.print(f"Recorded at log position {position}.")


def area_of(text: str) -> int:
    """Read rai-ngan-wah as hundredths of a square wah. Raises `CorrectionUnreadable`."""
    cell = rai_ngan_wah().exact(text, Kind.TEXT)
    if cell.values is None:
        raise CorrectionUnreadable(f"An area is written rai-ngan-wah, 1-2-53.6, not {text!r}.")
    return int(cell.values[0])


def shares_of(text: str) -> dict[str, int]:
    """Read `residence=60,other=40` as percent by class. Raises `CorrectionUnreadable`."""
    shares = dict.fromkeys(CLASSES, 0)
    for part in text.split(","):
        name, percent = _pair(part)
        if name not in shares:
            raise CorrectionUnreadable(f"A use is one of {', '.join(CLASSES)}, not {name!r}.")
        shares[name] = int(percent)
    if sum(shares.values()) != FULL_PERCENT:
        raise CorrectionUnreadable(f"The shares of use add up to 100, not {sum(shares.values())}.")
    return shares


def _reduction(law: Law, entry: int) -> dict[str, int]:
    listed = law.for_year(be_year(today())).standing_reductions
    if entry and entry not in listed:
        told = ", ".join(f"{number} {one.code}" for number, one in sorted(listed.items()))
        raise CorrectionUnreadable(
            f"The standing list (s.55) has no entry {entry}; it has {told}, and 0 to end one."
        )
    return {"entry": entry, "until": NO_END}


def _exemption(text: str) -> dict[str, int]:
    item, percent = _pair(text)
    if not (item.isascii() and item.isdigit() and 1 <= int(item) <= ITEMS_OF_S8):
        raise CorrectionUnreadable(f"An item of s.8 is 1 to {ITEMS_OF_S8}, not {item!r}.")
    if int(percent) > FULL_PERCENT:
        raise CorrectionUnreadable(f"An exempt share is 0 to {FULL_PERCENT} percent.")
    return {"item": int(item), "share_ppm": int(percent) * PPM_PER_PERCENT}


def _relief(text: str, tax_year: int) -> dict[str, int]:
    section, percent = _pair(text)
    if section not in RELIEF_SECTIONS or int(percent) > FULL_PERCENT:
        raise CorrectionUnreadable(
            f"A relief is {' or '.join(RELIEF_SECTIONS)}=0 to {FULL_PERCENT} percent, not {text!r}."
        )
    return {
        "provision": int(section),
        "tax_year": tax_year,
        "reduction_ppm": int(percent) * PPM_PER_PERCENT,
    }


def _told(value: Value | None, read: Callable[[Value], dict[str, int]]) -> dict[str, int]:
    """Return the columns an option tells, none where it was not given."""
    return {} if value is None else read(value)


def _satang(text: str) -> int:
    try:
        return parse_baht(text)
    except ValueError as wrong:
        raise CorrectionUnreadable(
            f"An amount is baht with at most two decimals: {wrong}"
        ) from wrong


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not (value.isascii() and value.isdigit()):
        raise CorrectionUnreadable(f"Write NAME=WHOLE NUMBER, not {text!r}.")
    return name.strip(), value


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(correct)
