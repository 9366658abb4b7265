"""`thidin demo`: three local bodies from made-up office files through the year, in a minute."""

import json
import os
import shlex
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.charts import Revenue, bills_by_size, revenue_by_class, together, write_chart
from api.cli.assessing import close_year, name_homes_elsewhere, show_years, summary
from api.cli.demo_year import PAID_LATE, DemoYear
from api.cli.doors import announce
from api.cli.explaining import explain_
from api.cli.importing import import_file
from api.cli.printing import baht, console, table
from api.cli.proving import verify
from api.cli.tracing import receipt as write_receipt
from api.cli.tracing import tree
from api.commands.trace import follow, payment_of
from api.office import DATABASE_URL, KEY_FILE, Office, open_office
from domain.local_body import Signed
from domain.taxpayer import show
from generator.pilot import make_city_map, make_pilot
from projections.assessed import assessed_body
from projections.effect import tax_by_class
from projections.run import run

KINDS = {"city": "CITY_MUN", "sub_district": "SUB_MUN", "tao": "TAO"}
LATE = "late transfer"
SHOP = "shophouse"
SHOPS_OTHER_PLOT = "the shopkeeper's other plot"
VACANT = "seventh vacant year"
BOTH_OWNERS = "house on another's land"
YEARS = (2568, 2569)
BAR_WIDTH = 46
EVERY_NEIGHBOUR = 8
"""In the other bodies one notice of so many is paid."""


@dataclass(frozen=True, kw_only=True)
class Pilot:
    """The made-up files and what their manifest says of them."""

    folder: Path
    bodies: Sequence[dict[str, Any]]
    files: Sequence[dict[str, Any]]
    stories: dict[str, dict[str, Any]]

    @staticmethod
    def make(folder: Path, *, seed: int) -> "Pilot":
        """Make the files anew."""
        shutil.rmtree(folder, ignore_errors=True)
        make_pilot(folder, seed=seed, dirt=1.0)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files = [*manifest["files"], make_city_map(folder, seed=seed)]
        return Pilot(
            folder=folder,
            bodies=manifest["bodies"],
            files=sorted(files, key=lambda one: (one["order"], one["path"])),
            stories={one["name"]: one for one in manifest["stories"]},
        )

    def code_of(self, story: str) -> str:
        """Return the parcel code of a story."""
        return str(self.stories[story]["parcel_codes"][0])

    def late_file(self) -> dict[str, Any]:
        """Return the file that brings the transfer of last year."""
        delivered = self.stories[LATE]["facts"]["delivered_in"]
        return next(one for one in self.files if delivered in one["path"])


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's files and databases go.")] = Path(
        "var/demo"
    ),
    seed: Annotated[int, typer.Option(help="Another seed makes other people and plots.")] = 7,
) -> None:
    """Build a pilot of three local bodies, assess it, explain a bill, take one through its year."""
    out = console()
    started = time.monotonic()
    out.rule("1. The offices' files, mess included")
    pilot = Pilot.make(folder / "files", seed=seed)
    for stale in folder.glob("thidin*"):
        stale.unlink()
    os.environ[DATABASE_URL] = f"sqlite:///{folder / 'thidin.sqlite'}"
    os.environ[KEY_FILE] = str(folder / "thidin.key")
    office = open_office()
    rows = sum(one["rows"] for one in pilot.files)
    out.print(f"{len(pilot.files)} files, {rows:,} rows in {pilot.folder}")
    _join(out, office, pilot)
    out.rule("2. Imported as a clerk would")
    late = pilot.late_file()
    _import(out, office, pilot, [one for one in pilot.files if one is not late])
    out.rule("3. Assessed")
    _assess(out, office, folder)
    out.rule("4. One bill explained")
    _explain(out, pilot, SHOP)
    _year(out, office, pilot, folder, late)
    _neighbours(out, office, pilot, folder)
    out.rule("11. Proved again from the log, and what to try next")
    _close_and_verify(out, office)
    _next(out, folder, pilot, time.monotonic() - started)
    announce(office, folder, out)


def _year(out: Console, office: Office, pilot: Pilot, folder: Path, late: dict[str, Any]) -> None:
    """Take one body through its year, from notices to arrears."""
    year = DemoYear(
        office=office,
        out=out,
        body=int(pilot.stories[LATE]["body"]),
        tax_year=YEARS[-1],
        folder=folder,
        spared=[pilot.code_of(name) for name in (LATE, VACANT, BOTH_OWNERS, SHOP)],
    )
    out.rule("5. The year's notices")
    year.issue()
    out.rule("6. Money comes in by three channels")
    year.collect()
    out.rule("7. A transfer that came late")
    year.bill_the_difference(_late(out, office, pilot, late))
    out.rule("8. An objection nobody answered")
    year.object(pilot.code_of(VACANT))
    out.rule("9. Arrears")
    code = pilot.code_of(BOTH_OWNERS)
    bill = year.warn_the_late(code)
    before = year.ask_clearance(code)
    receipt = year.pay_late(bill)
    year.ask_clearance(code, before=before)
    out.rule("10. One satang of that payment, from the bank to the band and back to the office")
    out.print(f"[dim]$ thidin trace {receipt}[/]")
    show_trace(office, receipt)
    out.print(f"[dim]$ thidin receipt {receipt} --to receipt.json[/]")
    write_receipt(receipt, to=folder / "receipt.json")


