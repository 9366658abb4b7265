"""Scans attached to an objection at the command line, and written out again."""

from pathlib import Path

import pytest

from domain.errors import Refused
from tests.api.cli.clerk import clerk
from tests.api.cli.test_collecting import Town, town

__all__ = ["clerk", "town"]

LETTER, PICTURE = b"%PDF-1.7 a letter", b"\x89PNG\r\n\x1a\n a map"


@pytest.fixture
def scans(tmp_path: Path) -> list[str]:
    """A letter, a picture, and what is neither."""
    given = {"letter.pdf": LETTER, "map.png": PICTURE, "run.exe": b"MZ"}
    for name, content in given.items():
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in given]


def test_scans_are_kept_with_the_matter_and_come_back_as_they_were(
    town: Town, scans: list[str], tmp_path: Path
) -> None:
    letter, picture, program = scans
    filed = ("objections", "file", town.first, "--ground", "price", "--on", "2026-04-20")
    head = town.office().log.head()

    assert isinstance(town.refusal(*filed, "--document", program), Refused)
    assert town.office().log.head() == head

    said = town.does(*filed, "--document", letter)
    matter = said.split()[0]
    assert "has 2 documents" in town.does("objections", "attach", matter, "--document", picture)
    town.does("objections", "documents", matter, "--to", str(tmp_path / "out"))

    written = sorted((tmp_path / "out").iterdir())
    assert [one.name for one in written] == [f"{matter}-1.pdf", f"{matter}-2.png"]
    assert [one.read_bytes() for one in written] == [LETTER, PICTURE]
