"""The page on explaining lists the parts of a difference as the code has them, in its order."""

import re
from pathlib import Path

from projections.difference import PARTS

PAGE = Path(__file__).parents[2] / "docs" / "explaining.md"


def test_the_page_lists_every_part_in_order_with_its_provision() -> None:
    rows = re.findall(r"^\| \d+ \| (\w+) \| ([^|]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert rows == [(key, provision) for key, (provision, _, _) in PARTS.items()]
