"""Who has more than one main residence: a name is in one house register only (s.41)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from domain.tables import NATURAL
from projections.as_of import AsOf
from projections.properties import main_residences, owed_by, own_land_of


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Main residences of natural persons who have several, in order of person and home.

    `(n,)` each: the property's dense key, its owner, and the home it belongs to (a house on its
    owner's own land is one home with the land).
    """

    view: AsOf
    key: NDArray[np.int32]
    party: NDArray[np.int64]
    home: NDArray[np.int32]

    def named(self) -> Sequence[Sequence[str]]:
        """Return the natural keys of each person's homes."""
        space = self.view.register.spaces["property"]
        pairs = zip(self.party.tolist(), self.home.tolist(), strict=True)
        return [
            [space.key(home) for home in sorted({home for _, home in mine})]
            for _, mine in groupby(pairs, key=lambda pair: pair[0])
        ]


def several_homes(view: AsOf) -> Homes:
    """Return the main residences of natural persons who have more than one in this register.

    Joint owners are left aside: each may be named in another house. So are homes in another local
    body, which one register cannot know.
    """
    # ASSUMPTION: both stay exempt until an officer says which one is the home; the Act leaves it
    # to the house register, and the day of a survey does not tell where a name is.
    key = np.flatnonzero(view.kind).astype(np.int32)
    land_below, owner = owed_by(view, key)
    party = view.value("owner", "party", owner)
    own_land = own_land_of(view, land_below, party)
    alone = view.value("owner", "person", owner) == NATURAL
    main = np.flatnonzero(main_residences(view, key, own_land, owner, party) & alone)
    home = np.where(own_land >= 0, own_land, key)[main]
    pairs = np.unique(np.stack([party[main], home.astype(np.int64)]), axis=1)
    who, count = np.unique(pairs[0], return_counts=True)
    several = np.flatnonzero(np.isin(party[main], who[count > 1]))
    order = several[np.lexsort((home[several], party[main][several]))]
    return Homes(view=view, key=key[main][order], party=party[main][order], home=home[order])
