"""Who filed which matter: learned once from the log, so that one's own are found again."""

from dataclasses import dataclass, field

from api.office import Office
from domain.log.stream_ids import Kind, read_stream_id


@dataclass(kw_only=True)
class Filers:
    """Who filed which matter, by body and year. That never changes, so each is read once."""

    _of: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)

    def numbers(self, office: Office, body: int, tax_year: int, taxpayer: int) -> list[int]:
        """Return the numbers of a taxpayer's matters of a body's year."""
        known = self._of.setdefault((body, tax_year), {})
        for stream in office.log.stream_ids(Kind.OBJECTION, place=body, year=tax_year):
            number = read_stream_id(stream).number
            if number not in known:
                filed = office.matters.matter(body, tax_year, number).filed
                assert filed is not None
                known[number] = filed.statement.taxpayer
        return [number for number, filer in sorted(known.items()) if filer == taxpayer]
