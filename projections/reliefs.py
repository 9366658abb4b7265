"""Reliefs as the log has them, and which properties and taxpayers one concerns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.log import Log
from domain.log.stream_ids import Kind, read_stream_id
from domain.relief import Relief, ReliefClosed
from projections.registers import BodyBills


@dataclass(frozen=True, kw_only=True)
class Reliefs:
    """The reliefs of all bodies, read from the log when asked for."""

    log: Log

    def relief(self, body: int, tax_year: int, number: int) -> Relief:
        """Return one relief. Raises `ReliefClosed` where there is none."""
        found = Relief(body=body, tax_year=tax_year, number=number)
        found.take_in(self.log.stream(found.stream))
        if found.proposed is None:
            raise ReliefClosed(f"There is no relief {found.reference}.")
        return found

    def of_year(self, body: int, tax_year: int) -> Iterator[Relief]:
        """Yield a body's reliefs of a year, by number."""
        for stream in self.log.stream_ids(Kind.RELIEF, place=body, year=tax_year):
            yield self.relief(body, tax_year, read_stream_id(stream).number)

    def next_new(self, body: int, tax_year: int) -> Relief:
        """Return the relief that would be proposed next."""
        known = self.log.stream_ids(Kind.RELIEF, place=body, year=tax_year)
        last = read_stream_id(known[-1]).number if known else 0
        return Relief(body=body, tax_year=tax_year, number=last + 1)


def in_tambon(bills: BodyBills, tambon: int) -> list[int]:
    """Return the taxed properties of a tambon by its 6-digit code: plots and what is on them."""
    view = bills.arranged.view
    taxed = np.unique(bills.arranged.row_property)
    plot = taxed.astype(np.int32)
    below = view.value("building", "stands_on", view.building[taxed], missing=-1)
    plot = np.where(below >= 0, view.home[below], plot)
    lies_in = view.value("parcel", "tambon", view.placed[plot])
    of_unit = view.value("unit", "tambon", view.unit[taxed])
    found: list[int] = taxed[(lies_in == tambon) | (of_unit == tambon)].tolist()
    return found


def taxpayers_of(bills: BodyBills, properties: Sequence[int]) -> NDArray[np.int64]:
    """Return who is taxed for some properties of these bills."""
    columns = bills.arranged.assessables
    bill_rows = columns.line_start[columns.bill_line_start].astype(np.int64)
    bill = np.repeat(np.arange(columns.bills), np.diff(bill_rows))
    concerned = np.isin(bills.arranged.row_property, list(properties))
    return np.unique(columns.taxpayer[bill[concerned]]).astype(np.int64)
