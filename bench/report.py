"""The figures as one table for people, and as docs/performance.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any, Final

from bench.beside_peers import Beside
from bench.collecting import (
    BURST_PER_SECOND,
    CONFIRMED,
    FILE_LINES,
    STEADY_PER_SECOND,
    VIEWED,
    VIEWS_PER_SECOND,
    File,
    Over,
)
from bench.columns_to_bills import Nationwide
from bench.files_to_log import AtOnce, Imported
from bench.log_to_register import Replayed
from bench.national_issue import NATION_NOTICES, IssuedNationwide
from bench.notices import Printed
from bench.one_body import OneBody
from bench.ordinary_log import Kept

DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "performance.md"
_MILLION: Final = 1_000_000
_BILLION: Final = 1_000_000_000
_NS: Final = _BILLION


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measurement: of what, how large, cold, warm, by unit, memory, and what is aimed at."""

    what: str
    size: str
    cold: str
    warm: str
    by_unit: str
    memory: str
    aim: str

    def cells(self) -> Sequence[str]:
        """Return the line as a table shows it."""
        return (
            self.what,
            self.size,
            self.cold,
            self.warm,
            self.by_unit,
            self.memory,
            self.aim,
        )


HEADINGS: Final = ("what", "size", "cold", "warm", "by unit", "peak memory", "aim")


def nationwide(found: Nationwide) -> list[Line]:
    """Show the nation's bills."""
    size = f"{found.properties:,} properties, {found.bills:,} bills"
    aim = f"{5 * found.properties / 72_000_000:.2f} s, 8 GiB (5 s a nation)"
    return [
        Line(
            what="columns to bills, every step kept",
            size=size,
            cold=f"{found.cold_seconds:.2f} s",
            warm=f"{found.warm_seconds:.2f} s",
            by_unit=_by_row(found.warm_seconds, found.processor_seconds, found.rows),
            memory=f"{found.peak_mib:,} MiB",
            aim=aim,
        ),
        Line(
            what="columns to bills, totals alone",
            size=size,
            cold="",
            warm=f"{found.totals_seconds:.2f} s",
            by_unit=_by_row(found.totals_seconds, found.totals_processor_seconds, found.rows),
            memory="",
            aim="",
        ),
        Line(
            what="columns read by the totals, beside what all cores read of memory",
            size=f"{found.totals_bytes / found.rows:.0f} bytes a row",
            cold="",
            warm="",
            by_unit=f"{found.totals_bytes / found.totals_seconds / _BILLION:.1f} GB/s of "
            f"{found.read_gb_per_second:.0f} GB/s (a triad {found.triad_gb_per_second:.0f} GB/s)",
            memory="",
            aim="",
        ),
    ]


def beside(found: Sequence[Beside]) -> list[Line]:
    """Show the peers; their size is their own."""
    return [
        Line(
            what=one.tool,
            size=f"{one.rows:,} rows",
            cold=f"{one.cold_seconds:.2f} s",
            warm=f"{one.warm_seconds:.2f} s, {one.times:.1f} x",
            by_unit=_by_row(one.warm_seconds, one.processor_seconds, one.rows)
            + f", {one.processor_times:.1f} x"
            if one.processor_seconds
            else f"{one.warm_seconds / one.rows * _NS:.0f} ns a row",
            memory="",
            aim=_equal(one),
        )
        for one in found
    ]


def imported(found: Sequence[Imported]) -> list[Line]:
    """Show the files of one body, and all of them together."""
    return [
        *(
            Line(
                what=f"{one.feed}.csv to log{', people kept in the vault' if one.vault else ''}",
                size=f"{one.rows:,} rows, {one.bytes / _MILLION:.0f} MB",
                cold=f"{one.seconds:.2f} s",
                warm="",
                by_unit=f"{one.rows / one.seconds:,.0f} rows/s (read {one.read_seconds:.2f} s, "
                f"decide and record {one.decide_seconds:.2f} s, vault {one.vault_seconds:.2f} s; "
                f"{one.processor_seconds / one.rows * _MILLION:.1f} us of processor a row)",
                memory=f"{one.peak_mib:,} MiB",
                aim="300,000 rows/s",
            )
            for one in found
        ),
        Line(
            what="the three together",
            size=f"{sum(one.rows for one in found):,} rows",
            cold=f"{sum(one.seconds for one in found):.2f} s",
            warm="",
            by_unit=f"{sum(one.rows for one in found) / sum(one.seconds for one in found):,.0f} "
            "rows/s",
            memory="",
            aim="300,000 rows/s",
        ),
    ]


