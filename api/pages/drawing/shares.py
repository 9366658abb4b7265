"""Bars of shares of a whole, one under the other, each with its name and its percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WHOLE: Final = 10_000
_WIDTH: Final = 420
"""Little more than a phone has, so that words keep their size there."""
_LEFT: Final = 150
_RIGHT: Final = 64
_ROW: Final = 34
_BAR: Final = 22
_CLASSES: Final = {"": "bar", "before": "bar-before"}


@dataclass(frozen=True, kw_only=True)
class Share:
    """One bar; `kind` is "" for what the page is about and "before" for what it is held against."""

    label: str
    ten_thousandths: int
    kind: str = ""


def percent(ten_thousandths: int) -> str:
    """Write a share in ten-thousandths as percent with one decimal, cut and not rounded."""
    return f"{ten_thousandths // 100}.{ten_thousandths % 100 // 10}%"


def shares(rows: Sequence[Share], *, title: str) -> Markup:
    """Return the drawing; `title` says to those who do not see it what it shows."""
    height = _ROW * len(rows) + 8
    room = _WIDTH - _LEFT - _RIGHT
    drawn = Markup().join(_row(row, place, room) for place, row in enumerate(rows))
    return Markup(
        '<svg class="th-chart" role="img" viewBox="0 0 {width} {height}" width="{width}" '
        'height="{height}"><title>{title}</title>{drawn}'
        '<line class="axis" x1="{left}" x2="{left}" y1="0" y2="{height}"/></svg>'
    ).format(width=_WIDTH, height=height, title=title, drawn=drawn, left=_LEFT)


def _row(row: Share, place: int, room: int) -> Markup:
    top = _ROW * place + 4
    long = max(1, min(WHOLE, row.ten_thousandths) * room // WHOLE)
    return Markup(
        '<text x="{name}" y="{base}" text-anchor="end">{label}</text>'
        '<rect class="{kind}" x="{left}" y="{top}" width="{long}" height="{high}"/>'
        '<text x="{after}" y="{base}">{percent}</text>'
    ).format(
        name=_LEFT - 10,
        base=top + 16,
        label=row.label,
        kind=_CLASSES[row.kind],
        left=_LEFT,
        top=top,
        long=long,
        high=_BAR,
        after=_LEFT + long + 8,
        percent=percent(row.ten_thousandths),
    )
