"""One line of an explained bill: its properties' shares, what is exempt, rates and reductions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from domain.law import Citation, YearLaw
from domain.tables import NO_KEY
from projections.arrangement import TABLE_AGRICULTURE, TABLE_MAIN_BUILDING_ONLY
from projections.bill_engine import Slice
from projections.bill_engine.s08_exemption import exempt_rows
from projections.bill_engine.s35_value import remaining_percent, values
from projections.origin import Fact
from projections.properties import CLASSES
from projections.property_facts import listed_price, property_facts
from projections.registers import BodyBills, Registers


@dataclass(frozen=True, kw_only=True)
class Share:
    """A property's share in a line: the value of the whole, the part in this use, what is exempt.

    `kind` 1 land, 2 building, 3 unit; `area` in 1/100 square wah or 1/100 square metre. `num` of
    `den` is the share of use (s.38), 1 of 1 for all of it. Values in csat. `age_known` is False
    where the year of completion is not.
    """

    property: str
    kind: int
    use: str
    area: int
    price_satang: int
    fixed_price: bool
    structure: int
    age: int
    age_known: bool
    depreciation_percent: int
    whole_csat: int
    num: int
    den: int
    value_csat: int
    exempt_ppm: int
    exempt_csat: int
    main: bool
    on_own_land: str
    vacant_years: int
    facts: Sequence[Fact]


@dataclass(frozen=True, kw_only=True)
class Exempted:
    """What the Act exempts of a line's base beside s.8, in csat, and under which provision."""

    exempt_csat: int
    limit_satang: int | None
    citation: Citation