def imported_at_once(found: AtOnce) -> list[Line]:
    """Show the files of several bodies imported at once."""
    return [
        Line(
            what=f"the three of each of {found.bodies} bodies at once, into one log",
            size=f"{found.rows:,} rows",
            cold=f"{found.seconds:.2f} s",
            warm="",
            by_unit=f"{found.rows / found.seconds:,.0f} rows/s "
            f"({found.processor_seconds / found.rows * _MILLION:.1f} us of processor a row)",
            memory="",
            aim="300,000 rows/s",
        )
    ]


def kept(found: Sequence[Kept]) -> list[Line]:
    """Show the log beside the library's ordinary use."""
    ours = found[-1]
    return [
        Line(
            what=one.way,
            size=f"{one.facts:,} facts, {one.bytes / one.facts:,.0f} bytes each",
            cold=f"written {one.write_seconds:.2f} s, read {one.read_seconds:.2f} s",
            warm="",
            by_unit=f"written {one.facts / one.write_seconds:,.0f} facts/s, read "
            f"{one.facts / one.read_seconds:,.0f} facts/s: {_of(one, ours)}",
            memory="",
            aim="",
        )
        for one in found
    ]


def _of(one: Kept, ours: Kept) -> str:
    write = one.write_seconds / one.facts / (ours.write_seconds / ours.facts)
    read = one.read_seconds / one.facts / (ours.read_seconds / ours.facts)
    size = one.bytes / one.facts / (ours.bytes / ours.facts)
    return f"{write:.0f} x, {read:.0f} x, {size:.0f} x the bytes"


def replayed(found: Replayed) -> list[Line]:
    """Show the replay."""
    return [
        Line(
            what="log to register",
            size=f"{found.facts:,} facts, {found.column_bytes / _MILLION:.0f} MB of columns",
            cold=f"{found.cold_seconds:.2f} s",
            warm=f"{found.warm_seconds:.2f} s",
            by_unit=f"{found.facts / found.warm_seconds / _MILLION:.1f} M facts/s "
            f"({found.facts / found.processor_seconds / _MILLION:.1f} by processor time)",
            memory=f"{found.peak_mib:,} MiB",
            aim="10 M facts/s",
        )
    ]


def issued(found: IssuedNationwide) -> list[Line]:
    """Show a national issue of notices."""
    size = f"{found.notices:,} notices of {found.bodies:,} bodies, {found.properties:,} parts"
    part = found.notices / NATION_NOTICES
    return [
        Line(
            what="notices prepared, approved and recorded",
            size=size,
            cold=f"{found.log_seconds:.1f} s",
            warm="",
            by_unit=f"{found.notices / found.log_seconds:,.0f} notices/s "
            f"({found.log_processor_seconds:.1f} s of processor), {found.log_mib:,} MiB of log",
            memory=f"{found.peak_mib:,} MiB",
            aim=f"{120 * part:.0f} s (2 min a nation)",
        ),
        Line(
            what="notices from the log to the read model",
            size=size,
            cold=f"{found.view_seconds:.1f} s",
            warm="",
            by_unit=f"{found.notices / found.view_seconds:,.0f} notices/s "
            f"({found.view_processor_seconds:.1f} s of processor)",
            memory="",
            aim=f"{600 * part:.0f} s (10 min a nation)",
        ),
    ]


def asked(found: Iterable[Over]) -> list[Line]:
    """Show requests over HTTP."""
    return [
        Line(
            what=f"{one.store}: {one.what}, {one.asked_per_second:,} asked a second",
            size=f"{len(one.load.seconds):,} requests, {one.load.refused:,} refused",
            cold=f"{one.load.elapsed:.1f} s",
            warm="",
            by_unit=f"{one.load.per_second:,.0f} a second; p50 {one.load.ms(0.5):.0f} ms, "
            f"p99 {one.load.ms(0.99):.0f} ms, slowest {one.load.ms(1):.0f} ms"
            + _behind(one.behind_seconds)
            + f" ({1_000_000 * one.processor_seconds / len(one.load.seconds):,.0f} us of "
            "processor each)",
            memory="",
            aim=_AIMS[one.what, one.asked_per_second],
        )
        for one in found
    ]


def _behind(seconds: float | None) -> str:
    return "" if seconds is None else f"; all recorded {seconds:.1f} s later"


