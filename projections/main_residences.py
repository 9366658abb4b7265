"""Who has more than one main residence: a name is in one house register only (s.41)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from domain.register import Register
from domain.tables import NATURAL
from projections.as_of import AsOf
from projections.properties import main_residences, owed_by, own_land_of


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Main residences of natural persons in one body, `(n,)`.

    `key` is the property's dense key, `party` its owner, `home` the key of the home it belongs to:
    a house on its owner's own land is one home with the land.
    """

    body: int
    key: NDArray[np.int32]
    party: NDArray[np.int64]
    home: NDArray[np.int32]

    def of(self, some: NDArray[np.bool_]) -> "Homes":
        """Return some of them `(n,)`, in order of person and home."""
        at = np.flatnonzero(some)
        at = at[np.lexsort((self.home[at], self.party[at]))]
        return Homes(body=self.body, key=self.key[at], party=self.party[at], home=self.home[at])

    def named(self, register: Register) -> Sequence[Sequence[str]]:
        """Return the natural keys of each person's homes."""
        space = register.spaces["property"]
        pairs = zip(self.party.tolist(), self.home.tolist(), strict=True)
        return [
            [space.key(home) for home in sorted({home for _, home in mine})]
            for _, mine in groupby(pairs, key=lambda pair: pair[0])
        ]


def homes_of(view: AsOf) -> Homes:
    """Return the main residences of natural persons who own alone.

    Joint owners are left aside: each may be named in another house.
    """
    key = np.flatnonzero(view.kind).astype(np.int32)
    land_below, owner = owed_by(view, key)
    party = view.value("owner", "party", owner)
    own_land = own_land_of(view, land_below, party)
    alone = view.value("owner", "person", owner) == NATURAL
    main = np.flatnonzero(main_residences(view, key, own_land, owner, party) & alone)
    home = np.where(own_land >= 0, own_land, key)[main]
    return Homes(body=view.register.body, key=key[main], party=party[main], home=home)


def several_homes(homes: Homes) -> Homes:
    """Return the main residences of persons who have more than one in this body."""
    # ASSUMPTION: both stay exempt until an officer says which one is the home; the Act leaves it
    # to the house register, and the day of a survey does not tell where a name is.
    who, person = np.unique(homes.party, return_inverse=True)
    one_home = np.zeros(len(who), dtype=homes.home.dtype)
    one_home[person] = homes.home
    several = np.zeros(len(who), dtype=np.bool_)
    several[person[homes.home != one_home[person]]] = True
    return homes.of(several[person])


def homes_elsewhere(bodies: Sequence[Homes]) -> Sequence[Homes]:
    """Return of each body the main residences of persons who have one in another body too."""
    parties = [np.unique(homes.party) for homes in bodies]
    who, count = np.unique(np.concatenate([*parties, np.zeros(0, np.int64)]), return_counts=True)
    return [homes.of(np.isin(homes.party, who[count > 1])) for homes in bodies]
