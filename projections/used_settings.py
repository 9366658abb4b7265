"""The open points of the law a bill rests on: readings somebody else may decide otherwise."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from domain.calendar import to_days
from domain.law import Setting
from projections.arrangement import TABLE_AGRICULTURE, TABLE_MAIN_RESIDENCE
from projections.as_of import BUILDING, LAND, UNIT
from projections.explained_line import Line, Share
from projections.registers import BodyBills

NEVER_IN_A_BILL: Final = frozenset(
    {
        "under_construction",
        "construction_land_use",
        "unstated_shares",
        "missed_instalment",
        "part_payment",
        "day_of_the_warning",
        "arrears_by_property",
        "clearance_holds",
    }
)
"""Points about what is in no bill, makes no difference to one, or comes up after it."""


def used_settings(bills: BodyBills, lines: Sequence[Line], *, joint: bool) -> list[Setting]:
    """Return the settings whose question came up in a bill, in the order of the law's file."""
    asked = {**_of_properties(bills, lines), **_of_bill(bills, lines, joint=joint)}
    return [one for one in bills.law.settings if asked.get(one.name, False)]


def questions(bills: BodyBills) -> set[str]:
    """Return the names of all settings that may come up in a bill."""
    return {*_of_properties(bills, ()), *_of_bill(bills, (), joint=False)}


def _of_properties(bills: BodyBills, lines: Sequence[Line]) -> dict[str, bool]:
    """Say which questions about single properties came up."""
    shares = [share for line in lines for share in line.shares]
    buildings = [share for share in shares if share.kind == BUILDING]
    owners = [fact for share in buildings for fact in share.facts if fact.table == "owner"]
    return {
        "value_precision": any(share.depreciation_percent for share in shares),
        "age_zero": any(share.age_known and share.age == 0 for share in buildings),
        "building_age": any(share.age_known and share.age > 0 for share in buildings),
        "unknown_building_age": any(not share.age_known for share in buildings),
        "building_without_owner": any(not fact.subject.startswith("B:") for fact in owners),
        "building_without_price": "no-price" in bills.arranged.gaps,
        "titles_before_the_registry": any(_told_later(bills, share) for share in shares),
        "fixed_price_lasts": any(share.fixed_price for share in shares),
        "unknown_use": "no-use" in bills.arranged.gaps,
        "unstated_use": any(share.den > 1 for share in shares),
        "residence_land": any(share.main and share.kind == LAND for share in shares),
        "residence_unit": any(share.main and share.kind == UNIT for share in shares),
        "reliefs_together": any(_count(share, "relief") > 1 for share in shares),
    }


def _told_later(bills: BodyBills, share: Share) -> bool:
    """Say whether a plot's size was first told for a day after the tax date."""
    parcels = [fact for fact in share.facts if fact.table == "parcel"]
    return any(to_days(fact.since) > bills.arranged.view.day for fact in parcels)


def _of_bill(bills: BodyBills, lines: Sequence[Line], *, joint: bool) -> dict[str, bool]:
    """Say which questions about lines, owners and the whole bill came up."""
    vacant = any(line.vacant_years for line in lines)
    farms = {line.ladder for line in lines if line.table == TABLE_AGRICULTURE}
    taxed = any(line.net_csat for line in lines if line.table == TABLE_AGRICULTURE)
    main = any(line.table == TABLE_MAIN_RESIDENCE for line in lines)
    several = _contiguous(bills)
    phased = bool(bills.assessment.bill_phase_in_satang.any())
    return {
        "rounding": bool(lines),
        "smallest_amount": bool(lines),
        "first_vacant_year": vacant,
        "vacancy_survives_sale": vacant,
        "joint_owners_natural": joint,
        "joint_owners_exemption": joint and main,
        "farming_exemption_order": taxed and len(farms) > 1,
        "unused_residence_exemption": main and several,
        "contiguous_buildings": several
        and any(share.kind == BUILDING for line in lines for share in line.shares),
        "contiguous_classes": several,
        "contiguous_lines": len({line.ladder for line in lines}) < len(lines),
        "reductions_together": any(len(line.reductions) > 1 for line in lines),
        "reduction_counted_from": any(
            one.kind == "standing list" for line in lines for one in line.reductions
        ),
        "phase_in_order": phased,
        "phase_in_scope": phased,
    }


def _count(share: Share, table: str) -> int:
    return sum(fact.table == table for fact in share.facts)


def _contiguous(bills: BodyBills) -> bool:
    """Say whether some of the plots are one base (s.42)."""
    found = bills.arranged.properties
    _, plots = np.unique(found.group[found.kind == LAND], return_counts=True)
    return bool((plots > 1).any())
