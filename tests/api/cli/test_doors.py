"""Who may sign in to the demo's pages, and as what."""

import json
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from stdnum.th import pin

from api.cli.doors import environment_of, ports_from, prepare, show_doors
from api.identity.staff import Staff
from api.policy import OFFICERS, Role
from domain import taxpayer
from tests.api.cli.clerk import BODY, Clerk, clerk_of, identity, title, written
from tests.api.http.collecting import TODAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clerk = clerk_of(tmp_path)
    clerk.take(written(tmp_path / "titles.csv", [title(1)]), confirm=True)
    (tmp_path / "files").mkdir()
    story = {"owner_ids": [identity(1)], "thai": "ที่นา", "english": "A field."}
    (tmp_path / "files" / "manifest.json").write_text(
        json.dumps({"bodies": [{"code": BODY, "province": 60}], "stories": [story, story]}), "utf-8"
    )
    office = clerk.office()
    prepare(office, tmp_path, ports_from(8000))
    office.log.close()
    return tmp_path


def test_every_role_of_an_officer_is_somebody_of_the_demo(folder: Path) -> None:
    people = json.loads((folder / "people.json").read_text("utf-8"))
    staff = tomllib.loads((folder / "staff.toml").read_text("utf-8"))["officer"]
    known = Staff(folder / "staff.toml")

    roles = {
        Role(grant.role)
        for one in staff
        for grant in known.grants(taxpayer.read(one["taxpayer"]), today=TODAY)
    }

    assert roles == set(OFFICERS)
    assert all(pin.is_valid(one["pid"]) for one in people)
    assert [one["pid"] for one in people].count(identity(1)) == 1


def test_addresses_and_names_are_told_and_no_number(folder: Path) -> None:
    said = StringIO()
    office = Clerk(folder).office()
    ports = ports_from(8300)
    people = prepare(office, folder, ports)
    office.log.close()

    show_doors(Console(file=said, width=200), people, ports)

    told = said.getvalue()
    assert "http://127.0.0.1:8300/" in told
    assert "http://127.0.0.1:8302/" in told
    assert "A field." in told
    assert not any(one.identity in told for one in people)
    assert environment_of(folder, ports)["THIDIN_ORIGIN"] == "http://127.0.0.1:8300"
