"""One bill explained: the engine's own columns, and behind each figure its provision and its act.

Nothing is computed a second way: values, exemptions and tax are the engine's; what is shown beside
them (slices, reductions, what the rounding took) must add up to them, or the explanation stops.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from domain.errors import Refused
from domain.law import Citation, Law, Setting, YearLaw
from domain.local_body import LocalBody, OrdinanceEnacted
from domain.tables import JOINT_NATURAL, JOINT_WITH_JURISTIC
from projections.bill_engine import Slice, slices
from projections.explained_line import (
    Line,
    Share,
    exempted,
    reductions,
    shares_of,
)
from projections.origin import Fact
from projections.property_facts import member_facts
from projections.registers import BodyBills, Registers
from projections.used_settings import used_settings

NANOBAHT_PER_SATANG: Final = 10_000_000
PARTS: Final = 1_000_000


class NothingToExplain(Refused):
    """The taxpayer has no bill in the body and year."""

    code = "nothing-to-explain"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A property of the taxpayer that is in no bill, and why (a code of GAPS)."""

    property: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A taxpayer's bill of a year in one local body, as known at a log position.

    `tax_satang` is the sum of the lines' tax less `phase_in_satang` (s.97); `old_tax_satang` is
    the tax of 2562 it was compared with. `members` are the joint owners, if there are any.
    `carried_forward_from` is the year whose law stands for a year that has none yet.
    """

    body: int
    body_name: str
    body_name_en: str
    tax_year: int
    taxpayer: int
    natural: bool
    known_at: int
    law: str
    carried_forward_from: int | None
    lines: Sequence[Line]
    old_tax_satang: int
    phase_in_satang: int
    phase_in_citation: Citation | None
    tax_satang: int
    members: Sequence[Fact]
    left_out: Sequence[LeftOut]
    assumptions: Sequence[Setting]


def explain(
    registers: Registers,
    law: Law,
    *,
    body: int,
    taxpayer: int,
    tax_year: int,
    position: int | None = None,
) -> Explanation:
    """Explain a taxpayer's bill. Raises `NothingToExplain` where there is no property at all."""
    bills = registers.bills(body, law, tax_year=tax_year, position=position, parties=[taxpayer])
    left_out = _left_out(bills)
    if bills.arranged.assessables.bills == 0 and not left_out:
        raise NothingToExplain(
            f"This taxpayer owned nothing taxable in {body:08d} on 1 January {tax_year}, "
            f"as known at log position {bills.position}."
        )
    lines = [_line(registers, bills, number) for number in range(bills.arranged.assessables.lines)]
    phase_in = int(bills.assessment.bill_phase_in_satang.sum())
    total = int(bills.assessment.bill_tax_satang.sum())
    assert total == sum(line.tax_satang for line in lines) - phase_in
    view, joined = bills.arranged.view, bills.body.must_have_joined()
    return Explanation(
        body=body,
        body_name=joined.name_th,
        body_name_en=joined.name_en,
        tax_year=tax_year,
        taxpayer=taxpayer,
        natural=bool(bills.arranged.assessables.natural.any()),
        known_at=bills.position,
        law=bills.law.digest,
        carried_forward_from=bills.law.carried_forward_from,
        lines=lines,
        old_tax_satang=int(bills.arranged.assessables.old_tax_satang.sum()),
        phase_in_satang=phase_in,
        phase_in_citation=bills.law.citations.get("phase_in") if phase_in else None,
        tax_satang=total,
        members=member_facts(view, taxpayer),
        left_out=left_out,
        assumptions=used_settings(bills, lines, joint=_is_joint(bills, taxpayer)),
    )


def _left_out(bills: BodyBills) -> list[LeftOut]:
    space = bills.arranged.view.register.spaces["property"]
    return [
        LeftOut(property=space.key(key), code=code)
        for code, keys in bills.arranged.gaps.items()
        for key in keys.tolist()
    ]


def _is_joint(bills: BodyBills, taxpayer: int) -> bool:
    facts = bills.arranged.view.facts("owner")
    mine = facts.column("party") == taxpayer
    return bool(np.isin(facts.column("person")[mine], (JOINT_NATURAL, JOINT_WITH_JURISTIC)).any())


