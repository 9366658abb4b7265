"""The register's tables: which columns each kind of fact has, and what identifies a fact.

Every fact row says which property it is about, since which day it is true in law, and which row
of which file said so. The log position is not a column: it is the position of the act that
carries the row, and the register adds it when it replays the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.rows import Column, Schema

NO_KEY: Final = -1
"""Index of an absent key: a parcel without a parcel code, a building on an unknown plot."""

ACTIVE: Final = 1
RETIRED: Final = 2

BUILDING_IN_USE: Final = 1
BUILDING_UNDER_CONSTRUCTION: Final = 2
BUILDING_DERELICT: Final = 3
BUILDING_DEMOLISHED: Final = 4

NATURAL: Final = 1
JURISTIC: Final = 2
JOINT_NATURAL: Final = 3
JOINT_WITH_JURISTIC: Final = 4
STATE: Final = 5

OWNER: Final = 1
POSSESSOR: Final = 2
USER: Final = 3

MAIN_RESIDENCE_NAMED: Final = 1
"""The owner's name is in the house register on the day (s.41)."""
MAIN_RESIDENCE_ON_DUTY: Final = 2
"""The owner had to move the name out for official duty (s.41 paragraph 4)."""
MAIN_RESIDENCE_NOT_SAID: Final = 3
"""A house lived in, of which the survey does not say whether its owner is named in the register."""
MAIN_RESIDENCE_OF_THE_HOUSE: Final = 4
"""A plot with the main house of somebody who does not own the land (s.41 paragraph 2)."""

NO_END: Final = 2**31 - 1
"""Day number of a fact that has no end."""

SPACES: Final = ("property", "group", "name")
"""The register's key spaces: natural keys become dense integers in order of first sight.

Names are of condominiums, of which each has many units.

A parcel code given by the local body is a key of its own in the space `property` (`C:01A001`),
because surveys know a plot by that code and the land office knows it by its title. A parcel's
`code` and a building's `stands_on` point to that key, so neither file has to come first.
"""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A kind of fact: its schema, what identifies it, and which columns are keys.

    `identity` names the columns that say what a row is about: a later row with the same identity
    replaces an earlier one. `keys` maps a column to the key space its dense integers index.
    """

    schema: Schema
    identity: tuple[str, ...] = ("property",)
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the table, as acts store it."""
        return self.schema.name

    @property
    def values(self) -> tuple[str, ...]:
        """Columns that say something: neither identity, nor day, nor row number."""
        apart = {*self.identity, "since", "row"}
        return tuple(c.name for c in self.schema.columns if c.name not in apart)


def _about_property(
    name: str,
    columns: Sequence[tuple[str, str, str]],
    *,
    identity: tuple[str, ...] = ("property",),
    keys: Mapping[str, str] | None = None,
) -> Table:
    prefix = (("property", "i4", "key"), ("since", "i4", "day"), ("row", "i4", "file row"))
    schema = Schema(name, 1, tuple(Column(*column) for column in (*prefix, *columns)))
    return Table(schema=schema, identity=identity, keys={"property": "property", **(keys or {})})


