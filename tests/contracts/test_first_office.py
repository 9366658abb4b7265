"""An office that the first version kept is restored whole by this one, and proves the same."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from api.commands.accounts import standing_of
from api.office import Office, Settings
from projections.backup import open_engines, restore
from tests.api.commands.bank_town import DAY, bill
from tests.contracts.first_office import FOLDER, held, key_file, with_stores


def test_an_office_of_the_first_version_is_restored_and_proved(
    tmp_path: Path, log_url: str
) -> None:
    key = key_file(tmp_path)
    office = with_stores(Office(Settings(database_url=log_url, key_file=key, officer="officer-1")))
    told = json.loads((FOLDER / "office.json").read_text("utf-8"))
    engines = open_engines(office.settings.beside)

    restore(FOLDER, office.log, engines)
    office.follow()

    received = told.pop("received_satang")
    assert held(office) == told
    assert standing_of(office, bill=bill(), on=DAY).received_satang == received
    assert office.views.set_aside() == []
    for engine in (*engines.values(), office.views.engine, office.vault._engine):
        engine.dispose()
    office.evidence.engine.dispose()
    office.log.close()
    if log_url.startswith("postgresql"):
        return  # the command line's connections would outlive the test
    environment = {"THIDIN_DATABASE_URL": log_url, "THIDIN_KEY_FILE": str(key)}
    proved = CliRunner().invoke(app, ["verify", "--json"], env=environment)
    assert proved.exit_code == 0, proved.output
    assert json.loads(proved.stdout)["proven"]
