"""`thidin assess`: compute a year's bills, write them where people look, close the year."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import Progress

from api.cli.printing import (
    AsJson,
    MaybeBody,
    Position,
    Year,
    baht,
    body_code,
    console,
    known_position,
    print_json,
    table,
)
from api.office import Office, open_office
from domain.local_body import BILL_HASHES, Signed
from domain.rows import Rows
from domain.taxpayer import show
from projections.arrangement import GAPS
from projections.bill_engine import bill_hashes
from projections.effect import tax_by_class
from projections.main_residences import Homes, homes_elsewhere, homes_of, several_homes
from projections.registers import BodyBills
from projections.run import run


def assess(
    year: Year,
    body: MaybeBody = None,
    as_known_at: Position = None,
    close: Annotated[
        bool, typer.Option("--close", help="Close the year: record each bill's hash in the log.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compute every taxpayer's tax of a year from the registers."""
    office = open_office()
    office.follow()
    known_position(as_known_at, office.log.head())
    codes = [body_code(body)] if body else list(office.registers.codes())
    results: list[dict[str, Any]] = []
    homes: list[Homes] = []
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as bar:
        task = bar.add_task("assessing", total=len(codes))
        for bills in run(
            office.registers, office.law, tax_year=year, codes=codes, position=as_known_at
        ):
            if as_known_at is None:
                office.views.write_bills(bills)
            if close:
                close_year(office, bills)
            homes.append(homes_of(bills.arranged.view))
            results.append(summary(bills, homes[-1]))
            bar.advance(task)
    name_homes_elsewhere(office, results, homes)
    if as_json:
        print_json(results)
        return
    show_years(console(), results, year)


_ONE_REGISTER: Final = (
    "a name is in one house register only. Ask the civil registry and send the survey of the other "
    "home again; --json names them all."
)


def close_year(office: Office, bills: BodyBills) -> int:
    """Record the hash of each bill, as known at the bills' position; return the log position."""
    sender = office.sender()
    hashes = bill_hashes(bills.arranged.assessables, bills.assessment)
    events = bills.body.close_year(
        tax_year=bills.law.year,
        as_known_at=bills.position,
        law=bills.law.digest,
        bills=Rows(
            BILL_HASHES,
            {
                "taxpayer": bills.arranged.assessables.taxpayer,
                "tax_satang": bills.assessment.bill_tax_satang,
                "hash": hashes,
            },
        ),
        by=Signed(officer=sender.officer, at=sender.at),
    )
    return office.log.record(events)


def summary(bills: BodyBills, homes: Homes) -> dict[str, Any]:
    """Return a body's year in a few figures."""
    tax = bills.assessment.bill_tax_satang
    return {
        "body": f"{bills.body.code:08d}",
        "name": bills.body.must_have_joined().name_th,
        "tax_year": bills.law.year,
        "as_known_at": bills.position,
        "bills": len(tax),
        "bills_to_pay": int((tax > 0).sum()),
        "tax": baht(int(tax.sum())),
        "tax_satang": int(tax.sum()),
        "by_class_satang": tax_by_class(bills),
        "by_class": {name: baht(satang) for name, satang in tax_by_class(bills).items()},
        "several_main_residences": several_homes(homes).named(bills.arranged.view.register),
        "left_out": {code: len(keys) for code, keys in bills.arranged.gaps.items()},
    }


def name_homes_elsewhere(
    office: Office, results: Sequence[dict[str, Any]], homes: Sequence[Homes]
) -> None:
    """Put into the bodies' figures whose main residences are in several of them (s.41)."""
    for one, other in zip(results, homes_elsewhere(homes), strict=True):
        named = other.named(office.registers.register(other.body)) if len(other.key) else []
        one["main_residences_elsewhere"] = dict(
            zip(map(show, dict.fromkeys(other.party.tolist())), named, strict=True)
        )


def show_years(out: Console, results: list[dict[str, Any]], year: int) -> None:
    """Print the bodies' year as a table, the sums below, and what was left out."""
    rows = [
        (
            f"{one['body']} {one['name']}",
            f"{one['bills']:,}",
            f"{one['bills_to_pay']:,}",
            *one["by_class"].values(),
            one["tax"],
        )
        for one in results
    ]
    total = sum(one["tax_satang"] for one in results)
    rows.append(("ทั้งหมด / all", *_sums(results), "", "", "", "", baht(total)))
    headings = (
        "อปท.",
        "bills",
        "to pay",
        "agriculture",
        "residence",
        "other",
        "vacant",
        "tax, baht",
    )
    out.print(table(f"ปีภาษี {year}", headings, rows))
    gaps: Counter[str] = Counter()
    for one in results:
        gaps.update(one["left_out"])
    for code, count in gaps.most_common():
        out.print(f"  {count:,} properties left out: {GAPS[code]}")
    several = [homes for one in results for homes in one["several_main_residences"]]
    if several:
        out.print(
            f"  {len(several):,} persons have the exemption of s.41 for more than one main "
            f"residence, the first for {' and '.join(several[0])}: {_ONE_REGISTER}"
        )
    elsewhere: dict[str, list[str]] = {}
    for one in results:
        for person, homes in one["main_residences_elsewhere"].items():
            elsewhere.setdefault(person, []).extend(f"{home} in {one['body']}" for home in homes)
    if elsewhere:
        out.print(
            f"  {len(elsewhere):,} persons have the exemption of s.41 in more than one local body, "
            f"the first for {' and '.join(next(iter(elsewhere.values())))}: {_ONE_REGISTER}"
        )


def _sums(results: list[dict[str, Any]]) -> tuple[str, str]:
    return (
        f"{sum(one['bills'] for one in results):,}",
        f"{sum(one['bills_to_pay'] for one in results):,}",
    )


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(assess)