def _neighbours(out: Console, office: Office, pilot: Pilot, folder: Path) -> None:
    """Let the other bodies collect as well, so that the city has somebody to be held against."""
    city, paid = int(pilot.stories[LATE]["body"]), 0
    shop = pilot.stories[SHOPS_OTHER_PLOT]
    for code in (one for one in office.registers.codes() if one != city):
        year = DemoYear(
            office=office,
            out=Console(quiet=True),
            body=code,
            tax_year=YEARS[-1],
            folder=folder,
            spared=shop["parcel_codes"] if int(shop["body"]) == code else (),
        )
        year.issue()
        paid += year.collect_at_the_counter(every=EVERY_NEIGHBOUR)
    out.print(f"\nThe other bodies collect too: {paid:,} taxpayers paid at their counters.")


def _join(out: Console, office: Office, pilot: Pilot) -> None:
    sender = office.sender()
    for one in pilot.bodies:
        body = office.registers.body(int(one["code"]))
        office.log.record(
            [
                body.join(
                    name_th=one["name"],
                    name_en=one["english"],
                    kind=KINDS[one["kind"]],
                    province=one["province"],
                    by=Signed(officer=sender.officer, at=sender.at),
                )
            ]
        )
        out.print(
            f"[dim]$ thidin join {one['code']} --name {one['name']} "
            f"--name-en '{one['english']}' --kind {KINDS[one['kind']]} "
            f"--province {one['province']}[/]"
        )


def _import(out: Console, office: Office, pilot: Pilot, files: Sequence[dict[str, Any]]) -> None:
    shown = []
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("importing", total=len(files))
        for one in files:
            begun = time.monotonic()
            result = _import_one(office, pilot, one)
            took = time.monotonic() - begun
            tables = result["tables"]
            shown.append(
                (
                    one["path"],
                    ", ".join(dict.fromkeys(found["feed"] for found in tables)),
                    *(
                        f"{sum(found[name] for found in tables):,}"
                        for name in ("rows", "applied", "unchanged", "quarantined")
                    ),
                    f"{took:.1f}",
                )
            )
            bar.advance(task)
    first = files[0]
    out.print(f"[dim]$ {_command(pilot, first)}[/]   …and so on for each file:")
    headings = ("file", "feed", "rows", "applied", "unchanged", "kept back", "s")
    out.print(table("", headings, shown))
    out.print(
        "Rows that were kept back are in correction files beside the database "
        "(…/corrections): mend them there and hand them in again."
    )


def _import_one(
    office: Office, pilot: Pilot, one: dict[str, Any], *, dry_run: bool = False
) -> dict[str, Any]:
    return import_file(
        office,
        pilot.folder / one["path"],
        out=None,
        body=int(one["body"]) if one["body"] else None,
        province=one["province"] or None,
        as_of=date.fromisoformat(one["as_of"]) if one["as_of"] else None,
        dry_run=dry_run,
        tax_year=YEARS[-1],
        confirm=True,
        corrections=pilot.folder.parent / "corrections",
    )


def _command(pilot: Pilot, one: dict[str, Any]) -> str:
    words = ["thidin", "import", str(pilot.folder / one["path"])]
    for option in ("body", "province", "as_of"):
        if one[option]:
            words += [f"--{option.replace('_', '-')}", str(one[option])]
    return shlex.join(words)


def _assess(out: Console, office: Office, folder: Path) -> None:
    office.follow()
    for year in YEARS:
        results, homes = [], []
        codes = office.registers.codes()
        for bills in run(office.registers, office.law, tax_year=year, codes=codes):
            one = assessed_body(bills)
            office.views.write(one.written)
            homes.append(one.homes)
            results.append(summary(one))
        name_homes_elsewhere(office, results, homes)
        out.print(f"[dim]$ thidin assess --year {year}[/]")
        show_years(out, results, year)
    _picture(out, office, folder)


