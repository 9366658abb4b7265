"""A pilot body's own files, mess included: the order in which they come in does not matter."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from importers.reading import TableRead
from tests.generator import pilots
from tests.importers.feeds.office import Known, Office, Said
from tests.made_once import made

DAYS = (date(2024, 6, 1), date(2025, 1, 1), date(2026, 1, 1), date(2026, 5, 1))


def known_after(body: int, read: Iterable[Sequence[TableRead]]) -> list[tuple[Known, Said]]:
    """Return what the office of a body knows when it was handed files that were read."""
    office = Office(code=body)
    for tables in read:
        office.record(tables)
    return [(office.known(day), office.says(day)) for day in DAYS]


@pytest.mark.parametrize("body", [5600601, 6650106])
def test_a_body_s_files_backwards_give_the_same_register(body: int) -> None:
    pilot = made(pilots.usual)
    listed = json.loads((pilot / "manifest.json").read_text(encoding="utf-8"))["files"]
    files = [one for one in listed if one["body"] == f"{body:08d}"]

    office = Office(code=body)
    read = [
        office.read(
            pilot / one["path"], as_of=date.fromisoformat(one["as_of"]) if one["as_of"] else None
        )
        for one in files
    ]

    forwards = known_after(body, read)
    backwards = known_after(body, read[::-1])

    for (known, says), (other_known, other_says) in zip(forwards, backwards, strict=True):
        assert len(says) > 0
        assert says == other_says
        assert known == other_known
