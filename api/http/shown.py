"""What several audiences' answers and addresses have in common: pages, properties, codes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import Path, Query

from api.http.cursors import Cursors, Key
from domain import taxpayer

Row = Mapping[str, Any]

KINDS: Final = {1: "land", 2: "building", 3: "unit"}
UNITS: Final = {1: "wah2", 2: "m2", 3: "m2"}

BodyCode = Annotated[
    str, Path(pattern="^[0-9]{8}$", description="Local body, 8 digits.", examples=["05600701"])
]
ProvinceCode = Annotated[
    str, Path(pattern="^[0-9]{2}$", description="Province, 2 digits.", examples=["60"])
]
TaxYear = Annotated[
    str, Path(pattern="^25[0-9]{2}$", description="Tax year, Buddhist Era.", examples=["2569"])
]
Cursor = Annotated[
    str | None, Query(max_length=1_000, description="The value of next of the page before.")
]


def page_of(
    cursors: Cursors,
    search: str,
    rows: Sequence[Row],
    *,
    most: int,
    shown: Callable[[Row], dict[str, Any]],
    key: Callable[[Row], Key],
) -> dict[str, Any]:
    """Return one page of a list; `rows` are one more than `most` where there is another page."""
    page = rows[:most]
    more = len(rows) > most
    return {
        "items": [shown(row) for row in page],
        "next": cursors.write(search, key(page[-1])) if more else None,
    }


def property_as_json(row: Row) -> dict[str, Any]:
    """Return a property of the read models."""
    return {
        "body": f"{row['body']:08d}",
        "kind": KINDS[row["kind"]],
        "key": row["key"],
        "parcel_code": row["code"],
        "map_sheet": row["sheet"],
        "area": f"{row['area'] // 100}.{row['area'] % 100:02d}",
        "unit": UNITS[row["kind"]],
        "taxpayer": taxpayer.show(row["party"]) if row["party"] else None,
    }
