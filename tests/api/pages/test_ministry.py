"""The ministry's pages: the nation by province, every body with what was measured of it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.invitees import Invitees, read_invitees
from api.policy import Role
from domain.errors import UnsafeSetting
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

INVITED = "code,name,kind,province\n05600799,=cmd|' /C calc'!A0,TAO,60\n05700101,อบต.ใหม่,TAO,70\n"


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    for made in of_collecting(tmp_path_factory.mktemp("ministry") / "office"):
        file = made.town.folder / "invited.csv"
        file.write_text(INVITED, "utf-8-sig")
        made.town.front.invitees = Invitees(file)
        assert made.tells(made.transfer()).status_code == 200
        made.recorded()
        yield made


@pytest.fixture
def ministry(collecting: Collecting) -> Reader:
    return Reader(collecting.town.signed_in(22, Role.MINISTRY))


def test_the_nation_is_told_by_stage_and_by_province(ministry: Reader) -> None:
    page = ministry.page("/en/ministry?measure=collected")

    told = read(page)
    # Three bodies have joined, two more are invited; 12,000 of 36,000 baht are paid.
    assert "5 bodies invited or joined" in told
    assert "33.3 % of the tax asked for is collected" in told
    assert "100.0 % of what is collected was paid online" in told
    assert "Nakhon Sawan 3 2 0 100.0 % 100.0 % 100.0 % 33.3 % 100.0 % 12,000.00" in told
    assert '<path class="step-2"' in page.text
    assert "Nakhon Sawan: 33.3\u00a0%" in page.text


def test_a_province_has_a_tile_for_each_body_with_its_stage(ministry: Reader) -> None:
    page = ministry.page("/en/ministry/provinces/60")

    told = read(page)
    assert "The roll-out in Nakhon Sawan" in told
    assert "Invited (2) Data in (0) Values matched (1) Bills verified (0) Live (0)" in told
    assert "Values matched 33.3 % collected" in told
    assert "No outlines of bodies are known here" in told
    assert page.text.count('<li class="th-tile th-tile--step-') == 3
    assert ministry.page("/ministry/provinces/99").headers["location"] == "/ministry"


def test_a_body_is_shown_with_its_stage_and_readings(ministry: Reader) -> None:
    told = read(ministry.page(f"/en/ministry/bodies?text={BODY}"))

    assert "1 found" in told
    assert "Values matched" in told
    assert "100 % 0 100 % – QR 36,000.00 33.3 % 100.0 %" in told


def test_bodies_are_narrowed_down_to_a_province_and_a_stage(ministry: Reader) -> None:
    told = read(ministry.page("/ministry/bodies?province=70&stage=invited"))

    assert "พบ 1 อปท." in told
    assert "05700101 อบต.ใหม่ เชิญแล้ว" in told


def test_the_file_runs_nothing_in_a_spreadsheet(ministry: Reader) -> None:
    file = ministry.page("/ministry/bodies.csv?province=60")

    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [one["body"] for one in rows] == ["05600701", "05600702", "05600799"]
    assert rows[2]["name"] == "'=cmd|' /C calc'!A0"
    assert (rows[0]["paid"], rows[0]["channels"]) == ("12000.00", "qr")


def test_an_auditor_sees_the_same_and_a_taxpayer_does_not(collecting: Collecting) -> None:
    auditor = Reader(collecting.town.signed_in(23, Role.AUDITOR))
    taxpayer = Reader(collecting.town.signed_in(1))

    assert auditor.page("/ministry").status_code == 200
    assert taxpayer.page("/ministry").status_code == 403


@pytest.mark.parametrize(
    "content",
    [
        "code,name\n05600799,อบต.",
        "code,name,kind,province\n5600799,อบต.,TAO,60\n",
        "code,name,kind,province\n05600799,อบต.,อบต.,60\n",
        "code,name,kind,province\n05600799,อบต.,TAO,60\n05600799,อบต.,TAO,60\n",
    ],
)
def test_a_list_of_invited_bodies_that_is_wrong_is_refused(content: str) -> None:
    with pytest.raises(UnsafeSetting, match="invited bodies"):
        read_invitees(content.encode())


def test_a_list_that_is_named_and_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSetting, match="cannot be read"):
        Invitees(tmp_path / "nowhere.csv").now()
