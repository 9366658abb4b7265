"""The generated parts of docs/importing.md: each feed's headings, and every problem code.

`python -m tests.house.importing_page` writes them anew.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from importers.feeds import READERS
from importers.feeds.feed import Context
from importers.headings import Feed, Field
from importers.problems import Severity, catalogue

PAGE: Final = Path(__file__).parents[2] / "docs" / "importing.md"
END: Final = "<!-- end -->"
EFFECT: Final = {
    Severity.REFUSED: "file refused",
    Severity.QUARANTINED: "row kept back",
    Severity.TO_DO: "taken, to do",
    Severity.NOTE: "note",
}


def feeds() -> Sequence[Feed]:
    """Return every feed as a local body's clerk meets it, without any day told from outside."""
    context = Context(
        body=5600601,
        province=60,
        today=date(2026, 1, 1),
        identify=lambda texts: np.zeros(len(texts), dtype=np.int64),
        join=lambda owners: np.zeros(len(owners.starts) - 1, np.int64),
    )
    return [reader.feed(context) for reader in READERS]


def parts() -> Mapping[str, str]:
    """Return the generated parts by the name between their marks."""
    told = {f"feed {feed.name}": _headings(feed) for feed in feeds()}
    told["problems"] = _problems()
    return told


def page() -> str:
    """Return the page with its generated parts as they should be; a new feed gets a section."""
    text = PAGE.read_text("utf-8")
    for feed in feeds():
        if f"feed {feed.name}" not in marked(text):
            new = f"### `{feed.name}`: {feed.thai}\n\n<!-- feed {feed.name} -->\n{END}\n\n"
            text = text.replace("## Limits\n", f"{new}## Limits\n")
    for name, part in parts().items():
        before, mark, after = text.partition(f"<!-- {name} -->\n")
        text = before + mark + part + after[after.index(END) :]
    return text


def marked(text: str) -> list[str]:
    """Return the names of the parts a page has marks for."""
    return re.findall(r"^<!-- ((?:feed \w+)|problems) -->$", text, re.MULTILINE)


def _headings(feed: Feed) -> str:
    alternatives = {name for group in feed.one_of for names in group for name in names}
    rows = [
        f"| `{one.name}` | {', '.join(one.aliases) or '–'} | {_wanted(one, alternatives)} |"
        for one in feed.fields
    ]
    told = ["| Column | also accepted | wanted |", "|---|---|---|", *rows]
    for group in feed.one_of:
        ways = [" + ".join(f"`{name}`" for name in names) for names in group]
        told += ["", f"¹ {'or '.join(f'{way} ' for way in ways).strip()} must be there."]
    return "\n".join(told) + "\n"


def _wanted(one: Field, alternatives: set[str]) -> str:
    words = []
    if one.required:
        words.append("always")
    elif one.column_required:
        words.append("the column")
    elif one.name in alternatives:
        words.append("¹")
    if one.person:
        words.append("personal")
    return ", ".join(words)


def _problems() -> str:
    rows = [
        f"| {one.code} | {EFFECT[one.severity]} | {_cell(one.thai)} | {_cell(one.english)} "
        f"| {_cell(one.mend_english)} |"
        for one in sorted(catalogue().values(), key=lambda one: one.code)
    ]
    head = ["| Code | What happens | ข้อความ | Message | To mend it |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
