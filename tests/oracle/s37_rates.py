"""The six rate tables of s.94 and of the decree of 2564 (s.37), and tax on a net base."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

AGRICULTURE: Final = "agriculture"
MAIN_RESIDENCE: Final = "main residence, land and building"
MAIN_BUILDING_ONLY: Final = "main residence, building only"
OTHER_RESIDENCE: Final = "other residence"
OTHER: Final = "other"
VACANT: Final = "vacant"

FIRST_TAX_YEAR = 2563

Steps = tuple[tuple[int | None, str], ...]

SECTION_94: Mapping[str, Steps] = {
    # (up to and including, million baht of the net base; percent)
    AGRICULTURE: ((75, "0.01"), (100, "0.03"), (500, "0.05"), (1_000, "0.07"), (None, "0.1")),
    MAIN_RESIDENCE: ((25, "0.03"), (50, "0.05"), (None, "0.1")),
    MAIN_BUILDING_ONLY: ((40, "0.02"), (65, "0.03"), (90, "0.05"), (None, "0.1")),
    OTHER_RESIDENCE: ((50, "0.02"), (75, "0.03"), (100, "0.05"), (None, "0.1")),
    OTHER: ((50, "0.3"), (200, "0.4"), (1_000, "0.5"), (5_000, "0.6"), (None, "0.7")),
    VACANT: ((50, "0.3"), (200, "0.4"), (1_000, "0.5"), (5_000, "0.6"), (None, "0.7")),
}


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One step of a ladder as far as a net base reaches into it; baht and percent."""

    above: Fraction
    upto: Fraction | None
    rate_percent: Fraction
    tax: Fraction


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a ladder: its upper edge in baht (None at the top) and its rate in percent."""

    upto: Fraction | None
    rate_percent: Fraction


def _in_baht(steps: Steps) -> tuple[Step, ...]:
    return tuple(
        Step(
            upto=None if million is None else Fraction(million * 1_000_000),
            rate_percent=Fraction(percent),
        )
        for million, percent in steps
    )


_SECTION_94_IN_BAHT = {table: _in_baht(steps) for table, steps in SECTION_94.items()}


def ladder(table: str, tax_year: int) -> tuple[Step, ...]:
    """The ladder in force: s.94 for 2563 and 2564, then the decree of 2564, with the same steps."""
    # ASSUMPTION: with no later decree its rates go on; the Ministry of Finance decides.
    if tax_year < FIRST_TAX_YEAR:
        message = f"no land and building tax was collected for {tax_year} (s.2)"
        raise ValueError(message)
    return _SECTION_94_IN_BAHT[table]


def slices_of(
    net: Fraction, table: str, tax_year: int, *, added_percent: Fraction, cap_percent: Fraction
) -> tuple[Slice, ...]:
    """Tax of a net base in baht, slice by slice: each rate on its own slice alone (s.37, s.94).

    `added_percent` are the points of s.43 on each slice, the sum never above `cap_percent`.
    """
    reached: list[Slice] = []
    above = Fraction(0)
    for step in ladder(table, tax_year):
        if net <= above:
            break
        end = net if step.upto is None else min(net, step.upto)
        rate = min(step.rate_percent + added_percent, cap_percent)
        reached.append(
            Slice(above=above, upto=step.upto, rate_percent=rate, tax=(end - above) * rate / 100)
        )
        if step.upto is None:
            break
        above = step.upto
    return tuple(reached)
