"""One person's tax for one year by the Act, step after step in the order of s.42 ¶1."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle import (
    s37_rates,
    s40_exemptions,
    s43_vacancy,
    s55_reductions,
    s97_phase_in,
)
from tests.oracle.rounding import SATANG, half_up, satang
from tests.oracle.s35_value import value_of
from tests.oracle.s38_uses import table_of, use_shares
from tests.oracle.s42_groups import body_of, groups

Request = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """What can make one part of a base be taxed otherwise than the next; percents of tax."""

    vacant_step: int
    standing_percent: Fraction
    relief_percent: Fraction


@dataclass(frozen=True, kw_only=True)
class Share:
    """One use of one property; baht."""

    property_id: str
    value: Fraction
    public: Fraction
    treatment: Treatment

    @property
    def taxable(self) -> Fraction:
        """What is left of the share after s.8."""
        return self.value - self.public


@dataclass(frozen=True, kw_only=True)
class OracleLine:
    """One rounding: a part of one base that is treated alike; baht, except `tax_satang`."""

    body: str
    properties: tuple[str, ...]
    table: str
    treatment: Treatment
    value: Fraction
    public: Fraction
    exempt: Fraction
    net: Fraction
    ladder_net: Fraction
    slices: tuple[s37_rates.Slice, ...]
    payable_percent: Fraction
    tax_satang: int


@dataclass(frozen=True, kw_only=True)
class OracleBill:
    """What one request owes, with its working paper; `before_s97_satang` is the lines' sum."""

    tax_satang: int
    before_s97_satang: int
    lines: tuple[OracleLine, ...]

    def paper(self) -> str:
        """The working as text, a line of the bill after the other."""
        told = [_told(line) for line in self.lines]
        return "\n".join(
            [*told, f"sum {self.before_s97_satang} satang, due {self.tax_satang} satang"]
        )


_Base = tuple[str, int, str]
"""(local body, group, rate table): what is added up before a ladder is climbed (s.42)."""


def tax_of(request: Request) -> OracleBill:
    """The whole tax of one request; ValueError where the request is not one the Act can read."""
    year = int(request["tax_year"])
    natural = request.get("owner_kind", "natural") == "natural"
    bases = _bases(request["properties"], natural=natural)
    exempt = _exemptions(bases, year, natural=natural)
    lines = tuple(
        line for base, shares in bases.items() for line in _lines(base, shares, exempt[base], year)
    )
    together = sum(line.tax_satang for line in lines)
    old = request.get("tax_2562")
    if old is not None and len({line.body for line in lines}) > 1:
        message = "the tax of 2562 was owed to one local body; the request names several (s.97)"
        raise ValueError(message)
    due = s97_phase_in.softened(together * SATANG, None if old is None else Fraction(old), year)
    return OracleBill(tax_satang=satang(due), before_s97_satang=together, lines=lines)


def _bases(properties: list[Mapping[str, Any]], *, natural: bool) -> dict[_Base, list[Share]]:
    """The shares of each base, bases in the order in which they first appear (s.35, 38, 8, 42)."""
    bases: dict[_Base, list[Share]] = {}
    for given, group in zip(properties, groups(properties), strict=True):
        for use, value in use_shares(value_of(given), given["uses"]):
            table = table_of(
                use,
                kind=given["kind"],
                natural=natural,
                main=bool(given.get("main_residence", False)),
                on_own_land=given.get("on") is not None,
            )
            share = Share(
                property_id=given["id"],
                value=value,
                public=s40_exemptions.public_part(value, Fraction(given.get("exempt_percent", 0))),
                treatment=_treatment(given, table),
            )
            bases.setdefault((body_of(given), group, table), []).append(share)
    return bases


def _treatment(given: Mapping[str, Any], table: str) -> Treatment:
    years = int(given.get("vacant_years", 1))
    return Treatment(
        vacant_step=s43_vacancy.steps(years) if table == s37_rates.VACANT else 0,
        standing_percent=Fraction(given.get("reduction_percent", 0)),
        relief_percent=Fraction(given.get("relief_percent", 0)),
    )


def _taxable(shares: Iterable[Share]) -> Fraction:
    return sum((share.taxable for share in shares), Fraction(0))


def _exemptions(
    bases: Mapping[_Base, list[Share]], year: int, *, natural: bool
) -> dict[_Base, Fraction]:
    """Baht taken off each base: s.40 once a local body, s.41 once a base of a main residence."""
    exempt = {
        base: s40_exemptions.residence(_taxable(shares), base[2]) for base, shares in bases.items()
    }
    for body in dict.fromkeys(base[0] for base in bases):
        farms = [base for base in bases if base[0] == body and base[2] == s37_rates.AGRICULTURE]
        amounts = s40_exemptions.farming(
            [_taxable(bases[farm]) for farm in farms], year, natural=natural
        )
        exempt.update(zip(farms, amounts, strict=True))
    return exempt


def _lines(base: _Base, shares: list[Share], exempt: Fraction, year: int) -> Iterable[OracleLine]:
    """One line for each treatment in a base: the whole ladder's tax, by the part's share of it."""
    body, _, table = base
    whole = _taxable(shares)
    net = whole - exempt
    for treatment in dict.fromkeys(share.treatment for share in shares):
        part = [share for share in shares if share.treatment == treatment]
        taxable = _taxable(part)
        proportion = taxable / whole if whole else Fraction(0)
        slices = s37_rates.slices_of(
            net,
            table,
            year,
            added_percent=s43_vacancy.added_percent(treatment.vacant_step),
            cap_percent=s43_vacancy.HIGHEST_RATE,
        )
        tax = sum((step.tax for step in slices), Fraction(0)) * proportion
        payable = s55_reductions.payable_percent(treatment.standing_percent, year)
        reduced = s55_reductions.after_relief(tax * payable / 100, treatment.relief_percent)
        yield OracleLine(
            body=body,
            properties=tuple(dict.fromkeys(share.property_id for share in part)),
            table=table,
            treatment=treatment,
            value=sum((share.value for share in part), Fraction(0)),
            public=sum((share.public for share in part), Fraction(0)),
            exempt=exempt * proportion,
            net=net * proportion,
            ladder_net=net,
            slices=slices,
            payable_percent=payable,
            tax_satang=satang(half_up(reduced, SATANG)),
        )


def _told(line: OracleLine) -> str:
    steps = " + ".join(
        f"{float(step.rate_percent):g}% over {float(step.above):,.0f}: {float(step.tax):.6f}"
        for step in line.slices
    )
    return (
        f"[{line.body or 'one body'}] {'+'.join(line.properties)} as {line.table}: "
        f"value {float(line.value):.4f}, s.8 {float(line.public):.4f}, "
        f"exempt {float(line.exempt):.4f}, net {float(line.net):.4f} "
        f"of the ladder's {float(line.ladder_net):.4f}; {steps or 'nothing to tax'}; "
        f"payable {float(line.payable_percent):g}%, relief "
        f"{float(line.treatment.relief_percent):g}%, vacancy step {line.treatment.vacant_step} "
        f"-> {line.tax_satang} satang"
    )
