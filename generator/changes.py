"""What the land office registers after the first delivery: sales, inheritances, splits, mergers.

Each row is one title in one act, with the whole set of owners after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np

from generator.dice import dice
from generator.geometry import adjoining
from generator.nation import Facts
from generator.owners import Owners
from generator.registry import code_of
from generator.stories import LATE_DAY, Told
from generator.ways import STATE_LAND

TRANSFER: Final = "TRANSFER"
PARTIAL: Final = "TRANSFER_PARTIAL"
MERGE: Final = "MERGE"
SPLIT: Final = "SPLIT"
SPLIT_PUBLIC: Final = "SPLIT_PUBLIC"
NEW: Final = "NEW_TITLE"
RETIRED: Final = "RETIRED_TITLE"
BOUNDARY: Final = "BOUNDARY_CHANGE"
CORRECTION: Final = "OWNER_CORRECTION"
ENCUMBRANCE: Final = "ENCUMBRANCE"
ADMIN: Final = "ADMIN"
NEED_AN_OFFICER: Final = (SPLIT, SPLIT_PUBLIC, MERGE)
"""Acts whose mother and children the land office's file does not link."""

WORDS: Final = {
    TRANSFER: ("ขาย", "ขาย", "ขาย", "โอนมรดก", "โอนมรดก", "ให้", "ให้", "ขายตามคำสั่งศาล",
               "ไถ่จากขายฝาก", "ได้มาโดยการครอบครอง", "ขาย (ระหว่างจำนอง)"),
    PARTIAL: ("ให้เฉพาะส่วน", "โอนมรดกเฉพาะส่วน", "ให้เฉพาะส่วน (ระหว่างภาระจำยอม)"),
    MERGE: ("ขาย รวมสองโฉนด", "ให้ รวมสองโฉนด", "รวมโฉนดที่ดิน"),
    SPLIT: ("แบ่งแยกในนามเดิม", "แบ่งแยกในนามเดิม", "แบ่งกรรมสิทธิ์รวม", "แบ่งจัดสรร"),
    SPLIT_PUBLIC: ("แบ่งหักเป็นที่สาธารณประโยชน์",),
    NEW: ("เอกสารสิทธิที่เกิดใหม่ - ปรับปรุง ระหว่างเดือน", "ออกโฉนดที่ดิน"),
    RETIRED: ("เอกสารสิทธิที่ยกเลิกระหว่างเดือน",),
    BOUNDARY: ("สอบเขตโฉนดที่ดิน",),
    CORRECTION: ("แก้ชื่อ (ราชการให้เปลี่ยนชื่อ)", "ผู้จัดการมรดก"),
    ENCUMBRANCE: ("จำนอง", "จำนอง", "ไถ่ถอนจากจำนอง", "ไถ่ถอนจากจำนอง", "จำนองเพิ่มหลักทรัพย์",
                  "ขึ้นเงินจากจำนองครั้งที่หนึ่ง", "จำนองลำดับที่สอง"),
    ADMIN: ("ใบแทน", "หมายเหตุสารบัญ"),
}  # fmt: skip
_A_MONTH: Final = {
    TRANSFER: 14.0, PARTIAL: 0.8, MERGE: 1.5, NEW: 2.5, SPLIT: 2.5, SPLIT_PUBLIC: 0.7,
    BOUNDARY: 1.5, CORRECTION: 1.0, RETIRED: 0.8, ENCUMBRANCE: 14.0, ADMIN: 1.5,
}  # fmt: skip
"""Acts a month for 10,000 parcels, in the proportions of one town's January 2569."""
_DAY_ZERO: Final = date(1970, 1, 1)

Share = tuple[int, int, int]
"""A person, and the numerator and denominator of their share."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One title in one registered act.

    `plot` is the plot it is about, or whose map sheet a new title lies on. `month` is the file it
    is delivered in, yyyymm of the Buddhist Era. `old` and `new` are the title numbers that an
    officer links in a split or merger; `code` is the parcel code given to a new plot.
    """

    month: str
    day: int
    effect: str
    words: str
    plot: int
    title_no: int
    land_no: int
    survey_no: int
    area_cwah: int
    owners: tuple[Share, ...]
    sequence: int = 1
    old: str = ""
    new: str = ""
    code: str = ""

    @property
    def is_new_plot(self) -> bool:
        """Whether the title did not exist before the act."""
        return self.effect == NEW or bool(self.code)


@dataclass(frozen=True, kw_only=True)
class _When:
    """When an act was registered, in whose month's file, in the land office's words."""

    month: str
    day: int
    words: str


