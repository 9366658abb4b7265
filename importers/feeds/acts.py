"""Registered acts put together from their rows, and what each does to titles and owners (s.10)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from domain.delivery import Columns
from domain.rows import Text
from domain.tables import ACTIVE, RETIRED
from importers.cells.registrations import status_id
from importers.feeds.feed import Context, as_text, late, numbered
from importers.feeds.gathered import Gathered
from importers.feeds.owners import OwnerRows, put_together
from importers.problems import Problem

DIVISIONS: Final = ("SPLIT", "SPLIT_TRANSFER", "SPLIT_PUBLIC")
LINKED: Final = (*DIVISIONS, "MERGE")
"""Acts that mean nothing without the titles they link (SPL-01)."""
_NEW_OWNERS: Final = frozenset({"TRANSFER", "TRANSFER_PARTIAL", "NEW_TITLE", *LINKED})
_NEW_FACTS: Final = frozenset({"NEW_TITLE", "BOUNDARY_CHANGE", *LINKED})
_OWNER_COLUMNS: Final = ("since", "row", "order", "person", "kind", "relation", "num", "den")
_PARCEL_COLUMNS: Final = ("title_type", "sheet", "tambon", "area_cwah")


@dataclass(frozen=True, kw_only=True)
class RegisteredAct:
    """One act on one title: its rows as positions among the kept ones, one for each owner."""

    title: str
    since: int
    effect: str
    status: str
    old: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def first(self) -> int:
        """The row that stands for the act."""
        return self.rows[0]


@dataclass(frozen=True, kw_only=True)
class Acts:
    """The acts of a file in the order in which the land office carried them out."""

    kept: Gathered
    acts: Sequence[RegisteredAct]

    @classmethod
    def of(cls, kept: Gathered, keep: NDArray[np.bool_]) -> "Acts":
        """Put the rows that `keep` `(n,)` names together; lines of one act belong together."""
        texts = {
            name: kept.strings(name).to_pylist() for name in ("property", "effect", "status", "old")
        }
        since, sequence = kept.numbers("since"), kept.numbers("sequence")
        at = np.flatnonzero(keep)
        order = at[np.lexsort((kept.numbers("row")[at], sequence[at], since[at]))]
        rows: dict[tuple[str, int, int, str], list[int]] = defaultdict(list)
        for one in order.tolist():
            act = (texts["property"][one], int(since[one]), int(sequence[one]))
            rows[(*act, texts["status"][one])].append(one)
        acts = [
            RegisteredAct(
                title=title,
                since=day,
                effect=texts["effect"][mine[0]],
                status=status,
                old=_keys_of(texts["old"][mine[0]], title),
                rows=tuple(mine),
            )
            for (title, day, _, status), mine in rows.items()
        ]
        return cls(kept=kept, acts=acts)

    def whole(self) -> tuple["Acts", list[Problem]]:
        """Return the acts without those that pass on a part and do not state all shares (OWN-09).

        The owners after such an act are those of the rows only where their shares make up one;
        otherwise old owners stay whom the file does not name, and an officer must say who.
        """
        num, den = self.kept.numbers("num"), self.kept.numbers("den")

        def stated(act: RegisteredAct) -> bool:
            mine = list(act.rows)
            if act.effect != "TRANSFER_PARTIAL":
                return True
            if not (den[mine] > 0).all():
                return False
            return sum(Fraction(int(num[one]), int(den[one])) for one in mine) == 1

        partial = [one for act in self.acts if not stated(act) for one in act.rows]
        problems = late("OWN-09", self.kept.numbers("row")[partial], column="share_num")
        kept = [act for act in self.acts if stated(act)]
        return Acts(kept=self.kept, acts=kept), problems


def _keys_of(numbers: str, title: str) -> tuple[str, ...]:
    """Return the keys of titles of the same kind and land office as `title`."""
    beginning = title.rpartition(":")[0]
    return tuple(f"{beginning}:{number}" for number in numbers.split(";") if number)


def facts_of(
    acts: Acts, context: Context
) -> tuple[dict[str, Columns], NDArray[np.int64], list[Problem]]:
    """Return the tables of the acts, the rows that follow another, and problems seen only now.

    Of several acts on one title on one day the last one leaves the title as it is that evening;
    each of them leaves a registration.
    """
    acts, problems = acts.whole()
    owners = {(act.title, act.since): act.rows for act in acts.acts if _changes_owners(act)}
    at = np.asarray([one for rows in owners.values() for one in rows], dtype=np.int64)
    kept = acts.kept
    tables, followers, odd = put_together(
        OwnerRows(
            property=numbered(kept.strings("property").take(pa.array(at))),
            **{name: kept.numbers(name)[at] for name in _OWNER_COLUMNS},
        ),
        context,
    )
    tables["parcel"] = _parcels(acts)
    tables["survey_page"] = _pages(acts)
    tables["registration"] = _registrations(acts)
    row = kept.numbers("row")
    lines = [(int(row[one]), int(row[act.first])) for act in acts.acts for one in act.rows[1:]]
    more = np.asarray(lines, dtype=np.int64).reshape(len(lines), 2)
    return tables, np.concatenate([followers, more]), [*problems, *odd]


def _changes_owners(act: RegisteredAct) -> bool:
    return act.effect in _NEW_OWNERS and not _is_given_up(act)


def _is_given_up(act: RegisteredAct) -> bool:
    """Whether the act's title is the part that becomes public land."""
    return act.effect == "SPLIT_PUBLIC" and act.title not in act.old


