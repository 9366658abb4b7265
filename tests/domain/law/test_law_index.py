"""The law index leads to what it names, and knows which sections nobody cites."""

import re
from pathlib import Path

import pytest

from domain.law import load_law
from domain.law.kinds import KINDS

HOUSE = Path(__file__).parents[3]
INDEX = (HOUSE / "docs" / "law-index.md").read_text("utf-8")
OF_THE_ACT = INDEX.partition("## The Property Valuation")[0]
LAW = HOUSE / "domain" / "law"
PACKAGES = ("domain", "projections", "importers", "generator", "api")
SECTION = re.compile(r"(?<!Valuation Act )\bs\.(\d+)\b(?: to s\.(\d+)\b)?")


def sections(text: str) -> set[int]:
    """The sections of the Act a text cites; "s.55 to s.57" are three."""
    return {
        section
        for first, last in SECTION.findall(" ".join(text.split()))
        for section in range(int(first), int(last or first) + 1)
    }


def listed() -> set[int]:
    cells = re.findall(r"^\| (s\.[^|]+) \|", OF_THE_ACT, re.MULTILINE)
    return {
        section
        for cell in cells
        for first, last in re.findall(r"s\.(\d+)(?:–(\d+))?", cell)
        for section in range(int(first), int(last or first) + 1)
    }


def cited() -> set[int]:
    of_data = [entry.citation.provision for entry in load_law().instruments.entries]
    sources = [one for package in PACKAGES for one in (HOUSE / package).rglob("*.py")]
    return sections(". ".join(of_data)).union(
        *(sections(source.read_text("utf-8")) for source in sources)
    )


def test_every_section_the_programs_or_the_data_cite_is_in_the_index() -> None:
    assert cited() - listed() == set()


def test_the_index_lists_the_sections_that_nobody_cites() -> None:
    told = re.search(r"cited by nothing that runs or is data: ([^.]+(?:\.\d+[^.]*)*)\.\n", INDEX)

    assert told is not None
    nobody = ", ".join(f"s.{section}" for section in sorted(listed() - cited()))
    assert " ".join(told[1].split()) == nobody, "write the list into docs/law-index.md as it is now"


NAMED = sorted(
    set(re.findall(r"`((?:domain|projections|importers|api)/[\w/]+\.py)(?::(\w+))?`", INDEX))
)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_what_the_index_names_is_in_the_code(file: str, name: str) -> None:
    source = (HOUSE / file).read_text("utf-8")

    assert not name or re.search(rf"^ *(?:def|class) {name}\b", source, re.MULTILINE)


ENTRIES = sorted(set(re.findall(r"`([\w-]+\.toml) \[\[(\w+)\]\]`", INDEX)))


@pytest.mark.parametrize(("file", "kind"), ENTRIES)
def test_what_the_index_names_is_in_the_law(file: str, kind: str) -> None:
    assert f"\n[[{kind}]]\n" in (LAW / file).read_text("utf-8")


def test_every_kind_of_entry_is_named_in_the_index_or_is_an_open_point() -> None:
    assert {kind for _, kind in ENTRIES} == set(KINDS) - {"setting"}
