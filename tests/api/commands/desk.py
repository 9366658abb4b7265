"""An office of its own with a small town in it, for trying commands."""

from datetime import date, datetime
from pathlib import Path

from api.commands.notices import approve_notices, prepare_notices, serve_notices, served_alike
from api.office import BANGKOK, Office, Settings
from domain.local_body import Signed
from tests.domain.deliveries import BODY
from tests.projections.town import Town

YEAR = 2569
ISSUED = date(2026, 4, 1)
PAY_BY = date(2026, 6, 30)
BY_HAND = 1

__all__ = ["BODY", "ISSUED", "PAY_BY", "YEAR", "Desk", "officer"]


def officer(name: str, on: date = ISSUED) -> Signed:
    """Who acts, at nine in the morning of a day."""
    return Signed(officer=name, at=datetime(on.year, on.month, on.day, 9, tzinfo=BANGKOK))


class Desk:
    """Plots of 20 million baht in commercial use, one for each owner: 60,000 baht of tax each."""

    def __init__(self, folder: Path, *owners: int, office: Office | None = None) -> None:
        self.office = office or Office(
            Settings(
                database_url=f"sqlite:///{folder / 'thidin.sqlite'}",
                key_file=folder / "thidin.key",
                officer="officer-1",
            )
        )
        self.town = Town(log=self.office.log)
        self.town.priced(dict.fromkeys(range(1, 20), 50_000))
        for number, owner in enumerate(owners, start=1):
            self.town.titles({"number": number, "party": owner})
            self.town.used(number, other=1)

    def issue(self, *, received: date | None = ISSUED) -> None:
        """Two people issue the year's notices, which are handed over the same day."""
        prepare_notices(self.office, body=BODY, tax_year=YEAR, answers={}, by=officer("officer-1"))
        approve_notices(
            self.office,
            body=BODY,
            tax_year=YEAR,
            issued_on=ISSUED,
            pay_by=PAY_BY,
            by=officer("chief-1"),
        )
        if received is not None:
            self.serve(received)

    def serve(self, received: date, *, amendment: int = 0) -> None:
        """All notices of an issue are handed over on a day."""
        roll = self.office.rolls.roll(BODY, YEAR)
        services = served_alike(
            roll, manner=BY_HAND, served_on=received, received_on=received, amendment=amendment
        )
        serve_notices(
            self.office, body=BODY, tax_year=YEAR, services=services, by=officer("officer-1")
        )