def _picture(out: Console, office: Office, folder: Path) -> None:
    """Draw revenue by class, and bills by size, in the terminal and into a file."""
    year = YEARS[-1]
    sums: dict[str, int] = {}
    sizes: dict[str, int] = dict.fromkeys(_SIZES, 0)
    revenues: list[Revenue] = []
    taxes: list[int] = []
    for code in office.registers.codes():
        bills = office.registers.bills(code, office.law, tax_year=year)
        by_class = tax_by_class(bills)
        for name, satang in by_class.items():
            sums[name] = sums.get(name, 0) + satang
        taxes += bills.assessment.bill_tax_satang.tolist()
        revenues.append(
            Revenue(
                body=code,
                name=bills.body.must_have_joined().name_th,
                when=str(year),
                by_class_satang=by_class,
            )
        )
    for tax in taxes:
        sizes[_size_of(tax)] += 1
    out.print(f"\n[bold]Revenue of {year} by class of use[/]")
    _bars(out, sums, lambda satang: f"{baht(satang)} baht")
    out.print(f"\n[bold]Bills of {year} by size[/]")
    _bars(out, sizes, lambda count: f"{count:,}")
    chart = folder / "revenue-and-bills.svg"
    shown = [
        revenue_by_class(revenues, year=year, thai=True),
        bills_by_size(taxes, year=year, thai=True),
    ]
    write_chart(together(shown), chart)
    out.print(f"\nThe same as a picture: {chart}")


_SIZES = {
    "0": 0,
    "up to 100 baht": 100_00,
    "up to 1,000": 1_000_00,
    "up to 10,000": 10_000_00,
    "up to 100,000": 100_000_00,
    "above 100,000": 2**62,
}


def _size_of(satang: int) -> str:
    return next(name for name, limit in _SIZES.items() if satang <= limit)


def _bars(out: Console, values: dict[str, int], shown: Any) -> None:  # noqa: ANN401 - a formatter
    most = max(values.values(), default=0) or 1
    for name, value in values.items():
        out.print(f"  {name:<16} [cyan]{'█' * (value * BAR_WIDTH // most)}[/] {shown(value)}")


def _explain(out: Console, pilot: Pilot, name: str) -> None:
    story = pilot.stories[name]
    out.print(f"{story['thai']} {story['english']} ({', '.join(story['sections'])})")
    code, body = story["parcel_codes"][0], story["body"]
    out.print(f"[dim]$ thidin explain --property {code} --body {body} --year {YEARS[-1]}[/]\n")
    explain_(body=body, year=YEARS[-1], property_=code)


def _late(out: Console, office: Office, pilot: Pilot, late: dict[str, Any]) -> int:
    """Import the late file, show both views of 1 January, and return the buyer."""
    story = pilot.stories[LATE]
    code = int(story["body"])
    people = [story["owner_ids"][0], story["facts"]["buyer_id"]]
    seller, buyer = (int(one) for one in office.vault.pseudonyms(people))
    out.print(f"{story['thai']} {story['english']}")
    before = office.log.head()
    effect = _import_one(office, pilot, late, dry_run=True)["effects"][0]
    out.print(
        f"[dim]$ {_command(pilot, late)} --dry-run[/]\n  Effect on {YEARS[-1]}: "
        f"{effect['before']} → {effect['after']} baht, {effect['bills_that_differ']} bills differ."
    )
    _import_one(office, pilot, late)
    after = office.log.head()
    rows = []
    for who, taxpayer in (("seller", seller), ("buyer", buyer)):
        sums = []
        for position in (before, after):
            bills = office.registers.bills(
                code, office.law, tax_year=YEARS[-1], position=position, parties=[taxpayer]
            )
            sums.append(int(bills.assessment.bill_tax_satang.sum()))
        rows.append((f"{who} {show(taxpayer)}", *(baht(one) for one in sums)))
    headings = (
        f"who owes for 1 January {YEARS[-1]}",
        f"as known at position {before}",
        f"as known at position {after}",
    )
    out.print(table("", headings, rows))
    out.print("Both answers stay askable: nothing was edited, an act was added.")
    return buyer


def show_trace(office: Office, receipt: str) -> None:
    """Print the way of a payment's first satang."""
    payment = payment_of(office, receipt)
    console().print(tree(office, follow(office, payment, number=1, on=PAID_LATE)))


def _close_and_verify(out: Console, office: Office) -> None:
    year = YEARS[0]
    for code in office.registers.codes():
        bills = office.registers.bills(code, office.law, tax_year=year)
        close_year(office, assessed_body(bills))
    out.print(f"[dim]$ thidin assess --year {year} --close && thidin verify[/]")
    verify()


def _next(out: Console, folder: Path, pilot: Pilot, seconds: float) -> None:
    late = pilot.stories[LATE]
    code = late["parcel_codes"][0]
    out.print(f"\nDone in {seconds:.0f} s. Try next, in this folder:")
    out.print(f"  export {DATABASE_URL}=sqlite:///{folder / 'thidin.sqlite'}")
    out.print(f"  export {KEY_FILE}={folder / 'thidin.key'}")
    for line in (
        ".venv/bin/thidin status",
        f".venv/bin/thidin history {code} --body {late['body']}",
        f".venv/bin/thidin explain --property {code} --body {late['body']} --year {YEARS[-1]}",
        f".venv/bin/thidin clearance {code} --body {late['body']}",
        ".venv/bin/thidin ledger --by-day",
        ".venv/bin/thidin verify",
        f".venv/bin/thidin simulate --year {YEARS[-1]} --set contiguous_buildings=apart",
    ):
        out.print(f"  {line}")


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(demo)
