"""A waterfall: from one sum to another by steps, as bars under each other that fit on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WIDTH: Final = 360
_ROW: Final = 46
_BAR: Final = 18
_LEAST: Final = 2
"""A step of a few satang is still seen."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a step is called, what it adds (or, negative, takes), and the sum written out."""

    label: str
    satang: int
    written: str


@dataclass(frozen=True, kw_only=True)
class _Scale:
    least: int
    most: int

    def across(self, satang: int) -> int:
        return (satang - self.least) * WIDTH // (self.most - self.least)


def waterfall(before: Step, steps: Sequence[Step], after: Step, *, title: str) -> Markup:
    """Draw the way from one sum over its steps to the other."""
    reached = [before.satang]
    for one in steps:
        reached.append(reached[-1] + one.satang)
    scale = _Scale(least=min(0, *reached), most=max(1, after.satang, *reached))
    rows = [_row(0, before, (0, before.satang), "bar-before", scale)]
    for number, one in enumerate(steps, start=1):
        kind = "bar-up" if one.satang > 0 else "bar-down"
        rows.append(_row(number, one, (reached[number - 1], reached[number]), kind, scale))
    rows.append(_row(len(rows), after, (0, after.satang), "bar", scale))
    height = _ROW * len(rows)
    axis = Markup('<line class="axis" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(
        scale.across(0), height
    )
    return Markup(
        '<svg class="th-chart th-waterfall" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'role="img" aria-label="{title}" xmlns="http://www.w3.org/2000/svg">{axis}{rows}</svg>'
    ).format(w=WIDTH, h=height, title=title, axis=axis, rows=Markup("").join(rows))


def _row(number: int, step: Step, ends: tuple[int, int], kind: str, scale: _Scale) -> Markup:
    top = number * _ROW
    left, right = sorted(map(scale.across, ends))
    return Markup(
        '<text x="0" y="{words}">{label}</text>'
        '<text x="{w}" y="{words}" text-anchor="end">{written}</text>'
        '<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{bar}"/>'
    ).format(
        words=top + 16,
        label=step.label,
        written=step.written,
        w=WIDTH,
        kind=kind,
        x=min(left, WIDTH - _LEAST),
        y=top + 22,
        width=max(right - left, _LEAST),
        bar=_BAR,
    )
