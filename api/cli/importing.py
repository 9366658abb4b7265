"""`thidin import`: hand in files as the offices sent them."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from api.cli.printing import AsJson, baht, body_code, console, day, plain, print_json, table
from api.explained.facts import fact_in_words
from api.office import Office, open_office, today
from domain.calendar import be_year, show_date_be
from importers.carriers.open import sha256_of
from importers.feeds.feed import Context, Identify
from importers.mending import write_corrections
from importers.problems import FileRefused, Severity, file_problem
from importers.reading import TableRead, read_file
from importers.receiving import Decided, decide, decide_and_record
from importers.remembering import Remembering
from projections.changes import changes_of
from projections.effect import Effect, effect_of_delivery, effect_of_prices

SHOWN_PROBLEMS = 12
SHOWN_CHANGES = 10
DAYS_TO_MEND = 90


def import_(  # noqa: PLR0913 - each is an option of its own
    files: Annotated[list[Path], typer.Argument(help="Files as the offices sent them.")],
    body: Annotated[
        str | None, typer.Option(help="Local body, 8-digit code; not for the Treasury's lists.")
    ] = None,
    province: Annotated[
        int | None, typer.Option(help="Province, 2-digit code, if a price list does not say it.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Day the data stands for, YYYY-MM-DD, if the file has none.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show differences and effect; record nothing.")
    ] = False,
    year: Annotated[
        int | None, typer.Option(help="Tax year for the effect; default: the current one.")
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Accept an implausibly large change.")
    ] = False,
    corrections: Annotated[
        Path | None, typer.Option(help="Folder for correction files; default: beside the file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import files: check every row, show problems, record what says something new."""
    office = open_office()
    out = console()
    results = []
    for file in files:
        result = import_file(
            office,
            file,
            out=None if as_json else out,
            body=body_code(body) if body else None,
            province=province,
            as_of=day(as_of, "--as-of") if as_of else None,
            dry_run=dry_run,
            tax_year=year or be_year(today()),
            confirm=confirm,
            corrections=corrections,
        )
        results.append(result)
    if not dry_run:
        office.follow()
    if as_json:
        print_json(results)


def import_file(  # noqa: PLR0913 - the options of the command
    office: Office,
    file: Path,
    *,
    out: Console | None,
    body: int | None,
    province: int | None,
    as_of: date | None,
    dry_run: bool,
    tax_year: int,
    confirm: bool,
    corrections: Path | None,
) -> dict[str, Any]:
    if not file.is_file() or not os.access(file, os.R_OK):
        raise FileRefused(file_problem("FILE-10", name=file.name))
    remembered = Remembering(office.vault)
    identify = office.vault.pseudonyms if dry_run else remembered.identify
    with _progress(out) as advanced:
        tables = read_file(
            file,
            _context(office, identify, body, province, as_of),
            remember=None if dry_run else remembered.take,
            advanced=advanced(file.name),
        )
    effects: list[Effect] = []
    position: int | None = None
    if dry_run:
        decided = decide(office.registers, tables, by=office.sender(), confirmed=True)
        effects = _effects(office, decided, tax_year)
    else:
        # Refusals first, then people, then the log: a taxpayer in the log whose name is not in
        # the vault could never be told.
        by = office.sender()
        decided = decide(office.registers, tables, by=by, confirmed=confirm)
        _keep(office, file, tables)
        remembered.flush()
        decided, position = decide_and_record(
            office.registers, tables, by=by, confirmed=confirm, decided=decided
        )
    known = {id(one.table) for one in decided if one.already}
    written = [_corrections(file, one, corrections) for one in tables if id(one) not in known]
    if out is not None:
        _show(out, office, file, decided, effects, position=position, written=written)
    return _as_json(file, decided, effects, position, written)


def _context(
    office: Office,
    identify: Identify,
    body: int | None,
    province: int | None,
    as_of: date | None,
) -> Context:
    if body is not None:
        province = office.registers.body(body).must_have_joined().province
    return Context(
        body=body,
        province=province,
        today=today(),
        identify=identify,
        join=office.vault.joints,
        as_of=as_of,
    )


class _progress:  # noqa: N801 - used as a statement
    """A bar on long work, where somebody looks."""

    def __init__(self, out: Console | None) -> None:
        self.bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("rows"),
            console=Console(stderr=True),
            transient=True,
            disable=out is None or not out.is_terminal,
        )

    def __enter__(self) -> Callable[[str], Callable[[int], None]]:
        self.bar.start()

        def begin(name: str) -> Callable[[int], None]:
            task = self.bar.add_task(name, total=None)
            return lambda rows: self.bar.advance(task, rows)

        return begin

    def __exit__(self, *_: object) -> None:
        self.bar.stop()


def _effects(office: Office, decided: Sequence[Decided], tax_year: int) -> list[Effect]:
    effects: list[Effect] = []
    for place in dict.fromkeys((one.place, one.province) for one in decided):
        mine = [one for one in decided if (one.place, one.province) == place]
        if place[1]:
            events = [event for one in mine for event in one.price_events()]
            effects += effect_of_prices(
                office.registers, office.law, province=place[0], events=events, tax_year=tax_year
            )
        else:
            changes = [event for one in mine for event in one.register_events()]
            effects.append(
                effect_of_delivery(
                    office.registers, office.law, body=place[0], events=changes, tax_year=tax_year
                )
            )
    return effects


