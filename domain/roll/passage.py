"""What one notice went through: what it asked for from when on, how it was served, the warning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.calendar import from_days
from domain.roll.acts import CAME_BACK, NoticesAmended, NoticesIssued
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


def amendment(position: int, event: NoticesIssued | NoticesAmended, *, row: int) -> Amendment:
    """Return what one row of an issue, recorded at a position, asks for."""
    rows = event.notices
    first = isinstance(event, NoticesIssued)
    return Amendment(
        number=0 if isinstance(event, NoticesIssued) else event.amendment,
        position=position,
        issued_on=event.issued_on,
        pay_by=event.pay_by if isinstance(event, NoticesIssued) else None,
        tax_before_satang=0 if first else int(rows["tax_before_satang"][row]),
        tax_satang=int(rows["tax_satang"][row]),
        reason=int(rows["reason"][row]),
    )


def earliest_service(told: Iterable[tuple[Rows, int]], amendment: int) -> Service | None:
    """Return the service of a notice or of an amendment of it that was received first.

    `told` are rows SERVICES and where in them the notice stands, in the order of their acts: what
    was told before a letter came back counts no more.
    """
    found: list[tuple[int, int, int]] = []
    for services, row in told:
        if services["amendment"][row] != amendment:
            continue
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
