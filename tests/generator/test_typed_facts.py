"""Facts typed into the generator, held against the published lists they were typed from."""

import csv
import os
from pathlib import Path

import pytest

from generator.bodies import PILOT, nation
from generator.building_types import BUILDING_TYPES
from generator.changes import WORDS

DEFAULT = Path(__file__).parents[3] / "shared"


def _rows(name: str) -> list[dict[str, str]]:
    path = Path(os.environ.get("THIDIN_REFERENCE_DATA", DEFAULT)) / "data" / name
    if not path.exists():
        pytest.skip(f"the reference list {name} is not on this machine")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_building_types_and_their_price_ranges_are_the_treasury_s() -> None:
    prices: dict[str, list[int]] = {}
    for row in _rows("treasury_construct_all_20240805.csv"):
        prices.setdefault(row["ID_CONSTR"].strip(), []).append(int(row["PRICE_CONSTR"]))

    typed = {kind.code: (kind.lowest_baht, kind.highest_baht) for kind in BUILDING_TYPES}
    assert typed == {code: (min(found), max(found)) for code, found in prices.items()}


def test_the_pilot_s_codes_names_and_tambons_are_real() -> None:
    bodies = {row["lao_code8"]: row for row in _rows("th_lao_7849.csv")}
    tambons = {int(row["tambon_code"]): row for row in _rows("th_tambon_7436.csv")}

    for body in PILOT:
        row = bodies[body.code8]
        assert body.name.endswith(row["name_th"])
        assert (body.amphoe.code, body.amphoe.name) == (int(row["amphoe_code"]), row["amphoe_th"])
        assert (body.province.code, body.province.name) == (
            int(row["province_code"]),
            row["province_th"],
        )
        for tambon in body.tambons:
            assert tambons[tambon.code]["tambon_th"] == tambon.name
            assert tambons[tambon.code]["amphoe_code"] == str(body.amphoe.code)


def test_no_made_up_body_has_a_real_body_s_code() -> None:
    real = {int(row["lao_code8"]) for row in _rows("th_lao_7849.csv")}

    assert not {body.code for body in nation(1.0)} & real


def test_the_land_office_s_words_mean_what_its_vocabulary_says() -> None:
    known = {
        row["status_th"]: row["event_type"]
        for row in _rows("dol_registration_status_vocabulary.csv")
    }

    for effect, words in WORDS.items():
        for word in words:
            bare = word.split(" (ระหว่าง")[0]
            meant = known.get(word, known.get(bare, known.get(bare.split(" รวม")[0])))
            assert meant in {effect, "NOTE"}, word
