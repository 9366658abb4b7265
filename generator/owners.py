"""Who owns the plots: people and firms with identity numbers that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from generator.bodies import Body
from generator.dice import Integers, Mask, dice, pick, ranges
from generator.names import (
    AGENCIES,
    COMPANY,
    FAMILIES,
    FIRMS,
    MEN,
    MISS,
    MISTER,
    MRS,
    OFFICE,
    PARTNERSHIP,
    WOMEN,
)
from generator.parcels import Parcels
from generator.ways import FARM_REFORM_LAND, STATE_LAND, WAYS_OF

NATURAL: Final = 1
JURISTIC: Final = 2
AGENCY: Final = 4
"""Kinds of person as LTAX numbers them."""

PEOPLE_PER_SLOT: Final = 1_000_000
KNOWN_BY_NAME: Final = 990_000
"""First running number inside a slot of the people in the named stories."""
_AGENCIES_PER_BODY: Final = 12
_PLOTS_PER_BUYER: Final = 12
_LAST_DAY_ACQUIRED: Final = 19_661
"""31 October 2566, in days since 1 January 1970."""
_YEARS_OF_FIRMS: Final = 28
_FIRST_YEAR_OF_FIRMS: Final = 540


@dataclass(frozen=True, kw_only=True)
class People:
    """Persons of one body, `(p,)`. `identity` is the number of 13 digits as an integer."""

    identity: Integers
    person: Integers
    prefix: Integers
    first: Integers
    family: Integers
    house: Integers
    house_part: Integers
    moo: Integers
    road: Integers

    def __len__(self) -> int:
        return len(self.identity)


@dataclass(frozen=True, kw_only=True)
class Owners:
    """People, the parties they form, and the party that owns each parcel.

    Party k < len(people) is person k alone; parties after that are joint owners. `members` of
    party k stand at `party_start[k]:party_start[k + 1]` with shares `num`/`den`. `possesses` (n,)
    marks state land whose possessor is named in the owner's place. `acquired` (n,) are days since
    1 January 1970. People from `spare_from` on own nothing yet: they buy and inherit later.
    """

    people: People
    party_start: Integers
    members: Integers
    num: Integers
    den: Integers
    party_of_parcel: Integers
    possesses: Mask
    acquired: Integers
    spare_from: int

    def heads(self, parties: Integers) -> Integers:
        """Return the first member of each party."""
        return self.members[self.party_start[parties]]

    def sizes(self, parties: Integers) -> Integers:
        """Return how many members each party has."""
        return self.party_start[parties + 1] - self.party_start[parties]


def with_check_digit(twelve: Integers) -> Integers:
    """Return numbers of 13 digits from their first twelve, `(n,)`: the last digit is the check."""
    total = np.zeros_like(twelve)
    rest = twelve.copy()
    for weight in range(2, 14):
        rest, digit = np.divmod(rest, 10)
        total += digit * weight
    return twelve * 10 + (11 - total % 11) % 10


def natural_identity(slot: int, running: Integers) -> Integers:
    """Return identity numbers of persons in province 99, which does not exist."""
    serial = slot * PEOPLE_PER_SLOT + running
    first, rest = np.divmod(serial, 10**9)
    district, last = np.divmod(rest, 10**7)
    return with_check_digit((1 + first) * 10**11 + 99 * 10**9 + (99 - district) * 10**7 + last)


def juristic_identity(slot: int, running: Integers, kind: Integers | int) -> Integers:
    """Return registration numbers of firms in province 99: 0, 99, kind, year, running number.

    `kind` 3 is a partnership, 5 a company, 9 an office of the state here. Unlike a person's, a
    firm's number may come again in another slot; there are only 2.8 million of a kind.
    """
    serial = (slot * 10_007 + running) % (_YEARS_OF_FIRMS * 100_000)
    year, last = np.divmod(serial, 100_000)
    twelve = 99 * 10**9 + kind * 10**8 + (_FIRST_YEAR_OF_FIRMS + year) * 10**5 + last
    return with_check_digit(np.asarray(twelve, dtype=np.int64))


def make_owners(seed: int, body: Body, parcels: Parcels) -> Owners:
    """Draw who owns each parcel: one in seven with the neighbour's owner, some several plots."""
    ways = WAYS_OF[body.kind]
    chance = dice(seed, body.code, "owners")
    n = len(parcels)
    of_state = parcels.way == STATE_LAND
    starts_run = chance.random(n) >= ways.alike
    starts_run[0] = True
    run = np.cumsum(starts_run) - 1
    runs = int(run[-1]) + 1
    fresh = chance.random(runs) < ways.fresh
    fresh[0] = True
    met = np.cumsum(fresh)
    # Those met early own more: a few owners have many plots, as everywhere.
    again = (chance.random(runs) ** 2 * met).astype(np.int64)
    head = np.where(fresh, met - 1, again) + _AGENCIES_PER_BODY
    heads = _AGENCIES_PER_BODY + int(met[-1])
    person = np.where(chance.random(heads) < ways.juristic, JURISTIC, NATURAL)
    person[:_AGENCIES_PER_BODY] = AGENCY
    joint = (chance.random(runs) < ways.joint) & (person[head] == NATURAL)
    extra = np.where(joint, 1 + pick(chance, (70, 20, 10), runs), 0)
    spare_from = heads + int(extra.sum())
    people_count = spare_from + max(20, n // _PLOTS_PER_BUYER)
    person = np.concatenate([person, np.full(people_count - heads, NATURAL)])
    party, party_start, members = _parties(head, joint, extra, heads, people_count)
    num, den = _shares(chance, party_start)
    owner = np.where(of_state, chance.integers(0, _AGENCIES_PER_BODY, n), party[run])
    possesses = (parcels.title_type == FARM_REFORM_LAND) & ~of_state
    return Owners(
        people=_people(chance, body, person),
        party_start=party_start,
        members=members,
        num=num,
        den=den,
        party_of_parcel=owner,
        possesses=possesses,
        acquired=_acquired(chance, run, runs),
        spare_from=spare_from,
    )


def _parties(
    head: Integers, joint: Mask, extra: Integers, heads: int, people_count: int
) -> tuple[Integers, Integers, Integers]:
    """Return the party of each run, and all parties' members as runs."""
    sizes = extra[joint] + 1
    party = head.copy()
    party[joint] = people_count + np.arange(int(joint.sum()))
    inside = ranges(sizes)
    joint_head = np.repeat(head[joint], sizes)
    later = np.cumsum(inside > 0) - 1 + heads
    members = np.concatenate(
        [np.arange(people_count, dtype=np.int64), np.where(inside == 0, joint_head, later)]
    )
    counts = np.concatenate([np.ones(people_count, dtype=np.int64), sizes])
    return party, np.concatenate([[0], np.cumsum(counts)]), members


def _shares(chance: np.random.Generator, party_start: Integers) -> tuple[Integers, Integers]:
    """Return each member's share: equal, or in one joint party of five the first has most."""
    sizes = np.diff(party_start)
    uneven = (sizes > 1) & (chance.random(len(sizes)) < 0.2)  # noqa: PLR2004 - a share of parties
    first = np.where(uneven, sizes, 1)
    total = first + sizes - 1
    num = np.ones(int(party_start[-1]), dtype=np.int64)
    num[party_start[:-1]] = first
    return num, np.repeat(total, sizes)


def _acquired(chance: np.random.Generator, run: Integers, runs: int) -> Integers:
    """Return the day each owner's title was registered: from 1 January 2513 to October 2566."""
    return (chance.random(runs) ** 0.6 * _LAST_DAY_ACQUIRED).astype(np.int64)[run]


def _people(chance: np.random.Generator, body: Body, person: Integers) -> People:
    count = len(person)
    natural, agency = person == NATURAL, person == AGENCY
    woman = chance.random(count) < 0.52  # noqa: PLR2004 - a share of people
    married = chance.random(count) < 0.6  # noqa: PLR2004 - a share of women
    partnership = chance.random(count) < 0.3  # noqa: PLR2004 - a share of firms
    running = np.arange(count, dtype=np.int64)
    kind = np.where(agency, 9, np.where(partnership, 3, 5))
    prefix = np.select(
        [agency, ~natural & partnership, ~natural, woman & married, woman],
        [OFFICE, PARTNERSHIP, COMPANY, MRS, MISS],
        MISTER,
    )
    first = np.select(
        [agency, ~natural, woman],
        [
            chance.integers(0, len(AGENCIES), count),
            chance.integers(0, len(FIRMS), count),
            chance.integers(0, len(WOMEN), count),
        ],
        chance.integers(0, len(MEN), count),
    )
    return People(
        identity=np.where(
            natural,
            natural_identity(body.slot, running),
            juristic_identity(body.slot, running, kind),
        ),
        person=person,
        prefix=prefix,
        first=_first_names(prefix, first),
        family=np.where(natural, chance.integers(0, len(FAMILIES), count), len(FAMILIES)),
        house=chance.integers(1, 400, count),
        house_part=np.where(chance.random(count) < 0.5, chance.integers(1, 60, count), 0),  # noqa: PLR2004
        moo=chance.integers(1, 12, count),
        road=chance.integers(0, 6, count),
    )


FIRST_NAMES: Final = MEN + WOMEN + FIRMS + AGENCIES
"""All first names in one list; the columns hold indices into it."""
FAMILY_NAMES: Final = (*FAMILIES, "")
"""Family names; the last, empty one is of firms and offices."""
_WOMEN_FROM: Final = len(MEN)
_FIRMS_FROM: Final = _WOMEN_FROM + len(WOMEN)
_AGENCIES_FROM: Final = _FIRMS_FROM + len(FIRMS)
_FIRST_NAMES_FROM: Final = (0, _WOMEN_FROM, _WOMEN_FROM, _FIRMS_FROM, _FIRMS_FROM, _AGENCIES_FROM)
"""Where the first names that go with each prefix start."""


def _first_names(prefix: Integers, within: Integers) -> Integers:
    return np.asarray(_FIRST_NAMES_FROM)[prefix] + within