PARCEL: Final = _about_property(
    "parcel",
    [
        ("status", "u1", "1 active, 2 retired"),
        ("title_type", "u1", "LTAX title type"),
        ("code", "i4", "key"),
        ("sheet", "i8", "packed map sheet"),
        ("tambon", "i4", "DOPA code"),
        ("area_cwah", "i8", "1/100 square wah"),
    ],
    keys={"code": "property"},
)
SURVEY_PAGE: Final = _about_property("survey_page", [("page", "i4", "page of the survey")])
"""Which page of the land office's survey a title is from: forms name it, nothing is computed."""
CONDOMINIUM: Final = _about_property(
    "condominium",
    [("name", "i4", "key"), ("titles", "i4", "key of the titles of its land, as one text")],
    keys={"name": "name", "titles": "name"},
)
"""What the condominium of a unit is called and stands on, for forms: nothing is computed of it."""
BUILDING: Final = _about_property(
    "building",
    [
        ("status", "u1", "1 in use, 2 under construction, 3 derelict, 4 demolished"),
        ("stands_on", "i4", "key"),
        ("type", "i4", "Treasury type x 10 + part"),
        ("structure", "u1", "1 wood, 2 concrete, 3 half"),
        ("area_dm2", "i4", "1/100 square metre"),
        ("completed_year", "i2", "Buddhist Era year, 0 unknown"),
    ],
    keys={"stands_on": "property"},
)
UNIT: Final = _about_property(
    "unit",
    [
        ("status", "u1", "1 active, 2 retired"),
        ("price_key", "i8", "hash of the condominium price key"),
        ("area_dm2", "i4", "1/100 square metre"),
        ("tambon", "i4", "DOPA code"),
    ],
)
OWNERSHIP: Final = _about_property(
    "owner",
    [
        ("party", "i8", "pseudonym"),
        ("person", "u1", "1 natural, 2 juristic, 3 joint natural, 4 joint mixed, 5 state"),
        ("relation", "u1", "1 owner, 2 possessor, 3 user"),
    ],
)
USE: Final = _about_property(
    "use",
    [
        ("agriculture", "i4", "area in the property's own unit"),
        ("residence", "i4", "area in the property's own unit"),
        ("other", "i4", "area in the property's own unit"),
        ("vacant", "i4", "area in the property's own unit"),
        ("vacant_from", "i2", "first tax year as vacant, 0 unknown"),
        ("main", "u1", "0 no, 1 named, 2 on duty, 3 not said, 4 of the house on it"),
    ],
)
EXEMPTION: Final = _about_property(
    "exemption",
    [("item", "u1", "item of s.8"), ("share_ppm", "i4", "parts per million of the value")],
    identity=("property", "item"),
)
REDUCTION: Final = _about_property(
    "reduction",
    [("entry", "u1", "entry of the standing decree, 0 none"), ("until", "i4", "day")],
)
RELIEF: Final = _about_property(
    "relief",
    [
        ("provision", "u1", "56 or 57"),
        ("tax_year", "i2", "Buddhist Era year"),
        ("reduction_ppm", "i4", "parts per million of the tax"),
    ],
    identity=("property", "tax_year", "provision"),
)
OLD_TAX: Final = _about_property("old_tax", [("tax_satang", "i8", "satang")])
FIXED_PRICE: Final = _about_property("price", [("price_satang", "i8", "satang per unit of area")])
GROUP: Final = _about_property("group", [("group", "i4", "key")], keys={"group": "group"})
ADJACENCY: Final = _about_property(
    "adjacency",
    [("other", "i4", "key"), ("on", "u1", "1 they adjoin, 0 no longer")],
    identity=("property", "other"),
    keys={"other": "property"},
)
REGISTRATION: Final = _about_property(
    "registration",
    [("other", "i4", "key"), ("status", "i2", "land office status word")],
    identity=("property", "other", "status"),
    keys={"other": "property"},
)
MEMBER: Final = Table(
    schema=Schema(
        "member",
        1,
        (
            Column("party", "i8", "pseudonym"),
            Column("since", "i4", "day"),
            Column("row", "i4", "file row"),
            Column("member", "i8", "pseudonym"),
            Column("num", "i4", "numerator of the share"),
            Column("den", "i4", "denominator of the share"),
        ),
    ),
    identity=("party", "member"),
)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        PARCEL,
        BUILDING,
        UNIT,
        OWNERSHIP,
        USE,
        EXEMPTION,
        REDUCTION,
        RELIEF,
        OLD_TAX,
        FIXED_PRICE,
        GROUP,
        ADJACENCY,
        REGISTRATION,
        MEMBER,
        SURVEY_PAGE,
        CONDOMINIUM,
    )
}

FINDINGS: Final = Schema(
    "findings",
    1,
    (
        Column("row", "i4", "file row"),
        Column("code", "text", "problem code"),
        Column("column", "text", "heading in the file"),
        Column("quarantined", "u1", "1 the row was kept back, 0 a remark"),
    ),
)
"""What an import found wrong, without the values themselves, which may be personal."""

LAND_PRICE: Final = Schema(
    "land_price",
    1,
    (
        Column("sheet", "i8", "packed map sheet"),
        Column("since", "i4", "day"),
        Column("row", "i4", "file row"),
        Column("price_satang", "i8", "satang per square wah"),
    ),
)
BUILDING_PRICE: Final = Schema(
    "building_price",
    1,
    (
        Column("type", "i4", "Treasury type x 10 + part"),
        Column("since", "i4", "day"),
        Column("row", "i4", "file row"),
        Column("price_satang", "i8", "satang per square metre"),
    ),
)
CONDO_PRICE: Final = Schema(
    "condo_price",
    1,
    (
        Column("price_key", "i8", "hash of the condominium price key"),
        Column("since", "i4", "day"),
        Column("row", "i4", "file row"),
        Column("price_satang", "i8", "satang per square metre"),
        Column("key", "text", "condominium | building | floor | use"),
    ),
)
PRICE_TABLES: Final[Mapping[str, Table]] = {
    "land_price": Table(schema=LAND_PRICE, identity=("sheet",)),
    "building_price": Table(schema=BUILDING_PRICE, identity=("type",)),
    "condo_price": Table(schema=CONDO_PRICE, identity=("price_key",)),
}
SCHEMAS: Final[Mapping[str, Schema]] = {
    **{name: table.schema for name, table in TABLES.items()},
    **{name: table.schema for name, table in PRICE_TABLES.items()},
    FINDINGS.name: FINDINGS,
}
