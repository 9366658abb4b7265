"""Owner rows of one title put together: one party, its members, and whether they are natural."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.delivery import Columns, Numbered
from domain.tables import (
    JOINT_NATURAL,
    JOINT_WITH_JURISTIC,
    JURISTIC,
    NATURAL,
    STATE,
)
from domain.taxpayer import JointOwners
from importers.feeds.feed import Context, late
from importers.problems import Problem

PERSON_OF_TYPE = {
    1: NATURAL,
    2: JURISTIC,
    3: JURISTIC,
    4: STATE,
    5: JURISTIC,
    6: JURISTIC,
    7: JURISTIC,
    8: JURISTIC,
}
"""LTAX person type to the kind that matters for s.40, s.41 and s.96."""

Ints = NDArray[np.integer[Any]]

LARGEST_DENOMINATOR: Final = 2**31 - 1
"""The largest denominator of a share that the register holds."""


@dataclass(frozen=True, kw_only=True)
class OwnerRows:
    """Owner rows `(n,)` of a file: whose (`property` and `since`), who, and with which share.

    `den` is 0 where no share is given. Rows of one property and day are one set of owners. Numbers
    may be of any width.
    """

    property: Numbered
    since: Ints
    row: Ints
    order: Ints
    person: Ints
    kind: Ints
    relation: Ints
    num: Ints
    den: Ints


def kinds_of(
    person_type: NDArray[np.int64], identity: NDArray[np.int64], juristic_name: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the kind of each person: by type if given, else by number and name."""
    lookup = np.zeros(max(PERSON_OF_TYPE) + 1, dtype=np.int64)
    for code, kind in PERSON_OF_TYPE.items():
        lookup[code] = kind
    by_type = lookup[np.clip(person_type, 0, len(lookup) - 1)]
    # A juristic person's number begins with 0, a natural person's with 1 to 8.
    by_number = np.where((identity > 0) & (identity < 10**12), JURISTIC, NATURAL)
    guessed = np.where(juristic_name, JURISTIC, by_number)
    return np.where(by_type > 0, by_type, guessed)


def identities(
    identity: NDArray[np.int64], property_key: pa.StringArray, order: NDArray[np.int64]
) -> list[str]:
    """Return what stands for each person: the number, or title and line where there is none.

    Two people without a number are never taken for one on the strength of a name.
    """
    missing = np.flatnonzero(identity <= 0)
    texts: list[str] = pc.utf8_lpad(pa.array(identity).cast(pa.string()), 13, "0").to_pylist()
    for at in missing.tolist():
        texts[at] = f"{property_key[at].as_py()}#{int(order[at])}"
    return texts


def put_together(
    rows: OwnerRows, context: Context
) -> tuple[dict[str, Columns], NDArray[np.int64], list[Problem]]:
    """Return the tables `owner` and `member`, the rows that follow, and what is odd in the shares.

    A single owner is the party; several are a party of their own (s.47(6): any one may be
    billed for all, so one bill for one property).
    """
    group = rows.property.which
    order = _in_sets(rows, group)
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = group[order][1:] != group[order][:-1]
    begins[1:] |= rows.since[order][1:] != rows.since[order][:-1]
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(starts, len(order)))
    first = order[starts]
    several = np.flatnonzero(sizes > 1)
    members, odd = _members(rows, order[np.repeat(sizes > 1, sizes)], sizes[several])
    joint = several[members.of_set[members.starts[:-1]]]
    party, kind = rows.person[first].astype(np.int64), rows.kind[first].astype(np.uint8)
    party[joint] = context.join(
        JointOwners(starts=members.starts, person=members.person, num=members.num, den=members.den)
    )
    natural = _all_natural(rows.kind[order], starts)
    kind[joint] = np.where(natural[joint], JOINT_NATURAL, JOINT_WITH_JURISTIC)
    owner: Columns = {
        "property": Numbered(which=group[first], keys=rows.property.keys),
        "since": rows.since[first],
        "row": rows.row[first],
        "party": party,
        "person": kind,
        "relation": rows.relation[first],
    }
    of_party = np.repeat(joint, np.diff(members.starts))
    member: Columns = {
        "party": party[of_party],
        "since": rows.since[first][of_party],
        "row": members.row,
        "member": members.person,
        "num": members.num,
        "den": members.den,
    }
    followers = np.stack([rows.row[order], np.repeat(rows.row[first], sizes)], axis=1)
    followers = followers[followers[:, 0] != followers[:, 1]]
    problems = late("OWN-03", rows.row[first[several[odd]]].astype(np.int64))
    return {"owner": owner, "member": member}, followers, problems


