"""The nation's provinces in shades, each a link; a table beside it says the same in figures."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup

from api.pages.assets import assets_folder
from importers.cells.words import rows_of

_PATH: Final = re.compile(r'<path\s+id="([^"]+)"\s+aria-label="([^"]+)"\s+d="([^"]+)"')
_VIEW: Final = "0 0 560 1025"
_CALLED_OTHERWISE: Final = {"Lop Buri": "Loburi", "Buriram": "Buri Ram"}
"""Provinces that the drawing spells as the list of provinces does not."""


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A province: `step` 0 (nothing) to 4 (most), what it says, where it leads ("" for nowhere)."""

    step: int
    says: str
    leads_to: str = ""


def nation(shades: Mapping[str, Shade], label: str) -> Markup:
    """Return the map; `shades` by the province's code of two digits."""
    inner = Markup("").join(_shape(d, shades.get(code)) for code, d in _shapes())
    return Markup(
        '<svg class="th-nation" viewBox="{}" role="group" aria-label="{}">{}</svg>'
    ).format(_VIEW, label, inner)


def _shape(d: str, shade: Shade | None) -> Markup:
    if shade is None:
        return Markup('<path d="{}"/>').format(d)
    shape = Markup('<path class="step-{}" d="{}"><title>{}</title></path>').format(
        shade.step, d, shade.says
    )
    if not shade.leads_to:
        return shape
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(shade.leads_to, shade.says, shape)


@cache
def _shapes() -> Iterable[tuple[str, str]]:
    """Return each shape with the code of its province, "" for a lake."""
    text = (assets_folder() / "thailand.svg").read_text("utf-8")
    codes = {row["english"]: row["code"] for row in rows_of("provinces")}
    return [
        (codes.get(_CALLED_OTHERWISE.get(name, name), ""), d) for _, name, d in _PATH.findall(text)
    ]


def province_name(code: str, *, thai: bool) -> str:
    """Return a province's name in a language, the code where it is none."""
    return _names().get(code, {}).get("thai" if thai else "english", code)


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in rows_of("provinces")}


def every_province(*, thai: bool) -> list[tuple[str, str]]:
    """Return the code and name of each province, in order of the codes."""
    return [(code, province_name(code, thai=thai)) for code in sorted(_names())]
