"""One local body's facts, made from a seed: what every file of the body is then written from."""

from __future__ import annotations

from dataclasses import dataclass

from generator.bodies import Body
from generator.buildings import Buildings, make_buildings
from generator.condominiums import Units, make_units
from generator.dice import Mask
from generator.owners import Owners, make_owners
from generator.parcels import Parcels, make_parcels
from generator.uses import Uses, make_building_uses, make_homes, make_land_uses


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is true in one body on 1 January 2567, and what the survey of that year sees.

    `homes` marks the plots that are somebody's main residence.
    """

    body: Body
    parcels: Parcels
    owners: Owners
    buildings: Buildings
    homes: Mask
    land_uses: Uses
    building_uses: Uses
    units: Units


def make_facts(seed: int, body: Body) -> Facts:
    """Make one body's facts; the same seed and body give the same facts, in any order of bodies."""
    parcels = make_parcels(seed, body)
    owners = make_owners(seed, body, parcels)
    buildings = make_buildings(seed, body, parcels, owners)
    homes = make_homes(seed, body, parcels, owners, buildings)
    return Facts(
        body=body,
        parcels=parcels,
        owners=owners,
        buildings=buildings,
        homes=homes,
        land_uses=make_land_uses(seed, body, parcels, owners, buildings, homes),
        building_uses=make_building_uses(seed, body, parcels, buildings, homes),
        units=make_units(seed, body, owners, homes),
    )
