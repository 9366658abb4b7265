"""An answer written: a request's lines as the engine worked them out, with slices and provisions.

The figures are the engine's own columns; nothing is computed a second time but the slices, which
the engine's own function gives.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from api.calculation.columns import Bill, Line
from api.calculation.request import LAND, WHOLE_USE, Request
from api.calculation.terms import Terms, show_part
from domain.law import YearLaw
from domain.law.rates import CLASS_OF_TABLE, show_percent
from domain.money import show_baht
from projections.arrangement import (
    TABLE_AGRICULTURE,
    TABLE_MAIN_BUILDING_ONLY,
    TABLE_MAIN_RESIDENCE,
    TABLE_VACANT,
)
from projections.bill_engine import Assessment, Slice, slices

CSAT_PER_BAHT: Final = 10_000
NANOBAHT_PER_BAHT: Final = 10**9
LEAST_DECIMALS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The engine's columns as lists; see Assessment for their meaning."""

    row_value_csat: list[int]
    line_value_csat: list[int]
    line_exempt_csat: list[int]
    line_net_csat: list[int]
    line_tax_nanobaht: list[int]
    line_tax_satang: list[int]
    bill_phase_in_satang: list[int]
    bill_tax_satang: list[int]

    @staticmethod
    def of(assessment: Assessment) -> "Figures":
        return Figures(
            row_value_csat=assessment.row_value_csat.tolist(),
            line_value_csat=assessment.line_value_csat.tolist(),
            line_exempt_csat=assessment.line_exempt_csat.tolist(),
            line_net_csat=assessment.line_net_csat.tolist(),
            line_tax_nanobaht=assessment.line_tax_nanobaht.tolist(),
            line_tax_satang=assessment.line_tax_satang.tolist(),
            bill_phase_in_satang=assessment.bill_phase_in_satang.tolist(),
            bill_tax_satang=assessment.bill_tax_satang.tolist(),
        )


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a request's first bill, line and row stand in the figures."""

    bill: int
    line: int
    row: int


def amount(units: int, per_baht: int) -> str:
    """Write money exactly: two decimals, and more only where there is more to write."""
    baht, rest = divmod(abs(units), per_baht)
    sign = "-" if units < 0 else ""
    if not rest:
        return f"{sign}{baht}.00"
    decimals = str(per_baht + rest)[1:].rstrip("0").ljust(LEAST_DECIMALS, "0")
    return f"{sign}{baht}.{decimals}"