_AIMS: Final[Mapping[tuple[str, int], str]] = {
    (CONFIRMED, STEADY_PER_SECOND): "300 a second for a minute, p99 250 ms",
    (CONFIRMED, BURST_PER_SECOND): "1,000 a second taken in",
    (VIEWED, VIEWS_PER_SECOND): "1,000 a second, p99 50 ms",
}


def reconciled(found: Iterable[File]) -> list[Line]:
    """Show day files held against the log."""
    return [
        Line(
            what=f"a bank's day file, {one.new:,} of its lines not told before",
            size=f"{one.lines:,} lines",
            cold=f"{one.seconds:.1f} s",
            warm="",
            by_unit=f"{one.lines / one.seconds:,.0f} lines/s "
            f"({one.processor_seconds:.1f} s of processor)",
            memory=f"{one.peak_mib:,} MiB",
            aim=f"{300 * one.lines / FILE_LINES:.1f} s (5 min for {FILE_LINES:,} lines)",
        )
        for one in found
    ]


def printed(found: Printed) -> list[Line]:
    """Show a run of notices."""
    return [
        Line(
            what="notices as PDF, joined from log, register and law, checked against the roll",
            size=f"{found.notices:,} notices in {found.files:,} files, "
            f"{found.bytes / _MILLION:.0f} MB",
            cold=f"{found.seconds:.1f} s",
            warm="",
            by_unit=f"{found.notices / found.seconds:,.0f} notices/s "
            f"({1_000 * found.processor_seconds / found.notices:.1f} ms of processor each)",
            memory=f"{found.peak_mib:,} MiB a process",
            aim="100 notices/s on 2 cores",
        )
    ]


