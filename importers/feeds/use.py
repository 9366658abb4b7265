"""How a property is used, put together from the rows that each give one use and its area."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from domain.calendar import from_days
from domain.delivery import Columns, Numbered
from domain.tables import MAIN_RESIDENCE_NOT_SAID, MAIN_RESIDENCE_OF_THE_HOUSE
from importers.feeds.feed import as_text, late
from importers.feeds.gathered import Gathered
from importers.problems import Problem

AGRICULTURE: Final = 0
RESIDENCE: Final = 1
OTHER: Final = 2
VACANT: Final = 3
USES: Final = ("agriculture", "residence", "other", "vacant")

FIRST_TAX_YEAR: Final = 2563
"""No year before counts as vacant (s.43, s.94: the Act's first tax year)."""


@dataclass(frozen=True, kw_only=True)
class UseWord:
    """What a survey's use code means for the Act.

    `main` is as in the register's table where the code itself says main residence;
    `vacant_tax_years` is how many tax years as vacant the code says at least.
    """

    use: int
    main: int = 0
    vacant_tax_years: int = 0


LAND_USES: Final = {
    1: UseWord(use=AGRICULTURE),
    2: UseWord(use=RESIDENCE, main=1),
    3: UseWord(use=RESIDENCE, main=MAIN_RESIDENCE_OF_THE_HOUSE),
    4: UseWord(use=RESIDENCE),
    5: UseWord(use=OTHER),
    6: UseWord(use=VACANT),
    8: UseWord(use=VACANT, vacant_tax_years=3),
    9: UseWord(use=VACANT, vacant_tax_years=6),
}
"""LTAX land uses; 7 (several) is no use of its own (USE-02)."""

BUILDING_USES: Final = {
    1: UseWord(use=RESIDENCE),
    3: UseWord(use=OTHER),
    4: UseWord(use=VACANT),
    5: UseWord(use=OTHER),
}
"""LTAX building uses; 2 (living and trading) must be split by area (USE-02)."""

CONDO_USES: Final = {
    1: UseWord(use=RESIDENCE),
    2: UseWord(use=OTHER),
    3: UseWord(use=VACANT),
}
"""Uses of a condominium unit as on form ภ.ด.ส. 8."""


def column_of(codes: NDArray[np.int64], words: dict[int, UseWord], name: str) -> NDArray[np.int64]:
    """Return an attribute of each use code `(n,)`, -1 where the code is no use of its own."""
    lookup = np.full(max(words) + 2, -1, dtype=np.int64)
    for code, word in words.items():
        lookup[code] = getattr(word, name)
    return lookup[np.clip(codes, 0, len(lookup) - 1)]


def vacant_from(since: NDArray[np.int64], given: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the first tax year a property is taxed as vacant, 0 where the day is not known.

    Vacant is what stood unused through the whole year before (ministerial regulation on s.37(4)),
    so the first such year is the one after the first full calendar year without use.
    """
    first = np.zeros(len(since), dtype=np.int64)
    for at in np.flatnonzero(given).tolist():
        day = from_days(int(since[at]))
        full_year = day.year if (day.month, day.day) == (1, 1) else day.year + 1
        first[at] = max(full_year + 543 + 1, FIRST_TAX_YEAR)
    return first


def gather(  # noqa: PLR0913 - the columns of a use row
    kept: Gathered,
    *,
    property_key: pa.StringArray,
    since: NDArray[np.int64],
    row: NDArray[np.int64],
    use: NDArray[np.int64],
    area: NDArray[np.int64],
    main: NDArray[np.int64],
    vacant: NDArray[np.int64],
    ok: NDArray[np.bool_],
) -> None:
    """Keep the good use rows of a batch."""
    kept.add(
        {
            "property": property_key,
            "since": since,
            "row": row,
            "use": use,
            "area": area,
            "main": main,
            "vacant_from": vacant,
        },
        ok,
    )


def put_together(
    kept: Gathered, held_back: list[pa.StringArray]
) -> tuple[Columns, NDArray[np.int64], list[Problem]]:
    """Return the table `use`, one fact for each property and survey day, and its followers.

    A property of which a row was kept back is kept back whole (USE-05), lest its other uses be
    taken for all of it.
    """
    property_key = kept.strings("property")
    keep = np.ones(len(property_key), dtype=np.bool_)
    problems: list[Problem] = []
    if held_back:
        bad = pa.concat_arrays(held_back)
        waits = pa.compute.is_in(property_key, value_set=bad).to_numpy(zero_copy_only=False)
        problems = late("USE-05", kept.numbers("row")[waits])
        keep &= ~waits
    at = np.flatnonzero(keep)
    since = kept.numbers("since")[at]
    codes = property_key.take(pa.array(at)).dictionary_encode()
    key = codes.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    days, day = np.unique(since, return_inverse=True)
    subject, first, group = np.unique(
        key * max(len(days), 1) + day, return_index=True, return_inverse=True
    )
    area = np.zeros((len(subject), len(USES)), dtype=np.int64)
    np.add.at(area, (group, kept.numbers("use")[at]), kept.numbers("area")[at])
    main = np.zeros(len(subject), dtype=np.int64)
    said = kept.numbers("main")[at]
    np.maximum.at(main, group, np.where(said == MAIN_RESIDENCE_NOT_SAID, 0, said))
    unsaid = np.zeros(len(subject), dtype=np.bool_)
    np.logical_or.at(unsaid, group, said == MAIN_RESIDENCE_NOT_SAID)
    main[unsaid & (main == 0)] = MAIN_RESIDENCE_NOT_SAID
    vacant = np.zeros(len(subject), dtype=np.int64)
    np.maximum.at(vacant, group, kept.numbers("vacant_from")[at])
    chosen = at[first]
    facts: Columns = {
        "property": Numbered(which=key[first], keys=as_text(codes.dictionary)),
        "since": since[first],
        "row": kept.numbers("row")[chosen],
        **{name: area[:, place] for place, name in enumerate(USES)},
        "vacant_from": vacant,
        "main": main,
    }
    rows = kept.numbers("row")[at]
    followers = np.stack([rows, rows[first][group]], axis=1)
    return facts, followers[followers[:, 0] != followers[:, 1]], problems
