"""The nation's part of docs/performance.md, and its chart, from the figures that were stored."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import fill
from typing import Any, Final

from api.charts import together, write_chart
from bench import report
from bench.national.run import FILES
from bench.national.step import Step
from bench.national.steps import STEPS
from generator.bodies import PARCELS_OF_THE_NATION

FIGURES: Final = Path(__file__).parent.parent / "figures"
CHART: Final = Path(__file__).parents[2] / "docs" / "pictures" / "nation-cost.svg"
REMARKS: Final = FIGURES / "nation.md"
"""What is said below the table, by people: which aims are missed, why, and what was tried."""
_NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_MIB: Final = 1_024**2
_FEW: Final = 3
_SMALL: Final = 200_000
"""What has few parts or parcels says nothing of how its cost goes on."""
_HEADINGS: Final = (
    "step",
    "on",
    "rows",
    "seconds (of processor)",
    "rows/s",
    "aim",
    "peak memory",
    "bytes",
    "cold or warm",
    "commit",
)
_CHARTED: Final = {
    "first": "CSV to log and vault",
    "columns": "columns to log",
    "register_cold": "log to register",
    "rebill": "log to written bills",
    "issue": "notices issued",
    "season": "payments recorded",
    "follow": "read models of deliveries",
}
_TEXT: Final = """\
Made-up local bodies as many and as unequal as the real ones, run end to end by the code that each
body runs: the files of their offices with the mistakes such files have, three years of acts, the
year's bills, notices, a season of payments through two banks' day files, and the proof of it all.
`make nation` makes it again: `FRACTION` is the part of the nation, `STORE` is `sqlite` or
`postgresql`; killed, it goes on where it was. A smaller nation has fewer bodies of the same sizes,
and its capital is as much smaller as it is.

An aim is of the whole nation, 40 million parcels, and those of the import are of so many parcels
and 70 million further facts (the files and columns have more); behind it stands what the step would
take there if it goes on as measured. Seconds of processor stand in brackets; where the clock misses
an aim, they say whether a machine that nothing else wants would meet it. The most memory is that of
all processes of a step together, without PostgreSQL's own; the bytes are those of the log or of the
read models after the step."""


def stored() -> list[dict[str, Any]]:
    """Return the stored runs, by store and size."""
    found = [json.loads(path.read_text("utf-8")) for path in FIGURES.glob("nation-*.json")]
    return sorted(found, key=lambda one: (one["run"]["store"] != "sqlite", one["run"]["size"]))


def write() -> None:
    """Write the nation's part of docs/performance.md anew from the stored figures."""
    runs = stored()
    draw(runs)
    before = report.DOCUMENT.read_text(encoding="utf-8")
    written = report.document({}, {}, size=0, before=before, nation=section(runs))
    report.DOCUMENT.write_text(written, encoding="utf-8")


def section(runs: Sequence[Mapping[str, Any]]) -> str:
    """Return the section: how it was measured, the chart, the table of each store's largest run."""
    shown = largest(runs)
    lines = [
        f"| {' | '.join(_HEADINGS)} |",
        f"|{'|'.join('---' for _ in _HEADINGS)}|",
        *(f"| {' | '.join(cells)} |" for one in shown for cells in _cells(one)),
    ]
    how = [fill(_how(one), 100) for one in shown]
    picture = (
        "![Cost of each step against the size of the nation, and along the largest run]"
        "(pictures/nation-cost.svg)"
    )
    parts = [f"## {report.TITLES[report.NATION][0]}", _TEXT, *how, picture, "\n".join(lines)]
    if REMARKS.exists():
        parts.append(REMARKS.read_text("utf-8").strip())
    return "\n\n".join(part for part in parts if part)


