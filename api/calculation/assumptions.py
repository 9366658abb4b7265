"""Which open points of the law a bill depended on, each with its text and who should decide."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from api.calculation.bill import Figures, Place, ladder_slices
from api.calculation.columns import Bill, Line
from api.calculation.request import BUILDING, LAND, UNIT, WHOLE_USE, Request
from domain.law import YearLaw
from projections.arrangement import TABLE_AGRICULTURE, TABLE_MAIN_RESIDENCE

SMALL_SATANG: Final = 100_00
"""Below a hundred baht a body might waive a tax, if the law let it; nobody has said how little."""

CARRIED_FORWARD: Final = "rates_carried_forward"


def assumptions(
    request: Request, bills: Sequence[Bill], figures: Figures, place: Place
) -> list[dict[str, Any]]:
    """Return the open points that had a say in a request's tax, by name."""
    law = request.law
    names = set(_of_property(request))
    line_at = place.line
    for number, bill in enumerate(bills):
        lines = [line for ladder in bill.ladders for line in ladder]
        names.update(_of_base(request, bill, figures, line_at))
        names.update(_of_reductions(law, lines))
        if _rounded(law, bill, figures, line_at):
            names.add("rounding")
        if figures.bill_phase_in_satang[place.bill + number]:
            names.add("phase_in_scope")
            if law.year_reduction_percent:
                names.add("phase_in_order")
        line_at += len(lines)
    tax = figures.bill_tax_satang[place.bill : place.bill + len(bills)]
    if any(0 < one < SMALL_SATANG for one in tax):
        names.add("smallest_amount")
    told = [_told(law, name) for name in sorted(names)]
    return [*told, _carried(law)] if law.carried_forward_from is not None else told


def _told(law: YearLaw, name: str) -> dict[str, Any]:
    point = law.settings.points[name]
    return {
        "name": name,
        "value": point.value,
        "provision": point.provision,
        "english": point.english,
        "thai": point.thai,
        "decides": point.decides,
    }


def _carried(law: YearLaw) -> dict[str, Any]:
    year = law.carried_forward_from
    return {
        "name": CARRIED_FORWARD,
        "value": str(year),
        "provision": "s.37",
        "english": f"ASSUMPTION: The law of tax year {year} goes on until a decree says otherwise.",
        "thai": f"ASSUMPTION: ใช้กฎหมายของปีภาษี {year} ต่อไปจนกว่าจะมีพระราชกฤษฎีกาใหม่",
        "decides": "Ministry of Finance",
    }


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


def _of_reductions(law: YearLaw, lines: Sequence[Line]) -> list[str]:
    """Return the point on the cap where a list and the year's decree meet (s.55)."""
    for line in lines:
        standing = line.standing_percent
        if standing and standing not in law.year_reduction_not_for:
            remains = Fraction((100 - standing) * (100 - law.year_reduction_percent), 10_000)
            if Fraction(*law.combined_reduction(standing)) != remains:
                return ["reductions_together"]
    return []


def _rounded(law: YearLaw, bill: Bill, figures: Figures, line_at: int) -> bool:
    """Say whether a line's tax was not whole in satang before it was rounded."""
    for ladder in bill.ladders:
        nets = figures.line_net_csat[line_at : line_at + len(ladder)]
        net_of_all = sum(nets)
        for line, net in zip(ladder, nets, strict=True):
            whole = sum(one.tax_nanobaht for one in ladder_slices(law, line, net_of_all))
            num, den = law.combined_reduction(line.standing_percent)
            top = whole * net * num * (10**6 - line.relief_ppm)
            if top % (max(net_of_all, 1) * den * 10**6 * 10**7):
                return True
        line_at += len(ladder)
    return False
