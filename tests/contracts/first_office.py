"""A whole office as the first version left it: its backup, its key, and what it held.

`python -m tests.contracts.first_office` wrote it, once; what is there is never written again.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from api.cli.assessing import close_year
from api.commands.bank import inbox_of
from api.commands.payments import receive
from api.office import BANGKOK, Office, Settings
from importers.bank import read_webhook
from projections.assessed import assessed_body
from projections.backup import back_up, open_engines, state_hash
from projections.notifications import open_notifications
from projections.sessions import open_stores
from projections.vault import Person
from tests.api.commands.bank_town import BANK, BILLERS, CLERK, confirmation, stands, transfer
from tests.api.commands.desk import BODY, YEAR, Desk

FOLDER: Final = Path(__file__).parent / "office"
KEY: Final = "5e" * 32
PERSON: Final = Person(identity="1103700000006", kind=1, name="สมมุติ", address="")
AT: Final = datetime(2026, 6, 20, 9, tzinfo=BANGKOK)


def key_file(folder: Path) -> Path:
    """Write the office's key and return its file."""
    path = folder / "thidin.key"
    path.write_text(KEY, "ascii")
    path.chmod(0o600)
    return path


def with_stores(office: Office) -> Office:
    """Make the stores beside the log."""
    _ = office.log, office.vault, office.evidence
    inbox_of(office).close()
    open_stores(office.settings.beside("sessions")).engine.dispose()
    open_notifications(office.settings.beside("notifications")).dispose()
    return office


def held(office: Office) -> dict[str, Any]:
    """Return what an office holds, in figures that no later version may change."""
    bills = office.registers.bills(BODY, office.law, tax_year=YEAR)
    engines = open_engines(office.settings.beside)
    found = state_hash(office.log, engines, office.views)
    for engine in engines.values():
        engine.dispose()
    return {
        "acts": found.acts,
        "log": found.log,
        "vault": found.vault,
        "person": int(office.vault.pseudonyms([PERSON.identity])[0]),
        "bills": dict(
            zip(
                map(str, bills.arranged.assessables.taxpayer.tolist()),
                bills.assessment.bill_tax_satang.tolist(),
                strict=True,
            )
        ),
        "notices": office.rolls.roll(BODY, YEAR).notices,
    }


def write(folder: Path) -> None:
    """Live through a year in an office and keep its backup."""
    with TemporaryDirectory() as work:
        settings = Settings(
            database_url=f"sqlite:///{work}/thidin.sqlite",
            key_file=key_file(Path(work)),
            officer="officer-1",
        )
        desk = Desk(Path(work), 1, 2, 3, office=Office(settings))
        office = with_stores(desk.office)
        office.vault.remember([PERSON])
        bills = office.registers.bills(BODY, office.law, tax_year=YEAR)
        close_year(office, assessed_body(bills))
        desk.issue()
        for number, satang in ((1, 6_000_000), (2, 700)):
            line = read_webhook(confirmation(transfer(number, satang)), bank=BANK)
            receive(office, [line], billers=BILLERS, by=CLERK)
        office.evidence.checkpoint(office.log, key=office.keys.checkpoints, at=AT)
        back_up(office.log, open_engines(office.settings.beside), folder)
        told = {**held(office), "received_satang": stands(desk).received_satang}
        (folder / "office.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if FOLDER.exists():
        sys.exit("It is there already, and stays as it is.")
    write(FOLDER)
