"""The generated facts: plots that fit their sheets, shares that add up, a nation that streams."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from domain.rows import Rows
from domain.tables import SCHEMAS, TABLES
from domain.text import Text
from generator.bodies import DON_THONG, KAO_LIAO, LAMPANG, Body, nation
from generator.columns import body_columns, sheet_keys
from generator.geometry import adjoining, geojson_bytes, group_numbers
from generator.nation import Facts, make_facts
from generator.nation_files import make_nation
from generator.owners import with_check_digit
from generator.parcels import make_parcels
from generator.uses import Uses
from tests.generator.reading import manifest, rows


def _facts(body: Body, parcels: int) -> Facts:
    return make_facts(3, replace(body, parcels=parcels, units=100 if body is LAMPANG else 0))


def test_the_check_digit_of_the_standard_examples() -> None:
    twelve = np.asarray([199_990_000_001, 199_990_000_002])

    assert with_check_digit(twelve).tolist() == [1_999_900_000_013, 1_999_900_000_021]


def test_shapes_have_the_registered_area_lie_in_their_sheet_and_do_not_overlap() -> None:
    facts = _facts(DON_THONG, 2_000)
    content = json.loads(geojson_bytes(facts, np.arange(2_000)))["LocationGeospatial"]
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in content["features"]])
    marks = shapely.get_coordinates(shapely.centroid(shapes)) // 2_000 * 2

    assert content["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::24047"
    assert shapely.is_valid(shapes).all()
    metres = facts.parcels.area_cwah * 4 / 100
    assert np.abs(shapely.area(shapes) - metres).max() < 0.5
    assert len(shapely.STRtree(shapes).query(shapes, predicate="overlaps")[0]) == 0
    deed = facts.parcels.utm3 > 0
    squares = (marks[:, 0] % 100 * 100 + marks[:, 1] % 100).astype(np.int64)
    assert (squares[deed] == facts.parcels.utm3[deed]).all()


def test_pairs_share_an_edge_and_an_owner() -> None:
    facts = _facts(DON_THONG, 2_000)
    one, other = adjoining(facts)
    content = json.loads(geojson_bytes(facts, np.arange(2_000)))["LocationGeospatial"]
    shapes = shapely.from_geojson([json.dumps(item["geometry"]) for item in content["features"]])
    party = facts.owners.party_of_parcel

    assert len(one) > 100
    assert (party[one] == party[other]).all()
    assert (shapely.length(shapely.intersection(shapes[one], shapes[other])) > 0).all()


def test_groups_are_what_pairs_connect() -> None:
    facts = _facts(KAO_LIAO, 3_000)
    one, other = adjoining(facts)
    groups = group_numbers(facts)

    assert (groups[one] == groups[other]).all()
    assert set(np.flatnonzero(groups).tolist()) == set(one.tolist()) | set(other.tolist())


def test_uses_fill_their_property() -> None:
    facts = _facts(LAMPANG, 3_000)

    def filled(uses: Uses, whole: np.ndarray) -> bool:
        used = np.bincount(uses.of, weights=uses.area, minlength=len(whole))
        surveyed = np.unique(uses.of)
        return bool((used[surveyed] == whole[surveyed]).all() and (uses.area > 0).all())

    assert filled(facts.land_uses, facts.parcels.area_cwah)
    assert filled(facts.building_uses, facts.buildings.area_dm2)


def test_nobody_has_two_main_residences() -> None:
    facts = _facts(LAMPANG, 3_000)
    heads = facts.owners.heads(facts.owners.party_of_parcel)[facts.homes]

    assert len(heads) > 500
    assert len(np.unique(heads)) == len(heads)


def test_a_body_is_the_same_whatever_was_made_before_it() -> None:
    alone = make_facts(3, KAO_LIAO)
    make_facts(3, LAMPANG)

    assert (make_facts(3, KAO_LIAO).parcels.price_baht == alone.parcels.price_baht).all()


def test_a_nation_has_7770_bodies_40_million_parcels_and_no_code_twice() -> None:
    bodies = list(nation(1.0))

    assert len({body.code for body in bodies}) == len(bodies) == 7_770
    assert 36_000_000 < sum(body.parcels for body in bodies) < 44_000_000
    assert 1_700_000 < sum(body.units for body in bodies) < 2_300_000
    assert len({(body.easting_km, body.northing_km) for body in bodies}) == len(bodies)
    assert len({tambon.code // 100 for body in bodies for tambon in body.tambons}) == 76 * 9 + 1
    assert bodies[0].parcels == 2_000_000
    assert sorted(body.parcels for body in bodies)[len(bodies) // 2] < 5_000
    crowded = sum(body.parcels for body in nation(1.0, parcels=60_000_000))
    assert 57_000_000 < crowded < 63_000_000


def test_plots_of_neighbouring_bodies_never_share_a_map_sheet_key() -> None:
    bodies = list(islice(nation(1.0), 1, 7)) + list(islice(nation(1.0), 73, 79))
    keys = np.concatenate([sheet_keys(make_facts(3, body)) for body in bodies])

    assert len(np.unique(keys)) == len(keys)


def test_a_small_nation_is_written_body_by_body(tmp_path: Path) -> None:
    make_nation(tmp_path, seed=3, size=0.0006)

    content = manifest(tmp_path)
    assert len(content["bodies"]) == 5
    for file in content["files"]:
        assert len(rows(tmp_path / file["path"], file["encoding"])) == file["rows"]


def test_a_capital_has_parcel_codes_and_people_enough() -> None:
    capital = replace(next(nation(1.0)), parcels=800_000, units=0)
    parcels = make_parcels(3, capital)

    coded = np.stack([parcels.zone, parcels.block, parcels.lot, parcels.part])
    assert parcels.zone.max() <= 99
    assert np.unique(coded, axis=1).shape[1] == len(parcels)


def test_columns_fit_the_register_s_tables() -> None:
    facts = _facts(LAMPANG, 2_000)
    made = body_columns(3, facts)

    for name, columns in made.tables.items():
        table = TABLES[name]
        for column in table.schema.columns:
            values = columns[column.name]
            assert isinstance(values, Text) == (column.name in table.keys), (name, column.name)
        numbers: dict[str, Any] = {
            key: np.arange(len(values)) if isinstance(values, Text) else values
            for key, values in columns.items()
        }
        assert len(Rows(table.schema, numbers)) == len(columns["since"])
    for name, columns in made.prices.items():
        priced: dict[str, Any] = dict(columns)
        assert len(Rows(SCHEMAS[name], priced)) == len(columns["since"])


def test_columns_say_what_the_files_say() -> None:
    facts = _facts(LAMPANG, 500)
    parcel = body_columns(3, facts).tables["parcel"]
    keys = parcel["property"]

    assert isinstance(keys, Text)
    first = facts.parcels
    assert keys[0] == f"P:{first.title_type[0]}:52010000:{first.title_no[0]}"
    assert np.asarray(parcel["area_cwah"]).sum() == first.area_cwah.sum()


def test_a_unit_is_a_main_residence_of_people_who_have_no_other() -> None:
    facts = make_facts(3, replace(LAMPANG, parcels=3_000))
    owners, named = facts.owners, facts.units.named == 1
    at_home = set(owners.heads(owners.party_of_parcel[facts.homes]).tolist())
    here = facts.units.owner[named].tolist()

    assert len(here) > 50
    assert len(set(here)) == len(here)
    assert not set(here) & at_home
