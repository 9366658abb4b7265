"""Explanations as JSON: amounts of money as text in baht, everything else as it is stored."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from api.explained.amounts import (
    baht_of_csat,
    baht_of_nanobaht,
    percent_of_pcm,
    percent_of_ppm,
)
from domain import taxpayer
from domain.law import Citation
from domain.map_sheet import show as show_sheet
from domain.money import show_baht
from projections.difference import PARTS, Difference
from projections.explained_line import Line, Share
from projections.explanation import Explanation
from projections.history import History
from projections.origin import Fact

PARTS_OF_RELIEF: Final = 1_000_000


def explanation_as_json(
    bill: Explanation, *, names: Mapping[int, str] | None = None
) -> dict[str, Any]:
    """Return a bill; `names` as in `show_explanation`."""
    shown = {taxpayer.show(who): name for who, name in (names or {}).items()}
    return {
        "body": f"{bill.body:08d}",
        "body_name": bill.body_name,
        "body_name_en": bill.body_name_en,
        "tax_year": bill.tax_year,
        "taxpayer": taxpayer.show(bill.taxpayer),
        **({"names": shown} if shown else {}),
        "natural_person": bill.natural,
        "as_known_at": bill.known_at,
        "law": bill.law,
        "law_carried_forward_from": bill.carried_forward_from,
        "tax": show_baht(bill.tax_satang),
        "old_tax": show_baht(bill.old_tax_satang),
        "phase_in": show_baht(bill.phase_in_satang),
        "phase_in_provision": _citation(bill.phase_in_citation) if bill.phase_in_citation else None,
        "lines": [_line(line) for line in bill.lines],
        "joint_owners": [_fact(fact) for fact in bill.members],
        "left_out": [{"property": one.property, "reason": one.code} for one in bill.left_out],
        "assumptions": [
            {
                "name": one.name,
                "value": one.value,
                "provision": one.provision,
                "text": one.english,
                "thai": one.thai,
                "decides": one.decides,
            }
            for one in bill.assumptions
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "ladder": line.ladder,
        "table": line.table,
        "properties": [_share(share) for share in line.shares],
        "value": _csat(line.value_csat),
        "exempt_s8": _csat(line.exempt_s8_csat),
        "exempt": None
        if line.exempted is None
        else {
            "amount": _csat(line.exempted.exempt_csat),
            "limit": None
            if line.exempted.limit_satang is None
            else show_baht(line.exempted.limit_satang),
            "provision": _citation(line.exempted.citation),
        },
        "net": _csat(line.net_csat),
        "base_of_slices": _csat(line.ladder_net_csat),
        "slices": [
            {
                "from": _csat(one.lower_csat),
                "to": None if one.upper_csat is None else _csat(one.upper_csat),
                "net": _csat(one.net_csat),
                "rate": percent_of_pcm(one.rate_pcm),
                "tax": _plain(baht_of_nanobaht(Fraction(one.tax_nanobaht))),
            }
            for one in line.slices
        ],
        "rates": line.ordinance or _citation(line.rates_citation),
        "vacant_years": line.vacant_years,
        "surcharge": percent_of_pcm(line.surcharge_pcm),
        "surcharge_provision": _citation(line.vacancy_citation) if line.vacancy_citation else None,
        "tax_before": _plain(baht_of_nanobaht(line.tax_before_nanobaht)),
        **_reduced(line),
        "rounded": _plain(baht_of_nanobaht(line.rounded_nanobaht)),
        "tax": show_baht(line.tax_satang),
    }


def _reduced(line: Line) -> dict[str, Any]:
    """Return what each reduction takes off the tax, and relief after them (s.55 to s.57)."""
    left = line.tax_before_nanobaht
    taken = []
    for one in line.reductions:
        then = line.tax_before_nanobaht * one.remains
        taken.append(
            {
                "kind": one.kind,
                "thai": one.thai,
                "english": one.english,
                "percent": one.percent,
                "remains": f"{one.remains.numerator}/{one.remains.denominator}",
                "taken": _plain(baht_of_nanobaht(left - then)),
                "provision": _citation(one.citation),
            }
        )
        left = then
    relief = left * line.relief_ppm / PARTS_OF_RELIEF
    return {
        "reductions": taken,
        "relief_ppm": line.relief_ppm,
        "relief_percent": percent_of_ppm(line.relief_ppm),
        "relief_taken": _plain(baht_of_nanobaht(relief)),
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "property": share.property,
        "kind": {1: "land", 2: "building", 3: "unit"}[share.kind],
        "use": share.use,
        "main_residence": share.main,
        "on": share.on_own_land,
        "area": share.area,
        "price": show_baht(share.price_satang),
        "fixed_price": share.fixed_price,
        "structure": share.structure,
        "age": share.age if share.age_known else None,
        "depreciation_percent": share.depreciation_percent,
        "whole_value": _csat(share.whole_csat),
        "share": f"{share.num}/{share.den}",
        "value": _csat(share.value_csat),
        "exempt_s8": _csat(share.exempt_csat),
        "facts": [_fact(fact) for fact in share.facts],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    origin = fact.origin
    return {
        "table": fact.table,
        "about": fact.subject,
        "since": fact.since.isoformat(),
        "says": {name: _said(name, value) for name, value in fact.values.items()},
        **_on_sheet(fact),
        "act": origin.act,
        "authority": origin.authority,
        "feed": origin.feed,
        "as_of": origin.as_of.isoformat(),
        "file_sha256": origin.file_sha256,
        "row": origin.row,
        "officer": origin.officer,
        "reason": origin.reason,
        "recorded_at": origin.recorded_at.isoformat(),
        "position": origin.position,
    }


def _said(name: str, value: int | str) -> int | str:
    """Show taxpayers as people see them: the bare number is nobody's business outside."""
    return taxpayer.show(int(value)) if name in {"party", "member"} and value else value


