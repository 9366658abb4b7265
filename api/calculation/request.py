"""One request read and checked: an owner's properties in a tax year, in the units of the law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.calculation.fields import Fields, read_text
from api.calculation.refusal import Unanswerable
from api.calculation.worth import FIELDS_OF_WORTH, Worth, read_worth
from domain.law import Law, TaxYearRefused, YearLaw
from projections.arrangement import CLASSES

KINDS: Final = ("land", "building", "condo_unit")
LAND, BUILDING, UNIT = 1, 2, 3

MOST_PROPERTIES: Final = 10_000
MOST_USES: Final = 100
MOST_VACANT_YEARS: Final = 250
LAST_TAX_YEAR: Final = 2699
LARGEST_TOTAL_CSAT: Final = 9 * 10**18
"""What the properties of one request may be worth together: 900 trillion baht."""

WHOLE_USE: Final = 100 * 10**6
"""All of a property, in millionths of a percent."""

STANDING_PERCENTS: Final = (0, 50, 90)

_REQUEST = frozenset({"id", "tax_year", "owner_kind", "properties", "tax_2562"})
_PROPERTY = frozenset(
    {
        *("id", "kind", "value", "uses", "local_body", "main_residence", "vacant_years"),
        *("reduction_percent", "exempt_percent", "relief_percent"),
    }
)
_OF_KIND: Final[Mapping[int, frozenset[str]]] = {
    LAND: FIELDS_OF_WORTH[LAND] | {"adjoins"},
    BUILDING: FIELDS_OF_WORTH[BUILDING] | {"on"},
    UNIT: FIELDS_OF_WORTH[UNIT],
}
_ANY_PROPERTY = _PROPERTY.union(*_OF_KIND.values())
_USE = frozenset({"class", "percent"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Property:
    """One property: its worth (s.35), its uses (s.38), and what makes it special.

    `uses` are pairs of a place in CLASSES and a part in millionths of a percent, together
    WHOLE_USE; `on` and `adjoins` are places in the request.
    """

    id: str
    kind: int
    body: str | None
    worth: Worth
    uses: tuple[tuple[int, int], ...]
    main: bool
    vacant_years: int
    standing_percent: int
    exempt_ppm: int
    relief_ppm: int
    on: int | None
    adjoins: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One owner's properties in a tax year; `old_tax_satang` is the tax of 2562 (s.97)."""

    id: str | None
    law: YearLaw
    natural: bool
    old_tax_satang: int | None
    properties: tuple[Property, ...]


def read_request(given: object, law: Law, *, path: str = "") -> Request:
    """Read one request; raises Unanswerable at the first thing that is wrong.

    `path` is put before the place of what is wrong.
    """
    fields = Fields(given, path, _REQUEST)
    name = fields.text("id")
    year_law = _year(fields, law)
    natural = fields.one_of("owner_kind", ("natural", "juristic"), "unknown-owner-kind")
    old_tax = fields.number("tax_2562", places=2)
    fields.need("properties", "A request names the properties to be taxed.")
    listed = fields.items("properties", most=MOST_PROPERTIES)
    if not listed:
        raise Unanswerable(
            "missing-field", "A request names at least one property.", fields.where("properties")
        )
    places = _places(listed, fields.where("properties"))
    properties = tuple(
        _property(one, f"{fields.where('properties')}[{place}]", places, year_law)
        for place, one in enumerate(listed)
    )
    properties = _standing(properties, fields.where("properties"))
    _check_together(properties, old_tax, fields)
    return Request(
        id=name,
        law=year_law,
        natural=natural != "juristic",
        old_tax_satang=old_tax,
        properties=properties,
    )


def _year(fields: Fields, law: Law) -> YearLaw:
    fields.need("tax_year", "A request names its tax year, such as 2569.")
    year = fields.number("tax_year", places=0) or 0
    if year > LAST_TAX_YEAR:
        raise Unanswerable(
            "tax-year", f"The last tax year is {LAST_TAX_YEAR}.", fields.where("tax_year")
        )
    try:
        return law.for_year(year)
    except TaxYearRefused:
        raise Unanswerable(
            "tax-year",
            f"The tax is collected from tax year {law.first_tax_year} on (s.2); "
            "a tax year is a year of the Buddhist Era.",
            fields.where("tax_year"),
        ) from None


def _places(listed: Sequence[Any], path: str) -> dict[str, tuple[int, int]]:
    """Return place and kind of each property by its id."""
    places: dict[str, tuple[int, int]] = {}
    for place, one in enumerate(listed):
        fields = Fields(one, f"{path}[{place}]", _ANY_PROPERTY)
        name = read_text(fields.need("id", "A property has an id."), fields.where("id"))
        kind = fields.one_of("kind", KINDS, "unknown-kind")
        if kind is None:
            fields.need("kind", f"A property has a kind: {', '.join(KINDS)}.")
        if name in places:
            raise Unanswerable(
                "repeated-id", "Another property of the request has this id.", fields.where("id")
            )
        places[name] = (place, KINDS.index(str(kind)) + 1)
    return places


def _property(
    given: object, path: str, places: Mapping[str, tuple[int, int]], law: YearLaw
) -> Property:
    fields = Fields(given, path, _ANY_PROPERTY)
    name = str(fields.text("id"))
    kind = places[name][1]
    _check_kind(fields, kind)
    uses = _uses(fields)
    return Property(
        id=name,
        kind=kind,
        body=fields.text("local_body"),
        worth=read_worth(fields, kind, law),
        uses=uses,
        main=fields.flag("main_residence"),
        vacant_years=_vacant_years(fields, uses),
        standing_percent=_standing_percent(fields),
        exempt_ppm=_part(fields, "exempt_percent"),
        relief_ppm=_part(fields, "relief_percent"),
        on=_on(fields, places),
        adjoins=_adjoins(fields, places),
    )


