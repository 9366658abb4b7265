"""`thidin simulate`: another law, other prices or another reading, against the live registers."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from api.charts import (
    CLASSES,
    Revenue,
    band_name,
    revenue_by_class,
    together,
    wants_thai,
    winners_and_losers,
    write_chart,
)
from api.cli.printing import (
    AsJson,
    MaybeBody,
    Position,
    Scheduler,
    Year,
    baht,
    body_code,
    console,
    print_json,
    table,
)
from api.commands.over_workers import simulated
from api.office import Office, open_office, today
from domain import taxpayer
from domain.calendar import tax_date
from domain.errors import Refused
from domain.law import Law, load_law
from domain.price_list import PricesAnnounced
from importers.feeds.feed import Context
from importers.problems import FileRefused
from importers.reading import TableRead, read_file
from importers.receiving import decide
from projections.simulation import Band, BodyEffect, Change, bands, biggest_changes

BIGGEST = 10
WHOSE_FILE = "FILE-09"


class NothingSupposed(Refused):
    """A simulation changes something: the law, the prices or an open point."""

    code = "nothing-supposed"


class SupposedUnclear(Refused):
    """A supposed setting or price file cannot be used."""

    code = "supposed-unclear"


def simulate_(  # noqa: PLR0913 - each is an option of its own
    year: Year,
    law: Annotated[
        list[Path] | None, typer.Option("--law", help="A draft instrument (TOML), over the law.")
    ] = None,
    prices: Annotated[
        list[Path] | None, typer.Option("--prices", help="A Treasury price file, not recorded.")
    ] = None,
    decided: Annotated[
        list[str] | None, typer.Option("--set", help="An open point: name=value.")
    ] = None,
    body: MaybeBody = None,
    as_known_at: Position = None,
    scheduler: Scheduler = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Write a chart to this .svg or .png file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a change would bring: revenue by body and class, who pays less, who pays more."""
    thai = wants_thai(chart) if chart else False
    if not (law or prices or decided):
        raise NothingSupposed(
            "Suppose something: --law FILE, --prices FILE or --set NAME=VALUE (a wrong NAME "
            "lists them all)."
        )
    office = open_office()
    codes = [body_code(body)] if body else list(office.registers.codes())
    if not codes:
        raise NothingSupposed("No local body has joined yet: there is no register to try it on.")
    supposed = _supposed(office.law, law or [], decided or [])
    lists = _price_events(office, prices or [], codes, year=year)
    effects = []
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as bar:
        task = bar.add_task("simulating", total=len(codes))
        for effect in simulated(
            office,
            supposed,
            tax_year=year,
            codes=codes,
            prices=lists,
            position=as_known_at,
            scheduler=scheduler,
        ):
            effects.append(effect)
            bar.advance(task)
    by_band, biggest = bands(effects), biggest_changes(effects, BIGGEST)
    if chart:
        revenues = [_revenue(one, place, when) for one in effects for place, when in _WHENS]
        shown = [
            revenue_by_class(revenues, year=year, thai=thai),
            winners_and_losers(by_band, year=year, thai=thai),
        ]
        write_chart(together(shown), chart)
    if as_json:
        print_json(_as_json(year, effects, by_band, biggest))
        return
    _show(console(), year, effects, by_band, biggest)
    if chart:
        console().print(f"Chart: {chart}")


_WHENS = ((0, "as it is"), (1, "supposed"))


def _supposed(law: Law, files: list[Path], decided: list[str]) -> Law:
    """Return the law with draft files over it and open points decided otherwise."""
    supposed = load_law(extra=files) if files else law
    values = {}
    for one in decided:
        name, equals, value = one.partition("=")
        if not equals:
            raise SupposedUnclear(f"An open point is set as name=value, not {one!r}.")
        values[name.strip()] = value.strip()
    return supposed.having(values) if values else supposed


def _price_events(
    office: Office, files: list[Path], codes: list[int], *, year: int
) -> dict[int, list[PricesAnnounced]]:
    """Read price files into announcements by province; nothing is recorded.

    Prices of a file that names no day are tried as in force on the year's 1 January.
    """
    provinces = {office.registers.body(code).must_have_joined().province for code in codes}
    events: dict[int, list[PricesAnnounced]] = {}
    for file in files:
        for province in sorted(provinces):
            context = Context(
                body=None,
                province=province,
                today=today(),
                identify=office.vault.pseudonyms,
                join=office.vault.joints,
                as_of=tax_date(year),
            )
            tables = _price_tables(file, context)
            for one in decide(office.registers, tables, by=office.sender(), confirmed=True):
                if one.place == province:
                    events.setdefault(province, []).extend(one.price_events())
    return events


