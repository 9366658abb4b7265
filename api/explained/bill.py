"""A bill on the screen: sections in the margin, figures on the right, then the facts behind."""

from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.explained.facts import AUTHORITIES, day, fact_in_words, subject
from api.explained.steps import OF_TABLE, Footnotes, Step, steps_of
from domain import taxpayer
from domain.calendar import show_date_be, tax_date
from domain.law import Citation
from domain.money import show_baht_grouped
from projections.difference import PARTS, Difference
from projections.explanation import Explanation
from projections.origin import Fact
from projections.properties import GAPS

SHOWN_PROPERTIES = 3
HASH_DIGITS = 8


def show_explanation(
    out: Console, bill: Explanation, *, names: Mapping[int, str] | None = None
) -> None:
    """Print a bill. `names` are the taxpayer's and the joint owners', where they may be shown."""
    known = names or {}
    who = taxpayer.show(bill.taxpayer)
    out.print(
        Text.assemble(
            (f"{bill.body_name} {bill.body:08d} · ปีภาษี {bill.tax_year} · {who}", "bold"),
            f"  {known[bill.taxpayer]}" if bill.taxpayer in known else "",
        )
    )
    out.print(
        f"ข้อเท็จจริง ณ {show_date_be(tax_date(bill.tax_year))} ตามที่ทราบ ณ ตำแหน่ง "
        f"{bill.known_at} · facts of that day, as known at log position {bill.known_at}"
    )
    notes = Footnotes()
    for fact in bill.members:
        member = int(fact.values["member"])
        name = escape(f" {known[member]}") if member in known else ""
        out.print(f"  {fact_in_words(fact)}{name} [dim]\\[{notes.number(fact)}][/]")
    for line in bill.lines:
        out.print(_line_table(line.number, OF_TABLE[line.table], steps_of(line, notes)))
    _totals(out, bill)
    for one in bill.left_out:
        out.print(f"  [yellow]ไม่อยู่ในใบแจ้ง left out:[/] {one.property}: {GAPS[one.code]}")
    if notes.facts:
        out.print(_facts_table(notes.facts))
    _law(out, bill)


def _line_table(number: int, title: str, steps: Iterable[Step]) -> Table:
    shown = Table(
        title=f"รายการ line {number}: {title}",
        title_justify="left",
        title_style="bold cyan",
        box=SIMPLE_HEAD,
        show_header=False,
        expand=True,
    )
    shown.add_column(style="dim", width=12)
    shown.add_column(ratio=1)
    shown.add_column(style="dim", width=12)
    shown.add_column(justify="right", no_wrap=True, min_width=20)
    for step in steps:
        facts = " ".join(f"\\[{one}]" for one in step.facts)
        shown.add_row(step.section, step.words, facts, step.baht, style="bold" * step.strong)
    return shown


def _totals(out: Console, bill: Explanation) -> None:
    if bill.phase_in_satang:
        out.print(
            f"s.97  บรรเทาภาระ relief of the first years, ภาษีเดิม old tax "
            f"{show_baht_grouped(bill.old_tax_satang)}: -{show_baht_grouped(bill.phase_in_satang)}"
        )
    added = " + ".join(show_baht_grouped(line.tax_satang) for line in bill.lines)
    parts = f" = {added}" if len(bill.lines) > 1 else ""
    out.print(
        Text(f"ภาษีที่ต้องชำระ tax to pay: {show_baht_grouped(bill.tax_satang)} บาท{parts}", "bold")
    )