def _check_kind(fields: Fields, kind: int) -> None:
    """Refuse a field that another kind of property has; an empty one does no harm."""
    own = _OF_KIND[kind]
    for name, value in fields.given.items():
        if name not in _PROPERTY and name not in own and value not in (None, [], ()):
            raise Unanswerable(
                "not-for-this-kind",
                f"`{name}` is not a field of a property of the kind {KINDS[kind - 1]}.",
                fields.where(name),
            )


def _uses(fields: Fields) -> tuple[tuple[int, int], ...]:
    """Return the uses in their order, a class that stands twice as one (s.38)."""
    fields.need("uses", "A property has uses, each a class and a percent.")
    parts: dict[int, int] = {}
    for place, one in enumerate(fields.items("uses", most=MOST_USES)):
        use = Fields(one, f"{fields.where('uses')}[{place}]", _USE)
        name = use.one_of("class", CLASSES, "unknown-class")
        if name is None:
            use.need("class", f"A use has a class: {', '.join(CLASSES)}.")
        use.need("percent", "A use has a percent of the property.")
        part = use.number("percent", places=6) or 0
        if part > WHOLE_USE:
            raise Unanswerable("over-100", "A part is at most 100 percent.", use.where("percent"))
        number = CLASSES.index(str(name))
        parts[number] = parts.get(number, 0) + part
    if sum(parts.values()) != WHOLE_USE:
        raise Unanswerable(
            "uses-not-100",
            "The uses of a property add up to exactly 100 percent (s.38); "
            f"these add up to {_percent(sum(parts.values()))}.",
            fields.where("uses"),
        )
    return tuple((number, part) for number, part in parts.items() if part)


def _percent(millionths: int) -> str:
    whole, rest = divmod(millionths, 10**6)
    decimals = f"{rest:06d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def _vacant_years(fields: Fields, uses: tuple[tuple[int, int], ...]) -> int:
    """Return the consecutive tax years as vacant, 1 where the request does not say (s.43)."""
    vacant = any(CLASSES[number] == "vacant" for number, _ in uses)
    years = fields.whole("vacant_years", least=int(vacant), most=MOST_VACANT_YEARS)
    return years or 1


def _standing_percent(fields: Fields) -> int:
    percent = fields.number("reduction_percent", places=0)
    if percent is not None and percent not in STANDING_PERCENTS:
        raise Unanswerable(
            "unknown-reduction",
            "The standing reductions are of 50 and of 90 percent (s.55); 0 is none.",
            fields.where("reduction_percent"),
        )
    return percent or 0


def _part(fields: Fields, name: str) -> int:
    """Return a percentage in ppm."""
    part = fields.number(name, places=4) or 0
    if part > 10**6:
        raise Unanswerable("over-100", "A part is at most 100 percent.", fields.where(name))
    return part


def _on(fields: Fields, places: Mapping[str, tuple[int, int]]) -> int | None:
    name = fields.text("on")
    return None if name is None else _land(name, places, fields.where("on"))


def _adjoins(fields: Fields, places: Mapping[str, tuple[int, int]]) -> tuple[int, ...]:
    named = [
        (one, f"{fields.where('adjoins')}[{number}]")
        for number, one in enumerate(fields.items("adjoins", most=MOST_PROPERTIES))
    ]
    return tuple(_land(read_text(one, where), places, where) for one, where in named)


def _land(name: str, places: Mapping[str, tuple[int, int]], where: str) -> int:
    """Return the place of a property of the request that is land."""
    if name not in places:
        raise Unanswerable("unknown-property", "No property of the request has this id.", where)
    place, kind = places[name]
    if kind != LAND:
        raise Unanswerable("not-land", "The property of this id is not land.", where)
    return place


def _standing(properties: tuple[Property, ...], path: str) -> tuple[Property, ...]:
    """Let a building that names no local body be in that of its land; refuse another one's."""
    settled = []
    for place, one in enumerate(properties):
        if one.on is not None and one.body != properties[one.on].body:
            if one.body is not None:
                raise Unanswerable(
                    "other-local-body",
                    "A building is taxed where its land is: both are in one local body (s.7).",
                    f"{path}[{place}].local_body",
                )
            settled.append(_moved(one, properties[one.on].body))
        else:
            settled.append(one)
    return tuple(settled)


def _moved(one: Property, body: str | None) -> Property:
    return Property(
        **{name: getattr(one, name) for name in Property.__slots__ if name != "body"}, body=body
    )


def _check_together(properties: tuple[Property, ...], old_tax: int | None, fields: Fields) -> None:
    if sum(one.worth.value_bound_csat for one in properties) > LARGEST_TOTAL_CSAT:
        raise Unanswerable(
            "too-large",
            f"The properties of a request are worth at most {LARGEST_TOTAL_CSAT // 10_000:,} baht "
            "together.",
            fields.where("properties"),
        )
    if old_tax is not None and len({one.body for one in properties}) > 1:
        raise Unanswerable(
            "several-local-bodies",
            "The tax of 2562 was owed to one local body; the request names several (s.97).",
            fields.where("tax_2562"),
        )
