"""Maps: where a taxpayer's plots lie, and a local body's, as GeoJSON (RFC 7946)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any, Final

from fastapi import Query, Response

from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.behalf import Behalf, whose
from api.http.examples import MAP, like
from api.http.front import Front
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, Row, property_as_json
from api.policy import Principal
from domain.map_sheet import read_shown, show
from projections.as_of import LAND
from projections.maps import Box, Maps, Polygons
from projections.read_models.pages import plots_called, properties_page

MOST_PLOTS: Final = 1_000
AROUND: Final = 2_000
"""Millionths of a degree, about 200 m: what is shown around a plot."""
_MILLION: Final = 1_000_000
_DEGREES: Final = r"-?[0-9]{1,3}(\.[0-9]{1,9})?"

router = audience("", "map")


@router.get("/taxpayers/me/map", summary="แผนที่ทรัพย์สินของฉัน A map of my plots", responses=like(MAP))
async def own_map(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("properties.own")],
    seen: MinPosition,
    told: Behalf,
) -> dict[str, Any]:
    """Return the outlines of the taxpayer's plots in every body, of those that have one."""

    def look() -> tuple[int, dict[str, Any]]:
        position = front.fresh(seen)
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
        views = front.office.views
        rows = properties_page(views, "", taxpayer=owner, after=None, most=MOST_PLOTS + 1)
        return position, _collection(
            list(_of_rows(front.maps, rows[:MOST_PLOTS])), more=len(rows) > MOST_PLOTS
        )

    position, found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return found


@router.get(
    "/local-bodies/{body}/map",
    summary="แผนที่แปลงที่ดินของ อปท. A map of a body's plots",
    responses=like(MAP),
)
async def body_map(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("register.read")],
    seen: MinPosition,
    box: Annotated[
        str | None,
        Query(
            pattern=rf"^{_DEGREES}(,{_DEGREES}){{3}}$",
            description="West, south, east, north in degrees; all of the body otherwise.",
            examples=["99.48,18.28,99.50,18.30"],
        ),
    ] = None,
    near: Annotated[
        str | None,
        Query(max_length=100, description="A plot's parcel code or map sheet: what is around it."),
    ] = None,
) -> dict[str, Any]:
    """Return the outlines of plots in a box or around a plot, at most 1,000 of them."""

    def look() -> tuple[int, dict[str, Any]]:
        position, code, maps = front.fresh(seen), int(body), front.maps
        around = _box(box) if box else (_near(front, code, near) if near else maps.bounds(code))
        if around is None:
            return position, _collection([], more=False)
        found = maps.within(code, around, most=MOST_PLOTS + 1)
        drawn = dict(list(found.items())[:MOST_PLOTS])
        rows = plots_called(
            front.office.views,
            code,
            codes=[plot[2:] for plot in drawn if plot.startswith("C:")],
            sheets=[show(int(plot[2:])) for plot in drawn if plot.startswith("S:")],
        )
        features = [one for row in rows if (one := _feature(row, _outline(row, drawn)))]
        return position, _collection(features, more=len(found) > MOST_PLOTS)

    position, told = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return told


def _of_rows(maps: Maps, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    plots = [row for row in rows if row["kind"] == LAND]
    for body, group in groupby(plots, key=lambda row: row["body"]):
        mine = list(group)
        drawn = maps.of(body, [name for row in mine for name in _names(row)])
        yield from (one for row in mine if (one := _feature(row, _outline(row, drawn))))


def _names(row: Row) -> list[str]:
    """Return what maps may call a plot."""
    sheet = read_shown(row["sheet"])
    return [
        *([f"C:{row['code']}"] if row["code"] else []),
        *([f"S:{sheet}"] if sheet is not None else []),
    ]


def _outline(row: Row, drawn: Mapping[str, Polygons]) -> Polygons | None:
    return next((drawn[name] for name in _names(row) if name in drawn), None)


def _feature(row: Row, outline: Polygons | None) -> dict[str, Any] | None:
    if outline is None:
        return None
    coordinates = [
        [[[west / _MILLION, south / _MILLION] for west, south in ring] for ring in polygon]
        for polygon in outline
    ]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
        "properties": property_as_json(row),
    }


def _collection(features: Sequence[Mapping[str, Any]], *, more: bool) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), "more": more}


def _box(text: str) -> Box:
    west, south, east, north = (round(float(one) * _MILLION) for one in text.split(","))
    if west > east or south > north:
        raise Problem("value-wrong", detail="A box is west, south, east, north.")
    return west, south, east, north


def _near(front: Front, body: int, plot: str) -> Box | None:
    """Return the box around a plot and its neighbours, None where it has no outline.

    A plot asked for by its code may be drawn under its map sheet alone, and the other way round.
    """
    sheet = read_shown(plot)
    views, asked = front.office.views, ([plot], []) if sheet is None else ([], [plot])
    rows = plots_called(views, body, codes=asked[0], sheets=asked[1])
    names = [name for row in rows for name in _names(row)]
    drawn = next(iter(front.maps.of(body, names).values()), None)
    if drawn is None:
        return None
    points = [point for polygon in drawn for ring in polygon for point in ring]
    west, south = (min(one[axis] for one in points) - AROUND for axis in (0, 1))
    east, north = (max(one[axis] for one in points) + AROUND for axis in (0, 1))
    return west, south, east, north
