"""Owner rows of one title put together: one party, its members, and whether they are natural."""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.delivery import Columns
from domain.tables import (
    JOINT_NATURAL,
    JOINT_WITH_JURISTIC,
    JURISTIC,
    NATURAL,
    STATE,
)
from importers.feeds.feed import Context, as_text, late
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

LARGEST_DENOMINATOR: Final = 2**31 - 1
"""The largest denominator of a share that the register holds."""


@dataclass(frozen=True, kw_only=True)
class OwnerRows:
    """Owner rows `(n,)` of a file: whose (`property` and `since`), who, and with which share.

    `den` is 0 where no share is given. Rows of one property and day are one set of owners.
    """

    property: pa.StringArray
    since: NDArray[np.int64]
    row: NDArray[np.int64]
    order: NDArray[np.int64]
    person: NDArray[np.int64]
    kind: NDArray[np.int64]
    relation: NDArray[np.int64]
    num: NDArray[np.int64]
    den: NDArray[np.int64]


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
    encoded = rows.property.dictionary_encode()
    group = encoded.indices.to_numpy(zero_copy_only=False)
    order = _in_sets(rows, group)
    starts = (
        np.flatnonzero(
            np.concatenate(
                [
                    [True],
                    (group[order][1:] != group[order][:-1])
                    | (rows.since[order][1:] != rows.since[order][:-1]),
                ]
            )
        )
        if len(order)
        else np.zeros(0, np.int64)
    )
    sizes = np.diff(np.concatenate([starts, [len(order)]]))
    first = order[starts]
    party, kind = rows.person[first].copy(), rows.kind[first].copy()
    members: list[tuple[int, int, int, int, int, int]] = []
    problems: list[Problem] = []
    lines = _Lines.of(rows, order)
    natural = _all_natural(rows.kind[order], starts)
    several = np.flatnonzero(sizes > 1)
    begins = starts[several].tolist()
    ends = (starts[several] + sizes[several]).tolist()
    for at, start, end in zip(several.tolist(), begins, ends, strict=True):
        shares, odd = _shares(lines, start, end)
        if odd:
            problems += late("OWN-03", rows.row[order[start : start + 1]])
        if len(shares) > 1:
            joint = context.join([(who, num, den) for who, num, den, _ in shares])
            party[at] = joint
            kind[at] = JOINT_NATURAL if natural[at] else JOINT_WITH_JURISTIC
            since = lines.since[start]
            members += [(joint, since, row, who, n, d) for who, n, d, row in shares]
    owner: Columns = {
        "property": as_text(rows.property.take(pa.array(first))),
        "since": rows.since[first],
        "row": rows.row[first],
        "party": party,
        "person": kind,
        "relation": rows.relation[first],
    }
    names = ("party", "since", "row", "member", "num", "den")
    columns = np.asarray(members, dtype=np.int64).reshape(len(members), len(names))
    member: Columns = {name: columns[:, place] for place, name in enumerate(names)}
    leader = np.repeat(rows.row[first], sizes)
    followers = np.stack([rows.row[order], leader], axis=1)
    followers = followers[followers[:, 0] != followers[:, 1]]
    return {"owner": owner, "member": member}, followers, problems


def _in_sets(rows: OwnerRows, group: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the rows' order by title, day and line; a file in order is not sorted again."""
    behind = np.zeros(max(len(group) - 1, 0), dtype=np.bool_)
    for column in (rows.row, rows.order, rows.since, group):
        behind = (column[1:] < column[:-1]) | ((column[1:] == column[:-1]) & behind)
    if not behind.any():
        return np.arange(len(group))
    return np.lexsort((rows.row, rows.order, rows.since, group))


def _all_natural(kind: NDArray[np.int64], starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say of each set of owners whether all are natural persons."""
    if len(starts) == 0:
        return np.zeros(0, dtype=np.bool_)
    return np.asarray(np.logical_and.reduceat(kind == NATURAL, starts), dtype=np.bool_)


@dataclass(frozen=True, kw_only=True)
class _Lines:
    """The owners' lines in the order of their sets, as lists: sets are small and many."""

    person: list[int]
    row: list[int]
    since: list[int]
    num: list[int]
    den: list[int]

    @classmethod
    def of(cls, rows: OwnerRows, order: NDArray[np.intp]) -> "_Lines":
        return cls(
            person=rows.person[order].tolist(),
            row=rows.row[order].tolist(),
            since=rows.since[order].tolist(),
            num=rows.num[order].tolist(),
            den=rows.den[order].tolist(),
        )


def _shares(lines: _Lines, start: int, end: int) -> tuple[list[tuple[int, int, int, int]], bool]:
    """Return `(person, numerator, denominator, file row)` of each, and whether they add up oddly.

    Without shares all own alike (open point unstated_shares). A person named twice owns the sum,
    as near as a denominator that the register holds can say it.
    """
    people, places = lines.person[start:end], lines.row[start:end]
    given = min(lines.den[start:end]) > 0
    nums = lines.num[start:end] if given else [1] * len(people)
    dens = lines.den[start:end] if given else [len(people)] * len(people)
    if len(set(people)) == len(people) and len(set(dens)) == 1 and dens[0] <= LARGEST_DENOMINATOR:
        lowest = zip(people, nums, dens, map(gcd, nums, dens), places, strict=True)
        shares = [(who, num // by, den // by, row) for who, num, den, by, row in lowest]
        return shares, given and sum(nums) != dens[0]
    return _added_up(people, nums, dens, places, given=given)


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
