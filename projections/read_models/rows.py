"""The rows of the read models, as columns made from the register's and the engine's columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.map_sheet import show
from projections.as_of import LAND, UNIT, AsOf
from projections.read_models.bulk import Cells
from projections.registers import BodyBills

Ints = NDArray[np.integer[Any]]


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
    sheets = view.value("parcel", "sheet", parcel).tolist()
    return {
        "body": [view.register.body] * len(keys),
        "property": keys,
        "kind": kind,
        "key": [names[key] for key in keys.tolist()],
        "number": [names[key].rpartition(":")[2] for key in keys.tolist()],
        "code": [names[at].removeprefix("C:") if at >= 0 else "" for at in code.tolist()],
        "sheet": [show(sheet) if sheet > 0 else "" for sheet in sheets],
        "tambon": tambon,
        "area": area,
        "party": view.value("owner", "party", view.owner[keys]),
        "person": view.value("owner", "person", view.owner[keys]),
        "position": [position] * len(keys),
    }


def bill_columns(bills: BodyBills, hashes: Ints) -> dict[str, Cells]:
    """Return one row for each bill of a body's year."""
    columns = bills.arranged.assessables
    count = len(columns.taxpayer)
    return {
        "body": [bills.body.code] * count,
        "tax_year": [bills.law.year] * count,
        "taxpayer": columns.taxpayer,
        "tax_satang": bills.assessment.bill_tax_satang,
        "phase_in_satang": bills.assessment.bill_phase_in_satang,
        "natural": columns.natural,
        "hash": hashes,
        "known_at": [bills.position] * count,
    }


def line_columns(bills: BodyBills) -> dict[str, Cells]:
    """Return one row for each line of each bill, numbered from 1 within its bill."""
    columns, assessment = bills.arranged.assessables, bills.assessment
    lines = len(columns.table)
    first_line = columns.ladder_start[columns.bill_start]
    per_bill = np.diff(first_line)
    first_row = columns.line_start[:-1]
    return {
        "body": [bills.body.code] * lines,
        "tax_year": [bills.law.year] * lines,
        "taxpayer": np.repeat(columns.taxpayer, per_bill),
        "line": np.arange(lines) - np.repeat(first_line[:-1], per_bill) + 1,
        "rate_table": columns.table,
        "property": bills.arranged.row_property[first_row],
        "properties": np.diff(columns.line_start),
        "value_csat": assessment.line_value_csat,
        "exempt_csat": assessment.line_exempt_csat,
        "net_csat": assessment.line_net_csat,
        "tax_satang": assessment.line_tax_satang,
    }