def largest(runs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the largest run of each store."""
    return list({(one["run"]["store"], one["run"]["source"]): one for one in runs}.values())


def _how(one: Mapping[str, Any]) -> str:
    run, machine = one["run"], one["steps"][0]["machine"]
    return (
        f"{_named(one)}: {one['bodies']:,} bodies, {one['parcels']:,} parcels"
        f"{_months(run)}, on "
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Python "
        f"{machine['python']}; others wanted {_loads(one)} processors as the steps began. "
        f"{_on_disk(one)}"
    )


def _months(run: Mapping[str, Any]) -> str:
    if run["source"] != FILES:
        return ", clean facts straight into the log"
    return f", the land office's files of {run['months']} of the 12 months"


def _named(one: Mapping[str, Any]) -> str:
    run = one["run"]
    source = "" if run["source"] == FILES else " of columns"
    return f"{_NAMES[run['store']]}, {run['size']:.3g}{source}"


def _loads(one: Mapping[str, Any]) -> str:
    loads = sorted(figure["machine"]["load"] for figure in one["steps"])
    return f"{loads[0]} to {loads[-1]}"


def _on_disk(one: Mapping[str, Any]) -> str:
    found = one["disk"]
    if not any(found.values()):
        return ""
    told = ", ".join(f"{name} {size / one['parcels']:,.0f}" for name, size in found.items() if size)
    return f"Bytes on disk for each parcel after the last step: {told}.{_of_a_year(one)}"


def _of_a_year(one: Mapping[str, Any]) -> str:
    """Say what bills, notices and payments of a year add, where the run came so far."""
    after = {figure["step"]: figure["bytes"] for figure in one["steps"]}
    if not after.get("follow_money"):
        return ""
    facts = after["later" if one["run"]["source"] == FILES else "columns"]
    log = (after["season"] - facts) / one["parcels"]
    views = (after["follow_money"] - after["follow"]) / one["parcels"]
    return (
        " The tax year's bills, notices and payments are of it, for each parcel and year: log "
        f"{log:,.0f}, read models {views:,.0f}."
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table: a step, or a part of one that has an aim of its own.

    `cores` is how many cores it can use. `share` is of what its aim is of, None: of the nation.
    `served` says that a database server worked too, whose processor time nobody counted.
    """

    what: str
    rows: int
    seconds: float
    processor: float
    target: float | None = None
    cores: int = 1
    state: str = ""
    share: float | None = None
    served: bool = False

    def aim(self, share: float) -> str:
        """Say how it stands to its aim: by the clock, and by the processor where that decides."""
        if self.target is None:
            return ""
        part = share if self.share is None else self.share
        clock, used = self.seconds / part, self.processor / self.cores / part
        if clock <= self.target:
            return f"{self.target:,.0f} s: {_seconds(clock)} s, met"
        told = f"{self.target:,.0f} s: {_seconds(clock)} s by the clock, {_seconds(used)} s of each"
        told += " core" if self.cores > 1 else " core, one used"
        if self.served:
            return f"{told} without the server's, missed {clock / self.target:.1f} x by the clock"
        missed = f"missed {used / self.target:.1f} x" if used > self.target else "met by that"
        return f"{told}, {missed}"


def _cells(one: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    where = _named(one)
    share = one["parcels"] / PARCELS_OF_THE_NATION
    for figure in one["steps"]:
        step = STEPS[figure["step"]]
        for number, found in enumerate(_rows(step, figure)):
            served = one["run"]["store"] == "postgresql" and step.name != "engine"
            row = replace(found, served=served)
            yield (
                row.what,
                where,
                f"{row.rows:,}" if row.rows else "",
                f"{_seconds(row.seconds)} ({_seconds(row.processor)})",
                f"{row.rows / max(row.seconds, 1e-6):,.0f}" if row.rows else "",
                row.aim(share),
                "" if number else f"{figure['peak_mib']:,} MiB",
                f"{figure['bytes'] / _MIB:,.0f} MiB" if figure["bytes"] and not number else "",
                row.state or ("cold" if step.cold else "warm"),
                figure["machine"]["commit"],
            )


def _seconds(seconds: float) -> str:
    return f"{seconds:,.2f}" if seconds < 10 else f"{seconds:,.0f}"  # noqa: PLR2004 - two places


def _rows(step: Step, figure: Mapping[str, Any]) -> Iterator[Row]:
    whole = Row(
        what=step.what,
        rows=figure["rows"],
        seconds=figure["seconds"],
        processor=figure["processor_seconds"],
        target=step.target,
        share=figure["rows"] / step.of if step.of else None,
        cores=1 if step.apart else min(figure["processes"], figure["machine"]["cores"]),
    )
    if step.name == "differ":
        what = f"{step.what}: slowest of {figure['parts']} bodies"
        yield replace(whole, what=what, rows=0, seconds=figure["slowest"], share=1.0)
        return
    if step.name != "engine":
        yield whole
    for name, told in _PARTS.items():
        if name in figure["groups"]:
            found = figure["groups"][name]
            yield replace(
                told,
                rows=int(found["rows"]),
                seconds=found["seconds"],
                processor=found["processor"],
            )


def _part(what: str, **more: Any) -> Row:  # noqa: ANN401 - of a row
    return Row(what=what, rows=0, seconds=0, processor=0, **more)


_BILLS: Final = "columns in the Act's order to all bills, every step kept"
_PARTS: Final[Mapping[str, Row]] = {
    "arranged": _part("registers put into the Act's order", state="warm"),
    "bills cold": _part(_BILLS, target=5, cores=2, state="cold"),
    "bills warm": _part(_BILLS, target=5, cores=2, state="warm"),
    "decree": _part(
        "a decree changes a rate: warm columns to each body's revenue",
        target=10,
        cores=2,
        state="warm",
    ),
    "computed": _part("of it: the log to bills"),
    "written": _part("of it: bills and their lines to the read model, with indexes", target=300),
    "closed": _part("of it: every bill's hash to the log"),
    "checkpoint": _part("of it: the tree brought up to the log and signed"),
    "damage": _part("of it: every act of the log read"),
    "tampered": _part("of it: the log hashed anew, held to its tree"),
    "books": _part("of it: the books, every account"),
    "years": _part("of it: every bill computed again, its hash held to the closed year's"),
}
"""What the groups of parts are."""


def draw(runs: Sequence[Mapping[str, Any]]) -> None:
    """Draw what a million rows cost, by the size of the nation and along each largest run."""
    along = [
        {
            "step": name,
            "store": _NAMES[one["run"]["store"]],
            "run": _named(one),
            "rows": rows / figure["rows"],
            "seconds": seconds / figure["processor_seconds"],
        }
        for one in largest(runs)
        for figure in one["steps"] * (one["parcels"] > _SMALL)
        if (name := _CHARTED.get(figure["step"])) is not None and figure["parts"] > _FEW
        for rows, seconds in ([0, 0.0], *figure["curve"])
    ]
    sizes = [
        {
            "step": name,
            "store": _NAMES[one["run"]["store"]],
            "run": _NAMES[one["run"]["store"]],
            "parcels": one["parcels"],
            "seconds": figure["processor_seconds"] / one["parcels"] * 1_000_000,
        }
        for one in runs
        for figure in one["steps"]
        if (name := _CHARTED.get(figure["step"])) is not None and figure["rows"]
    ]
    write_chart(
        together(
            [
                _lines(
                    "Seconds of processor for a million parcels, by the size of the nation",
                    sizes,
                    x=_axis("parcels", "parcels", "log", "~s"),
                    y=_axis("seconds", "seconds", "log", "~s"),
                ),
                _lines(
                    "Along the largest runs: part of the seconds by part of the rows",
                    along,
                    x=_axis("rows", "part of the rows", "linear", ".0%"),
                    y=_axis("seconds", "part of the seconds of processor", "linear", ".0%"),
                ),
            ]
        ),
        CHART,
    )


def _lines(title: str, values: list[dict[str, Any]], **axes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "data": {"values": values},
        "width": 560,
        "height": 260,
        "mark": {"type": "line", "point": {"size": 14}},
        "encoding": {
            **axes,
            "color": {
                "field": "step",
                "scale": {"scheme": "tableau10"},
                "sort": list(_CHARTED.values()),
                "legend": {"columns": 4},
            },
            "strokeDash": {"field": "store", "sort": list(_NAMES.values())},
            "detail": {"field": "run"},
        },
    }


def _axis(field: str, title: str, scale: str, written: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"type": scale},
        "axis": {"title": title, "format": written},
    }
