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
    Scheduler,
    Year,
    baht,
    body_code,
    console,
    known_position,
    print_json,
    table,
)
from api.commands.over_workers import assessed
from api.office import Office, open_office
from domain.local_body import BILL_HASHES, Signed
from domain.rows import Rows
from domain.taxpayer import show
from projections.arrangement import GAPS
from projections.assessed import AssessedBody
from projections.main_residences import Homes, homes_elsewhere


def assess(
    year: Year,
    body: MaybeBody = None,
    as_known_at: Position = None,
    scheduler: Scheduler = None,
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
        for one in assessed(
            office, tax_year=year, codes=codes, position=as_known_at, scheduler=scheduler
        ):
            if as_known_at is None:
                office.views.write(one.written)
            if close:
                close_year(office, one)
            homes.append(one.homes)
            results.append(summary(one))
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


def close_year(office: Office, one: AssessedBody) -> int:
    """Record the hash of each bill, as known at the bills' position; return the log position."""
    sender = office.sender()
    made = one.written
    events = office.registers.body(made.code).close_year(
        tax_year=made.tax_year,
        as_known_at=made.position,
        law=one.law,
        bills=Rows(
            BILL_HASHES,
            {name: made.bills[name] for name in ("taxpayer", "tax_satang", "hash")},
        ),
        by=Signed(officer=sender.officer, at=sender.at),
    )
    return office.log.record(events)


def summary(one: AssessedBody) -> dict[str, Any]:
    """Return a body's year in a few figures."""
    made = one.written
    tax, by_class = made.bills["tax_satang"], one.by_class_satang
    return {
        "body": f"{made.code:08d}",
        "name": one.name_th,
        "tax_year": made.tax_year,
        "as_known_at": made.position,
        "bills": len(tax),
        "bills_to_pay": int((tax > 0).sum()),
        "tax": baht(int(tax.sum())),
        "tax_satang": int(tax.sum()),
        "by_class_satang": dict(by_class),
        "by_class": {name: baht(satang) for name, satang in by_class.items()},
        "several_main_residences": one.several_homes,
        "left_out": dict(one.left_out),
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
