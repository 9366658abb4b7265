"""A property's history on the screen: what was recorded, and what was known when."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.explained.amounts import KINDS, area
from api.explained.bill import said_by, source
from api.explained.facts import CLASSES, day, fact_in_words, subject
from domain import taxpayer
from domain.money import show_baht_grouped
from projections.history import History, Known


def show_history(out: Console, found: History) -> None:
    """Print a property's facts in the order of the log, then the matrix of both time axes."""
    out.print(f"[bold]{found.property}[/] · {found.body:08d} · {', '.join(found.names)}")
    facts = Table(
        title="บันทึกตามลำดับ recorded, in order",
        title_justify="left",
        title_style="bold cyan",
        box=SIMPLE_HEAD,
        header_style="dim",
        expand=True,
    )
    facts.add_column("@", justify="right", no_wrap=True)
    facts.add_column("บันทึก recorded", no_wrap=True)
    facts.add_column("ตั้งแต่ since", no_wrap=True)
    facts.add_column("เกี่ยวกับ about", no_wrap=True, overflow="fold")
    facts.add_column("ข้อเท็จจริง fact", ratio=1)
    facts.add_column("ผู้แจ้ง who said it", width=24)
    facts.add_column("ไฟล์:แถว file:row", no_wrap=True)
    for fact in found.facts:
        facts.add_row(
            f"{fact.origin.position}",
            day(fact.origin.recorded_at.date()),
            day(fact.since),
            subject(fact),
            fact_in_words(fact),
            said_by(fact),
            source(fact),
        )
    out.print(facts)
    matrix = Table(
        title="จริง ณ 1 มกราคม ตามที่ทราบ ณ ตำแหน่ง · true on 1 January, as known at position",
        title_justify="left",
        title_style="bold cyan",
        box=SIMPLE_HEAD,
        header_style="dim",
        show_lines=True,
    )
    matrix.add_column("ปีภาษี tax year")
    for position in found.positions:
        matrix.add_column(f"@{position}")
    for year in dict.fromkeys(one.tax_year for one in found.known):
        row = [one for one in found.known if one.tax_year == year]
        matrix.add_row(f"{year}", *(_cell(one) for one in row))
    out.print(matrix)


def _cell(known: Known) -> str:
    if not known.kind:
        return "–"
    thai, english = KINDS[known.kind]
    owner = taxpayer.show(known.party) if known.party else "ไม่ทราบเจ้าของ owner unknown"
    use = ", ".join(CLASSES[name] for name in known.uses) or "ไม่ทราบการใช้ use unknown"
    price = "ไม่มีราคา no price"
    if known.price_satang is not None:
        price = f"{show_baht_grouped(known.price_satang)} บาท/หน่วย"
    return f"{thai} {english} {area(known.kind, known.area)}\n{owner}\n{use}\n{price}"
