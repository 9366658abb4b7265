"""The year's notices before they go out, against last year's: what stands out stops the issue.

A gate is a question to the officer who prepares. A gate that found something must be answered
before the notices can be prepared; the answer is recorded with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.errors import Refused
from domain.roll import GateAnswer
from projections.registers import BodyBills

Longs = NDArray[np.int64]

STEEP_TIMES: Final = 3
STEEP_SATANG: Final = 100_000
"""A rise stands out at three times last year's tax, if it is 1,000 baht or more."""

ODD_PRICE_TIMES: Final = 50
"""A price of land stands out at 50 times the body's middle price, or at a fiftieth of it."""

OTHER_TOTAL_PERCENT: Final = 30
"""The year's total stands out where it differs from last year's by so much."""

LARGEST: Final = 10

_LEFT_OUT: Final = ("no-owner", "no-use", "no-area", "too-large")

GATES: Final[Mapping[str, tuple[str, str]]] = {
    "missing-price": ("ทรัพย์สินที่ยังไม่มีราคาประเมิน", "properties left out for want of a price"),
    "left-out": ("ทรัพย์สินที่ข้อมูลไม่พอจะประเมิน", "properties left out for want of other facts"),
    "steep-rise": (
        "ผู้เสียภาษีที่ภาษีเพิ่มตั้งแต่สามเท่าและตั้งแต่ 1,000 บาท",
        "bills three times last year's or more, by 1,000 baht or more",
    ),
    "odd-price": (
        "ที่ดินที่ราคาห่างจากราคากลางของ อปท. เกิน 50 เท่า",
        "plots priced 50 times the body's middle price or more, or a fiftieth or less",
    ),
    "gone": (
        "ผู้เสียภาษีปีก่อนที่ไม่มีภาษีปีนี้",
        "taxpayers of last year with nothing to pay this year",
    ),
    "other-total": (
        "ภาษีรวมต่างจากปีก่อนตั้งแต่ร้อยละ 30",
        "the total differs from last year's by 30 percent or more",
    ),
}
"""What is asked, in Thai and English; a gate's count is what it found."""

ANSWERS: Final[Mapping[str, str]] = {
    "checked": "ตรวจแล้ว ข้อเท็จจริงถูกต้อง (checked, the facts are right)",
    "law-changed": "กฎหมายหรือราคาประเมินเปลี่ยน (the law or the prices changed)",
    "amend-later": "จะแก้ไขเพิ่มเติมภายหลัง (will be put right by an amendment)",
}


class GateUnanswered(Refused):
    """Something stands out and the preparing officer has not answered for it."""

    code = "gate-unanswered"


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One taxpayer's tax of last year and this, in satang."""

    taxpayer: int
    before_satang: int
    after_satang: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The year against the one before; sums in satang. `found` counts by gate."""

    body: int
    tax_year: int
    register_position: int
    bills: int
    to_pay: int
    zero: int
    new: int
    gone: int
    before_satang: int
    after_satang: int
    rises: Sequence[Movement]
    falls: Sequence[Movement]
    found: Mapping[str, int]

    def must_be_answered(self, answers: Mapping[str, str]) -> Sequence[GateAnswer]:
        """Return the answers to the gates that found something. Raises `GateUnanswered`."""
        missing = [gate for gate, count in self.found.items() if count and gate not in answers]
        if missing:
            asked = "; ".join(f"{gate}: {self.found[gate]:,} {GATES[gate][1]}" for gate in missing)
            raise GateUnanswered(
                f"Look at these first, then answer each with --answer GATE=ANSWER "
                f"({', '.join(ANSWERS)}). {asked}."
            )
        for gate, answer in answers.items():
            if gate not in GATES or answer not in ANSWERS:
                raise GateUnanswered(
                    f"An answer is GATE=ANSWER with a gate of {', '.join(GATES)} and an answer of "
                    f"{', '.join(ANSWERS)}."
                )
        return [
            GateAnswer(gate=gate, found=count, answer=answers[gate])
            for gate, count in self.found.items()
            if count
        ]


def preview(bills: BodyBills, *, last_taxpayers: Longs, last_tax_satang: Longs) -> Preview:
    """Hold a year's bills against what the taxpayers were asked for last year.

    `last_taxpayers` `(m,)` are those with tax to pay last year, `last_tax_satang` their tax; both
    empty in a body's first year, where nothing is steep or gone.
    """
    taxpayer = bills.arranged.assessables.taxpayer.astype(np.int64)
    tax = bills.assessment.bill_tax_satang
    everyone = np.union1d(taxpayer, last_taxpayers)
    before, after = np.zeros(len(everyone), np.int64), np.zeros(len(everyone), np.int64)
    before[np.searchsorted(everyone, last_taxpayers)] = last_tax_satang
    after[np.searchsorted(everyone, taxpayer)] = tax
    gaps = {code: len(keys) for code, keys in bills.arranged.gaps.items()}
    steep = (after >= STEEP_TIMES * before) & (after - before >= STEEP_SATANG) & (before > 0)
    found = {
        "missing-price": gaps.get("no-price", 0),
        "left-out": sum(count for gap, count in gaps.items() if gap in _LEFT_OUT),
        "steep-rise": int(steep.sum()),
        "odd-price": _odd_prices(bills),
        "gone": int(((before > 0) & (after == 0)).sum()),
        "other-total": int(_other_total(int(before.sum()), int(after.sum()))),
    }
    return Preview(
        body=bills.body.code,
        tax_year=bills.law.year,
        register_position=bills.position,
        bills=len(taxpayer),
        to_pay=int((tax > 0).sum()),
        zero=int((tax == 0).sum()),
        new=int(((before == 0) & (after > 0)).sum()),
        gone=found["gone"],
        before_satang=int(before.sum()),
        after_satang=int(after.sum()),
        rises=_largest(everyone, before, after, rising=True),
        falls=_largest(everyone, before, after, rising=False),
        found=found,
    )


def _other_total(before: int, after: int) -> bool:
    return before > 0 and abs(after - before) * 100 >= OTHER_TOTAL_PERCENT * before


def _odd_prices(bills: BodyBills) -> int:
    columns = bills.arranged.assessables
    land = columns.price_satang[columns.kind == 1].astype(np.int64)
    if not len(land):
        return 0
    middle = int(np.sort(land)[len(land) // 2])
    odd = (land >= ODD_PRICE_TIMES * middle) | (land * ODD_PRICE_TIMES <= middle)
    return int(odd.sum())


def _largest(everyone: Longs, before: Longs, after: Longs, *, rising: bool) -> list[Movement]:
    change = after - before if rising else before - after
    moved = np.flatnonzero(change > 0)
    if len(moved) > LARGEST:
        least = np.partition(change[moved], -LARGEST)[-LARGEST]
        moved = moved[change[moved] >= least]
    order = moved[np.argsort(-change[moved], kind="stable")][:LARGEST]
    return list(
        _movements(
            (int(everyone[one]), int(before[one]), int(after[one])) for one in order.tolist()
        )
    )


def _movements(found: Iterable[tuple[int, int, int]]) -> Iterable[Movement]:
    for taxpayer, before, after in found:
        yield Movement(taxpayer=taxpayer, before_satang=before, after_satang=after)