@dataclass
class _Register:
    """What is still to be had: plots nobody has touched, numbers nobody has used."""

    facts: Facts
    free: Iterator[int]
    pairs: Iterator[tuple[int, int]]
    buyers: Iterator[int]
    next_title: int
    land_numbers: dict[tuple[int, ...], int] = field(default_factory=dict)

    def land_number(self, plot: int) -> int:
        """Return the next land number on the map sheet a plot lies on."""
        parcels = self.facts.parcels
        columns = (parcels.utm1, parcels.utm2, parcels.utm3, parcels.utm4, parcels.scale)
        sheet = tuple(int(column[plot]) for column in columns)
        if sheet not in self.land_numbers:
            same = np.ones(len(parcels), dtype=np.bool_)
            for column, value in zip(columns, sheet, strict=True):
                same &= column == value
            self.land_numbers[sheet] = int(parcels.land_no[same].max())
        self.land_numbers[sheet] += 1
        return self.land_numbers[sheet]

    def title_number(self) -> int:
        self.next_title += 1
        return self.next_title

    def owners(self, plot: int) -> tuple[Share, ...]:
        """Return who owns a plot before the act."""
        return shares_of(self.facts.owners, int(self.facts.owners.party_of_parcel[plot]))


def shares_of(owners: Owners, party: int) -> tuple[Share, ...]:
    """Return the members of a party with their shares."""
    start, end = int(owners.party_start[party]), int(owners.party_start[party + 1])
    return tuple(
        (int(owners.members[at]), int(owners.num[at]), int(owners.den[at]))
        for at in range(start, end)
    )


def make_changes(seed: int, told: Told, months: Sequence[str]) -> list[Change]:
    """Draw a body's registered acts for some months, and the late sale in the last of them.

    No plot is touched twice, so that what should be known after all files is easy to say.
    """
    facts = told.facts
    chance = dice(seed, facts.body.code, "changes")
    register = _register(chance, told)
    changes: list[Change] = []
    for month in months:
        for effect, often in _A_MONTH.items():
            for _ in range(int(chance.poisson(often * len(facts.parcels) / 10_000))):
                changes += _act(chance, register, month, effect)
    if told.late_plot >= 0:
        changes.append(_late_sale(facts, told.late_plot, months[-1]))
    return sorted(changes, key=lambda change: (change.month, change.day, change.title_no))


def _register(chance: np.random.Generator, told: Told) -> _Register:
    facts = told.facts
    parcels, owners = facts.parcels, facts.owners
    one, other = adjoining(facts)
    beside = (other == one + 1) & (parcels.title_type[one] == 1) & (parcels.title_type[other] == 1)
    alone = np.isin(np.arange(len(parcels)), np.concatenate([one, other]), invert=True)
    whole_lot = parcels.part == 0
    whole_lot[:-1] &= parcels.part[1:] == 0
    free = (parcels.title_type <= 2) & (parcels.way != STATE_LAND) & alone & whole_lot  # noqa: PLR2004
    free[told.plots] = False
    taken = np.isin(one, told.plots) | np.isin(other, told.plots)
    pairs = chance.permutation(np.flatnonzero(beside & ~taken))
    # A plot may stand in two pairs; each plot is merged once at most.
    used: set[int] = set()
    clean: list[tuple[int, int]] = []
    for first, second in zip(one[pairs].tolist(), other[pairs].tolist(), strict=True):
        if first not in used and second not in used:
            used |= {first, second}
            clean.append((first, second))
    return _Register(
        facts=facts,
        free=iter(chance.permutation(np.flatnonzero(free)).tolist()),
        pairs=iter(clean),
        buyers=iter(range(owners.spare_from + 1, len(owners.people))),
        next_title=int(parcels.title_no.max()),
    )


def _act(chance: np.random.Generator, register: _Register, month: str, effect: str) -> list[Change]:
    words = WORDS[effect][int(chance.integers(0, len(WORDS[effect])))]
    when = _When(month=month, day=_day(chance, month), words=words)
    if effect == MERGE:
        return _merge(register, when)
    plot = next(register.free, None)
    if plot is None:
        return []
    if effect == SPLIT:
        return _split(chance, register, plot, when)
    if effect == NEW:
        return [_new_title(chance, register, plot, when)]
    area = int(register.facts.parcels.area_cwah[plot])
    owners = register.owners(plot)
    if effect == TRANSFER:
        owners = _bought(chance, register, owners)
    elif effect == PARTIAL:
        owners = _joined(register, owners)
    elif effect == BOUNDARY:
        area = int(area * chance.uniform(0.94, 1.06)) // 10 * 10 + 10
    elif effect == SPLIT_PUBLIC:
        area = area * 9 // 100 * 10
    change = _same_title(register.facts, plot, when, effect, area_cwah=area, owners=owners)
    if effect != SPLIT_PUBLIC:
        return [change]
    number = str(change.title_no)
    return [replace(change, old=number, new=number)]


