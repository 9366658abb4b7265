"""Bars in pairs, and bars to both sides of nothing: widths are whole numbers of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WIDTH: Final = 360
_LABEL: Final = 20
_BAR: Final = 16
_GAP: Final = 12


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One row: what it is, two sums (satang or counts), and how they are written."""

    label: str
    first: int
    second: int
    first_says: str
    second_says: str


def pairs(rows: Sequence[Pair], label: str) -> Markup:
    """Draw two bars below each label, the first one paler."""
    most = max([1, *(value for row in rows for value in (row.first, row.second))])
    height = _LABEL + 2 * _BAR + _GAP
    parts = []
    for place, row in enumerate(rows):
        top = place * height
        parts.append(_text(0, top + 14, row.label))
        for line, (value, says, kind) in enumerate(
            ((row.first, row.first_says, "bar-before"), (row.second, row.second_says, "bar"))
        ):
            y = top + _LABEL + line * _BAR
            width = max(value, 0) * (WIDTH - 120) // most
            parts.append(_bar(0, y, width, kind))
            parts.append(_text(width + 4, y + 12, says))
    return _drawing(parts, len(rows) * height, label)


def both_sides(rows: Sequence[Pair], label: str) -> Markup:
    """Draw what is less to the left and what is more to the right of the middle."""
    most = max([1, *(value for row in rows for value in (row.first, row.second))])
    middle, room = WIDTH // 2, WIDTH // 2 - 8
    height = _LABEL + _BAR + _GAP
    parts = []
    for place, row in enumerate(rows):
        top = place * height
        less, more = row.first * room // most, row.second * room // most
        parts.append(_text(0, top + 14, row.label))
        parts.append(_bar(middle - less, top + _LABEL, less, "bar-down"))
        parts.append(_bar(middle, top + _LABEL, more, "bar-up"))
        parts.append(_text(WIDTH, top + 14, f"{row.first_says} / {row.second_says}", anchor="end"))
    whole = len(rows) * height
    parts.append(
        Markup('<line class="axis" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(middle, whole)
    )
    return _drawing(parts, whole, label)


def _bar(x: int, y: int, width: int, kind: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, x, y, width, _BAR - 2
    )


def _text(x: int, y: int, says: str, *, anchor: str = "start") -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(x, y, anchor, says)


def _drawing(parts: Sequence[Markup], height: int, label: str) -> Markup:
    return Markup(
        '<svg class="th-chart th-chart--bars" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "{}</svg>"
    ).format(WIDTH, max(height, 1), label, Markup("").join(parts))
