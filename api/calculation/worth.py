"""What one property of a request is worth: a value, or an area and a price (s.35)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from api.calculation.fields import Fields, read_number
from api.calculation.refusal import Unanswerable
from api.calculation.strict_json import Doubled
from domain.law import YearLaw
from domain.money import half_up
from projections.assessables import LARGEST_VALUE_CSAT

LAND: Final = 1
STRUCTURES: Final = {"wood": 1, "concrete": 2, "half": 3}
CWAH: Final = {"rai": 40_000, "ngan": 10_000, "wah": 100}
"""Hundredths of a square wah in each unit of area."""

MOST_YEARS_OF_AGE: Final = 999
FINEST: Final = 10
"""Decimals of baht in which a price is read before it is held to what the law's columns carry."""

CSAT_PLACES: Final = 4
SATANG_PLACES: Final = 2

FIELDS_OF_WORTH: Final[Mapping[int, frozenset[str]]] = {
    1: frozenset({"area", "price_per_wah"}),
    2: frozenset({"area_m2", "price_per_m2", "structure", "age_years"}),
    3: frozenset({"area_m2", "price_per_m2"}),
}
"""By kind of property the fields that give its worth instead of `value`."""

_AREA = frozenset(CWAH)


@dataclass(frozen=True, kw_only=True, slots=True)
class Worth:
    """What the engine needs: area (1/100 square wah or metre), price, structure and age.

    A stated value is an area of so many csat at a price of one satang. `held` says that the value
    had to be brought to 1/100 satang; `age_unknown` that nothing was said of a building's age.
    `value_bound_csat` is the value before depreciation.
    """

    area: int
    price_satang: int
    structure: int = 0
    age: int = 0
    held: bool = False
    age_unknown: bool = False

    @property
    def value_bound_csat(self) -> int:
        """The value before depreciation."""
        return self.area * self.price_satang


def read_worth(fields: Fields, kind: int, law: YearLaw) -> Worth:
    """Read a property's worth; raises Unanswerable where both ways are given, or neither."""
    measured = [name for name in sorted(FIELDS_OF_WORTH[kind]) if fields.has(name)]
    if fields.has("value"):
        if measured:
            raise Unanswerable(
                "value-and-area",
                f"A property has a `value`, or else {_listed(kind)}; not both.",
                fields.where(measured[0]),
            )
        return _stated(fields)
    if not measured:
        raise Unanswerable(
            "no-value", f"A property has a `value`, or else {_listed(kind)}.", fields.path
        )
    return _measured(fields, kind, law)


def _listed(kind: int) -> str:
    return "`area` and `price_per_wah`" if kind == LAND else "`area_m2` and `price_per_m2`"


def _stated(fields: Fields) -> Worth:
    finest = fields.number("value", places=FINEST) or 0
    unit = 10 ** (FINEST - CSAT_PLACES)
    value, finer = divmod(finest, unit)
    if finer:
        value = half_up(finest, unit)
    if value > LARGEST_VALUE_CSAT:
        raise _too_large(fields.where("value"))
    return Worth(area=value, price_satang=1, held=finer != 0)


def _measured(fields: Fields, kind: int, law: YearLaw) -> Worth:
    price_name = "price_per_wah" if kind == LAND else "price_per_m2"
    area = _land_area(fields) if kind == LAND else _floor_area(fields)
    fields.need(price_name, "An area needs a price.")
    finest = fields.number(price_name, places=FINEST) or 0
    structure, age, age_unknown = _structure(fields)
    price, finer = divmod(finest, 10 ** (FINEST - SATANG_PLACES))
    if max(area, 1) * max(price, 1) > LARGEST_VALUE_CSAT:
        raise _too_large(fields.where(price_name))
    remaining = 100 - law.depreciation_percent(structure, age)
    if finer:
        # The columns carry whole satang, so a finer price is worked out here, exactly.
        exact, unit = area * finest * remaining, 100 * 10 ** (FINEST - SATANG_PLACES)
        value = half_up(exact, unit)
        return Worth(area=value, price_satang=1, held=exact % unit != 0, age_unknown=age_unknown)
    return Worth(
        area=area,
        price_satang=price,
        structure=structure,
        age=age,
        held=area * price * remaining % 100 != 0,
        age_unknown=age_unknown,
    )


def _land_area(fields: Fields) -> int:
    """Return the area in 1/100 square wah, given as rai, ngan, wah or as square wah alone."""
    given = fields.need("area", "Land with a price needs its `area`.")
    if not isinstance(given, Mapping | Doubled):
        return read_number(given, fields.where("area"), places=2)
    area = Fields(given, fields.where("area"), _AREA)
    parts = {name: area.number(name, places=2) for name in CWAH}
    if all(part is None for part in parts.values()):
        raise Unanswerable("missing-field", "An area has rai, ngan or wah.", area.path)
    return sum(CWAH[name] * (part or 0) // 100 for name, part in parts.items())


def _floor_area(fields: Fields) -> int:
    fields.need("area_m2", "A price per square metre needs an `area_m2`.")
    return fields.number("area_m2", places=2) or 0


def _structure(fields: Fields) -> tuple[int, int, bool]:
    """Return structure, completed age, and whether a depreciated building's age is not known."""
    name = fields.one_of("structure", tuple(STRUCTURES), "unknown-structure")
    age = fields.whole("age_years", least=0, most=MOST_YEARS_OF_AGE)
    if name is None:
        if age is not None:
            raise Unanswerable(
                "missing-field",
                "A building's age counts by its structure: concrete, half or wood.",
                fields.where("structure"),
            )
        # What has no class of depreciation, such as a fence or a road, keeps its price.
        return 0, 0, False
    return STRUCTURES[name], age or 0, age is None


def _too_large(where: str) -> Unanswerable:
    return Unanswerable(
        "too-large",
        f"A property is worth at most {LARGEST_VALUE_CSAT // 10_000:,} baht.",
        where,
    )
