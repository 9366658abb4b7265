"""Why a bill differs from last year's: one cause after the other, in parts that add up exactly.

Last year's facts and law are exchanged for this year's step by step, in the fixed order of PARTS;
each part is what the bill changed by at its step. Every bill in between is the engine's own, on
columns that are partly last year's, so the parts add up to the satang whatever they are. Another
order would share some sums out otherwise: the order is the Act's (owner, value, use, exemption,
rates, reductions), so it is part of the answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.law import Law, RateTable, YearLaw
from projections.arrangement import put_in_order
from projections.as_of import AsOf
from projections.bill_engine import assess
from projections.hybrid import (
    common_keys,
    differing,
    gained,
    kept,
    keys_beyond,
    with_columns,
)
from projections.properties import Properties
from projections.registers import BodyBills, Registers

PARTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "learnt": ("s.9", "ข้อเท็จจริงของปีก่อนที่ทราบภายหลัง", "learnt since about last year"),
    "lost": ("s.9", "ทรัพย์สินที่พ้นไป", "properties no longer in the bill"),
    "gained": ("s.9", "ทรัพย์สินที่เพิ่มขึ้น", "properties new in the bill"),
    "size": ("s.35", "เนื้อที่และโครงสร้างที่วัดใหม่", "area and structure measured anew"),
    "price": ("s.35", "ราคาประเมินที่เปลี่ยน", "prices"),
    "age": ("s.35", "ค่าเสื่อมราคาตามอายุ", "a year's depreciation"),
    "exempt": ("s.8", "ส่วนที่ยกเว้นตามมาตรา 8", "exempt under s.8"),
    "use": ("s.37, s.38", "การใช้ประโยชน์ที่เปลี่ยน", "uses"),
    "residence": ("s.40, s.41", "บ้านหลังหลักและประเภทเจ้าของ", "main residence, kind of owner"),
    "contiguous": ("s.42", "ที่ดินติดต่อกัน", "contiguous plots"),
    "vacant": ("s.43", "จำนวนปีที่ว่างเปล่า", "years of vacancy"),
    "reduction": ("s.55", "รายการลดภาษีของทรัพย์สิน", "standing reductions"),
    "relief": ("s.56, s.57", "การลดหรือยกเว้นเฉพาะราย", "relief for single properties"),
    "rates": ("s.37, s.94", "อัตราภาษี", "rates of the decree or the body's ordinance"),
    "law": ("s.40, s.41, s.96", "วงเงินยกเว้นตามกฎหมาย", "amounts the law exempts, its readings"),
    "decree": ("s.55", "พระราชกฤษฎีกาลดภาษีประจำปี", "the year's decree of reduction"),
    "phase_in": ("s.97", "การบรรเทาภาระ", "relief of the first years"),
}
"""The parts in their order: provision, what it is in Thai and in English."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One cause and what the bill changed by, in satang; `key` is one of PARTS."""

    key: str
    satang: int
    properties: Sequence[str]

    @property
    def provision(self) -> str:
        """The sections of the Act that the cause belongs to."""
        return PARTS[self.key][0]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A taxpayer's bills of two years, and the parts of what lies between; all in satang.

    `before_known_at` is the position last year's bill was computed at: where the year is closed,
    the position it was closed at.
    """

    before_year: int
    after_year: int
    before_known_at: int
    known_at: int
    before_satang: int
    after_satang: int
    parts: Sequence[Part]


def difference(
    registers: Registers,
    law: Law,
    *,
    body: int,
    taxpayer: int,
    tax_year: int,
    position: int | None = None,
) -> Difference | None:
    """Return why a bill differs from the year before; None in the first year of the tax.

    Last year's bill is the one that was closed, if it was, and what the register would say of
    last year today otherwise.
    """
    if tax_year <= law.first_tax_year:
        return None
    head = registers.log.head() if position is None else position
    closed = registers.body(body).closed.get(tax_year - 1)
    closed_at = closed.as_known_at if closed and closed.as_known_at <= head else position

    def bills(year: int, at: int | None) -> BodyBills:
        return registers.bills(body, law, tax_year=year, position=at, parties=[taxpayer])

    before, after = bills(tax_year - 1, position), bills(tax_year, position)
    billed = before if closed_at == position else bills(tax_year - 1, closed_at)
    parts = list(parts_between(before, after, taxpayer=taxpayer))
    learnt = _tax(before) - _tax(billed)
    if learnt:
        parts.insert(0, Part(key="learnt", satang=learnt, properties=()))
    assert _tax(billed) + sum(part.satang for part in parts) == _tax(after)
    return Difference(
        before_year=tax_year - 1,
        after_year=tax_year,
        before_known_at=billed.position,
        known_at=after.position,
        before_satang=_tax(billed),
        after_satang=_tax(after),
        parts=parts,
    )


def _tax(bills: BodyBills) -> int:
    return int(bills.assessment.bill_tax_satang.sum())


@dataclass(frozen=True, kw_only=True)
class _State:
    """What a bill between the two years is made of; `changed` are keys the step was about."""

    key: str
    found: Properties
    law: YearLaw
    rates: RateTable
    changed: NDArray[np.int32]


def parts_between(before: BodyBills, after: BodyBills, *, taxpayer: int) -> Iterator[Part]:
    """Yield the parts between two computations of one taxpayer's bill that are not nothing.

    Both are of one body; the sum of the parts is the difference of the two bills.
    """
    view = after.arranged.view
    space = view.register.spaces["property"]
    tax = _tax(before)
    for state in _states(before, after):
        # What changes no property changes no tax; only the law does, and it is about none of them.
        same = state.key not in _OF_LAW and not len(state.changed)
        now = tax if same else _tax_of(state, view, taxpayer)
        if now != tax:
            named = tuple(space.key(key) for key in state.changed.tolist())
            yield Part(key=state.key, satang=now - tax, properties=named)
        tax = now
    assert tax == _tax(after)


def _tax_of(state: _State, view: AsOf, taxpayer: int) -> int:
    assert bool(np.all(state.found.party == taxpayer))
    arranged = put_in_order(view, state.found, {}, rate_set=1, law=state.law)
    return int(assess(arranged.assessables, state.law, [state.rates]).bill_tax_satang.sum())


def _states(before: BodyBills, after: BodyBills) -> Iterator[_State]:
    """Yield the states from last year's facts and law to this year's, in the order of PARTS."""
    old, new = before.arranged.properties, after.arranged.properties
    both = common_keys(old, new)
    state = _State(
        key="lost",
        found=kept(old, both),
        law=before.law,
        rates=_rates(before),
        changed=keys_beyond(old, both),
    )
    yield state
    found = gained(state.found, new)
    state = replace(state, key="gained", found=found, changed=keys_beyond(new, both))
    yield state
    for key, columns in _COLUMNS.items():
        found = with_columns(state.found, new, columns)
        changed = differing(state.found, found, columns)
        state = replace(state, key=key, found=found, changed=changed)
        yield state
    state = replace(state, key="rates", rates=_rates(after), changed=both[:0])
    yield state
    yield from _laws(state, before.law, after.law, new)


def _laws(state: _State, old: YearLaw, new: YearLaw, found: Properties) -> Iterator[_State]:
    """Yield the states of the law: its amounts, the year's decree, the relief of s.97."""
    decree = {name: getattr(old, name) for name in _OF_THE_DECREE}
    law = replace(new, phase_in_percent=old.phase_in_percent, **decree)
    yield replace(state, key="law", law=law)
    law = replace(new, phase_in_percent=old.phase_in_percent)
    yield replace(state, key="decree", law=law)
    yield replace(state, key="phase_in", found=found, law=new)


def _rates(bills: BodyBills) -> RateTable:
    """Return the rates of a body's year: the decree's, or its own (s.37)."""
    position = bills.arranged.view.position
    own = bills.body.ordinance_rates(tax_year=bills.law.year, position=position)
    return bills.law.ladders.with_ordinance(own) if own else bills.law.ladders


_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "size": ("kind", "area", "structure"),
    "price": ("price_satang", "price_row"),
    "age": ("age",),
    "exempt": ("exempt_ppm",),
    "use": ("weights",),
    "residence": ("main", "own_land", "natural"),
    "contiguous": ("group",),
    "vacant": ("vacant_years",),
    "reduction": ("reduction",),
    "relief": ("relief_ppm",),
}
"""The columns of the properties that each part exchanges."""

_OF_LAW: Final = frozenset({"rates", "law", "decree", "phase_in"})
"""The parts that exchange the law, and the old tax of s.97."""

_OF_THE_DECREE: Final = (
    "year_reduction_percent",
    "year_reduction_not_for",
    "reduction_cap_percent",
)


def changed_columns() -> Mapping[str, tuple[str, ...]]:
    """Return the columns of `Properties` that each part exchanges, in the order of PARTS."""
    return _COLUMNS
