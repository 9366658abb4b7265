"""Outlines of plots: which adjoin (s.42), and what is wrong with a map (formats: 5.7)."""

import json
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from domain.outlines import Outlines as KeptOutlines
from importers.carriers.limits import Limits
from importers.carriers.shapes import open_shapes
from importers.outlines import (
    Outlines,
    in_degrees,
    in_words,
    mended,
    neighbours,
    read_outlines,
    repeated,
)
from importers.problems import FileRefused
from projections.as_of import LAND, as_of
from projections.contiguity import contiguous
from projections.maps import Maps, polygons
from tests.importers.feeds.office import BODY, Office, csv_file
from tests.importers.feeds.samples import REGISTRY
from tests.importers.reading import reference_data

DAY = date(2024, 6, 1)
EAST, NORTH = 612_000, 1_748_000
"""Corner of the square of sheet 5040 IV 1248 in metres of Indian 1975, zone 47."""

Ring = list[list[int]]


def square(column: int, row: int = 0, *, size: int = 20) -> Ring:
    """Return the ring of a square of `size` metres, `column` and `row` squares from the corner."""
    west, south = EAST + column * size, NORTH + row * size
    return [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]


def on_sheet(land_no: int) -> dict[str, str]:
    return {
        "OptID": f"{BODY:08d}",
        "LandUTM1": "5040",
        "LandUTM2": "4",
        "LandUTM3": "1248",
        "LandUTM4": "01",
        "LandUTMScale": "2000",
        "LandNumber": str(land_no),
    }


def collection(
    *features: tuple[dict[str, str], Ring], crs: str | None = "EPSG::24047"
) -> dict[str, object]:
    return {
        "type": "FeatureCollection",
        **({"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs}"}}}
           if crs else {}),
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for properties, ring in features
        ],
    }  # fmt: skip


def map_file(folder: Path, content: Mapping[str, object], name: str = "map.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def pairs(office: Office) -> set[tuple[str, str]]:
    return {(one, other) for one, other, _ in office.known(DAY)["adjacency"].values()}


def codes(office: Office, path: Path) -> list[tuple[str, int | None]]:
    (read,) = office.read(path, as_of=DAY)
    return [(one.code, one.row) for one in read.problems if one.row]


def french(name: str) -> tuple[Outlines, np.ndarray]:
    (table,) = open_shapes(reference_data() / name, Limits())
    (batch,) = table.batches(1, len(table.top[0]))
    column = dict(zip(table.top[0], batch.columns, strict=True))
    registered = np.asarray([float(one) for one in column["contenance"].text.to_pylist()])
    return read_outlines(column["geometry"].text.to_pylist()), registered


@pytest.mark.parametrize(
    ("name", "edges", "points", "other_areas"),
    [
        ("fr_cadastre_91216_AD_441.geojson", 831, 53, 41),
        ("fr_cadastre_75118_AF_258.geojson", 607, 165, 27),
    ],
)
def test_real_cadastres_have_these_neighbours_and_areas(
    name: str, edges: int, points: int, other_areas: int
) -> None:
    drawn, registered = french(name)
    outlines, wrong = mended(drawn)

    met = neighbours(outlines)

    assert not wrong.any()
    assert int(met.edge.sum()) == edges
    assert int((~met.edge).sum()) == points
    assert not (met.overlap_m2 > 0).any()
    assert not repeated(outlines).any()
    from_degrees = pyproj_metres(outlines)
    off = np.abs(shapely.area(from_degrees) - registered) > 0.05 * registered
    assert int(off.sum()) == other_areas


def pyproj_metres(outlines: Outlines) -> Outlines:
    """Return outlines in metres of the French grid."""
    import pyproj  # noqa: PLC0415 - for this reference data alone

    move = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    return np.asarray(
        shapely.transform(outlines, lambda at: np.column_stack(move.transform(at[:, 0], at[:, 1])))
    )


def test_a_point_of_indian_1975_lies_where_it_should() -> None:
    point = np.asarray([shapely.Point(647_023, 1_683_144)])

    moved = shapely.get_coordinates(in_degrees(point, "EPSG:24047"))[0]

    # Five metres are 0.00005 of a degree.
    assert moved == pytest.approx([100.36408, 15.22343], abs=5e-5)


def test_plots_that_share_a_line_adjoin_and_those_at_a_corner_do_not(tmp_path: Path) -> None:
    office = Office()
    named = [{"parcel_code": f"01A00{number}"} for number in (1, 2, 3)]
    file = map_file(
        tmp_path,
        collection((named[0], square(0)), (named[1], square(1)), (named[2], square(2, row=1))),
    )

    office.hand_in(file, as_of=DAY)

    assert pairs(office) == {("C:01A001", "C:01A002")}


@pytest.mark.parametrize("map_first", [True, False])
def test_plots_on_a_sheet_are_joined_to_their_titles_whichever_file_comes_first(
    tmp_path: Path,
    map_first: bool,
) -> None:
    office = Office()
    rows = [row.replace(",1/2", ",") for row in REGISTRY.groups[0][:1]]
    same = [row.replace(",101,1,", ",102,2,").replace("01A001", "01A002") for row in rows]
    registry = csv_file(tmp_path, "registry.csv", REGISTRY.heading, *rows, *same)
    wrapper = {"LocationGeospatial": collection((on_sheet(1), square(0)), (on_sheet(2), square(1)))}
    drawn = map_file(tmp_path, wrapper, "05600601_60010000_MAP_LAND_GIS_47.geojson")

    for file in (drawn, registry) if map_first else (registry, drawn):
        office.hand_in(file, as_of=DAY)

    view = as_of(office.register, day=20_000)
    key = np.flatnonzero(view.kind == LAND).astype(np.int32)
    party = view.value("owner", "party", view.owner[key])
    alone = np.full(len(key), -1, dtype=np.int32)
    group = contiguous(view, key, party, alone, np.zeros(len(key), dtype=np.bool_))
    assert len(key) == 2
    assert group.tolist() == [0, 0]


def test_the_same_map_as_shapefile_in_a_zip_and_as_geopackage_says_the_same(
    tmp_path: Path,
) -> None:
    content = collection(
        ({"parcel_code": "01A001"}, square(0)), ({"parcel_code": "01A002"}, square(1))
    )
    source = map_file(tmp_path, content)
    _, _, outlines, fields = pyogrio.raw.read(source)
    # A shapefile's field names have ten letters at most: the base map's own name fits.
    for name, field in (("map.gpkg", "parcel_code"), ("map.shp", "PARCEL_COD")):
        pyogrio.raw.write(
            tmp_path / name, outlines, fields, [field],
            crs="EPSG:24047", geometry_type="Polygon",
        )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "map.zip", "w") as archive:
        for end in ("shp", "dbf", "shx", "prj", "cpg"):
            archive.write(tmp_path / f"map.{end}", f"somewhere/map.{end}")

    said = []
    for name in ("map.geojson", "map.gpkg", "map.zip"):
        office = Office()
        office.hand_in(tmp_path / name, as_of=DAY)
        said.append(pairs(office))

    assert said == [{("C:01A001", "C:01A002")}] * 3