def _price_tables(file: Path, context: Context) -> list[TableRead]:
    """Read a price file; `SupposedUnclear` for a file that is about a body's own register."""
    wrong = f"{file.name} is no price file of the Treasury."
    try:
        tables = read_file(file, context)
    except FileRefused as refused:
        if any(problem.code == WHOSE_FILE for problem in refused.problems):
            raise SupposedUnclear(wrong) from refused
        raise
    if any(not handed.province for table in tables for handed in table.handed):
        raise SupposedUnclear(wrong)
    return tables


def _revenue(effect: BodyEffect, place: int, when: str) -> Revenue:
    sums = {name: both[place] for name, both in effect.by_class.items()}
    return Revenue(body=effect.body, name=effect.name, when=when, by_class_satang=sums)


_FROM_TO = ("ปัจจุบัน as it is", "สมมุติ supposed", "ต่าง difference")


def _show(
    out: Console,
    year: int,
    effects: list[BodyEffect],
    by_band: list[Band],
    biggest: list[Change],
) -> None:
    out.print(
        table(
            f"รายได้ภาษี revenue, ปีภาษี {year}",
            ("อปท.", "การใช้ประโยชน์ class", *_FROM_TO),
            _revenue_rows(effects),
        )
    )
    out.print(
        table(
            "ผู้ได้และผู้เสีย winners and losers",
            (
                "มูลค่า (ล้านบาท) value",
                "ใบแจ้ง bills",
                "จ่ายน้อยลง less",
                "บาท baht",
                "จ่ายเพิ่ม more",
                "บาท baht",
            ),
            [
                (
                    band_name(one),
                    f"{one.taxpayers:,}",
                    f"{one.winners:,}",
                    baht(one.saved_satang),
                    f"{one.losers:,}",
                    baht(one.paid_more_satang),
                )
                for one in by_band
            ],
        )
    )
    changes = [
        (
            f"{one.body:08d}",
            taxpayer.show(one.taxpayer),
            *_three(one.before_satang, one.after_satang),
        )
        for one in biggest
    ]
    if changes:
        headings = ("อปท.", "ผู้เสียภาษี taxpayer", *_FROM_TO)
        out.print(table("เปลี่ยนมากที่สุด biggest changes", headings, changes))
    else:
        out.print("ไม่มีใบแจ้งใดเปลี่ยน No bill would change.")


def _revenue_rows(effects: list[BodyEffect]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    before_all = after_all = 0
    for one in effects:
        for name, (was, would) in one.by_class.items():
            if was or would:
                thai, english, _ = CLASSES[name]
                rows.append(("", f"{thai} {english}", *_three(was, would)))
        before, after = int(one.before_satang.sum()), int(one.after_satang.sum())
        rows.append((f"{one.body:08d} {one.name}", "รวม all", *_three(before, after)))
        before_all, after_all = before_all + before, after_all + after
    if len(effects) > 1:
        rows.append(("ทั้งหมด all", "", *_three(before_all, after_all)))
    return rows


def _three(before: int, after: int) -> tuple[str, str, str]:
    sign = "+" if after > before else ""
    return baht(before), baht(after), f"{sign}{baht(after - before)}"


def _as_json(
    year: int, effects: list[BodyEffect], by_band: list[Band], biggest: list[Change]
) -> dict[str, Any]:
    return {
        "tax_year": year,
        "bodies": [
            {
                "body": f"{one.body:08d}",
                "name": one.name,
                "before": baht(int(one.before_satang.sum())),
                "after": baht(int(one.after_satang.sum())),
                "by_class": {
                    name: {"before": baht(was), "after": baht(would)}
                    for name, (was, would) in one.by_class.items()
                },
            }
            for one in effects
        ],
        "bands": [
            {
                "least_baht": one.least_baht,
                "below_baht": one.below_baht,
                "bills": one.taxpayers,
                "winners": one.winners,
                "saved": baht(one.saved_satang),
                "losers": one.losers,
                "paid_more": baht(one.paid_more_satang),
            }
            for one in by_band
        ],
        "biggest_changes": [
            {
                "body": f"{one.body:08d}",
                "taxpayer": taxpayer.show(one.taxpayer),
                "before": baht(one.before_satang),
                "after": baht(one.after_satang),
            }
            for one in biggest
        ],
    }


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="simulate")(simulate_)
