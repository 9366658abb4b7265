"""Every code of the catalogue is said by some importer and seen by a test, and none is besides."""

import re
from pathlib import Path
from typing import Final

from importers.problems import catalogue

SOURCES: Final = Path(__file__).parents[2]
LAYERS: Final = ("importers", "api", "domain")
CODE: Final = re.compile(r'"([A-Z]{2,4}-[0-9]{2})"')


def said() -> dict[str, Path]:
    """Return the codes that stand as words of their own in the sources, with a file of each."""
    return {
        code: path
        for layer in LAYERS
        for path in sorted((SOURCES / layer).rglob("*.py"))
        for code in CODE.findall(path.read_text("utf-8"))
    }


def test_every_code_of_the_catalogue_is_said_somewhere() -> None:
    silent = sorted(set(catalogue()) - set(said()))

    assert silent == [], "raise them, or take them out of importers/vocabulary/problems.toml"


def test_every_code_that_is_said_has_its_sentences_in_the_catalogue() -> None:
    families = {code.split("-")[0] for code in catalogue()}

    unknown = {
        code: path.name
        for code, path in said().items()
        if code.split("-")[0] in families and code not in catalogue()
    }
    assert unknown == {}


def test_every_code_of_the_catalogue_is_seen_by_a_test() -> None:
    tests = (path for path in (SOURCES / "tests").rglob("*.py") if path.parent.name != "house")
    text = "".join(path.read_text("utf-8") for path in tests)

    untried = sorted(code for code in catalogue() if code not in text)

    assert untried == [], "hand in a file that has it, as tests/importers/feeds do"
