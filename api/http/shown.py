"""What several audiences' answers and addresses have in common: pages, properties, codes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Path, Query

from api.http.cursors import Cursors, Key
from api.http.problems import Problem
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
        "body_name": row["name_th"],
        "body_name_en": row["name_en"],
        "kind": KINDS[row["kind"]],
        "key": row["key"],
        "parcel_code": row["code"],
        "map_sheet": row["sheet"],
        "area": f"{row['area'] // 100}.{row['area'] % 100:02d}",
        "unit": UNITS[row["kind"]],
        "taxpayer": taxpayer.show(row["party"]) if row["party"] else None,
    }


JobNumber = Annotated[str, Path(pattern="^[0-9a-f]{24}$", examples=["0123456789abcdef01234567"])]
FileName = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        description="The file's name as the office gave it; its ending says what it is.",
        examples=["LTAX_05600701.xlsx"],
    ),
]
AsOf = Annotated[
    str | None,
    Query(
        pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        description="Day the data stands for, if the file does not say it.",
    ),
]
OCTET_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def day_of(text: str | None) -> date | None:
    """Read a day. Raises `Problem` for one that the calendar does not have."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem("value-wrong", detail="The calendar has no such day.") from None


def import_as_json(row: Row) -> dict[str, Any]:
    """Return a file that was received."""
    return {
        "position": row["position"],
        "feed": row["feed"],
        "authority": row["authority"],
        "officer": row["officer"],
        "as_of": row["as_of"].isoformat(),
        "file_sha256": row["file_sha256"],
        "rows": row["rows_in"],
        "applied": row["rows_applied"],
        "unchanged": row["rows_unchanged"],
        "quarantined": row["rows_quarantined"],
        "reason": row["reason"],
    }