def _same_title(
    facts: Facts,
    plot: int,
    when: _When,
    effect: str,
    *,
    area_cwah: int,
    owners: tuple[Share, ...],
) -> Change:
    """Return an act on a title that stays."""
    return Change(
        month=when.month,
        day=when.day,
        words=when.words,
        effect=effect,
        plot=plot,
        title_no=int(facts.parcels.title_no[plot]),
        land_no=int(facts.parcels.land_no[plot]),
        survey_no=int(facts.parcels.survey_no[plot]),
        area_cwah=area_cwah,
        owners=owners,
    )


def _bought(
    chance: np.random.Generator, register: _Register, owners: tuple[Share, ...]
) -> tuple[Share, ...]:
    """Return the new owners: one, or in one sale of eight a couple with equal shares."""
    count = 2 if chance.random() < 1 / 8 else 1
    buyers = [buyer for buyer, _ in zip(register.buyers, range(count), strict=False)]
    if not buyers:
        return owners
    return tuple((buyer, 1, len(buyers)) for buyer in buyers)


def _joined(register: _Register, owners: tuple[Share, ...]) -> tuple[Share, ...]:
    """Return the owners after one of them gave half of their share to somebody new."""
    buyer = next(register.buyers, None)
    if buyer is None:
        return owners
    (giver, num, den), *others = owners
    return ((giver, num, den * 2), (buyer, num, den * 2), *others)


def _merge(register: _Register, when: _When) -> list[Change]:
    """Let two neighbouring plots of one owner become one: the first stays, the second goes."""
    pair = next(register.pairs, None)
    if pair is None:
        return []
    facts, (stays, goes) = register.facts, pair
    areas, owners = facts.parcels.area_cwah, register.owners(stays)
    kept = _same_title(
        facts, stays, when, MERGE, area_cwah=int(areas[stays] + areas[goes]), owners=owners
    )
    gone_when = replace(when, words=WORDS[RETIRED][0])
    gone = _same_title(facts, goes, gone_when, RETIRED, area_cwah=int(areas[goes]), owners=owners)
    both = f"{kept.title_no};{gone.title_no}"
    return [replace(kept, old=both, new=str(kept.title_no)), gone]


def _split(
    chance: np.random.Generator, register: _Register, plot: int, when: _When
) -> list[Change]:
    """Cut one to three pieces off a plot; the rest keeps the title and the parcel code."""
    facts = register.facts
    area, owners = int(facts.parcels.area_cwah[plot]), register.owners(plot)
    pieces = int(chance.integers(1, 4))
    piece = area // (pieces + 1) // 10 * 10
    if piece == 0:
        return []
    rest = _same_title(facts, plot, when, SPLIT, area_cwah=area - pieces * piece, owners=owners)
    children = [
        replace(
            rest,
            title_no=register.title_number(),
            land_no=register.land_number(plot),
            survey_no=int(chance.integers(1, 9_999)),
            area_cwah=piece,
            sequence=number + 1,
            code=f"{code_of(facts, plot)}/{number:03d}",
        )
        for number in range(1, pieces + 1)
    ]
    new = ";".join(str(child.title_no) for child in children)
    return [replace(one, old=str(rest.title_no), new=new) for one in (rest, *children)]


def _new_title(chance: np.random.Generator, register: _Register, plot: int, when: _When) -> Change:
    """Return a title for land that had none, on the map sheet of a plot."""
    buyer = next(register.buyers, register.owners(plot)[0][0])
    blank = _same_title(
        register.facts,
        plot,
        when,
        NEW,
        area_cwah=int(chance.integers(30, 400)) * 100,
        owners=((buyer, 1, 1),),
    )
    return replace(blank, title_no=register.title_number(), land_no=register.land_number(plot))


def _late_sale(facts: Facts, plot: int, month: str) -> Change:
    """Return the sale of 20 December 2568 that is delivered only in the last month's file."""
    when = _When(month=month, day=(LATE_DAY - _DAY_ZERO).days, words="ขาย")
    buyer = facts.owners.spare_from
    area = int(facts.parcels.area_cwah[plot])
    return _same_title(facts, plot, when, TRANSFER, area_cwah=area, owners=((buyer, 1, 1),))


def _day(chance: np.random.Generator, month: str) -> int:
    first = date(int(month[:4]) - 543, int(month[4:]), 1)
    return (first - _DAY_ZERO).days + int(chance.integers(0, 28))
