"""Shapes as one table: GeoJSON, GeoPackage or shapefile, each outline as hexadecimal WKB.

Two columns are added to the file's own: `geometry` as it stands in the file, flattened to two
dimensions, and `crs`, the coordinate system it is told in ("EPSG:24047").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray

from importers.carriers.batch import Batch, Cells, Table
from importers.carriers.encoding import too_large
from importers.carriers.limits import Limits
from importers.problems import refusal

GEOMETRY: Final = "geometry"
CRS: Final = "crs"
BATCH_ROWS: Final = 10_000
_WRAPPER: Final = b'"LocationGeospatial"'
_SEARCHED: Final = 4096
_SMALLEST_SHAPE: Final = 8
"""Bytes that no shape is without: a shapefile's empty one has twelve."""
_DECLARED: Final = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]+)"')
_ZONE: Final = re.compile(r"_GIS_(47|48)(?![0-9])")
_MOST_DEGREES: Final = 180.0
_LOOKED_AT: Final = 100


def is_shapes(start: bytes) -> bool:
    """Whether a file's first bytes are those of a GeoJSON, GeoPackage or shapefile."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith(b"{") or start.startswith((b"SQLite f", b"\x00\x00\x27\x0a"))


def open_shapes(path: Path, limits: Limits, *, name: str = "") -> tuple[Table, ...]:
    """Return the first layer of a file of shapes as a table; raises `FileRefused`.

    `name` is the file's own where `path` is another: the land office's names tell the zone.
    FILE-01 unreadable, FILE-03 no shapes, FILE-06 too large, GEO-01 without coordinate system.
    """
    size = path.stat().st_size
    if size > limits.csv_bytes:
        raise too_large("ขนาด", "size", size, limits.csv_bytes)
    source, declared = _source(path)
    options: dict[str, Any] = {}
    if path.suffix.lower() == ".shp" and not path.with_suffix(".cpg").exists():
        options["encoding"] = "cp874"
    # Room is made for as many as are asked for, so no more are than the bytes can hold.
    most = min(limits.rows, size // _SMALLEST_SHAPE) + 1
    try:
        meta, _, outlines, fields = pyogrio.raw.read(
            source, force_2d=True, max_features=most, **options
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        why = ("อ่านรูปแปลงไม่ได้", "the shapes cannot be read")
        raise refusal("FILE-01", why=why[0], why_english=why[1]) from error
    if outlines is None or len(outlines) == 0:
        raise refusal("FILE-03")
    if len(outlines) > limits.rows:
        raise too_large("จำนวนแถว", "rows", len(outlines), limits.rows)
    crs = declared or _zone_of(name or path.name) or _known(meta, source, outlines)
    layer = _Layer(
        names=tuple(str(one) for one in meta["fields"]),
        columns=tuple(_texts(column) for column in fields),
        outlines=outlines,
        crs=crs,
    )
    return (layer.table(path.name),)


def _source(path: Path) -> tuple[Path | bytes, str]:
    """Return what to read and the coordinate system the text itself declares, "" for none.

    The land office puts its collection into an object of its own, which no reader of GeoJSON
    knows: only what is inside is read.
    """
    with path.open("rb") as file:
        start = file.read(_SEARCHED)
    if not start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return path, ""
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if _WRAPPER in start:
        inner = content.index(b"{", content.index(_WRAPPER))
        content = content[inner : content.rindex(b"}")].rstrip()
    found = _DECLARED.search(content[:_SEARCHED]) or _DECLARED.search(content[-_SEARCHED:])
    return content, _authority(found[1].decode("utf-8", "replace")) if found else ""


def _authority(name: str) -> str:
    code = re.search(r"EPSG:+(?:[0-9.]*:)?([0-9]{4,6})", name)
    if code:
        return f"EPSG:{code[1]}"
    return "EPSG:4326" if "CRS84" in name else name


def _zone_of(name: str) -> str:
    """Return the coordinate system that the land office's file names tell: Indian 1975, zone."""
    zone = _ZONE.search(name)
    return f"EPSG:240{zone[1]}" if zone else ""


def _known(meta: Mapping[str, Any], source: Path | bytes, outlines: NDArray[Any]) -> str:
    """Return the coordinate system as the file's driver has it; raises GEO-01.

    GeoJSON without one is WGS 84 by its standard; where its numbers are no degrees, it is not.
    """
    crs = meta.get("crs")
    if not crs:
        raise refusal("GEO-01")
    if isinstance(source, bytes):
        drawn = [one for one in outlines[:_LOOKED_AT].tolist() if one is not None]
        bounds = shapely.total_bounds(shapely.from_wkb(drawn, on_invalid="ignore"))
        if np.nanmax(np.abs(bounds), initial=0) > _MOST_DEGREES:
            raise refusal("GEO-01")
    return str(crs)


def _texts(column: NDArray[Any]) -> pa.StringArray:
    """Return an attribute as the cells of a CSV would show it."""
    if column.dtype.kind == "f":
        cells = ["" if np.isnan(one) else f"{one:.15g}" for one in column.tolist()]
    else:
        cells = [_text(one) for one in column.tolist()]
    return pa.array(cells, type=pa.string())


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, (dict, list)) else str(cell)


@dataclass(frozen=True, kw_only=True)
class _Layer:
    names: tuple[str, ...]
    columns: tuple[pa.StringArray, ...]
    outlines: NDArray[Any]
    crs: str

    def table(self, name: str) -> Table:
        headings = (*self.names, GEOMETRY, CRS)
        return Table(name=name, top=(headings,), read=self.batches, delimiter=",")

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """Yield the shapes; the first one is row 2, under the names of the attributes."""
        del after, width
        for start in range(0, len(self.outlines), BATCH_ROWS):
            some = self.outlines[start : start + BATCH_ROWS]
            outlines = [one.hex() if one is not None else "" for one in some.tolist()]
            columns = [Cells(text=column.slice(start, len(some))) for column in self.columns]
            columns.append(Cells.of(outlines))
            columns.append(Cells.of([self.crs] * len(some)))
            rows = np.arange(start, start + len(some), dtype=np.int64) + 2
            yield Batch(rows=rows, columns=tuple(columns))
