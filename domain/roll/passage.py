"""What one notice went through: what it asked for from when on, how it was served, the warning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.calendar import from_days
from domain.roll.acts import CAME_BACK
from domain.rows import Rows


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """One notice's tax from one day on; `number` is 0 for the first issue."""

    number: int
    position: int
    issued_on: date
    pay_by: date | None
    tax_before_satang: int
    tax_satang: int
    reason: int


@dataclass(frozen=True, kw_only=True)
class Service:
    """How one notice, amendment or warning reached its taxpayer (s.13)."""

    manner: int
    served_on: date
    received_on: date


@dataclass(frozen=True, kw_only=True)
class Warned:
    """The letter of warning of one notice (s.61); `service` is None until it is served."""

    issued_on: date
    days_to_pay: int
    service: Service | None


def earliest_service(rows: Iterable[Rows], notice: int, amendment: int) -> Service | None:
    """Return the service of a notice or amendment that was received first, among rows SERVICES.

    `rows` are in the order of their acts: what was told before a letter came back counts no more.
    """
    found: list[tuple[int, int, int]] = []
    for services in rows:
        which = (services["notice"] == notice) & (services["amendment"] == amendment)
        for row in np.flatnonzero(which).tolist():
            manner = int(services["manner"][row])
            if manner == CAME_BACK:
                found.clear()
                continue
            received, served = services["received_on"][row], services["served_on"][row]
            found.append((int(received), int(served), manner))
    if not found:
        return None
    received, served, manner = min(found)
    return Service(manner=manner, served_on=from_days(served), received_on=from_days(received))