def _line(registers: Registers, bills: BodyBills, number: int) -> Line:
    """Explain one line, and hold what is shown against the engine's columns."""
    columns, found, law = bills.arranged.assessables, bills.assessment, bills.law
    ladder = int(np.searchsorted(columns.ladder_start, number, side="right")) - 1
    of_ladder = slice(int(columns.ladder_start[ladder]), int(columns.ladder_start[ladder + 1]))
    ladder_net = int(found.line_net_csat[of_ladder].sum())
    table, years = int(columns.table[number]), int(columns.vacant_years[number])
    shares = shares_of(registers, bills, number)
    of_s8 = sum(share.exempt_csat for share in shares)
    net = int(found.line_net_csat[number])
    reached, before = _rated(bills, table=table, ladder_net=ladder_net, net=net, years=years)
    taken = reductions(law, int(columns.reduction[number]))
    relief = _relief_ppm(bills, number)
    remains = (taken[-1].remains if taken else Fraction(1)) * Fraction(PARTS - relief, PARTS)
    exact = before * remains / NANOBAHT_PER_SATANG
    tax = int(found.line_tax_satang[number])
    assert sum(share.value_csat for share in shares) == int(found.line_value_csat[number])
    assert int(exact + Fraction(1, 2)) == tax
    ordinance = _ordinance(bills.body, law, table, bills.arranged.view.position)
    return Line(
        number=number + 1,
        ladder=ladder + 1,
        table=table,
        shares=shares,
        value_csat=int(found.line_value_csat[number]),
        exempt_s8_csat=of_s8,
        exempted=exempted(
            law, table, int(found.line_exempt_csat[number]) - of_s8, natural=_natural(bills)
        ),
        net_csat=net,
        ladder_net_csat=ladder_net,
        slices=reached,
        rates_citation=law.cite(f"rates.{table}"),
        ordinance=ordinance.reference if ordinance else "",
        vacant_years=_vacant_years(shares) if years else 0,
        surcharge_pcm=law.vacancy.surcharge_pcm(years) if years else 0,
        vacancy_citation=law.cite("vacancy") if years else None,
        tax_before_nanobaht=before,
        reductions=taken,
        relief_ppm=relief,
        rounded_nanobaht=tax * NANOBAHT_PER_SATANG - before * remains,
        tax_satang=tax,
    )


def _rated(
    bills: BodyBills, *, table: int, ladder_net: int, net: int, years: int
) -> tuple[list[Slice], Fraction]:
    """Return the slices of the whole base (s.42) and the line's part of their tax, in nanobaht."""
    law = bills.law
    rates = law.ladders
    own = bills.body.ordinance_rates(tax_year=law.year, position=bills.arranged.view.position)
    if own:
        rates = rates.with_ordinance(own)
    reached = slices(
        rates.ladder(table),
        ladder_net,
        surcharge_pcm=law.vacancy.surcharge_pcm(years),
        cap_pcm=law.vacancy.cap_pcm,
    )
    whole = sum(part.tax_nanobaht for part in reached)
    return reached, Fraction(whole * net, ladder_net) if ladder_net else Fraction(0)


def _relief_ppm(bills: BodyBills, number: int) -> int:
    columns = bills.arranged.assessables
    relief: Mapping[int, int] = dict(
        zip(columns.relief_lines.tolist(), columns.relief_ppm.tolist(), strict=True)
    )
    return relief.get(number, 0)


def _natural(bills: BodyBills) -> bool:
    return bool(bills.arranged.assessables.natural[0])


def _vacant_years(shares: Sequence[Share]) -> int:
    return max(share.vacant_years for share in shares)


def _ordinance(
    body: LocalBody, law: YearLaw, table: int, position: int | None
) -> OrdinanceEnacted | None:
    """Return the ordinance whose rates a table has in the year, None for the decree's."""
    found = None
    for at, one in body.ordinances:
        last = one.last_tax_year
        in_time = one.first_tax_year <= law.year and (last is None or law.year <= last)
        if in_time and table in one.rates_pcm and (position is None or at <= position):
            found = one
    return found
