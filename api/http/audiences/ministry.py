"""What the ministry sees: which bodies are ready, what they have, what they assessed."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Response

from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.routes import audience
from api.http.shown import Cursor, page_of
from api.policy import Principal
from domain.money import show_baht
from projections.read_models.pages import readiness_page

PAGE: Final = 200

router = audience("/ministry", "ministry")


@router.get("/readiness", summary="ความพร้อมของ อปท. How ready bodies are")
async def readiness(
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("readiness.read")],
    seen: MinPosition,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return every body in order of its code. Sums only: no person and no property."""
    after = front.cursors.read("readiness", cursor) if cursor else None

    def look() -> tuple[int, list[Mapping[str, Any]]]:
        position = front.fresh(seen)
        behind = int(after[0]) if after else None
        rows = readiness_page(front.office.views, after=behind, most=PAGE + 1)
        with front.quick.held() as registers:
            steps = {row["code"]: registers.body(row["code"]).steps for row in rows}
        return position, [
            {**row, "step": steps[row["code"]][-1][1].step if steps[row["code"]] else "joined"}
            for row in rows
        ]

    position, rows = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return page_of(
        front.cursors,
        "readiness",
        rows,
        most=PAGE,
        shown=_body,
        key=lambda row: (row["code"],),
    )


def _body(row: Mapping[str, Any]) -> dict[str, Any]:
    latest = row.get("latest")
    return {
        "body": f"{row['code']:08d}",
        "name": row["name_th"],
        "kind": row["kind"],
        "province": f"{row['province']:02d}",
        "step": row["step"],
        "properties": row.get("properties", 0),
        "files": row.get("files", 0),
        "latest_data": latest.isoformat() if latest else None,
        "rows_kept_back": int(row.get("kept_back", 0)),
        "tax_year": row.get("tax_year"),
        "bills": row.get("bills", 0),
        "tax": show_baht(int(row.get("tax_satang", 0))),
    }
