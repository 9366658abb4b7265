"""How far the prices of a list moved between two rounds, drawn: how many rose or fell by what."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from api.pages.drawing.shares import WHOLE, Share, shares


def steps_in_words(bounds: Sequence[int]) -> list[str]:
    """Name the steps between bounds: the new price in percent of the old."""
    between = [f"{low}–{high} %" for low, high in pairwise(bounds)]
    return [f"≤ {bounds[0]} %", *between, f"> {bounds[-1]} %"]


def moved(table: Mapping[str, Any], bounds: Sequence[int], *, title: str) -> Markup | None:
    """Draw the steps of one table of the comparison, None where no price of both rounds moved."""
    counts = [int(one) for one in table["steps"]]
    if sum(counts) == table["same"]:
        return None
    rows = [
        Share(label=words, ten_thousandths=count * WHOLE // sum(counts))
        for words, count in zip(steps_in_words(bounds), counts, strict=True)
    ]
    return shares(rows, title=title)
