"""What the Act's clocks have come to, in every body: silence that accepts, bills left half done."""

from dataclasses import dataclass
from datetime import date

from api.commands import reliefs
from api.commands.objections import accept_silences, finish_all
from api.office import Office
from domain.local_body import Signed
from domain.log.stream_ids import Kind, read_stream_id


@dataclass(frozen=True, kw_only=True)
class Passed:
    """How many objections silence accepted; how many matters and reliefs were billed anew."""

    accepted: int
    billed: int
    relieved: int


def pass_day(office: Office, *, today: date, by: Signed) -> Passed:
    """Do what is due on a day; done again it does nothing (s.73 paragraph 2).

    What another run left between register and roll is taken up again.
    """
    accepted = billed = relieved = 0
    for body, tax_year in _years(office, Kind.OBJECTION):
        year = {"body": body, "tax_year": tax_year}
        accepted += accept_silences(office, **year, today=today, by=by)
        billed += finish_all(office, **year, on=today, by=by)
    for body, tax_year in _years(office, Kind.RELIEF):
        relieved += reliefs.finish_all(office, body=body, tax_year=tax_year, on=today, by=by)
    return Passed(accepted=accepted, billed=billed, relieved=relieved)


def _years(office: Office, kind: Kind) -> list[tuple[int, int]]:
    """Return the bodies and years that have streams of a kind, in order."""
    names = (read_stream_id(stream) for stream in office.log.stream_ids(kind))
    return sorted({(name.place, name.year) for name in names})