def test_what_is_wrong_with_outlines_is_said_row_by_row(tmp_path: Path) -> None:
    office = Office()
    bow = [
        [EAST + 200, NORTH],
        [EAST + 220, NORTH + 20],
        [EAST + 220, NORTH],
        [EAST + 200, NORTH + 20],
        [EAST + 200, NORTH],
    ]
    far = [[x + 5_000, y] for x, y in square(0)]
    abroad = [[x - 2_000_000, y] for x, y in square(0)]
    half = [[x + 10, y] for x, y in square(0)]
    file = map_file(
        tmp_path,
        collection(
            (on_sheet(1), square(0)),
            (on_sheet(2), bow),
            (on_sheet(3), far),
            (on_sheet(4), abroad),
            (on_sheet(1), square(0)),
            (on_sheet(6), half),
        ),
    )

    found = codes(office, file)

    assert sorted(found) == [
        ("GEO-03", 3),
        ("GEO-04", 5),
        ("GEO-05", 6),
        ("GEO-06", 2),
        ("GEO-06", 7),
        ("GEO-08", 4),
    ]


def test_an_area_other_than_the_registered_one_is_pointed_out(tmp_path: Path) -> None:
    drawn = {"rai": "0", "ngan": "1", "wah": "0"}
    other = {"rai": "0", "ngan": "1", "wah": "10"}
    file = map_file(
        tmp_path,
        collection(
            ({"parcel_code": "01A001", **drawn}, square(0)),
            ({"parcel_code": "01A002", **other}, square(1)),
        ),
    )

    # A square of 20 m is 400 square metres or 100 square wah; 110 is 9 % more.
    assert codes(Office(), file) == [("GEO-07", 3)]


def test_a_shape_without_code_or_sheet_is_kept_back(tmp_path: Path) -> None:
    nameless = {**on_sheet(2), "LandNumber": ""}
    file = map_file(tmp_path, collection((on_sheet(1), square(0)), (nameless, square(1))))

    assert codes(Office(), file) == [("XREF-03", 3)]


