"""`val_other_land`: the Treasury's prices of land without a map sheet, by street or land unit."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from importers.cells.column import Finding
from importers.cells.numbers import integer
from importers.cells.texts import text
from importers.feeds.feed import Context, Reader
from importers.feeds.land import numbers, unit_keys, words
from importers.feeds.treasury import Prices, price_field, province_fields
from importers.headings import Feed, Field
from importers.rows import ParsedBatch, finding

_PLACES = 100
"""Sub-districts of a district, and districts of a province, have numbers of two digits."""
_LEAST_WHOLE = 100_000


def feed(_context: Context) -> Feed:
    """Return the headings of a list of prices of land units."""
    return Feed(
        name="val_other_land",
        thai="ราคาประเมินที่ดินที่ไม่มีระวาง",
        fields=(
            Field(name="unit_name", parser=text(200), required=True,
                  aliases=("STREET_NAME", "หน่วยที่ดิน", "ชื่อหน่วยที่ดิน")),
            Field(name="zone", parser=text(100), aliases=("ZONE", "โซน")),
            Field(name="tambon_code", parser=integer(1, 999_999), required=True,
                  aliases=("TUMBON_CODE", "รหัสตำบล")),
            Field(name="amphoe_code", parser=integer(1, 9_999),
                  aliases=("AMPHUR_CODE", "รหัสอำเภอ")),
            price_field("price_per_wah", "EVAPRICE", "ราคาประเมินต่อ ตร.ว.", "ราคาต่อตร.วา"),
            *province_fields(),
        ),
    )  # fmt: skip


def _keys(parsed: ParsedBatch) -> tuple[Mapping[str, Any], list[tuple[str, Finding]]]:
    """Return each row's key; the Treasury writes a place in three columns, others in one."""
    tambon, amphoe = numbers(parsed, "tambon_code"), numbers(parsed, "amphoe_code")
    province = numbers(parsed, "province_code")
    short = (amphoe > 0) & (amphoe < _PLACES)
    amphoe = np.where(short, province * _PLACES + amphoe, amphoe)
    parts = (tambon < _PLACES) & (amphoe >= _LEAST_WHOLE // _PLACES)
    whole = np.where(parts, amphoe * _PLACES + tambon, tambon)
    lost = parsed.column("tambon_code").given & (whole < _LEAST_WHOLE)
    found = [("tambon_code", finding("CODE-02", lost))] if lost.any() else []
    return {"sheet": unit_keys(words(parsed, "unit_name"), np.where(lost, 0, whole))}, found


READER = Reader(
    feed=feed,
    collector=lambda context: Prices(
        context=context, table="land_price", price="price_per_wah", keys=_keys
    ),
)
