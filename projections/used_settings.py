"""The open points of the law a bill rests on: readings somebody else may decide otherwise."""

from collections.abc import Sequence

import numpy as np

from domain.law import Setting
from projections.arrangement import TABLE_AGRICULTURE, TABLE_MAIN_RESIDENCE
from projections.as_of import BUILDING, LAND, UNIT
from projections.explained_line import Line
from projections.registers import BodyBills


def used_settings(bills: BodyBills, lines: Sequence[Line], *, joint: bool) -> list[Setting]:
    """Return the settings whose question came up in a bill, in the order of the law's file."""
    shares = [share for line in lines for share in line.shares]
    buildings = [share for share in shares if share.kind == BUILDING]
    vacant = any(line.vacant_years for line in lines)
    farms = {line.ladder for line in lines if line.table == TABLE_AGRICULTURE and line.net_csat}
    several = _contiguous(bills)
    main = [line for line in lines if line.table == TABLE_MAIN_RESIDENCE]
    asked = {
        "rounding": bool(lines),
        "value_precision": any(share.depreciation_percent for share in shares),
        "age_zero": any(share.age_known and share.age == 0 for share in buildings),
        "building_age": any(share.age_known and share.age > 0 for share in buildings),
        "unknown_building_age": any(not share.age_known for share in buildings),
        "first_vacant_year": vacant,
        "vacancy_survives_sale": vacant,
        "unstated_use": any(share.den > 1 for share in shares),
        "joint_owners_natural": joint,
        "farming_exemption_order": bool(farms) and _farms(lines) > 1,
        "residence_land": any(share.main and share.kind == LAND for share in shares),
        "residence_unit": any(share.main and share.kind == UNIT for share in shares),
        "joint_owners_exemption": joint and bool(main),
        "unused_residence_exemption": bool(main) and several,
        "contiguous_buildings": several and bool(buildings),
        "contiguous_classes": several,
        "smallest_amount": bool(lines),
        "reductions_together": any(len(line.reductions) > 1 for line in lines),
        "phase_in_order": bool(bills.assessment.bill_phase_in_satang.any()),
        "phase_in_scope": bool(bills.assessment.bill_phase_in_satang.any()),
        "unknown_use": "no-use" in bills.arranged.gaps,
        "building_without_price": "no-price" in bills.arranged.gaps,
    }
    return [one for one in bills.law.settings if asked.get(one.name, False)]


def _contiguous(bills: BodyBills) -> bool:
    """Say whether some of the plots are one base (s.42)."""
    found = bills.arranged.properties
    _, plots = np.unique(found.group[found.kind == LAND], return_counts=True)
    return bool((plots > 1).any())


def _farms(lines: Sequence[Line]) -> int:
    return len({line.ladder for line in lines if line.table == TABLE_AGRICULTURE})