def _on_sheet(fact: Fact) -> dict[str, str]:
    """Return the map sheet a fact speaks of as offices write it; a land unit has none."""
    sheet = int(fact.values.get("sheet", 0))
    return {"map_sheet": show_sheet(sheet)} if sheet > 0 else {}


def difference_as_json(found: Difference) -> dict[str, Any]:
    """Return why a bill differs from last year's."""
    return {
        "before_year": found.before_year,
        "after_year": found.after_year,
        "before_known_at": found.before_known_at,
        "as_known_at": found.known_at,
        "before": show_baht(found.before_satang),
        "after": show_baht(found.after_satang),
        "parts": [
            {
                "part": part.key,
                "provision": part.provision,
                "thai": PARTS[part.key][1],
                "english": PARTS[part.key][2],
                "baht": show_baht(part.satang),
                "properties": list(part.properties),
            }
            for part in found.parts
        ],
    }


def history_as_json(found: History) -> dict[str, Any]:
    """Return a property's history."""
    return {
        "body": f"{found.body:08d}",
        "property": found.property,
        "names": list(found.names),
        "facts": [_fact(fact) for fact in found.facts],
        "known": [
            {
                "tax_year": one.tax_year,
                "position": one.position,
                "taxable": one.kind != 0,
                "area": one.area,
                "owner": taxpayer.show(one.party) if one.party else None,
                "uses": dict(one.uses),
                "price": None if one.price_satang is None else show_baht(one.price_satang),
            }
            for one in found.known
        ],
    }


def _citation(one: Citation) -> dict[str, str]:
    return {
        "instrument": one.instrument,
        "provision": one.provision,
        "title_th": one.title_th,
        "title_en": one.title_en,
    }


def _csat(csat: int) -> str:
    return _plain(baht_of_csat(csat))


def _plain(amount: str) -> str:
    return amount.replace(",", "")
