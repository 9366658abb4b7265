"""How ready a body is for the tax, measured from its acts and from nothing anybody says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy import func, select

from domain.calendar import tax_date, to_days
from domain.log import Log
from domain.payment import Received
from projections.as_of import LAND, as_of
from projections.properties import prices_of
from projections.read_models.views import Views
from projections.registers import Registers

ONLINE: Final = frozenset({"qr", "barcode", "transfer", "card"})
"""Channels through which nobody of the body had to take the money."""
LATEST_PAYMENTS: Final = 50

STAGES: Final = ("invited", "data_in", "values_matched", "bills_verified", "live")
GAP_PERCENT: Final = 5
"""ASSUMPTION: values count as matched where at most 5 % of the taxable properties lack a price. The
ministry decides."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One body as its register has it on a year's tax date; counts of properties.

    `codes` are parcel codes that surveys know, `matched` those that a title of the land office
    carries; `unvalued` taxable properties without a price, `surveyed` those whose use is known.
    `verified` are the closed years, `seconds` the middle time from a payer's debit to our receipt
    of the latest payments, None where none came.
    """

    body: int
    position: int
    codes: int
    matched: int
    taxable: int
    unvalued: int
    surveyed: int
    verified: tuple[int, ...]
    seconds: int | None


def measure(registers: Registers, views: Views, code: int, *, tax_year: int) -> Measured:
    """Measure one body; its register is let go of afterwards."""
    body, register = registers.body(code), registers.register(code)
    view = as_of(register, day=to_days(tax_date(tax_year)))
    key = np.flatnonzero(view.kind).astype(np.int32)
    prices = registers.in_force(body.must_have_joined().province, tax_year=tax_year, position=None)
    _, _, priced = prices_of(view, key, prices)
    carried = view.value("parcel", "code", view.coded[key], missing=-1)
    land = view.kind[key] == LAND
    registers.forget(code)
    return Measured(
        body=code,
        position=registers.log.head(),
        codes=sum(one.startswith("C:") for one in register.spaces["property"].all()),
        matched=len(np.unique(carried[land & (carried >= 0)])),
        taxable=len(key),
        unvalued=int(np.count_nonzero(~priced)),
        surveyed=int(np.count_nonzero(view.use[key] >= 0)),
        verified=tuple(sorted(body.closed)),
        seconds=_seconds(registers.log, views, code),
    )


def _seconds(log: Log, views: Views, code: int) -> int | None:
    table = views.tables.collection.payments
    latest = (
        select(table.c.payment)
        .where(table.c.holder == code, table.c.channel.in_(sorted(ONLINE)))
        .order_by(table.c.position.desc())
        .limit(LATEST_PAYMENTS)
    )
    found = []
    for row in views.rows(latest):
        first = next(iter(log.stream(UUID(row["payment"]))), None)
        if first is not None and isinstance(first.event, Received):
            passed = first.event.recorded_at - first.event.told.paid_at
            found.append(max(int(passed.total_seconds()), 0))
    return int(median(found)) if found else None


def stage_of(row: Mapping[str, Any], measured: Measured | None) -> str:
    """Return the last stage of the roll-out that a body has reached, each upon the one before."""
    if not row.get("files"):
        return STAGES[0]
    if measured is None or not measured.taxable:
        return STAGES[1]
    if measured.unvalued * 100 > measured.taxable * GAP_PERCENT:
        return STAGES[1]
    if not measured.verified:
        return STAGES[2]
    if not row.get("notices") or not row.get("paid_satang"):
        return STAGES[3]
    return STAGES[4]


def collection_of_bodies(views: Views) -> dict[int, dict[str, Any]]:
    """Return each body's latest year with notices out: what they ask for and what was paid.

    `online_satang` is what came through ONLINE; sums in satang.
    """
    tables = views.tables.collection
    notices, parts, payments = tables.notices, tables.payment_parts, tables.payments
    found: dict[int, dict[str, Any]] = {}
    issued = select(
        notices.c.body,
        notices.c.tax_year,
        func.count().label("notices"),
        func.sum(notices.c.tax_satang).label("asked_satang"),
    ).group_by(notices.c.body, notices.c.tax_year)
    for row in views.rows(issued.order_by(notices.c.tax_year)):
        # Later years take the place of earlier ones.
        found[row["body"]] = {
            "collection_year": row["tax_year"],
            "notices": row["notices"],
            "asked_satang": int(row["asked_satang"]),
            "paid_satang": 0,
            "online_satang": 0,
            "channels": [],
        }
    paid = (
        select(
            parts.c.body,
            parts.c.tax_year,
            payments.c.channel,
            func.sum(parts.c.amount_satang).label("satang"),
        )
        .join(payments, payments.c.payment == parts.c.payment)
        .where(payments.c.state == "allocated")
        .group_by(parts.c.body, parts.c.tax_year, payments.c.channel)
        .order_by(parts.c.body, payments.c.channel)
    )
    for row in views.rows(paid):
        one = found.get(row["body"])
        if one is not None and one["collection_year"] == row["tax_year"]:
            one["paid_satang"] += int(row["satang"])
            one["channels"].append(row["channel"])
            if row["channel"] in ONLINE:
                one["online_satang"] += int(row["satang"])
    return found
