"""A property on both time axes: every fact ever recorded of it, and what was known when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.calendar import tax_date, to_days
from domain.errors import Refused
from domain.law import Law
from domain.register import Register
from domain.tables import NO_END, NO_KEY
from projections.as_of import as_of
from projections.origin import ABOUT_PROPERTIES, Fact, fact_of
from projections.properties import CLASSES, prices_of, sizes_of
from projections.property_facts import listed_price
from projections.registers import Registers


class PropertyUnknown(Refused):
    """The register has never seen the property."""

    code = "property-unknown"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is true of a property on 1 January of a tax year, as known at a log position.

    `kind` 0 where it is no taxable property then. `area` in 1/100 square wah or 1/100 square
    metre, `party` 0 where no owner is known, `price_satang` per unit of area (None: no price),
    `uses` maps a class to its area.
    """

    tax_year: int
    position: int
    kind: int
    area: int
    party: int
    uses: Mapping[str, int]
    price_satang: int | None


@dataclass(frozen=True, kw_only=True)
class History:
    """All facts of a property in the order of the log, under every key it had, and the matrix.

    `names` are the natural keys: its titles and its parcel code. `known` has one entry for each
    tax year and each position at which a delivery about it, or its price, was recorded whole.
    """

    body: int
    property: str
    names: Sequence[str]
    facts: Sequence[Fact]
    positions: Sequence[int]
    known: Sequence[Known]


def find_property(register: Register, text: str) -> int:
    """Return the dense key of a property by natural key or code, as it is known today.

    `01A001` may be a parcel code, a building's code, or a title's natural key written out.
    Raises `PropertyUnknown`.
    """
    space = register.spaces["property"]
    wanted = text.strip()
    for key in (wanted, f"C:{wanted}", f"B:{wanted}"):
        found = space.find(key)
        if found is not None:
            view = as_of(register, day=NO_END)
            return int(view.home[found])
    raise PropertyUnknown(
        f"The register of {register.body:08d} knows no property {wanted}. "
        "Give a parcel code (01A001), a building code (01A001-B001) or a key such as "
        "P:1:60010000:100."
    )


def history(
    registers: Registers,
    law: Law,
    *,
    body: int,
    property_: str,
    tax_years: Sequence[int],
    position: int | None = None,
) -> History:
    """Return a property's history, as far as the log goes or as known at a log position.

    Raises `PropertyUnknown`.
    """
    registers.body(body).must_have_joined()
    register = registers.register(body)
    key = find_property(register, property_)
    keys = _every_key(register, key)
    facts = _facts(register, keys, position)
    prices = _price_facts(registers, register, key, tax_years, position)
    positions = sorted({one.origin.whole_at for one in (*facts, *prices)})
    space = register.spaces["property"]
    return History(
        body=body,
        property=space.key(key),
        names=[space.key(one) for one in sorted(keys)],
        facts=sorted([*facts, *prices], key=lambda one: (one.origin.position, one.since)),
        positions=positions,
        known=[
            _known(registers, law, body, key=key, tax_year=year, position=at)
            for year in tax_years
            for at in positions
        ],
    )


def _every_key(register: Register, key: int) -> set[int]:
    """Return a property's key and every parcel code it ever carried, or the titles of a code."""
    facts = register.facts["parcel"]
    titles, codes = facts.column("property"), facts.column("code")
    keys = {key}
    while True:
        mine = np.isin(titles, list(keys)) | np.isin(codes, list(keys))
        found = keys | set(titles[mine].tolist()) | set(codes[mine & (codes != NO_KEY)].tolist())
        if found == keys:
            return keys
        keys = found


def _facts(register: Register, keys: Iterable[int], position: int | None) -> list[Fact]:
    wanted = list(keys)
    found = []
    for table in ABOUT_PROPERTIES:
        facts = register.facts[table]
        mine = np.isin(facts.column("property"), wanted)
        if "other" in facts.table.keys:
            mine |= np.isin(facts.column("other"), wanted)
        if position is not None:
            mine &= facts.column("position") <= position
        found += [fact_of(register, table, int(row)) for row in np.flatnonzero(mine)]
    return found


def _price_facts(
    registers: Registers,
    register: Register,
    key: int,
    tax_years: Sequence[int],
    position: int | None,
) -> list[Fact]:
    """Return the rows of the province's list that held for the property in those years."""
    province = registers.body(register.body).must_have_joined().province
    found: dict[tuple[int, int], Fact] = {}
    for year in tax_years:
        in_force = registers.in_force(province, tax_year=year, position=position)
        view = registers.view(register.body, day=to_days(tax_date(year)), position=position)
        _, row, _ = prices_of(view, _only(key), in_force)
        fact = listed_price(
            registers.prices(province), in_force, kind=int(view.kind[key]), price_row=int(row[0])
        )
        if fact is not None:
            found[fact.origin.position, fact.origin.row] = fact
    return list(found.values())


def _known(
    registers: Registers, law: Law, body: int, *, key: int, tax_year: int, position: int
) -> Known:
    province = registers.body(body).must_have_joined().province
    in_force = registers.in_force(province, tax_year=tax_year, position=position)
    view = registers.view(body, day=to_days(tax_date(tax_year)), position=position)
    mine = _only(key)
    area, _, _ = sizes_of(view, mine, law.for_year(tax_year))
    price, _, priced = prices_of(view, mine, in_force)
    uses = {name: int(view.value("use", name, view.use[mine])[0]) for name in CLASSES}
    return Known(
        tax_year=tax_year,
        position=position,
        kind=int(view.kind[key]),
        area=int(area[0]) if view.kind[key] else 0,
        party=int(view.value("owner", "party", view.owner[mine])[0]),
        uses={name: size for name, size in uses.items() if size},
        price_satang=int(price[0]) if priced[0] else None,
    )


def _only(key: int) -> NDArray[np.int32]:
    return np.asarray([key], dtype=np.int32)
