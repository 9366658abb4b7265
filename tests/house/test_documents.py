"""The documents speak of what is there: files they link to, acts, tables, make targets."""

import re
from pathlib import Path

import pytest

from domain.log import vocabulary
from domain.log.events import ACTS
from domain.tables import PRICE_TABLES, TABLES

HOUSE = Path(__file__).parents[2]
PAGES = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
CITATION = re.compile(r"(Valuation Act\s+)?\bs\.(\d+)\b")
DECISIONS = sorted((HOUSE / "docs" / "decisions").glob("*.md"))


def page_name(page: Path) -> str:
    return str(page.relative_to(HOUSE))


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))

    local = [link for link in links if "://" not in link]

    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_page_of_events_lists_every_act_and_no_other() -> None:
    vocabulary.encoding()
    told = (HOUSE / "docs" / "events.md").read_text("utf-8")

    listed = set(re.findall(r"^\| `(\w+\.\w+)` \|", told, re.MULTILINE))

    known = {act.name for act in ACTS if act.event_class.__module__.startswith("domain.")}
    assert listed == known


def test_the_page_of_events_lists_every_table_of_a_register() -> None:
    told = (HOUSE / "docs" / "events.md").read_text("utf-8")
    rows = told.partition("## Tables of rows")[2]

    listed = re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", rows, re.MULTILINE)))

    assert sorted(listed) == sorted(TABLES)
    assert PRICE_TABLES.keys().isdisjoint(TABLES)


@pytest.mark.parametrize("page", DECISIONS, ids=page_name)
def test_a_decision_is_one_screen_and_names_what_holds_it(page: Path) -> None:
    told = page.read_text("utf-8")

    parts = re.findall(r"^\*\*(\w+)", told, re.MULTILINE)

    assert parts == ["Context", "Decision", "Consequences", "Alternatives", "Held"]
    assert told.startswith(f"# {int(page.name[:4])}. ")
    assert told.count("\n") <= 45


def test_every_make_target_the_documents_name_is_there() -> None:
    makefile = (HOUSE / "Makefile").read_text("utf-8")
    told = "\n".join(page.read_text("utf-8") for page in PAGES)

    named = set(re.findall(r"(?:^|`)make ([a-z]+)", told, re.MULTILINE))

    assert {"demo", "test", "check", "lock"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


CODE = re.compile(
    r"`((?:domain|projections|importers|generator|api|tests)/[\w/.-]+?)(?::([\w.]+))?`"
)


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_file_and_name_of_the_code_that_a_page_names_is_there(page: Path) -> None:
    named = set(CODE.findall(page.read_text("utf-8")))

    missing = [path for path, _ in named if not (HOUSE / path).exists()]
    assert missing == []
    unknown = [
        f"{path}:{name}"
        for path, names in named
        for name in filter(None, names.split("."))
        if not re.search(
            rf"^ *(?:def|class) {name}\b", (HOUSE / path).read_text("utf-8"), re.MULTILINE
        )
    ]
    assert unknown == []


def test_every_section_that_is_cited_stands_in_the_law_index() -> None:
    index = (HOUSE / "docs" / "law-index.md").read_text("utf-8")
    of_the_act, _, of_valuation = index.partition("## The Property Valuation")
    cited: dict[bool, set[int]] = {True: set(), False: set()}

    pages = [page for page in PAGES if page.name != "law-index.md"]
    sources = [*pages, *(HOUSE / "domain").rglob("*.toml")]
    for package in ("domain", "projections", "importers", "generator", "api", "tests"):
        sources += (HOUSE / package).rglob("*.py")
    for source in sources:
        for valuation, section in CITATION.findall(source.read_text("utf-8")):
            cited[bool(valuation)].add(int(section))

    assert cited[False] - listed_sections(of_the_act) == set()
    assert cited[True] - listed_sections(of_valuation) == set()


def listed_sections(part: str) -> set[int]:
    listed: set[int] = set()
    for cell in re.findall(r"^\| (s\.[^|]+) \|", part, re.MULTILINE):
        for first, last in re.findall(r"s\.(\d+)(?:–(\d+))?", cell):
            listed |= set(range(int(first), int(last or first) + 1))
    return listed


def test_every_file_of_the_law_stands_in_the_law_index() -> None:
    index = (HOUSE / "docs" / "law-index.md").read_text("utf-8")
    years = index.replace("`-", "`year-reduction-")

    files = sorted(file.name for file in (HOUSE / "domain" / "law").glob("*.toml"))

    assert [name for name in files if f"`{name}`" not in years] == []
