"""Builders of law files: a draft with honest head and entries, to be read over the law in force."""

from pathlib import Path

HEAD = """[instrument]
key = "draft"
title_th = "ร่างพระราชกฤษฎีกา"
title_en = "Draft decree"
gazette_date = "none"
checked_on = 2026-11-23
mark = "draft"
source = "a draft to be tried"
"""

OTHER_FROM_2570 = """
[[rates]]
provision = "s.37, draft item (5)"
first_tax_year = 2570
table = 5
slices = [["50000000", "0.4"], ["200000000", "0.5"], ["", "1.2"]]
"""

HALF_OFF_2570 = """
[[year_reduction]]
provision = "s.55, draft"
first_tax_year = 2570
last_tax_year = 2570
percent = 50
not_for = [90]
"""


def draft(folder: Path, *entries: str, name: str = "draft.toml", head: str = HEAD) -> Path:
    """Write a law file of these entries and return it."""
    file = folder / name
    file.write_text(head + "".join(entries), encoding="utf-8")
    return file