def _parcels(acts: Acts) -> Columns:
    """Return the titles the acts change: new, of another area, or gone."""
    kept = acts.kept
    own = {(act.title, act.since) for act in acts.acts}
    found: dict[tuple[str, int], tuple[int, bool]] = {}
    for act in acts.acts:
        if act.effect == "RETIRED_TITLE" or _is_given_up(act):
            found[act.title, act.since] = (act.first, False)
        elif act.effect in _NEW_FACTS:
            found[act.title, act.since] = (act.first, True)
        if act.effect in LINKED:
            # A mother without a row of its own in the file ends with the act.
            for mother in act.old:
                if (mother, act.since) not in own:
                    found[mother, act.since] = (act.first, False)
    at = np.asarray([one for one, _ in found.values()], dtype=np.int64)
    stays = np.asarray([stays for _, stays in found.values()], dtype=np.bool_)
    codes = kept.strings("code").take(pa.array(at)).to_pylist()
    # What a title was when it ended stands in the facts before; here only its end is said, so
    # that every file that tells of it says the same.
    columns = {name: np.where(stays, kept.numbers(name)[at], 0) for name in _PARCEL_COLUMNS}
    kinds = [int(title.split(":")[1]) for title, _ in found]
    return {
        **columns,
        "title_type": np.asarray(kinds, dtype=np.int64),
        "property": Text.of([title for title, _ in found]),
        "code": Text.of([code if here else "" for code, here in zip(codes, stays, strict=True)]),
        "since": kept.numbers("since")[at],
        "row": kept.numbers("row")[at],
        "status": np.where(stays, ACTIVE, RETIRED).astype(np.int64),
    }


def _pages(acts: Acts) -> Columns:
    """Return the pages of the survey that titles new or measured anew are from."""
    kept = acts.kept
    mine = [act.first for act in acts.acts if act.effect in _NEW_FACTS and not _is_given_up(act)]
    at = np.asarray(mine, dtype=np.int64)
    at = at[kept.numbers("page")[at] > 0]
    return {
        "property": as_text(kept.strings("property").take(pa.array(at))),
        **{name: kept.numbers(name)[at] for name in ("since", "row", "page")},
    }


def stated(acts: Acts) -> Columns:
    """Return area and sheet of the titles whose acts change neither: what they are said to be."""
    mine = [
        act.first
        for act in acts.acts
        if act.effect not in _NEW_FACTS and act.effect != "RETIRED_TITLE"
    ]
    at = np.asarray(mine, dtype=np.int64)
    return {
        "property": as_text(acts.kept.strings("property").take(pa.array(at))),
        **{name: acts.kept.numbers(name)[at] for name in ("row", "area_cwah", "sheet")},
    }


def _registrations(acts: Acts) -> Columns:
    """Return one row for each act, and for each title it links with the act's own."""
    linked = [(act, other) for act in acts.acts for other in _others(act)]
    row = acts.kept.numbers("row")

    def of(values: Iterator[int]) -> NDArray[np.int64]:
        return np.fromiter(values, dtype=np.int64, count=len(linked))

    return {
        "property": Text.of([act.title for act, _ in linked]),
        "other": Text.of([other for _, other in linked]),
        "since": of(act.since for act, _ in linked),
        "row": of(int(row[act.first]) for act, _ in linked),
        "status": of(status_id(act.status) for act, _ in linked),
    }


def _others(act: RegisteredAct) -> tuple[str, ...]:
    """Return the mothers of the act's title, or "" where it has none of its own."""
    others = tuple(mother for mother in act.old if mother != act.title)
    return others if act.effect in LINKED and others else ("",)
