"""The bills in OpenFisca-core: rows, lines and bills as entities, each step a variable.

Stock OpenFisca stores numbers as float32, which cannot hold a nation's values; `double` makes it
store float64 instead. Sums go through float64 in both.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.taxscales import MarginalRateTaxScale
from openfisca_core.variables import Variable
from openfisca_core.variables.config import VALUE_TYPES

from bench.peers.flat import NANOBAHT_PER_SATANG, PARTS, Figures, Flat, Longs

FARM = 1
YEAR = "2026"
_ROW_INPUTS = ("area", "price_satang", "structure", "age", "num", "den", "before", "exempt_ppm")
_COMPUTED = ("value", "base", "net", "line_tax", "led_tax", "bill_tax")
_LINE_INPUTS = ("table", "vacant_years", "reduction", "natural_line", "bill_of_line")

Fisca = Any
"""Populations, periods and arrays of OpenFisca, which has no types for them."""
Formula = Callable[..., Fisca]


@contextmanager
def stored_as(dtype: type[np.floating[Any]]) -> Iterator[None]:
    """Let OpenFisca store numbers in another type for a while."""
    stock = VALUE_TYPES[float]["dtype"]
    VALUE_TYPES[float]["dtype"] = dtype
    try:
        yield
    finally:
        VALUE_TYPES[float]["dtype"] = stock


class InOpenFisca:
    """A tax-benefit system of the Act and a simulation of the nation; building it is not timed."""

    def __init__(self, flat: Flat, law: Figures, *, double: bool) -> None:
        """Make the system and set the inputs."""
        self.flat, self.law = flat, law
        self.dtype = np.float64 if double else np.float32
        self.row = Entity("row", "rows", "a property's share in a use", "")
        roles: Any = [{"key": "member", "plural": "members"}]
        self.line = GroupEntity("line", "lines", "one tax base", "", roles)
        self.bill = GroupEntity("bill", "bills", "a taxpayer in a local body", "", roles)
        with stored_as(self.dtype):
            self.system = TaxBenefitSystem([self.row, self.line, self.bill])
            self._declare()

    def built_and_computed(self) -> Longs:
        """Return the tax of each bill in satang: the simulation is built of the columns and run."""
        return self.prepared()()

    def prepared(self) -> Callable[[], Longs]:
        """Build the simulation; return a run of its formulas that forgets the run before."""
        with stored_as(self.dtype):
            simulation = self._simulation()

        def compute() -> Longs:
            for name in _COMPUTED:
                simulation.delete_arrays(name, YEAR)
            with stored_as(self.dtype):
                taxes: Longs = np.rint(simulation.calculate("bill_tax", YEAR)).astype(np.int64)
            return taxes

        return compute

    def _simulation(self) -> Simulation:
        flat, builder = self.flat, SimulationBuilder()
        n, lines = len(flat.line), len(flat.table)
        builder.create_entities(self.system)
        builder.declare_person_entity("row", np.arange(n))
        for name, of_row, count in (
            ("line", flat.line, lines),
            ("bill", flat.bill[flat.line], len(flat.natural)),
        ):
            population = builder.declare_entity(name, np.arange(count))
            builder.join_with_persons(population, of_row, np.repeat("member", n))
        simulation = builder.build(self.system)
        leads = np.zeros(n)
        leads[flat.line_start[:-1]] = 1
        given = {
            **{name: getattr(flat, name) for name in _ROW_INPUTS},
            "leads": leads,
            "table": flat.table,
            "vacant_years": flat.vacant_years,
            "reduction": flat.reduction,
            "natural_line": flat.natural[flat.bill],
            "bill_of_line": flat.bill,
        }
        for name, values in given.items():
            simulation.set_input(name, YEAR, values)
        return simulation

    def _declare(self) -> None:
        for name in (*_ROW_INPUTS, "leads"):
            self._variable(name, self.row)
        for name in _LINE_INPUTS:
            self._variable(name, self.line, value_type=int)
        self._variable("value", self.row, self._value)
        self._variable("base", self.line, _base)
        self._variable("net", self.line, self._net)
        self._variable("line_tax", self.line, self._line_tax)
        self._variable("led_tax", self.row, _led_tax)
        self._variable("bill_tax", self.bill, _bill_tax)

    def _variable(
        self,
        name: str,
        entity: Entity | GroupEntity,
        formula: Formula | None = None,
        value_type: type = float,
    ) -> None:
        content: dict[str, Any] = {
            "value_type": value_type,
            "entity": entity,
            "definition_period": DateUnit.YEAR,
            "label": name,
        }
        if formula is not None:
            content["formula"] = formula
        self.system.add_variable(type(name, (Variable,), content))

    def _value(self, row: Fisca, period: Fisca, _parameters: Fisca) -> Fisca:
        """Value (s.35), share (s.38), less what is exempt (s.8)."""
        place = row("structure", period).astype(int) * 64 + row("age", period).astype(int)
        percent = self.law.remaining_percent[place].astype(self.dtype)
        whole = (row("area", period) * row("price_satang", period) * percent + 50) // 100
        num, den, before = (row(name, period) for name in ("num", "den", "before"))
        value = whole * (before + num) // den - whole * before // den
        ppm = row("exempt_ppm", period)
        exempt = value // PARTS * ppm + (value % PARTS * ppm + PARTS // 2) // PARTS
        return value - exempt

    def _net(self, line: Fisca, period: Fisca, _parameters: Fisca) -> Fisca:
        """What the exemptions leave (s.40, s.41)."""
        base, table = line("base", period), line("table", period)
        bill = line("bill_of_line", period)
        limit = np.asarray(self.law.limit_csat, dtype=self.dtype)[table]
        farm = (table == FARM) & (line("natural_line", period) == 1)
        exempt = np.where(farm, base, np.minimum(base, limit))
        total = np.bincount(bill, weights=base * farm)
        at = np.flatnonzero(farm & (total[bill] > self.law.farm_limit_csat))
        order = at[np.lexsort((-base[at], bill[at]))]
        mine, own = bill[order], base[order]
        before = np.cumsum(own, dtype=np.float64) - own
        first = np.flatnonzero(np.diff(mine, prepend=-1))
        before -= np.repeat(before[first], np.diff(first, append=len(mine)))
        exempt[order] = np.clip(self.law.farm_limit_csat - before, 0, own)
        return base - exempt

    def _line_tax(self, line: Fisca, period: Fisca, _parameters: Fisca) -> Fisca:
        """The ladder (s.94), vacancy (s.43), reduction (s.55), rounded once to satang."""
        law = self.law
        net, table = line("net", period), line("table", period)
        tax = np.zeros(len(net), dtype=self.dtype)
        for number in range(1, 7):
            of_table = table == number
            tax[of_table] = _scale(law, number).calc(net[of_table])
        years = line("vacant_years", period)
        steps = np.where(years > law.surcharge_years, (years - 1) // law.surcharge_years, 0)
        tax = tax + net * (steps * law.surcharge_step_pcm).astype(self.dtype)
        entry = line("reduction", period)
        divisor = (law.den[entry] * NANOBAHT_PER_SATANG).astype(self.dtype)
        num = law.num[entry].astype(self.dtype)
        rest = tax % divisor
        return tax // divisor * num + (2 * rest * num + divisor) // (2 * divisor)


def _scale(law: Figures, table: int) -> MarginalRateTaxScale:
    scale = MarginalRateTaxScale()
    for step in law.ladder(table):
        scale.add_bracket(step.lower_csat, step.rate_pcm)
    return scale


def _base(line: Fisca, period: Fisca, _parameters: Fisca) -> Fisca:
    return line.sum(line.members("value", period))


def _led_tax(row: Fisca, period: Fisca, _parameters: Fisca) -> Fisca:
    """The line's tax on its first row, so that bills can add rows."""
    return row.line("line_tax", period) * row("leads", period)


def _bill_tax(bill: Fisca, period: Fisca, _parameters: Fisca) -> Fisca:
    return bill.sum(bill.members("led_tax", period))
