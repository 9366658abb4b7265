"""The facts behind one property's share in a bill: the rows of the acts the engine was given."""

from collections.abc import Iterator

import numpy as np

from domain.price_list import PriceList
from projections.as_of import BUILDING, LAND, UNIT, AsOf
from projections.origin import Fact, fact_of, price_fact_of
from projections.properties import PricesInForce, land_below_of

LISTS = {LAND: "land_price", BUILDING: "building_price", UNIT: "condo_price"}
"""The table of the province's price list for each kind of property."""

SIZES = {LAND: "parcel", BUILDING: "building", UNIT: "unit"}
"""The table that describes each kind of property."""


def property_facts(view: AsOf, key: int, *, below: int, tax_year: int) -> list[Fact]:
    """Return the facts that decide the tax on a property, in the order in which the Act asks.

    `below` is the parcel of the same owner that a building stands on, -1 for none. The price of
    the province's list is not among them: see `listed_price`.
    """
    kind = int(view.kind[key])
    found: list[tuple[str, int]] = [(SIZES[kind], _described(view, key, kind))]
    found.append(("owner", owner_row(view, key)))
    found += [("use", int(view.use[key])), ("price", int(view.fixed_price[key]))]
    if kind == BUILDING and below >= 0:
        found.append(("parcel", int(view.parcel[below])))
        found += [("registration", row) for row in _merged(view, key, below)]
    found += [("exemption", row) for row in _latest_of(view, "exemption", key, "item")]
    found += [("group", int(view.group[key]))]
    found += [("adjacency", row) for row in _adjoining(view, key)]
    found += [("reduction", int(view.reduction[key]))]
    found += [("relief", row) for row in _reliefs(view, key, tax_year)]
    found += [("old_tax", int(view.old_tax[key]))]
    return [fact_of(view.register, table, row) for table, row in found if row >= 0]


def listed_price(
    prices: PriceList, in_force: PricesInForce, *, kind: int, price_row: int
) -> Fact | None:
    """Return the row of the province's list a price is from, None for a price of its own."""
    if price_row < 0:
        return None
    lists = {LAND: in_force.land, BUILDING: in_force.building, UNIT: in_force.condo}
    return price_fact_of(prices, LISTS[kind], int(lists[kind].rows[price_row]))


def member_facts(view: AsOf, party: int) -> list[Fact]:
    """Return who the joint owners behind a party are, with their shares; none for one person."""
    facts = view.facts("member")
    if len(facts) == 0:
        return []
    rows = facts.known(day=view.day, position=view.position)
    mine = rows[facts.column("party")[rows] == party]
    last = {int(facts.column("member")[row]): int(row) for row in mine}
    return [fact_of(view.register, "member", row) for _, row in sorted(last.items())]


def _described(view: AsOf, key: int, kind: int) -> int:
    rows = {LAND: view.parcel, BUILDING: view.building, UNIT: view.unit}
    return int(rows[kind][key])


def owner_row(view: AsOf, key: int) -> int:
    """Return the row that says who owes the tax on a property (s.9), -1 where nobody knows.

    A building of no known owner goes with its land.
    """
    row = int(view.owner[key])
    if row >= 0 or view.kind[key] != BUILDING:
        return row
    below = _below(view, key)
    return int(view.owner[below]) if below >= 0 else -1


def _below(view: AsOf, key: int) -> int:
    """Return the parcel a building stands on, -1 where it is not known."""
    return int(land_below_of(view, np.asarray([key], dtype=np.int32))[0])


def _merged(view: AsOf, key: int, below: int) -> list[int]:
    """Return the registrations by which the plot a building was seen on became another (s.10)."""
    stands_on = int(view.facts("building").column("stands_on")[view.building[key]])
    facts = view.facts("registration")
    if len(facts) == 0 or stands_on < 0 or view.home[stands_on] == below:
        return []
    rows = _mine(view, "registration", below)
    return [int(row) for row in rows if facts.column("other")[row] >= 0]


def _mine(view: AsOf, table: str, key: int, column: str = "property") -> np.ndarray:
    """Return the known rows of a table about a property, in the order of precedence."""
    facts = view.facts(table)
    rows = facts.known(day=view.day, position=view.position)
    return np.asarray(rows[view.home[facts.column(column)[rows]] == key])


def _latest_of(view: AsOf, table: str, key: int, column: str) -> Iterator[int]:
    if len(view.facts(table)) == 0:
        return
    values = view.facts(table).column(column)
    last = {int(values[row]): int(row) for row in _mine(view, table, key)}
    yield from last.values()


def _adjoining(view: AsOf, key: int) -> list[int]:
    """Return the rows that say which plots the property adjoins (s.42), one for each plot."""
    facts = view.facts("adjacency")
    if len(facts) == 0:
        return []
    last: dict[int, int] = {}
    rows = [*_mine(view, "adjacency", key), *_mine(view, "adjacency", key, "other")]
    for row in sorted(rows, key=lambda row: (int(facts.column("since")[row]), int(row))):
        ends = {int(view.home[facts.column(name)[row]]) for name in ("property", "other")}
        last[max(ends - {key}, default=key)] = int(row)
    return [row for row in last.values() if facts.column("on")[row] == 1]


def _reliefs(view: AsOf, key: int, tax_year: int) -> list[int]:
    facts = view.facts("relief")
    if len(facts) == 0:
        return []
    # A relief is granted during the year, so it counts from whatever day (as in the arrangement).
    rows = np.flatnonzero(
        (view.home[facts.column("property")] == key) & (facts.column("tax_year") == tax_year)
    )
    if view.position is not None:
        rows = rows[facts.column("position")[rows] <= view.position]
    last = {int(facts.column("provision")[row]): int(row) for row in rows}
    return list(last.values())