def _keep(office: Office, file: Path, tables: Sequence[TableRead]) -> None:
    """Keep a file of which rows were kept back, sealed in the vault, for the time to mend them."""
    if any(one.quarantined_rows() for one in tables):
        until = today() + timedelta(days=DAYS_TO_MEND)
        office.vault.keep_file(sha256_of(file), file.read_bytes(), until=until)


def _corrections(file: Path, read: TableRead, folder: Path | None) -> Path | None:
    return write_corrections(file, read, folder or file.parent)


def _show(
    out: Console,
    office: Office,
    file: Path,
    decided: Sequence[Decided],
    effects: Sequence[Effect],
    *,
    position: int | None,
    written: Sequence[Path | None],
) -> None:
    seen: set[int] = set()
    for one in decided:
        head = f"[bold]{plain(file.name)}[/] {one.table.feed_thai} ({one.table.feed})"
        where = f"province {one.place:02d}" if one.province else f"{one.place:08d}"
        if one.already:
            changed = "its outlines were added" if one.events else "nothing was changed"
            out.print(f"{head} → {where}: already recorded; {changed}.")
            continue
        act = one.act
        out.print(
            f"{head} → {where}: {act.rows_in:,} rows = {act.rows_applied:,} applied "
            f"+ {act.rows_unchanged:,} unchanged + {act.rows_quarantined:,} quarantined"
        )
        if id(one.table) not in seen:
            seen.add(id(one.table))
            _show_problems(out, one.table)
    if position is None:
        for one in decided:
            _show_changes(out, office, one)
    for effect in effects:
        sign = "+" if effect.difference_satang >= 0 else ""
        out.print(
            f"  {effect.body:08d} tax year {effect.tax_year}: {baht(effect.total_before_satang)} → "
            f"{baht(effect.total_after_satang)} baht ({sign}{baht(effect.difference_satang)}), "
            f"{len(effect.taxpayer):,} bills differ"
        )
    for path in filter(None, written):
        out.print(f"  Correction file: {path}")
    if position is None:
        out.print("  Dry run: nothing was recorded.")
    else:
        out.print(f"  Log position {position}.")


def _show_changes(out: Console, office: Office, one: Decided) -> None:
    """Show what a dry run would change: counts by kind of fact, and the first changes in words."""
    if one.province or one.already:
        return
    found = changes_of(
        office.registers.register(one.place), one.register_events(), most=SHOWN_CHANGES
    )
    counts = [
        f"{name}: {found.changed.get(name, 0):,} would change, {found.fresh.get(name, 0):,} are new"
        for name in found.fresh
    ]
    out.print("  " + "; ".join(counts) if counts else "  Nothing would change.")
    rows = [
        (
            change.after.subject,
            show_date_be(change.after.since),
            fact_in_words(change.before) if change.before else "–",
            fact_in_words(change.after),
        )
        for change in found.shown
    ]
    if rows:
        headings = ("ทรัพย์สิน property", "ตั้งแต่ since", "เดิม known", "ใหม่ would be")
        out.print(table("", headings, rows))


def _show_problems(out: Console, read: TableRead) -> None:
    counts = Counter((one.code, one.severity) for one in read.problems)
    first = {one.code: one for one in reversed(read.problems)}
    rows = [
        (code, _WEIGHT[severity], f"{count:,}", first[code].thai, first[code].row or "")
        for (code, severity), count in counts.most_common(SHOWN_PROBLEMS)
    ]
    if rows:
        out.print(table("", ("code", "", "rows", "ปัญหา", "first row"), rows))


_WEIGHT = {
    Severity.REFUSED: "refused",
    Severity.QUARANTINED: "quarantined",
    Severity.TO_DO: "to do",
    Severity.NOTE: "note",
}


def _as_json(
    file: Path,
    decided: Sequence[Decided],
    effects: Sequence[Effect],
    position: int | None,
    written: Sequence[Path | None],
) -> dict[str, Any]:
    return {
        "file": file.name,
        "position": position,
        "tables": [
            {
                "feed": one.table.feed,
                "place": f"{one.place:02d}" if one.province else f"{one.place:08d}",
                "already": one.already,
                "rows": one.act.rows_in,
                "applied": one.act.rows_applied,
                "unchanged": one.act.rows_unchanged,
                "quarantined": one.act.rows_quarantined,
                "problems": [
                    {
                        "code": problem.code,
                        "severity": problem.severity,
                        "row": problem.row,
                        "column": problem.column,
                        "thai": problem.thai,
                        "english": problem.english,
                    }
                    for problem in one.table.problems
                ],
            }
            for one in decided
        ],
        "effects": [
            {
                "body": f"{effect.body:08d}",
                "tax_year": effect.tax_year,
                "before": baht(effect.total_before_satang),
                "after": baht(effect.total_after_satang),
                "bills_that_differ": len(effect.taxpayer),
            }
            for effect in effects
        ],
        "corrections": [str(path) for path in written if path],
    }


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="import")(import_)
