"""What a price list would bring, drawn: by body, by class of use, by band of value, on the map."""

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from api.pages.drawing.bars import Pair, both_sides, pairs
from api.pages.drawing.nation import Shade, nation, province_name
from api.pages.visit import Visit
from domain.money import parse_baht, show_baht_grouped

_MILLION: Final = 1_000_000
_SATANG: Final = 100
_STEPS: Final = (0, 5, 20)
"""Bounds, in percent, by which a province's tax rises: a darker shade for more."""

USES: Final[Mapping[str, tuple[str, str]]] = {
    "agriculture": ("เกษตรกรรม", "Agriculture"),
    "residence": ("ที่อยู่อาศัย", "Residence"),
    "other": ("อื่น ๆ", "Other"),
    "vacant": ("ว่างเปล่า", "Vacant"),
}


def drawings(result: Mapping[str, Any], visit: Visit, *, province: str) -> dict[str, Any]:
    """Return the drawings and the sums of a trial's result."""
    say = visit.write.say
    before, after = parse_baht(result["before"]), parse_baht(result["after"])
    shade = shade_of(province, before, after, visit)
    return {
        "before": before,
        "after": after,
        "percent": tenths(permille(before, after)),
        "band_rows": [(band_name(one, visit), one) for one in result["bands"]],
        "use_names": {name: say(*words) for name, words in USES.items()},
        "use_rows": [(say(*words), result["uses"][name]) for name, words in USES.items()],
        "map": nation({province: shade}, shade.says),
        "bodies": pairs(
            [_sums(one["name"], one["before"], one["after"]) for one in result["bodies"]],
            say("ภาษีของแต่ละ อปท. ก่อนและหลัง", "Tax of each body before and after"),
        ),
        "classes": pairs(
            [_of_class(result, name, say(*words)) for name, words in USES.items()],
            say("ภาษีตามการใช้ประโยชน์ ก่อนและหลัง", "Tax by class of use before and after"),
        ),
        "bands": both_sides(
            [_turn(band_name(one, visit), one) for one in result["bands"]],
            say("ผู้จ่ายน้อยลงและมากขึ้น ตามมูลค่า", "Who pays less and more, by value"),
        ),
        "uses": both_sides(
            [_turn(say(*words), result["uses"][name]) for name, words in USES.items()],
            say("ผู้จ่ายน้อยลงและมากขึ้น ตามการใช้", "Who pays less and more, by use"),
        ),
    }


def shade_of(province: str, before: int, after: int, visit: Visit, *, leads_to: str = "") -> Shade:
    """Return a province's shade: darker for more, paler for less; and how much it changes."""
    change = permille(before, after)
    says = f"{province_name(province, thai=visit.thai)}: {tenths(change)} %"
    step = 1 + sum(change > bound * 10 for bound in _STEPS)
    return Shade(step=step, says=says, leads_to=leads_to)


def permille(before: int, after: int) -> int:
    """Return a change in tenths of a percent, rounded down."""
    return (after - before) * 1000 // before if before else 0


def band_name(band: Mapping[str, Any], visit: Visit) -> Markup:
    """Write a band of value in million baht."""
    least, below = band["least_baht"] // _MILLION, band["below_baht"]
    if below is None:
        return visit.write.say("ตั้งแต่ {a} ล้านบาท", "{a} million baht and more", a=least)
    return visit.write.say(
        "{a}–{b} ล้านบาท", "{a} to {b} million baht", a=least, b=below // _MILLION
    )


def _of_class(result: Mapping[str, Any], name: str, label: str) -> Pair:
    both = [
        sum(parse_baht(one["by_class"][name][when]) for one in result["bodies"])
        for when in ("before", "after")
    ]
    return _pair(label, *both)


def _sums(label: str, before: str, after: str) -> Pair:
    return _pair(label, parse_baht(before), parse_baht(after))


def _pair(label: str, before: int, after: int) -> Pair:
    return Pair(
        label=label, first=before, second=after, first_says=_baht(before), second_says=_baht(after)
    )


def _turn(label: str, one: Mapping[str, Any]) -> Pair:
    return Pair(
        label=label,
        first=parse_baht(one["saved"]),
        second=parse_baht(one["paid_more"]),
        first_says=f"{one['winners']:,}",
        second_says=f"{one['losers']:,}",
    )


def _baht(satang: int) -> str:
    return show_baht_grouped(satang // _SATANG * _SATANG).removesuffix(".00")


def tenths(change: int) -> str:
    """Write a change in percent, with its sign."""
    sign = "-" if change < 0 else "+" if change > 0 else ""
    return f"{sign}{abs(change) // 10}.{abs(change) % 10}"
