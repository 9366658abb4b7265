"""Maps: a taxpayer sees the own plots, a body's officer the body's, and nobody another's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.http import examples
from tests.api.cli.clerk import BODY
from tests.api.http.test_examples import shape
from tests.api.http.town import OTHER_BODY, Town, of_office
from tests.importers.feeds.test_geo import collection, map_file, square


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for one in of_office(tmp_path_factory.mktemp("maps") / "office"):
        drawn(one, one.folder)
        yield one


def drawn(town: Town, folder: Path) -> None:
    """Hand in a map of plots 1 and 2 by code, and of plot 3 by sheet, each far from the others."""
    near, far = {"parcel_code": "01A001"}, {"parcel_code": "01A002"}
    by_sheet = {
        "OptID": BODY, "LandUTM1": "5039", "LandUTM2": "2", "LandUTM3": "4682",
        "LandUTM4": "07", "LandUTMScale": "1000", "LandNumber": "3",
    }  # fmt: skip
    file = map_file(
        folder, collection((near, square(0)), (far, square(90)), (by_sheet, square(180)))
    )
    handed = town.clerk.run("import", str(file), "--body", BODY, "--as-of", "2026-01-01")
    assert handed.exit_code == 0, handed.output


def test_a_taxpayer_sees_where_the_own_plots_lie_and_no_others(town: Town) -> None:
    mine, none = (town.signed_in(number).get("/taxpayers/me/map").json() for number in (1, 9))

    (plot,) = mine["features"]
    assert plot["properties"]["parcel_code"] == "01A001"
    (((west, south), *_),) = plot["geometry"]["coordinates"][0]
    assert (round(west, 2), round(south, 2)) == (100.04, 15.81)
    assert shape(mine) == shape(examples.MAP)
    assert none == {"type": "FeatureCollection", "features": [], "more": False}


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, ["01A001", "01A002", "01A003"]),
        ({"near": "01A001"}, ["01A001"]),
        ({"near": "01A003"}, ["01A003"]),
        ({"near": "01A009"}, []),
        ({"box": "100.05,15,100.066,16"}, ["01A002"]),
    ],
)
def test_an_officer_sees_the_bodys_plots_in_a_box_or_around_one(
    town: Town, asked: dict[str, str], codes: list[str]
) -> None:
    told = town.officer().get(f"/local-bodies/{BODY}/map", params=asked).json()

    assert [one["properties"]["parcel_code"] for one in told["features"]] == codes


def test_a_body_is_shown_to_its_own_officers_only(town: Town) -> None:
    assert town.officer().get(f"/local-bodies/{OTHER_BODY}/map").status_code == 404
    assert town.signed_in(1).get(f"/local-bodies/{BODY}/map").status_code == 403
    assert town.guest().get("/taxpayers/me/map").status_code == 401
