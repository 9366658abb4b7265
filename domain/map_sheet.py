"""The map-sheet key: one integer for a plot on a sheet, the safe join between offices.

The Department of Lands' text and shapes and the Treasury's land prices share no deed number; they
share the sheet (UTMMAP1-4 and scale) and the land number on it.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SCALES = (0, 500, 1000, 2000, 4000, 5000)
MOST_LAND_NO = 999_999
_QUADRANTS: Final = ("I", "II", "III", "IV")
_SHOWN: Final = re.compile(
    r"([0-8][0-9]{3}) (I|II|III|IV) ([0-9]{4})-([0-9]{2,3}) \((0|500|1000|2000|4000|5000)\) "
    r"([0-9]{1,6})"
)
_UTM2, _UTM3, _UTM4, _SCALE, _LAND = 4, 10_000, 1000, 8, 1_000_000
_MOST_UTM1 = 8999

Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A plot on a map sheet: `utm1` CCRR, `utm2` quadrant 1-4, `utm3` EENN, `utm4` part, `scale`.

    น.ส.3ก sheets have `utm3` 0, a three-digit `utm4` and scale 5000.
    """

    utm1: int
    utm2: int
    utm3: int
    utm4: int
    scale: int
    land_no: int


def pack(sheet: Sheet) -> int:
    """Return the key of a plot, above 0; ValueError if a part is out of its range."""
    return int(
        pack_columns(
            utm1=np.array([sheet.utm1]),
            utm2=np.array([sheet.utm2]),
            utm3=np.array([sheet.utm3]),
            utm4=np.array([sheet.utm4]),
            scale=np.array([sheet.scale]),
            land_no=np.array([sheet.land_no]),
        )[0]
    )


def pack_columns(
    *,
    utm1: NDArray[Any],
    utm2: NDArray[Any],
    utm3: NDArray[Any],
    utm4: NDArray[Any],
    scale: NDArray[Any],
    land_no: NDArray[Any],
) -> Integers:
    """Return the keys (n,) of plots; ValueError if any part is out of its range."""
    scale_index = np.searchsorted(SCALES, scale)
    ranges = (
        ("utm1", utm1, 1, _MOST_UTM1),
        ("utm2", utm2, 1, _UTM2),
        ("utm3", utm3, 0, _UTM3 - 1),
        ("utm4", utm4, 0, _UTM4 - 1),
        ("scale", scale_index, 1, len(SCALES) - 1),
        ("land_no", land_no, 0, MOST_LAND_NO),
    )
    for name, column, low, high in ranges:
        if len(column) and (column.min() < low or column.max() > high):
            raise ValueError(f"{name} is outside {low} to {high}")
    if len(scale) and (np.asarray(SCALES)[scale_index] != scale).any():
        raise ValueError(f"scale is none of {SCALES[1:]}")
    key = utm1.astype(np.int64) * _UTM2 + (utm2 - 1)
    for column, size in ((utm3, _UTM3), (utm4, _UTM4), (scale_index, _SCALE), (land_no, _LAND)):
        key = key * size + column
    return np.asarray(key, dtype=np.int64)


def unpack(key: int) -> Sheet:
    """Return the plot of a key."""
    parts = unpack_columns(np.array([key], dtype=np.int64))
    return Sheet(**{name: int(column[0]) for name, column in parts.items()})


def unpack_columns(keys: Integers) -> dict[str, Integers]:
    """Return the six parts, each (n,), of keys (n,); the names are those of `Sheet`."""
    rest, land_no = np.divmod(keys, _LAND)
    rest, scale_index = np.divmod(rest, _SCALE)
    rest, utm4 = np.divmod(rest, _UTM4)
    rest, utm3 = np.divmod(rest, _UTM3)
    utm1, utm2 = np.divmod(rest, _UTM2)
    return {
        "utm1": utm1,
        "utm2": utm2 + 1,
        "utm3": utm3,
        "utm4": utm4,
        "scale": np.asarray(SCALES, dtype=np.int64)[scale_index],
        "land_no": land_no,
    }


def show(key: int) -> str:
    """Return a sheet and land number as offices write them: `5039 II 4682-07 (1000) 78`.

    Wants a key above 0: one below is a land unit's, of which no name is kept.
    """
    return show_columns(np.array([key], dtype=np.int64))[0]


def show_columns(keys: Integers) -> list[str]:
    """Return what `show` returns of each key (n,)."""
    # A sheet is written once for all the plots on it.
    sheets, at = np.unique(keys // _LAND, return_inverse=True)
    parts = unpack_columns(sheets * _LAND)
    shown = [
        f"{utm1:04d} {_QUADRANTS[utm2 - 1]} {utm3:04d}-{utm4:0{3 if scale == SCALES[-1] else 2}d} "
        f"({scale}) "
        for utm1, utm2, utm3, utm4, scale in zip(
            *(parts[name].tolist() for name in _OF_A_SHEET), strict=True
        )
    ]
    land_no = (keys % _LAND).tolist()
    return [f"{shown[sheet]}{number}" for sheet, number in zip(at.tolist(), land_no, strict=True)]


_OF_A_SHEET: Final = ("utm1", "utm2", "utm3", "utm4", "scale")


def read_shown(text: str) -> int | None:
    """Return the key of what `show` wrote, None for anything else."""
    found = _SHOWN.fullmatch(text)
    if found is None:
        return None
    sheet = Sheet(
        utm1=int(found[1]),
        utm2=_QUADRANTS.index(found[2]) + 1,
        utm3=int(found[3]),
        utm4=int(found[4]),
        scale=int(found[5]),
        land_no=int(found[6]),
    )
    return pack(sheet)
