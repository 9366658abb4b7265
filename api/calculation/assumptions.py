"""Which open points of the law a bill depended on, each with its text and who should decide."""

from collections.abc import Mapping, Sequence
from typing import Final

from api.calculation.bill import Figures, Place, ladder_slices
from api.calculation.columns import Bill
from api.calculation.request import BUILDING, LAND, UNIT, WHOLE_USE, Request
from api.calculation.terms import CARRIED_FORWARD, Terms
from projections.arrangement import TABLE_AGRICULTURE, TABLE_MAIN_RESIDENCE
from projections.bill_engine.s37_rates import LARGEST_NET_CSAT
from projections.bill_engine.s55_reductions import NANOBAHT_PER_SATANG

SMALL_SATANG: Final = 100_00
"""Below a hundred baht a body might waive a tax, if the law let it; nobody has said how little."""


def assumptions(
    request: Request, terms: Terms, bills: Sequence[Bill], figures: Figures, place: Place
) -> list[Mapping[str, str]]:
    """Return the open points that had a say in a request's tax, by name."""
    law = request.law
    names = set(_of_property(request))
    line_at = place.line
    for number, bill in enumerate(bills):
        lines = [line for ladder in bill.ladders for line in ladder]
        names.update(_of_base(request, bill, figures, line_at))
        if any(terms.reductions[line.standing_percent].capped for line in lines):
            names.add("reductions_together")
        if _rounded(terms, bill, figures, line_at):
            names.add("rounding")
        if figures.bill_phase_in_satang[place.bill + number]:
            names.add("phase_in_scope")
            if law.year_reduction_percent:
                names.add("phase_in_order")
        line_at += len(lines)
    tax = figures.bill_tax_satang[place.bill : place.bill + len(bills)]
    if any(0 < one < SMALL_SATANG for one in tax):
        names.add("smallest_amount")
    if law.carried_forward_from is not None:
        names.add(CARRIED_FORWARD)
    return [terms.open_points[name] for name in sorted(names)]


def _of_property(request: Request) -> list[str]:
    """Return the points on what single properties are worth and how they are used."""
    names = []
    for one in request.properties:
        if one.worth.held or any(part < WHOLE_USE for _, part in one.uses):
            names.append("value_precision")
        if one.kind == BUILDING and one.worth.structure and one.worth.age == 0:
            names.append("unknown_building_age" if one.worth.age_unknown else "age_zero")
        if one.kind == UNIT and one.main and request.natural:
            names.append("residence_unit")
    return names


def _of_base(request: Request, bill: Bill, figures: Figures, line_at: int) -> list[str]:
    """Return the points on which properties are one base and how exemptions are spread."""
    names = []
    farms: list[int] = []
    for ladder in bill.ladders:
        kinds = {one.id: one.kind for line in ladder for one, _, _ in line.shares}
        if list(kinds.values()).count(LAND) > 1:
            if BUILDING in kinds.values():
                names.append("contiguous_buildings")
            if ladder[0].table == TABLE_MAIN_RESIDENCE:
                names.append("unused_residence_exemption")
        if ladder[0].table == TABLE_AGRICULTURE:
            farms.append(sum(figures.line_net_csat[line_at : line_at + len(ladder)]))
        line_at += len(ladder)
    if _touching_apart(request, bill):
        names.append("contiguous_classes")
    limited = request.natural and not request.law.farmers_exempt
    if limited and len(farms) > 1 and any(farms):
        names.append("farming_exemption_order")
    return names


def _touching_apart(request: Request, bill: Bill) -> bool:
    """Say whether two contiguous plots of a bill have uses of different classes."""
    for one in request.properties:
        for other in one.adjoins:
            neighbour = request.properties[other]
            here = one.body == neighbour.body == bill.body
            uses = {use for use, _ in (*one.uses, *neighbour.uses)}
            if here and one is not neighbour and len(uses) > 1:
                return True
    return False


def _rounded(terms: Terms, bill: Bill, figures: Figures, line_at: int) -> bool:
    """Say whether a line's tax was not whole in satang before it was rounded."""
    for ladder in bill.ladders:
        net = sum(figures.line_net_csat[line_at : line_at + len(ladder)])
        for line in ladder:
            num, den = terms.reductions[line.standing_percent].remains
            whole, of = figures.line_tax_nanobaht[line_at], 1
            if len(ladder) > 1 or net > LARGEST_NET_CSAT:
                # The column holds these rounded down or cut off.
                slices = ladder_slices(terms.law, line, net)
                whole = sum(one.tax_nanobaht for one in slices) * figures.line_net_csat[line_at]
                of = max(net, 1)
            if whole * num * (10**6 - line.relief_ppm) % (of * den * 10**6 * NANOBAHT_PER_SATANG):
                return True
            line_at += 1
    return False
