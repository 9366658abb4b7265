"""The figures of docs/scaling.md: unit costs of docs/performance.md, and what follows from them.

`python -m tests.house.scaling_page` writes them anew; where the page of performance has no such
figure the one that stands there stays.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SCALING: Final = Path(__file__).parents[2] / "docs" / "scaling.md"
MEASURED: Final = SCALING.with_name("performance.md")
END: Final = "<!-- end -->"
USED: Final = 60
"""Percent of the processors that a service should use at its peak; the rest is for surprises."""

PAGE: Final = 230
"""Percent of a view's cost that a page about one bill takes: both were measured side by side."""

_COST: Final = re.compile(r"\| (confirmation|view), PostgreSQL \| ([\d,]+) \|")
_RECORDED: Final = re.compile(r"\| recording, PostgreSQL \| ([\d,]+) \|")


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Processor time of a confirmation and of a view, in us; confirmations recorded a second."""

    confirmation_us: int
    view_us: int
    recorded: int

    def cores(self, confirmations: int, views: int) -> int:
        """Return how many cores so much a second takes, rounded up."""
        busy_us = confirmations * self.confirmation_us + views * self.view_us
        return -(-busy_us * 100 // (1_000_000 * USED))


@dataclass(frozen=True, kw_only=True)
class Case:
    """What comes in a second, and for how many seconds."""

    name: str
    confirmations: int
    views: int
    seconds: int


CASES: Final = (
    Case(name="a province on an ordinary day", confirmations=2, views=100, seconds=3600),
    Case(name="the nation, mean of June", confirmations=20, views=800, seconds=3600),
    Case(name="the nation, the June peak", confirmations=300, views=10_000, seconds=600),
    Case(name="ten times the June peak", confirmations=3_000, views=100_000, seconds=600),
)


def costs_told(text: str) -> Costs:
    """Return the costs that the page of scaling itself states."""
    found = {name: int(us.replace(",", "")) for name, us in _COST.findall(text)}
    (recorded,) = _RECORDED.findall(text)
    return Costs(
        confirmation_us=found["confirmation"],
        view_us=found["view"],
        recorded=int(recorded.replace(",", "")),
    )


def costs_measured(text: str) -> Costs | None:
    """Return the costs of the page of performance, None where it has none of PostgreSQL."""
    rows = re.findall(
        r"^\| PostgreSQL: (confirmations|bills)[^|]*, ([\d,]+) asked a second \| ([\d,]+) requests"
        r"[^|]*\| ([\d.]+) s \|[^|]*\|[^|]*?(?:all recorded ([\d.]+) s later )?"
        r"\(([\d,]+) us of processor each\)",
        text,
        re.MULTILINE,
    )
    by = {(what, int(rate.replace(",", ""))): row for what, rate, *row in rows}
    if not {("confirmations", 300), ("confirmations", 1_000), ("bills", 1_000)} <= by.keys():
        return None
    count, elapsed, behind, _ = by["confirmations", 1_000]
    return Costs(
        confirmation_us=int(by["confirmations", 300][3].replace(",", "")),
        view_us=int(by["bills", 1_000][3].replace(",", "")),
        recorded=int(int(count.replace(",", "")) / (float(elapsed) + float(behind))),
    )


def unit_costs(costs: Costs) -> str:
    """Write the table of unit costs."""
    return (
        "| what | us of processor each, service and back office |\n|---|---|\n"
        f"| confirmation, PostgreSQL | {costs.confirmation_us:,} |\n"
        f"| view, PostgreSQL | {costs.view_us:,} |\n\n"
        "| what | confirmations a second |\n|---|---|\n"
        f"| recording, PostgreSQL | {costs.recorded:,} |\n"
    )


def arithmetic(costs: Costs) -> str:
    """Write the table of what each case takes."""
    rows = [
        (
            f"| case | confirmations/s | views/s | cores that answer, {USED} % used | "
            "cores, where each view is a page | machines of 16 cores | behind at the end | "
            "caught up after |"
        ),
        "|---|---|---|---|---|---|---|---|",
    ]
    for case in CASES:
        programs = costs.cores(case.confirmations, case.views)
        pages = costs.cores(case.confirmations, case.views * PAGE // 100)
        behind = max(0, case.confirmations - costs.recorded) * case.seconds
        rows.append(
            f"| {case.name} | {case.confirmations:,} | {case.views:,} | {programs:,} | {pages:,} | "
            f"{-(-pages // 16):,} | {behind:,} | {behind / costs.recorded / 60:.0f} min |"
        )
    return "\n".join(rows) + "\n"


def page(text: str, costs: Costs) -> str:
    """Return the page with its tables as they follow from the costs."""
    for name, part in (("unit costs", unit_costs(costs)), ("arithmetic", arithmetic(costs))):
        before, mark, after = text.partition(f"<!-- {name} -->\n")
        text = before + mark + part + after[after.index(END) :]
    return text


if __name__ == "__main__":
    told = SCALING.read_text("utf-8")
    found = costs_measured(MEASURED.read_text("utf-8")) or costs_told(told)
    SCALING.write_text(page(told, found), "utf-8")
