"""Every row of docs/reliability.md names a test that exists, and rows are numbered in order."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PAGE = HOUSE / "docs" / "reliability.md"
ROW = re.compile(r"^\| ([ZTF]\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?::(test_\w+))?`")


def rows() -> list[tuple[str, str]]:
    """Return the number of each row and what it is shown by."""
    return [(found[1], found[4]) for found in ROW.finditer(PAGE.read_text("utf-8"))]


def test_every_row_names_tests_that_exist() -> None:
    missing = []
    for number, shown_by in rows():
        named = TEST.findall(shown_by)
        if not named:
            missing.append((number, "names no test"))
        for path, name in named:
            file = HOUSE / path
            text = file.read_text("utf-8") if file.exists() else ""
            if not re.search(rf"^def {name or 'test_'}", text, re.MULTILINE):
                missing.append((number, f"{path}:{name}"))

    assert missing == []


def test_every_line_of_a_table_is_a_row_and_no_number_comes_twice() -> None:
    text = PAGE.read_text("utf-8")

    numbers = [number for number, _ in rows()]

    assert len(numbers) == len(set(numbers)) == len(re.findall(r"^\| [A-Z]\d", text, re.MULTILINE))
    assert [f"Z{one}" for one in range(1, 16)] == [one for one in numbers if one.startswith("Z")]
    for kind in "TF":
        mine = [int(one[1:]) for one in numbers if one.startswith(kind)]
        assert mine == sorted(mine)
        assert len(mine) > 20
