"""The columns of a roll's acts: notices, what each property owes, service, warnings, lists."""

from typing import Final

from domain.rows import Column, Schema

NOTICES: Final = Schema(
    "notices",
    1,
    (
        Column("notice", "i4", "number in the body's year, 1, 2, 3 without a gap"),
        Column("taxpayer", "i8", "pseudonym"),
        Column("tax_before_satang", "i8", "satang; 0 in the first issue"),
        Column("tax_satang", "i8", "satang"),
        Column("hash", "i8", "64-bit digest of the bill's lines"),
        Column("reason", "u1", "AMENDED_FOR; 0 in the first issue"),
    ),
)
"""One row a taxpayer: the tax that the notice asks for (s.44), or asks for from now on (s.53)."""

NOTICE_PROPERTIES: Final = Schema(
    "notice_properties",
    1,
    (
        Column("notice", "i4", "number in the body's year"),
        Column("property", "i4", "dense key in the body's register"),
        Column("tax_satang", "i8", "satang"),
    ),
)
"""What of a notice's tax lies on each property; adds up to the notice. Arrears are told to the
land office property by property (s.59, s.60)."""

SERVICES: Final = Schema(
    "services",
    1,
    (
        Column("notice", "i4", "number in the body's year"),
        Column("amendment", "i4", "0 the first issue, 1, 2, 3 the amendments of the roll"),
        Column("manner", "u1", "SERVED_BY"),
        Column("served_on", "i4", "days since 1970-01-01: handed over, posted, put up, printed"),
        Column("received_on", "i4", "days since 1970-01-01: received, or deemed so (s.13)"),
    ),
)

WARNED: Final = Schema(
    "warned",
    1,
    (
        Column("notice", "i4", "number in the body's year"),
        Column("tax_satang", "i8", "satang of tax unpaid on the day"),
    ),
)

TOLD: Final = Schema(
    "told",
    1,
    (
        Column("property", "i4", "dense key in the body's register"),
        Column("notice", "i4", "number in the body's year"),
        Column("tax_satang", "i8", "satang of tax unpaid on the property on the day"),
    ),
)
