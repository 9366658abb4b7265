"""The tax on a net base: a ladder's slices, each at its rate (s.37, s.94), and vacancy (s.43)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.law import Ladder, RateTable, Vacancy

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]

CSAT_PER_SATANG: Final = 100
HIGHEST_PCM: Final = 3_000
"""The highest rate of the Act: 3 % on land long vacant (s.43)."""

LARGEST_NET_CSAT: Final = (2**63 - 1) // HIGHEST_PCM - 10_000
"""Above it a net base times the highest rate of the Act (3 %, 3,000 pcm) does not fit 63 bits."""

_TABLES = 7


@dataclass(frozen=True, kw_only=True)
class LadderColumns:
    """A rate table as arrays: the first slice of each table, and each whole ladder."""

    first_upper_csat: Longs
    first_rate_pcm: Longs
    ladders: dict[int, Ladder]
    highest_pcm: dict[int, int]

    @staticmethod
    def of(table: RateTable) -> "LadderColumns":
        """Take a rate table apart."""
        upper = np.full(_TABLES, 2**63 - 1, dtype=np.int64)
        rate = np.zeros(_TABLES, dtype=np.int64)
        ladders = {number: table.ladder(number) for number in range(1, _TABLES)}
        for number, ladder in ladders.items():
            rate[number] = ladder.rates_pcm[0]
            if ladder.upper_satang[0] is not None:
                upper[number] = ladder.upper_satang[0] * CSAT_PER_SATANG
        return LadderColumns(
            first_upper_csat=upper,
            first_rate_pcm=rate,
            ladders=ladders,
            # An ordinance may raise the lower slices alone, so the last need not be the highest.
            highest_pcm={number: max(ladder.rates_pcm) for number, ladder in ladders.items()},
        )


def highest_rate(table: RateTable) -> int:
    """Return the highest rate of a rate table, in pcm."""
    return max(max(table.ladder(number).rates_pcm) for number in range(1, _TABLES))


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One slice of a net base: bounds in csat (`upper` None: no bound), rate, tax in nanobaht."""

    lower_csat: int
    upper_csat: int | None
    net_csat: int
    rate_pcm: int
    tax_nanobaht: int


def slices(
    ladder: Ladder, net_csat: int, *, surcharge_pcm: int = 0, cap_pcm: int = 0
) -> list[Slice]:
    """Return the slices a net base reaches, in order; their tax adds up to the ladder's tax.

    With a surcharge each rate rises by it, up to the cap (s.43). One csat at one pcm is one
    nanobaht, so nothing is rounded here. A base of nothing has one empty slice.
    """
    found: list[Slice] = []
    lower = 0
    for upper_satang, rate in zip(ladder.upper_satang, ladder.rates_pcm, strict=True):
        upper = None if upper_satang is None else upper_satang * CSAT_PER_SATANG
        part = (net_csat if upper is None else min(net_csat, upper)) - lower
        charged = rate + surcharge_pcm
        if surcharge_pcm:
            charged = min(charged, max(cap_pcm, rate))
        found.append(
            Slice(
                lower_csat=lower,
                upper_csat=upper,
                net_csat=part,
                rate_pcm=charged,
                tax_nanobaht=part * charged,
            )
        )
        if upper is None or net_csat <= upper:
            break
        lower = upper
    return found


def exact_tax(ladder: Ladder, net_csat: int, *, surcharge_pcm: int = 0, cap_pcm: int = 0) -> int:
    """Return the tax of one net base in nanobaht, however large."""
    parts = slices(ladder, net_csat, surcharge_pcm=surcharge_pcm, cap_pcm=cap_pcm)
    return sum(part.tax_nanobaht for part in parts)


def ladder_tax(columns: LadderColumns, table: Ints, net_csat: Longs, out: Longs) -> None:
    """Write the tax `(d,)` of net bases in nanobaht (s.37, s.94), without surcharge.

    Nearly all bases lie in the first slice; only the others climb. Bases above
    LARGEST_NET_CSAT are the caller's to leave out.
    """
    place = table.astype(np.intp)
    np.multiply(net_csat, columns.first_rate_pcm[place], out=out)
    above = np.flatnonzero(net_csat > columns.first_upper_csat[place])
    if len(above):
        tables = table[above]
        for number in np.unique(tables).tolist():
            at = above[tables == number]
            out[at] = climb(columns.ladders[number], net_csat[at])


def climb(ladder: Ladder, net_csat: Longs, *, surcharge_pcm: int = 0, cap_pcm: int = 0) -> Longs:
    """Return the tax `(k,)` of net bases on one ladder, slice by slice, in nanobaht."""
    tax = np.zeros(len(net_csat), dtype=np.int64)
    lower = 0
    for upper_satang, rate in zip(ladder.upper_satang, ladder.rates_pcm, strict=True):
        charged = rate + surcharge_pcm
        if surcharge_pcm:
            charged = min(charged, max(cap_pcm, rate))
        part = np.maximum(net_csat - lower, 0)
        if upper_satang is not None:
            upper = upper_satang * CSAT_PER_SATANG
            part = np.minimum(part, upper - lower)
            lower = upper
        tax += part * charged
    return tax


def add_surcharge(
    tax: Longs,
    *,
    columns: LadderColumns,
    vacancy: Vacancy,
    table: Ints,
    net_csat: Longs,
    vacant_years: Ints,
) -> None:
    """Add to each tax what long vacancy costs, in place (s.43).

    The surcharge goes on top of the rate actually collected in each slice, up to the cap.
    """
    long = np.flatnonzero(vacant_years > vacancy.every_years)
    if len(long) == 0:
        return
    years, numbers = vacant_years[long], table[long]
    for number in np.unique(numbers).tolist():
        of_table = numbers == number
        for year in np.unique(years[of_table]).tolist():
            at = long[of_table & (years == year)]
            more = vacancy.surcharge_pcm(int(year))
            if columns.highest_pcm[number] + more <= vacancy.cap_pcm:
                tax[at] += net_csat[at] * more
            else:
                tax[at] = climb(
                    columns.ladders[number],
                    net_csat[at],
                    surcharge_pcm=more,
                    cap_pcm=vacancy.cap_pcm,
                )