def one_body(found: OneBody) -> list[Line]:
    """Show one body and one corrected fact."""
    ordered = sorted(found.corrected_ms)
    warm = sorted(found.warm_seconds)[len(found.warm_seconds) // 2]
    return [
        Line(
            what="one body, log to written bills",
            size=f"{found.parcels:,} parcels, {found.properties:,} properties, "
            f"{found.bills:,} bills",
            cold=f"{found.cold_seconds:.2f} s ({found.process_seconds:.2f} s with the program)",
            warm=f"{warm:.2f} s",
            by_unit=f"{found.bills / warm:,.0f} bills/s",
            memory="",
            aim="2 s",
        ),
        Line(
            what="one corrected fact, recorded, to the new bill",
            size=f"the same body, {len(ordered)} corrections",
            cold=f"{found.corrected_ms[0]:.0f} ms",
            warm=f"{ordered[len(ordered) // 2]:.0f} ms",
            by_unit=f"slowest {ordered[-1]:.0f} ms",
            memory="",
            aim="100 ms",
        ),
    ]


_INTRODUCTION: Final = """\
# Performance

Each table is what its command printed; `python -m bench PART --write` writes its own part again and
leaves the others. Cold is the first run, warm the median of those after it. Processor time is of
all cores together; where other programs run on the machine it says more than seconds do.
"""

NATION: Final = "nation"
"""The part that `bench/national/page.py` writes from its stored figures."""

TITLES: Final[Mapping[str, tuple[str, str]]] = {
    NATION: ("A whole nation", ""),
    "columns_to_bills": (
        "Columns to bills",
        """\
`ns a row` counts rows of the engine: one property's share in one use. The nation is made up from a
seed: the bodies' sizes are as skewed as the real ones, owners have one to four parcels, a few per
cent of uses are mixed, and every provision the engine knows occurs but s.97. About a sixth of the
totals' time is the first reading of the columns, at what one core can read; where the rest goes is
in [decision 15](decisions/0015-a-compiled-form-beside-the-plain-one.md). To keep every step writes
more than it reads, and on the first run the machine has to find and clear the pages.""",
    ),
    "beside_peers": (
        "Beside other tools",
        """\
The tools are given the same rows, loaded beforehand, under the law they all model: value (s.35),
shares (s.38), exempt shares (s.8), farms (s.40), main residences (s.41), ladders (s.94), vacancy
(s.43), standing reductions (s.55), one rounding a line; not ordinances, relief, s.97, nor ladders
of several lines.

Each tool and Thidin's totals run by turns. The first `x` is how many times as long the tool took,
the second how many times the processor time. The aims are 15 for the faster of Polars and DuckDB,
and 60 for OpenFisca. "Group by" and DuckDB's SQL are what their own users would write; Polars with
prefix sums is given Thidin's own layout, the order and offsets of lines and bills, and takes the
same steps. PostgreSQL has a query of the same form and works in processes of its own, whose
processor time is not counted. Who uses OpenFisca builds a simulation of the population for each
run, as in "built each run"; the other two only compute again in one that is there. OpenFisca has
floating-point numbers, so its bills can differ; how many do is said.""",
    ),
    "files_to_log": (
        "Files to the log",
        """\
Clean files of one body, read, checked and recorded; each in a program of its own, whose peak memory
is shown at three sizes, each four times the one before. What is read of a file is kept as narrow
columns in a temporary file; its keys and the rows of its act stay until they are recorded, because
a delivery is one act, whole or not at all. One file keeps one core busy; the last
line is of two bodies' files handed in at once.""",
    ),
    "log_to_register": ("Log to registers", "Every act read, checked and laid out in columns."),
    "ordinary_log": (
        "The log beside the library's ordinary use",
        """\
Parcels and their owners: one aggregate a parcel with one JSON event a fact, saved a thousand at a
time, read one by one; and acts with columns, which hold all columns that files have, buildings and
uses too. `x` is how many times as long a fact takes.""",
    ),
    "one_body": ("One body", "As an officer meets it."),
    "national_issue": (
        "A national issue of notices",
        """\
Notices of made-up tax, without their bills: what the log and the read model take of an issue. Two
people an issue, each act durable before the next; then the read model from the log. The full path,
from registers to issued notices, is the step "notices prepared, approved and recorded" of a whole
nation.""",
    ),
    "notices": (
        "Notices as PDF",
        """\
From opening the log to the last file: two sheets a notice, ภ.ด.ส. 6 and its calculation, with QR
code and barcode. A run has two processes that set pages; 20 ms of processor are 100 a second. What
is the same on every notice is laid out once for a file of a hundred, and a row whose texts fit on a
line has its height from the font's widths: laying each out to find it was a fifth of all.""",
    ),
    "collecting": (
        "Money and bills over HTTP",
        """\
The service is two processes that answer and a back office, as `thidin serve --workers 2` runs them;
the sender is another, on the same cores. A request's time runs from when it was due, so waiting in
a queue counts. SQLite with `synchronous=FULL`, PostgreSQL with `synchronous_commit=on`. Processor
time is the service's alone, with the recording and the read models.""",
    ),
    "reconciling": (
        "A bank's day file",
        """\
Held against a log that knows none of its payments, as where no confirmation came all day; and then
one of which the confirmations came but for one in a hundred. A thousand lines are decided, written
and committed together, all or nothing; a payment is three acts, each packed and read back before it
is written, on pages of the log's index that lie apart from each other. Where more than ten thousand
lines are new, two processes record them.""",
    ),
}


def document(
    parts: Mapping[str, Sequence[Line]],
    machine: Mapping[str, Any],
    *,
    size: float,
    before: str,
    nation: str = "",
) -> str:
    """Return docs/performance.md with some parts measured anew; the others as they were `before`.

    `parts` is by the names of TITLES, `size` the part of the nation that was asked for. `nation` is
    the whole nation's part, as written already.
    """
    known = {section.partition("\n")[0]: section for section in before.split("\n## ")[1:]}
    sections = []
    for name, (title, text) in TITLES.items():
        if name == NATION and nation:
            sections.append(nation)
        elif name in parts:
            sections.append(_section(name, title, text, parts[name], machine, size))
        elif title in known:
            sections.append(f"## {known[title].rstrip()}")
    return "\n\n".join([_INTRODUCTION.rstrip(), *sections]) + "\n"


def _section(
    name: str,
    title: str,
    text: str,
    lines: Sequence[Line],
    machine: Mapping[str, Any],
    size: float,
) -> str:
    how = (
        f"Measured at commit {machine['commit']} with `python -m bench {name} --size {size:g}` on "
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}. Others wanted {machine['load']} processors as it began."
    )
    table = [
        f"| {' | '.join(HEADINGS)} |",
        f"|{'|'.join('---' for _ in HEADINGS)}|",
        *(f"| {' | '.join(line.cells())} |" for line in lines),
    ]
    return "\n\n".join([f"## {title}", text, fill(how, 100), "\n".join(table)])


def _by_row(seconds: float, processor: float, rows: int) -> str:
    return f"{seconds / rows * _NS:.0f} ns a row ({processor / rows * _NS:.0f} of processor)"


def _equal(one: Beside) -> str:
    if one.differing_bills == 0:
        return "equal to the satang"
    share = one.differing_bills / one.bills
    return (
        f"{one.differing_bills:,} bills differ ({share:.4%}), "
        f"by up to {one.largest_difference_satang} satang"
    )
