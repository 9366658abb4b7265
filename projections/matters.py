"""Objections, list corrections and changed uses as the log has them."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.log import Log
from domain.log.stream_ids import Kind, read_stream_id
from domain.objection import MatterClosed, Objection


@dataclass(frozen=True, kw_only=True)
class Matters:
    """The matters of all bodies, read from the log when asked for."""

    log: Log

    def matter(self, body: int, tax_year: int, number: int) -> Objection:
        """Return one matter. Raises `MatterClosed` where there is none."""
        found = Objection(body=body, tax_year=tax_year, number=number)
        found.take_in(self.log.stream(found.stream))
        if found.filed is None:
            raise MatterClosed(f"There is no matter {found.reference}.")
        return found

    def of_year(self, body: int, tax_year: int) -> Iterator[Objection]:
        """Yield a body's matters of a year, by number."""
        for stream in self.log.stream_ids(Kind.OBJECTION, place=body, year=tax_year):
            yield self.matter(body, tax_year, read_stream_id(stream).number)

    def next_new(self, body: int, tax_year: int) -> Objection:
        """Return the matter that would be filed next."""
        known = self.log.stream_ids(Kind.OBJECTION, place=body, year=tax_year)
        last = read_stream_id(known[-1]).number if known else 0
        return Objection(body=body, tax_year=tax_year, number=last + 1)
