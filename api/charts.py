"""Charts as files: revenue by class of use, bills by size, winners and losers of a change.

An SVG has Thai and English labels and leaves the letters to the reader's own fonts. A PNG is drawn
here, where a Thai font cannot be counted on, so its labels are English and bodies are codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import vl_convert

from domain.errors import Refused
from projections.simulation import Band

Spec = dict[str, Any]

FONTS: Final = "Sarabun, 'Noto Sans Thai', 'Leelawadee UI', Thonburi, Garuda, sans-serif"
CLASSES: Final[Mapping[str, tuple[str, str, str]]] = {
    "agriculture": ("เกษตรกรรม", "agriculture", "#5b8c3e"),
    "residence": ("ที่อยู่อาศัย", "residence", "#3d6fb4"),
    "other": ("อื่น ๆ", "other", "#e0912f"),
    "vacant": ("ว่างเปล่า", "vacant", "#a34a44"),
}
"""Thai name, English name and colour of each class of use (s.37)."""

SIZES_BAHT: Final = (0, 10, 100, 1_000, 10_000, 100_000, 1_000_000)
"""Upper bounds of the sizes of bills, in baht: a logarithmic scale beside the bills of nothing."""

_WIDTH = 560
_SATANG = 100


class ChartRefused(Refused):
    """A chart is written as SVG or PNG."""

    code = "chart-format"


@dataclass(frozen=True, kw_only=True)
class Revenue:
    """A body's tax of a year by class of use, in satang; `when` tells bars of one body apart."""

    body: int
    name: str
    when: str
    by_class_satang: Mapping[str, int]


def wants_thai(file: Path) -> bool:
    """Say whether a file's chart can have Thai labels. Raises `ChartRefused`."""
    if file.suffix not in {".svg", ".png"}:
        raise ChartRefused(f"A chart is written as .svg or .png, not {file.suffix or file.name!r}.")
    return file.suffix == ".svg"


def write_chart(spec: Spec, file: Path) -> None:
    """Draw a chart into a file, by its suffix. Raises `ChartRefused`."""
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "config": {
            "font": FONTS,
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 260},
            "legend": {"labelFontSize": 12, "title": None, "orient": "bottom"},
            "title": {"fontSize": 15, "anchor": "start"},
            "view": {"stroke": None},
        },
        **spec,
    }
    if wants_thai(file):
        file.write_text(vl_convert.vegalite_to_svg(whole), encoding="utf-8")
    else:
        file.write_bytes(vl_convert.vegalite_to_png(whole, scale=2))


def together(specs: Sequence[Spec]) -> Spec:
    """Put charts below each other."""
    return {"vconcat": list(specs), "spacing": 30, "resolve": {"scale": {"color": "independent"}}}


def revenue_by_class(revenues: Sequence[Revenue], *, year: int, thai: bool) -> Spec:
    """Return bars of each body's tax by class of use, in baht, stacked."""
    values = [
        {
            "body": f"{one.body:08d} {one.name}" if thai else f"{one.body:08d}",
            "when": one.when,
            "class": _class_name(name, thai=thai),
            "place": place,
            "baht": satang // _SATANG,
        }
        for one in revenues
        for place, (name, satang) in enumerate(one.by_class_satang.items())
    ]
    encoding = {
        "x": {
            "field": "baht",
            "type": "quantitative",
            "axis": {"format": "~s", "title": "บาท baht" if thai else "baht"},
        },
        "color": {
            "field": "class",
            "scale": {
                "domain": [_class_name(name, thai=thai) for name in CLASSES],
                "range": [colour for _, _, colour in CLASSES.values()],
            },
        },
        "order": {"field": "place"},
    }
    whens = list(dict.fromkeys(one.when for one in revenues))
    title = f"รายได้ภาษีตามการใช้ประโยชน์ ปี {year} · " if thai else ""
    return {
        "title": f"{title}Revenue by class of use, tax year {year}",
        "data": {"values": values},
        "mark": {"type": "bar", "tooltip": True},
        "width": _WIDTH,
        "height": {"step": 22},
        "encoding": {
            "y": {"field": "when", "type": "nominal", "sort": whens, "axis": {"title": None}},
            **encoding,
            "row": {
                "field": "body",
                "header": {"title": None, "labelAngle": 0, "labelAlign": "left", "labelLimit": 260},
                "spacing": 6,
            },
        }
        if len(whens) > 1
        else {"y": {"field": "body", "type": "nominal", "axis": {"title": None}}, **encoding},
    }