def _in_sets(rows: OwnerRows, group: Ints) -> NDArray[np.intp]:
    """Return the rows' order by title, day and line; a file in order is not sorted again."""
    behind = np.zeros(max(len(group) - 1, 0), dtype=np.bool_)
    for column in (rows.row, rows.order, rows.since, group):
        behind = (column[1:] < column[:-1]) | ((column[1:] == column[:-1]) & behind)
    if not behind.any():
        return np.arange(len(group))
    return np.lexsort((rows.row, rows.order, rows.since, group))


def _all_natural(kind: Ints, starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say of each set of owners whether all are natural persons."""
    if len(starts) == 0:
        return np.zeros(0, dtype=np.bool_)
    return np.asarray(np.logical_and.reduceat(kind == NATURAL, starts), dtype=np.bool_)


@dataclass(frozen=True, kw_only=True)
class _Members:
    """Who owns together `(m,)`, of which set, with which share and from which row.

    `starts` `(k + 1,)` are where the sets begin that are several people.
    """

    of_set: NDArray[np.int64]
    person: NDArray[np.int64]
    num: NDArray[np.int64]
    den: NDArray[np.int64]
    row: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        changes = np.flatnonzero(np.diff(self.of_set, prepend=-1))
        return np.append(changes, len(self.of_set))

    @classmethod
    def of(cls, columns: NDArray[np.int64]) -> "_Members":
        """Return the members `(m, 5)` in the order of their sets, without those who own alone."""
        columns = columns[np.argsort(columns[:, 0], kind="stable")]
        columns = columns[np.bincount(columns[:, 0])[columns[:, 0]] > 1]
        of_set, person, num, den, row = columns.T
        return cls(of_set=of_set, person=person, num=num, den=den, row=row)


def _members(
    rows: OwnerRows, at: NDArray[np.intp], sizes: NDArray[np.intp]
) -> tuple[_Members, NDArray[np.bool_]]:
    """Return who owns together and, of each set, whether its shares add up oddly.

    The sets' lines stand one after the other `at`. Without shares all own alike (open point
    unstated_shares). A person named twice owns the sum, as near as a denominator that the register
    holds can say it.
    """
    of_set = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.cumsum(sizes) - sizes
    person, row = rows.person[at].astype(np.int64), rows.row[at].astype(np.int64)
    if len(at) == 0:
        return _Members.of(np.zeros((0, 5), np.int64)), np.zeros(0, np.bool_)
    given = np.minimum.reduceat(rows.den[at], starts) > 0
    num = np.where(given[of_set], rows.num[at].astype(np.int64), 1)
    den = np.where(given[of_set], rows.den[at].astype(np.int64), sizes[of_set])
    by_person = np.lexsort((person, of_set))
    twice = (person[by_person][1:] == person[by_person][:-1]) & (of_set[1:] == of_set[:-1])
    plain = den[starts] <= LARGEST_DENOMINATOR
    plain &= np.logical_and.reduceat(den == den[starts][of_set], starts)
    plain[of_set[1:][twice]] = False
    odd = given & (np.add.reduceat(num, starts) != den[starts])
    divisor = np.gcd(num, den)
    found = np.stack([of_set, person, num // divisor, den // divisor, row], axis=1)
    added: list[tuple[int, int, int, int, int]] = []
    for one in np.flatnonzero(~plain).tolist():
        lines = slice(int(starts[one]), int(starts[one] + sizes[one]))
        columns = (column[lines].tolist() for column in (person, num, den, row))
        shares, odd[one] = _added_up(*columns, given=bool(given[one]))
        added += [(one, *share) for share in shares]
    others = np.asarray(added, dtype=np.int64).reshape(len(added), 5)
    return _Members.of(np.concatenate([found[plain[of_set]], others])), odd


def _added_up(
    people: list[int], nums: list[int], dens: list[int], places: list[int], *, given: bool
) -> tuple[list[tuple[int, int, int, int]], bool]:
    """Return the shares of people who may be named twice, or over different denominators."""
    total = sum(map(Fraction, nums, dens), Fraction(0))
    rough = False
    found: dict[int, tuple[Fraction, int]] = {}
    for who, num, den, row in zip(people, nums, dens, places, strict=True):
        known, first = found.get(who, (Fraction(0), row))
        exact = known + Fraction(num, den)
        kept = exact.limit_denominator(LARGEST_DENOMINATOR)
        rough = rough or kept != exact
        found[who] = (kept, first)
    shares = [(who, one.numerator, one.denominator, row) for who, (one, row) in found.items()]
    return shares, rough or (given and total != 1)
