"""The rows of the read models, as columns made from the register's and the engine's columns."""

import numpy as np
from numpy.typing import NDArray

from domain.map_sheet import show_columns
from projections.as_of import LAND, UNIT, AsOf
from projections.assessed import Written
from projections.read_models.bulk import Cells


def property_columns(view: AsOf, keys: NDArray[np.int32], position: int) -> dict[str, Cells]:
    """Return the search rows of some properties: what the register says of each today."""
    space = view.register.spaces["property"]
    kind = view.kind[keys]
    parcel, building, unit = view.parcel[keys], view.building[keys], view.unit[keys]
    own_code = view.value("parcel", "code", view.coded[keys], missing=-1)
    stands_on = view.value("building", "stands_on", building, missing=-1)
    code = np.where(kind == LAND, own_code, stands_on)
    area = np.select(
        [kind == LAND, kind == UNIT],
        [
            view.value("parcel", "area_cwah", parcel),
            view.value("unit", "area_dm2", unit),
        ],
        view.value("building", "area_dm2", building),
    )
    tambon = np.where(
        kind == LAND,
        view.value("parcel", "tambon", view.placed[keys]),
        view.value("unit", "tambon", unit),
    )
    names = space.all()
    sheets = np.maximum(view.value("parcel", "sheet", parcel).astype(np.int64), 0)
    shown = iter(show_columns(sheets[sheets > 0]))
    return {
        "body": [view.register.body] * len(keys),
        "property": keys,
        "kind": kind,
        "key": [names[key] for key in keys.tolist()],
        "number": [names[key].rpartition(":")[2] for key in keys.tolist()],
        "code": [names[at].removeprefix("C:") if at >= 0 else "" for at in code.tolist()],
        "sheet": [next(shown) if sheet else "" for sheet in sheets.tolist()],
        "tambon": tambon,
        "area": area,
        "party": view.value("owner", "party", view.owner[keys]),
        "person": view.value("owner", "person", view.owner[keys]),
        "position": [position] * len(keys),
    }


def bill_columns(made: Written) -> dict[str, Cells]:
    """Return one row for each bill of a body's year."""
    count = len(made.bills["taxpayer"])
    return {
        "body": [made.code] * count,
        "tax_year": [made.tax_year] * count,
        **made.bills,
        "known_at": [made.position] * count,
    }


def line_columns(made: Written) -> dict[str, Cells]:
    """Return one row for each line of each bill."""
    count = len(made.lines["taxpayer"])
    return {
        "body": [made.code] * count,
        "tax_year": [made.tax_year] * count,
        **made.lines,
    }