@dataclass(frozen=True, kw_only=True)
class Reduction:
    """One reduction of the tax: its percent, and what remains payable after it and those before."""

    kind: str
    percent: int
    remains: Fraction
    english: str
    thai: str
    citation: Citation


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a bill, in the order of the Act.

    Several lines of one `ladder` share a tax base (s.42): `slices` are of the whole base
    `ladder_net_csat`, `tax_before_nanobaht` is the line's part by net value.
    `rounded_nanobaht` is what the one rounding added (or, negative, took).
    """

    number: int
    ladder: int
    table: int
    shares: Sequence[Share]
    value_csat: int
    exempt_s8_csat: int
    exempted: Exempted | None
    net_csat: int
    ladder_net_csat: int
    slices: Sequence[Slice]
    rates_citation: Citation
    ordinance: str
    vacant_years: int
    surcharge_pcm: int
    vacancy_citation: Citation | None
    tax_before_nanobaht: Fraction
    reductions: Sequence[Reduction]
    relief_ppm: int
    rounded_nanobaht: Fraction
    tax_satang: int


def shares_of(registers: Registers, bills: BodyBills, number: int) -> list[Share]:
    """Return the shares of a line, one for each of its rows."""
    columns = bills.arranged.assessables
    whole = np.empty(columns.rows, dtype=np.int64)
    values(columns, remaining_percent(bills.law), whole)
    s8 = dict(
        zip(
            columns.exempt_rows.tolist(),
            exempt_rows(columns, bills.assessment.row_value_csat).tolist(),
            strict=True,
        )
    )
    rows = range(int(columns.line_start[number]), int(columns.line_start[number + 1]))
    return [_share(registers, bills, row, int(whole[row]), s8.get(row, 0)) for row in rows]


def _share(
    registers: Registers, bills: BodyBills, row: int, whole_csat: int, exempt_csat: int
) -> Share:
    arranged, law = bills.arranged, bills.law
    view, found, columns = arranged.view, arranged.properties, arranged.assessables
    key, use = int(arranged.row_property[row]), int(arranged.row_class[row])
    place = int(np.searchsorted(found.key, key))
    below = int(found.own_land[place])
    kind, price_row = int(found.kind[place]), int(found.price_row[place])
    province = bills.body.must_have_joined().province
    in_force = registers.in_force(province, tax_year=law.year, position=view.position)
    price = listed_price(registers.prices(province), in_force, kind=kind, price_row=price_row)
    facts = property_facts(view, key, below=below, tax_year=law.year)
    shown = [one for one in facts if one.table != "price" or price is None]
    shares = dict(
        zip(
            columns.shared_rows.tolist(),
            zip(columns.share_num.tolist(), columns.share_den.tolist(), strict=True),
            strict=True,
        )
    )
    num, den = shares.get(row, (1, 1))
    structure, age = int(found.structure[place]), int(found.age[place])
    built = next((one.values["completed_year"] for one in facts if one.table == "building"), 1)
    space = view.register.spaces["property"]
    return Share(
        property=space.key(key),
        kind=kind,
        use=CLASSES[use],
        area=int(found.area[place]),
        price_satang=int(found.price_satang[place]),
        fixed_price=price is None,
        structure=structure,
        age=age,
        age_known=built != 0,
        depreciation_percent=law.depreciation_percent(structure, age),
        whole_csat=whole_csat,
        num=num,
        den=den,
        value_csat=int(bills.assessment.row_value_csat[row]),
        exempt_ppm=int(found.exempt_ppm[place]),
        exempt_csat=exempt_csat,
        main=bool(found.main[place]),
        on_own_land="" if below == NO_KEY else space.key(below),
        vacant_years=int(found.vacant_years[place]),
        facts=[*shown, *([price] if price else [])],
    )


def exempted(law: YearLaw, table: int, exempt_csat: int, *, natural: bool) -> Exempted | None:
    """Return what s.40, s.41 or s.96 exempts of a line, None where none of them speaks of it."""
    if table > TABLE_MAIN_BUILDING_ONLY or (table == TABLE_AGRICULTURE and not natural):
        assert exempt_csat == 0
        return None
    if table == TABLE_AGRICULTURE and law.farmers_exempt:
        return Exempted(
            exempt_csat=exempt_csat, limit_satang=None, citation=law.cite("farmers_exempt")
        )
    key, limit = {
        TABLE_AGRICULTURE: ("agriculture_exemption", law.agriculture_exemption_satang),
        TABLE_MAIN_BUILDING_ONLY: (
            "building_only_exemption",
            law.building_only_exemption_satang,
        ),
    }.get(table, ("residence_exemption", law.residence_exemption_satang))
    return Exempted(exempt_csat=exempt_csat, limit_satang=limit, citation=law.cite(key))


def reductions(law: YearLaw, entry: int) -> list[Reduction]:
    """Return the reductions of a line in their order, for an entry of the standing list (s.55).

    The last one's `remains` is what the engine multiplies by.
    """
    found: list[Reduction] = []
    remains = Fraction(1)
    standing = law.standing_percent(entry)
    if entry:
        remains *= Fraction(100 - standing, 100)
        listed = law.standing_reductions[entry]
        found.append(
            Reduction(
                kind="standing list",
                percent=standing,
                remains=remains,
                english=listed.english,
                thai=listed.thai,
                citation=law.cite(f"standing_reduction.{entry}"),
            )
        )
    year = law.year_reduction_percent
    if year and (standing == 0 or standing not in law.year_reduction_not_for):
        remains *= Fraction(100 - year, 100)
        found.append(
            Reduction(
                kind="year's decree",
                percent=year,
                remains=remains,
                english=f"the decree for tax year {law.year}",
                thai=f"พระราชกฤษฎีกาลดภาษีปี {law.year}",
                citation=law.cite("year_reduction"),
            )
        )
    payable = Fraction(*law.combined_reduction(standing))
    if payable != remains:
        found.append(
            Reduction(
                kind="cap",
                percent=law.reduction_cap_percent,
                remains=payable,
                english=f"both together at most {law.reduction_cap_percent}%",
                thai=f"รวมกันไม่เกินร้อยละ {law.reduction_cap_percent}",
                citation=law.cite("reduction_cap"),
            )
        )
    return found
