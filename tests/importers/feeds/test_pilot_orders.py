"""A pilot body's own files, mess included: the order in which they come in does not matter."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.pilot import make_pilot
from tests.importers.feeds.office import Known, Office

DAYS = (date(2024, 6, 1), date(2025, 1, 1), date(2026, 1, 1), date(2026, 5, 1))


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a pilot's files."""
    folder = tmp_path_factory.mktemp("pilot")
    make_pilot(folder, seed=11, dirt=1.0)
    return folder


def known_after(
    pilot: Path, body: int, files: Sequence[Mapping[str, Any]]
) -> list[tuple[Known, dict[str, tuple[Any, ...]]]]:
    office = Office(code=body)
    for one in files:
        as_of = date.fromisoformat(one["as_of"]) if one["as_of"] else None
        office.hand_in(pilot / one["path"], as_of=as_of)
    return [(office.known(day), office.says(day)) for day in DAYS]


@pytest.mark.parametrize("body", [5600601, 6650106])
def test_a_body_s_files_backwards_give_the_same_register(pilot: Path, body: int) -> None:
    listed = json.loads((pilot / "manifest.json").read_text(encoding="utf-8"))["files"]
    files = [one for one in listed if one["body"] == f"{body:08d}"]

    forwards = known_after(pilot, body, files)
    backwards = known_after(pilot, body, files[::-1])

    for (known, says), (other_known, other_says) in zip(forwards, backwards, strict=True):
        assert len(says) > 0
        assert says == other_says
        assert known == other_known