def _facts_table(facts: Sequence[Fact]) -> Table:
    shown = Table(
        title="ที่มาของข้อเท็จจริง where each fact comes from",
        title_justify="left",
        title_style="bold cyan",
        box=SIMPLE_HEAD,
        header_style="dim",
        expand=True,
    )
    shown.add_column("", justify="right", no_wrap=True)
    shown.add_column("เกี่ยวกับ about", no_wrap=True, overflow="fold")
    shown.add_column("ข้อเท็จจริง fact", ratio=1)
    shown.add_column("ตั้งแต่ since", justify="right", no_wrap=True)
    shown.add_column("ผู้แจ้ง who said it", width=24)
    shown.add_column("ไฟล์:แถว file:row", no_wrap=True)
    shown.add_column("บันทึก recorded", no_wrap=True)
    for number, fact in enumerate(facts, 1):
        shown.add_row(
            f"\\[{number}]",
            subject(fact),
            fact_in_words(fact),
            day(fact.since),
            said_by(fact),
            source(fact),
            f"@{fact.origin.position}, {day(fact.origin.recorded_at.date())}",
        )
    return shown


def said_by(fact: Fact) -> str:
    """Write which office said it, in which feed, and the day its data stands for."""
    authority = AUTHORITIES.get(fact.origin.authority, fact.origin.authority)
    return f"{authority} {fact.origin.feed} ({day(fact.origin.as_of)})"


def source(fact: Fact) -> str:
    """Write the file and row a fact came from, or the officer who typed it in."""
    origin = fact.origin
    if not origin.file_sha256:
        return f"{origin.officer} {origin.reason}".strip()
    return f"{origin.file_sha256[:HASH_DIGITS]}:{origin.row}"


def _law(out: Console, bill: Explanation) -> None:
    cited: list[Citation] = []
    for line in bill.lines:
        cited.append(line.rates_citation)
        cited += [line.exempted.citation] if line.exempted else []
        cited += [line.vacancy_citation] if line.vacancy_citation else []
        cited += [one.citation for one in line.reductions]
    cited += [bill.phase_in_citation] if bill.phase_in_citation else []
    out.print(f"[dim]กฎหมาย law {bill.law[:HASH_DIGITS]}:[/]")
    for instrument in dict.fromkeys(one.instrument for one in cited):
        mine = [one for one in cited if one.instrument == instrument]
        sections = ", ".join(sorted({one.provision for one in mine}))
        gazetted = f", {show_date_be(mine[0].gazette_date)}" if mine[0].gazette_date else ""
        out.print(f"  [dim]{mine[0].title_th} · {mine[0].title_en}{gazetted}: {sections}[/]")
    for setting in bill.assumptions:
        english = setting.english.removeprefix("ASSUMPTION: ")
        thai = setting.thai.removeprefix("ASSUMPTION: ")
        out.print(
            f"  [dim]ASSUMPTION {setting.provision} {thai} · {english} ({setting.decides})[/]"
        )


def show_difference(out: Console, found: Difference) -> None:
    """Print why a bill differs from last year's, part by part."""
    shown = Table(
        title=f"ทำไมต่างจากปี {found.before_year} why it differs from {found.before_year}",
        title_justify="left",
        title_style="bold cyan",
        box=SIMPLE_HEAD,
        show_header=False,
        expand=True,
    )
    shown.add_column(style="dim", width=12)
    shown.add_column(ratio=1)
    shown.add_column(justify="right", no_wrap=True, min_width=20)
    before = f"ปี {found.before_year} (ตามที่ทราบ ณ ตำแหน่ง as known at {found.before_known_at})"
    shown.add_row("", before, show_baht_grouped(found.before_satang), style="bold")
    for part in found.parts:
        section, thai, english = PARTS[part.key]
        named = ", ".join(part.properties[:SHOWN_PROPERTIES])
        more = len(part.properties) - SHOWN_PROPERTIES
        named += f" +{more}" if more > 0 else ""
        words = f"{thai} {english}{f': {named}' if named else ''}"
        sign = "+" if part.satang > 0 else ""
        shown.add_row(section, words, f"{sign}{show_baht_grouped(part.satang)}")
    if not found.parts:
        shown.add_row("", "ไม่มีอะไรเปลี่ยน nothing changed", "")
    shown.add_row("", f"ปี {found.after_year}", show_baht_grouped(found.after_satang), style="bold")
    out.print(shown)