def bills_by_size(taxes_satang: Sequence[int], *, year: int, thai: bool) -> Spec:
    """Return how many bills there are of each size, on a logarithmic scale of baht."""
    counts = [0] * (len(SIZES_BAHT) + 1)
    for satang in taxes_satang:
        counts[sum(satang > upper * _SATANG for upper in SIZES_BAHT)] += 1
    names = ["0", *(f"≤ {upper:,}" for upper in SIZES_BAHT[1:]), f"> {SIZES_BAHT[-1]:,}"]
    title = f"จำนวนใบแจ้งตามยอดภาษี ปี {year} · " if thai else ""
    return {
        "title": f"{title}Bills by size, tax year {year}",
        "data": {
            "values": [
                {"size": name, "bills": count, "shown": f"{count:,}"}
                for name, count in zip(names, counts, strict=True)
            ]
        },
        "width": _WIDTH,
        "height": 220,
        "encoding": {
            "x": {
                "field": "size",
                "type": "nominal",
                "sort": names,
                "axis": {"labelAngle": 0, "title": "บาท baht" if thai else "baht"},
            },
            "y": {
                "field": "bills",
                "type": "quantitative",
                "axis": {"title": "ใบแจ้ง bills" if thai else "bills", "format": ",d"},
            },
        },
        "layer": [
            {"mark": {"type": "bar", "color": "#3d6fb4"}},
            {
                "mark": {"type": "text", "dy": -7},
                "encoding": {"text": {"field": "shown", "type": "nominal"}},
            },
        ],
    }


def winners_and_losers(bands: Sequence[Band], *, year: int, thai: bool) -> Spec:
    """Return what each band of value saves (left) and pays more (right), in baht."""
    names = [band_name(one) for one in bands]
    less = "จ่ายน้อยลง pay less" if thai else "pay less"
    more = "จ่ายเพิ่ม pay more" if thai else "pay more"
    values = []
    for name, one in zip(names, bands, strict=True):
        for who, satang, people in (
            (less, -one.saved_satang, one.winners),
            (more, one.paid_more_satang, one.losers),
        ):
            if people:
                values.append(
                    {
                        "band": name,
                        "who": who,
                        "satang": satang,
                        "shown": f"{people:,}",
                        "side": "left" if satang > 0 else "right",
                    }
                )
    title = f"ผู้ได้และผู้เสีย ปี {year} · " if thai else ""
    axis = "มูลค่าทรัพย์สิน (ล้านบาท) value, million baht" if thai else "value, million baht"
    texts = [
        {
            "transform": [{"filter": f"datum.side == '{side}'"}],
            "mark": {"type": "text", "align": side, "dx": 5 if side == "left" else -5},
            "encoding": {"text": {"field": "shown", "type": "nominal"}, "color": {"value": "#333"}},
        }
        for side in ("left", "right")
    ]
    return {
        "title": f"{title}Who pays less, who pays more, tax year {year}",
        "data": {"values": values},
        # The drawing divides: whole baht below zero would be rounded away from it.
        "transform": [{"calculate": f"datum.satang / {_SATANG}", "as": "baht"}],
        "width": _WIDTH,
        "height": {"step": 30},
        "encoding": {
            "y": {"field": "band", "type": "nominal", "sort": names, "axis": {"title": axis}},
            "x": {
                "field": "baht",
                "type": "quantitative",
                "stack": None,
                "scale": {"padding": 40},
                "axis": {
                    # The short form would say 400m for 40 satang.
                    "labelExpr": "format(datum.value, abs(datum.value) < 10 ? '.2f' : '~s')",
                    "title": "บาท baht" if thai else "baht (bills beside)",
                },
            },
            "color": {
                "field": "who",
                "scale": {"domain": [less, more], "range": ["#4f9d94", "#c0604d"]},
            },
        },
        "layer": [{"mark": "bar"}, *texts],
    }


def band_name(band: Band) -> str:
    """Write a band of value in million baht."""
    least = band.least_baht // 1_000_000
    if band.below_baht is None:
        return f"≥ {least}"
    return f"{least}–{band.below_baht // 1_000_000}"


def _class_name(name: str, *, thai: bool) -> str:
    in_thai, in_english, _ = CLASSES[name]
    return f"{in_thai} {in_english}" if thai else in_english
