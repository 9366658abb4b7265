"""The law index leads to what it names, and knows which sections nobody cites."""

import re
from collections.abc import Callable, Iterable
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


def in_cells(cells: Iterable[str]) -> set[int]:
    """The sections that first cells of the index name; "s.15–19" are five."""
    return {
        section
        for cell in cells
        for first, last in re.findall(r"s\.(\d+)(?:–(\d+))?", cell)
        for section in range(int(first), int(last or first) + 1)
    }


def listed() -> set[int]:
    return in_cells(re.findall(r"^\| (s\.[^|]+) \|", OF_THE_ACT, re.MULTILINE))


def cited() -> set[int]:
    of_data = [entry.citation.provision for entry in load_law().instruments.entries]
    sources = [one for package in PACKAGES for one in (HOUSE / package).rglob("*.py")]
    return sections(". ".join(of_data)).union(
        *(sections(source.read_text("utf-8")) for source in sources)
    )


def test_every_section_the_programs_or_the_data_cite_is_in_the_index() -> None:
    assert cited() - listed() == set()


def test_a_section_with_a_dash_is_cited_by_nothing_that_runs() -> None:
    dashes = re.findall(r"^\| (s\.[^|]+) \|.*\| – \|$", OF_THE_ACT, re.MULTILINE)

    assert "s.6" in dashes
    assert in_cells(dashes) & cited() == set()


def test_every_section_of_the_calculation_is_cited_by_the_code_or_the_data(
    record_property: Callable[[str, object], None],
) -> None:
    nobody = listed() - cited()

    record_property("sections nobody cites", ", ".join(f"s.{one}" for one in sorted(nobody)))
    assert nobody & {8, 9, 35, 37, 38, *range(40, 44), *range(55, 58), 94, 96, 97} == set()


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