@pytest.mark.parametrize(
    ("crs", "ring", "said"),
    [
        (None, square(0), "GEO-01 ไม่ระบุระบบพิกัด"),
        ("EPSG::32647", [[x + 3_000_000, y] for x, y in square(0)],
         "GEO-02 พิกัดไม่อยู่ในประเทศไทย อาจผิดระบบพิกัด"),
    ],
)  # fmt: skip
def test_a_map_that_lies_nowhere_is_refused(
    tmp_path: Path, crs: str | None, ring: Ring, said: str
) -> None:
    office = Office()
    head = office.log.head()

    with pytest.raises(FileRefused) as refused:
        office.hand_in(map_file(tmp_path, collection((on_sheet(1), ring), crs=crs)), as_of=DAY)

    assert [f"{one.code} {one.thai}" for one in refused.value.problems] == [said]
    assert office.log.head() == head


def test_outlines_are_kept_for_maps_apart_from_what_bills_are_computed_from(tmp_path: Path) -> None:
    office = Office()
    named = [{"parcel_code": f"01A00{number}"} for number in (1, 2)]
    file = map_file(tmp_path, collection((named[0], square(0)), (named[1], square(1))))

    office.hand_in(file, as_of=DAY)

    maps = Maps(log=office.registers.log)
    drawn = maps.of(BODY, ["C:01A001", "C:01A002", "C:01A003"])
    whole = np.asarray(drawn["C:01A002"][0][0]) / 1_000_000
    there = np.asarray(square(1), dtype=np.float64)
    given = shapely.get_coordinates(in_degrees(np.asarray([shapely.Polygon(there)]), "EPSG:24047"))
    assert sorted(drawn) == ["C:01A001", "C:01A002"]
    assert np.abs(whole - given).max() <= 0.000_000_5
    assert len(maps.within(BODY, maps.bounds(BODY) or (0, 0, 0, 0), most=1)) == 1
    assert all("outline" not in table for table in office.register.facts)


def test_a_map_that_says_the_same_again_adds_no_outline(tmp_path: Path) -> None:
    office = Office()
    first, second = ({"parcel_code": f"01A00{number}"} for number in (1, 2))
    drawn = map_file(tmp_path, collection((first, square(0)), (second, square(1))))
    moved = collection((first, square(0)), (second, square(2)))
    later = map_file(tmp_path, moved, "later.geojson")

    july = date(2024, 7, 1)
    for file, day in ((later, july), (drawn, DAY), (drawn, DAY), (later, july)):
        office.hand_in(file, as_of=day)

    known = KeptOutlines(body=BODY)
    known.take_in(office.registers.log.stream(known.stream))
    assert [len(part) for part in known.parts] == [2, 2]
    assert known.of(["C:01A002"]) == {"C:01A002": known.parts[0]["rings"][1]}


def test_several_maps_of_a_body_in_one_file_follow_each_other(tmp_path: Path) -> None:
    office = Office()
    packed = tmp_path / "maps.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number in (1, 2):
            drawn = collection(({"parcel_code": f"01A00{number}"}, square(number)))
            archive.writestr(f"map{number}.geojson", json.dumps(drawn))

    office.hand_in(packed, as_of=DAY)

    drawn_plots = Maps(log=office.registers.log).of(BODY, ["C:01A001", "C:01A002"])
    assert sorted(drawn_plots) == ["C:01A001", "C:01A002"]


def test_an_island_with_a_lake_and_another_island_are_read_back_as_they_were() -> None:
    shell, lake = [(0, 0), (4, 0), (4, 4), (0, 4)], [(1, 1), (1, 2), (2, 2), (2, 1)]
    island = shapely.Polygon(shell, [lake])
    other = shapely.Polygon([(-9, -9), (-8, -9), (-8, -8)])
    drawn = np.asarray([shapely.MultiPolygon([island, other]), other])

    rings, boxes = in_words(drawn)

    first, second = (polygons(one) for one in rings.tolist())
    assert [len(polygon) for polygon in first] == [2, 1]
    assert second == [[[(-9_000_000, -9_000_000), (-8_000_000, -9_000_000),
                        (-8_000_000, -8_000_000), (-9_000_000, -9_000_000)]]]  # fmt: skip
    assert first[1] == second[0]
    assert boxes.tolist()[0] == [-9_000_000, -9_000_000, 4_000_000, 4_000_000]
