"""Every body of the roll-out as it stands, invited or joined: sums, no person and no property."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from api.http.front import Front
from domain.calendar import be_year
from domain.money import show_baht
from projections.read_models.pages import readiness_page
from projections.readiness import STAGES, Measured, collection_of_bodies, stage_of

EVERY_BODY: Final = 10_000
"""More than the nation has (7,849)."""

_NOTHING: Final[Mapping[str, Any]] = {
    "notices": 0,
    "asked_satang": 0,
    "paid_satang": 0,
    "online_satang": 0,
    "channels": [],
    "collection_year": None,
}


def every_body(front: Front) -> list[dict[str, Any]]:
    """Return a row for each body, in order of the codes, with what was measured of it."""
    views = front.office.views
    joined = readiness_page(views, after=None, most=EVERY_BODY)
    collected = collection_of_bodies(views)
    codes = [row["code"] for row in joined]
    measured = front.gauges.of(front.slow.held, views, codes, tax_year=be_year(front.today()))
    with front.quick.held() as registers:
        steps = {code: registers.body(code).steps for code in codes}
    rows = [
        _joined(
            {**_NOTHING, **row, **collected.get(row["code"], {})},
            measured.get(row["code"]),
            steps[row["code"]][-1][1].step if steps[row["code"]] else "joined",
        )
        for row in joined
    ]
    known = set(codes)
    rows += [
        {
            **_NOTHING,
            "code": one.code,
            "name_th": one.name,
            "kind": one.kind,
            "province": one.province,
            "step": "invited",
            "stage": STAGES[0],
            "measured": None,
        }
        for one in front.invitees.now().values()
        if one.code not in known
    ]
    return sorted(rows, key=lambda row: int(row["code"]))


def _joined(row: dict[str, Any], measured: Measured | None, step: str) -> dict[str, Any]:
    return {
        **row,
        "step": step,
        "stage": stage_of(row, measured),
        "measured": asdict(measured) if measured else None,
    }


def body_as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one body as the ministry sees it."""
    latest, measured = row.get("latest"), row["measured"]
    return {
        "body": f"{row['code']:08d}",
        "name": row["name_th"],
        "name_en": row.get("name_en", ""),
        "kind": row["kind"],
        "province": f"{row['province']:02d}",
        "step": row["step"],
        "stage": row["stage"],
        "properties": row.get("properties", 0),
        "files": row.get("files", 0),
        "latest_data": latest.isoformat() if latest else None,
        "rows_kept_back": int(row.get("kept_back", 0)),
        "tax_year": row.get("tax_year"),
        "bills": row.get("bills", 0),
        "tax": show_baht(int(row.get("tax_satang", 0))),
        "measured": _measured(measured) if measured else None,
        "collection": {
            "tax_year": row["collection_year"],
            "notices": row["notices"],
            "asked": show_baht(row["asked_satang"]),
            "paid": show_baht(row["paid_satang"]),
            "paid_online": show_baht(row["online_satang"]),
            "channels": row["channels"],
        },
    }


def _measured(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "as_known_at": told["position"],
        "parcel_codes": told["codes"],
        "parcel_codes_matched": told["matched"],
        "taxable": told["taxable"],
        "without_price": told["unvalued"],
        "surveyed": told["surveyed"],
        "years_verified": list(told["verified"]),
        "seconds_to_receipt": told["seconds"],
    }


def province_as_json(province: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sums of a province's bodies (0: of the nation's)."""
    stages = dict.fromkeys(STAGES, 0)
    for row in rows:
        stages[row["stage"]] += 1
    told = [row["measured"] for row in rows if row["measured"]]
    return {
        "province": f"{province:02d}" if province else None,
        "bodies": len(rows),
        "joined": sum(row["step"] != "invited" for row in rows),
        "measured": len(told),
        "stages": stages,
        "notices": sum(row["notices"] for row in rows),
        "asked": show_baht(sum(row["asked_satang"] for row in rows)),
        "paid": show_baht(sum(row["paid_satang"] for row in rows)),
        "paid_online": show_baht(sum(row["online_satang"] for row in rows)),
        "parcel_codes": sum(one["codes"] for one in told),
        "parcel_codes_matched": sum(one["matched"] for one in told),
        "taxable": sum(one["taxable"] for one in told),
        "without_price": sum(one["unvalued"] for one in told),
        "surveyed": sum(one["surveyed"] for one in told),
        "seconds_to_receipt": _middle([one["seconds"] for one in told]),
    }


def _middle(seconds: Sequence[int | None]) -> int | None:
    known = sorted(one for one in seconds if one is not None)
    return known[len(known) // 2] if known else None
