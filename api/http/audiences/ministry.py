"""What the ministry sees: which bodies are ready, what they assessed and what they collected."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Query, Response

from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.front import Front
from api.http.readiness import body_as_json, every_body, province_as_json
from api.http.routes import audience
from api.http.shown import Cursor, page_of
from api.policy import Principal
from domain.local_body import KINDS
from importers.corrections import guarded

PAGE: Final = 200
CSV: Final = "text/csv; charset=utf-8"

router = audience("/ministry", "ministry")

Row = Mapping[str, Any]
Province = Annotated[str | None, Query(pattern="^[0-9]{2}$", examples=["60"])]
Kind = Annotated[str | None, Query(pattern=f"^({'|'.join(KINDS)})$", examples=["TAO"])]
Stage = Annotated[
    Literal["invited", "data_in", "values_matched", "bills_verified", "live"] | None, Query()
]
Text = Annotated[str | None, Query(max_length=100, description="Part of the name, or the code.")]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which bodies are asked for; what is None or empty narrows nothing."""

    province: str | None = None
    kind: str | None = None
    stage: str | None = None
    text: str | None = None

    def holds(self, row: Row) -> bool:
        """Say whether a body is one of them."""
        return (
            (self.province is None or row["province"] == int(self.province))
            and (self.kind is None or row["kind"] == self.kind)
            and (self.stage is None or row["stage"] == self.stage)
            and (
                not self.text
                or self.text in row["name_th"]
                or f"{row['code']:08d}".startswith(self.text)
            )
        )


async def narrowed(
    province: Province = None, kind: Kind = None, stage: Stage = None, text: Text = None
) -> Wanted:
    """Read which bodies are asked for."""
    return Wanted(province=province, kind=kind, stage=stage, text=text)


Narrowed = Annotated[Wanted, Depends(narrowed)]


def _rows(front: Front, seen: int, wanted: Wanted) -> tuple[int, list[Row]]:
    position = front.fresh(seen)
    return position, [row for row in every_body(front) if wanted.holds(row)]


@router.get("/readiness", summary="ความพร้อมของ อปท. How ready bodies are")
async def readiness(
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("readiness.read")],
    seen: MinPosition,
    asked: Narrowed,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return bodies in order of their codes. Sums only: no person and no property.

    `measured` is null where a body was not measured yet; asking again measures more.
    """
    search = f"readiness {asked}"
    after = int(front.cursors.read(search, cursor)[0]) if cursor else -1
    position, rows = await front.pools.pages.run(lambda: _rows(front, seen, asked))
    response.headers[POSITION] = str(position)
    behind = [row for row in rows if row["code"] > after]
    page = page_of(
        front.cursors,
        search,
        behind[: PAGE + 1],
        most=PAGE,
        shown=body_as_json,
        key=lambda row: (row["code"],),
    )
    return {**page, "found": len(rows)}


@router.get("/provinces", summary="ความพร้อมรายจังหวัด By province")
async def provinces(
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("readiness.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return the sums of each province that has a body, and those of the nation."""
    position, rows = await front.pools.pages.run(lambda: _rows(front, seen, Wanted()))
    response.headers[POSITION] = str(position)
    ordered = sorted(rows, key=lambda row: int(row["province"]))
    grouped = groupby(ordered, key=lambda row: int(row["province"]))
    return {
        "nation": province_as_json(0, rows),
        "items": [province_as_json(code, list(some)) for code, some in grouped],
    }


@router.get("/readiness.csv", summary="ความพร้อมเป็นไฟล์ The same as a file", response_class=Response)
async def as_file(
    front: FrontOffice,
    _principal: Annotated[Principal, may("readiness.read")],
    seen: MinPosition,
    asked: Narrowed,
) -> Response:
    """Return all found bodies as CSV that no spreadsheet runs as formulas."""
    found = await front.pools.exports.run(lambda: _rows(front, seen, asked))
    told = {"Content-Disposition": 'attachment; filename="readiness.csv"'}
    return Response(as_csv([body_as_json(row) for row in found[1]]), media_type=CSV, headers=told)


_ALWAYS: Final = (
    "body", "name", "kind", "province", "stage", "step", "latest_data", "rows_kept_back",
    "properties",
)  # fmt: skip
_MEASURED: Final = (
    "parcel_codes", "parcel_codes_matched", "taxable", "without_price", "surveyed",
    "years_verified", "seconds_to_receipt",
)  # fmt: skip
_COLLECTED: Final = ("tax_year", "notices", "asked", "paid", "paid_online", "channels")


def as_csv(bodies: list[dict[str, Any]]) -> bytes:
    """Return bodies as CSV with a byte order mark, each cell guarded against formulas."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow((*_ALWAYS, *_MEASURED, *_COLLECTED))
    for one in bodies:
        measured, collected = one["measured"] or {}, one["collection"]
        cells = (
            *(one[name] for name in _ALWAYS),
            *(measured.get(name) for name in _MEASURED),
            *(collected[name] for name in _COLLECTED),
        )
        out.writerow(guarded(_cell(cell)) for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)