def lines_of(
    request: Request, terms: Terms, bills: Sequence[Bill], figures: Figures, place: Place
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a request in order; their tax adds up to the tax of the request."""
    line_at, row_at = place.line, place.row
    for number, bill in enumerate(bills):
        for ladder in bill.ladders:
            net = sum(figures.line_net_csat[line_at : line_at + len(ladder)])
            for line in ladder:
                yield _line(request, terms, bill, line, figures, net, (line_at, row_at))
                line_at += 1
                row_at += len(line.shares)
        relief = figures.bill_phase_in_satang[place.bill + number]
        if relief:
            yield _phase_in_line(bill, relief)


def _line(
    request: Request,
    terms: Terms,
    bill: Bill,
    line: Line,
    figures: Figures,
    ladder_net_csat: int,
    place: tuple[int, int],
) -> dict[str, Any]:
    line_at, row_at = place
    first = next((one for one, _, _ in line.shares if one.kind == LAND), line.shares[0][0])
    net = figures.line_net_csat[line_at]
    told: dict[str, Any] = {
        "property": first.id,
        "properties": [
            {
                "id": one.id,
                "value": amount(figures.row_value_csat[row_at + number], CSAT_PER_BAHT),
            }
            for number, (one, _, _) in enumerate(line.shares)
        ],
        "class": CLASS_OF_TABLE[line.table],
        "table": line.table,
        "value": amount(figures.line_value_csat[line_at], CSAT_PER_BAHT),
        "exempt": amount(figures.line_exempt_csat[line_at], CSAT_PER_BAHT),
        "net": amount(net, CSAT_PER_BAHT),
        "slices": list(_slices(request.law, line, ladder_net_csat, net)),
        "reductions": reductions(terms, line),
        "tax": show_baht(figures.line_tax_satang[line_at]),
        "provisions": provisions(
            request, terms, line, exempt_csat=figures.line_exempt_csat[line_at]
        ),
    }
    if ladder_net_csat != net:
        told["ladder_net"] = amount(ladder_net_csat, CSAT_PER_BAHT)
    if bill.body is not None:
        told["local_body"] = bill.body
    return told


def _phase_in_line(bill: Bill, relief_satang: int) -> dict[str, Any]:
    """Return the line by which s.97 lowers a bill; it belongs to no property and no class."""
    told: dict[str, Any] = {
        "property": None,
        "properties": [],
        "class": None,
        "table": None,
        "value": "0.00",
        "exempt": "0.00",
        "net": "0.00",
        "slices": [],
        "reductions": [],
        "tax": show_baht(-relief_satang),
        "provisions": ["s.97"],
    }
    if bill.body is not None:
        told["local_body"] = bill.body
    return told


def _slices(
    law: YearLaw, line: Line, ladder_net_csat: int, net_csat: int
) -> Iterator[dict[str, Any]]:
    """Yield the slices of a line's tax base; of a base shared by lines, this line's part.

    Parts are rounded down to a nanobaht cumulatively, so that they add up to the line's tax before
    reductions.
    """
    reached = before = 0
    for one in ladder_slices(law, line, ladder_net_csat):
        reached += one.tax_nanobaht
        own = reached * net_csat // ladder_net_csat if ladder_net_csat else 0
        yield {
            "from": _bound(one.lower_csat),
            "to": None if one.upper_csat is None else _bound(one.upper_csat),
            "rate_percent": _rate(one.rate_pcm),
            "tax": amount(own - before, NANOBAHT_PER_BAHT),
        }
        before = own


@lru_cache(maxsize=256)
def _bound(csat: int) -> str:
    """Write a bound of a slice; there are few, and each bill shows some."""
    return amount(csat, CSAT_PER_BAHT)


@lru_cache(maxsize=256)
def _rate(pcm: int) -> str:
    return show_percent(pcm).removesuffix("%")


def ladder_slices(law: YearLaw, line: Line, net_csat: int) -> list[Slice]:
    """Return the slices of the whole base that a line belongs to, at the line's own rates."""
    return slices(
        law.ladders.ladder(line.table),
        net_csat,
        surcharge_pcm=law.vacancy.surcharge_pcm(line.vacant_years),
        cap_pcm=law.vacancy.cap_pcm,
    )


def reductions(terms: Terms, line: Line) -> list[dict[str, str]]:
    """Return what is taken off the tax, each a percent of what the one before it left."""
    told = [
        {"percent": percent, "provision": provision}
        for percent, provision in terms.reductions[line.standing_percent].told
    ]
    if line.relief_ppm:
        relief = show_part(Fraction(line.relief_ppm, 10**6))
        told.append({"percent": relief, "provision": "s.56, s.57"})
    return told


def provisions(request: Request, terms: Terms, line: Line, *, exempt_csat: int) -> list[str]:
    """Return the sections a line rests on, in the order of the Act."""
    law = request.law
    applies: Mapping[str, bool] = {
        "s.8": any(one.exempt_ppm for one, _, _ in line.shares),
        "s.35": True,
        "s.37": True,
        "s.38": any(part < WHOLE_USE for _, _, part in line.shares),
        "s.40": line.table == TABLE_AGRICULTURE and request.natural and not law.farmers_exempt,
        "s.41": line.table in (TABLE_MAIN_RESIDENCE, TABLE_MAIN_BUILDING_ONLY),
        "s.42": len(line.shares) > 1,
        "s.43": line.table == TABLE_VACANT and law.vacancy.surcharge_pcm(line.vacant_years) > 0,
        "s.55": terms.reductions[line.standing_percent].told != (),
        "s.56": line.relief_ppm > 0,
        "s.57": line.relief_ppm > 0,
        "s.94": terms.rates_of_s94[line.table],
        "s.96": line.table == TABLE_AGRICULTURE
        and request.natural
        and law.farmers_exempt
        and exempt_csat > 0,
    }
    return [section for section, does in applies.items() if does]
