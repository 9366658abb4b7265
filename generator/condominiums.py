"""Condominiums: their units, who owns them, and how the Treasury bands their floors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from generator.bodies import Body
from generator.dice import Integers, Mask, dice, pick
from generator.owners import NATURAL, Owners

LIVING: Final = 1
TRADING: Final = 2
EMPTY_UNIT: Final = 3
UNITS_PER_CONDOMINIUM: Final = 250
BANDS: Final = ("1", "2-4", "5-7", "8,9,10 และชั้นดาดฟ้า")
"""How the Treasury writes floors where it bands them; a unit's floor falls into one of these."""
_FIRST_FLOOR_OF_BAND: Final = np.asarray((1, 2, 5, 8))
_ONE_BANDED_IN: Final = 6
TOP_FLOOR: Final = 10
ROOF: Final = 11
"""The floor above the tenth, written ดาดฟ้า."""


@dataclass(frozen=True, kw_only=True)
class Units:
    """The condominium units of one body, `(u,)`.

    `owner` is a party; `use` 1 to 3 as on ภ.ด.ส.8; `named` is 1 where the owner's name is in the
    unit's house register, which makes it a main residence (s.41 paragraph 1).
    """

    condominium: Integers
    floor: Integers
    number: Integers
    area_dm2: Integers
    use: Integers
    owner: Integers
    named: Integers

    def __len__(self) -> int:
        return len(self.condominium)


def make_units(seed: int, body: Body, owners: Owners, homes: Mask) -> Units:
    """Draw the units: shops on the first floor, homes above; owners from the body's own people."""
    chance = dice(seed, body.code, "units")
    n = body.units
    running = np.arange(n, dtype=np.int64)
    condominium, inside = np.divmod(running, UNITS_PER_CONDOMINIUM)
    per_floor = UNITS_PER_CONDOMINIUM // TOP_FLOOR
    floor = np.minimum(1 + inside // per_floor, TOP_FLOOR)
    number = inside % per_floor + 1
    floor[inside == UNITS_PER_CONDOMINIUM - 1] = ROOF
    shop = floor == 1
    use = np.where(shop, TRADING, LIVING)
    use = np.where(chance.random(n) < 0.05, EMPTY_UNIT, use)  # noqa: PLR2004 - a share of units
    sizes = np.asarray((2650, 2800, 3200, 3450, 4500, 5525, 7200))
    area = sizes[pick(chance, (20, 22, 20, 14, 12, 8, 4), n)] * np.where(floor == ROOF, 3, 1)
    owner = chance.integers(12, owners.spare_from, n)
    return Units(
        condominium=condominium,
        floor=floor,
        number=number,
        area_dm2=area + chance.integers(0, 40, n) * 5,
        use=use,
        owner=owner,
        named=_named(chance, owners, homes, owner, use),
    )


def _named(
    chance: np.random.Generator, owners: Owners, homes: Mask, owner: Integers, use: Integers
) -> Integers:
    """Let half of the people without another main residence have theirs here, once each."""
    at_home = owners.heads(owners.party_of_parcel[homes])
    may = (use == LIVING) & ~np.isin(owner, at_home) & (owners.people.person[owner] == NATURAL)
    may &= chance.random(len(owner)) < 0.5  # noqa: PLR2004 - a share of units
    chosen = np.flatnonzero(may)
    named = np.zeros(len(owner), dtype=np.int64)
    named[chosen[np.unique(owner[chosen], return_index=True)[1]]] = 1
    return named


def is_banded(condominium: Integers) -> Mask:
    """Return which condominiums the Treasury prices by bands of floors: every sixth."""
    return np.asarray(condominium % _ONE_BANDED_IN == _ONE_BANDED_IN - 1, dtype=np.bool_)


def band_of(floor: Integers) -> Integers:
    """Return the place in `BANDS` of each floor."""
    return np.searchsorted(_FIRST_FLOOR_OF_BAND, floor, side="right").astype(np.int64) - 1


def price_rows(units: Units) -> Integers:
    """Return for each unit the row of the body's condominium prices, counted from 0 (u,)."""
    whole_six, place = np.divmod(units.condominium, _ONE_BANDED_IN)
    before = whole_six * ((_ONE_BANDED_IN - 1) * ROOF + len(BANDS)) + place * ROOF
    inside = np.where(is_banded(units.condominium), band_of(units.floor), units.floor - 1)
    return np.asarray(before + inside, dtype=np.int64)
