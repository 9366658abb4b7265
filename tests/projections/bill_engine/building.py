"""Builders of the engine's columns from rows, lines, ladders and bills as a test says them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from projections.assessables import Assessables

BAHT = 10_000
"""1/100 satang in a baht."""

AGRICULTURE, MAIN, MAIN_BUILDING, RESIDENCE, OTHER, VACANT = range(1, 7)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One property's share; without a structure its value is area times price."""

    area: int = 1
    price: int = 0
    kind: int = 1
    structure: int = 0
    age: int = 0
    share: tuple[int, int, int] | None = None
    exempt_ppm: int = 0


@dataclass(frozen=True, kw_only=True)
class Line:
    """Rows that are treated alike."""

    rows: Sequence[Row]
    vacant_years: int = 0
    reduction: int = 0
    relief_ppm: int = 0


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Lines on one rate table."""

    table: int
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class Bill:
    """One taxpayer's ladders in one body."""

    ladders: Sequence[Ladder]
    taxpayer: int = 1
    natural: bool = True
    old_tax_satang: int | None = None


@dataclass(frozen=True, kw_only=True)
class Body:
    """One body's bills."""

    bills: Sequence[Bill]
    code: int = 5_200_203
    rate_set: int = 0


def worth(csat: int) -> Row:
    """A plot worth so many 1/100 satang."""
    return Row(price=csat)


def alone(table: int, csat: int, **more: int) -> Ladder:
    """A plot that is a ladder of its own."""
    return Ladder(table=table, lines=[Line(rows=[worth(csat)], **more)])


def bill_of(*ladders: Ladder, natural: bool = True, old_tax_satang: int | None = None) -> Bill:
    """One taxpayer's bill."""
    return Bill(ladders=ladders, natural=natural, old_tax_satang=old_tax_satang)


def columns_of(*bodies: Body | Bill | Ladder) -> Assessables:
    """The columns of bodies; a bill or a ladder is put into a body of its own."""
    whole = [_body(one) for one in bodies]
    bills = [bill for body in whole for bill in body.bills]
    ladders = [ladder for bill in bills for ladder in bill.ladders]
    lines = [(ladder.table, line) for ladder in ladders for line in ladder.lines]
    rows = [row for _, line in lines for row in line.rows]
    shares = [(at, row.share) for at, row in enumerate(rows) if row.share is not None]
    exempt = [(at, row.exempt_ppm) for at, row in enumerate(rows) if row.exempt_ppm]
    relief = [(at, line.relief_ppm) for at, (_, line) in enumerate(lines) if line.relief_ppm]
    old = [
        (at, bill.old_tax_satang)
        for at, bill in enumerate(bills)
        if bill.old_tax_satang is not None
    ]
    made = Assessables(
        kind=np.array([row.kind for row in rows], dtype=np.uint8),
        area=np.array([row.area for row in rows], dtype=np.int64),
        price_satang=np.array([row.price for row in rows], dtype=np.int64),
        structure=np.array([row.structure for row in rows], dtype=np.uint8),
        age=np.array([row.age for row in rows], dtype=np.int16),
        shared_rows=np.array([at for at, _ in shares], dtype=np.int32),
        share_num=np.array([share[0] for _, share in shares], dtype=np.int64),
        share_den=np.array([share[1] for _, share in shares], dtype=np.int64),
        share_before=np.array([share[2] for _, share in shares], dtype=np.int64),
        exempt_rows=np.array([at for at, _ in exempt], dtype=np.int32),
        exempt_ppm=np.array([ppm for _, ppm in exempt], dtype=np.int32),
        line_start=_offsets([len(line.rows) for _, line in lines]),
        table=np.array([table for table, _ in lines], dtype=np.uint8),
        vacant_years=np.array([line.vacant_years for _, line in lines], dtype=np.uint8),
        reduction=np.array([line.reduction for _, line in lines], dtype=np.uint8),
        relief_lines=np.array([at for at, _ in relief], dtype=np.int32),
        relief_ppm=np.array([ppm for _, ppm in relief], dtype=np.int32),
        ladder_start=_offsets([len(ladder.lines) for ladder in ladders]),
        bill_start=_offsets([len(bill.ladders) for bill in bills]),
        body=np.array([body.code for body in whole for _ in body.bills], dtype=np.int32),
        taxpayer=np.array([bill.taxpayer for bill in bills], dtype=np.int64),
        natural=np.array([bill.natural for bill in bills], dtype=np.uint8),
        old_tax_bills=np.array([at for at, _ in old], dtype=np.int32),
        old_tax_satang=np.array([satang for _, satang in old], dtype=np.int64),
        body_start=_offsets([len(body.bills) for body in whole]),
        rate_set=np.array([body.rate_set for body in whole], dtype=np.uint8),
    )
    made.check()
    return made


def _body(one: Body | Bill | Ladder) -> Body:
    if isinstance(one, Ladder):
        one = bill_of(one)
    return one if isinstance(one, Body) else Body(bills=[one])


def _offsets(sizes: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int32)


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Random bodies with everything that can happen to a bill, the same for the same seed."""

    seed: str
    bodies: int = 8
    most_bills: int = 30
    dens: Sequence[int] = (1, 1, 3, 1_000_000, 10**10)
    most_price: int = 10**9
    random: Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "random", Random(self.seed))

    def columns(self) -> Assessables:
        """The columns of all of them."""
        return columns_of(*(self._body(code) for code in range(1, self.bodies + 1)))

    def _body(self, code: int) -> Body:
        bills = [self._bill(number) for number in range(self.random.randint(1, self.most_bills))]
        return Body(bills=bills, code=code, rate_set=self.random.choice((0, 0, 1)))

    def _bill(self, number: int) -> Bill:
        return Bill(
            ladders=[self._ladder() for _ in range(self.random.choice((1, 1, 2, 5)))],
            taxpayer=number + 1,
            natural=self.random.random() < 0.7,
            old_tax_satang=self.random.choice((None, None, self.random.randint(0, 10**8))),
        )

    def _ladder(self) -> Ladder:
        table = self.random.randint(AGRICULTURE, VACANT)
        lines = [self._line(table) for _ in range(self.random.choice((1, 1, 1, 3)))]
        return Ladder(table=table, lines=lines)

    def _line(self, table: int) -> Line:
        rows = [row for _ in range(self.random.choice((1, 1, 2))) for row in self._rows()]
        return Line(
            rows=rows,
            vacant_years=self.random.randint(1, 40) if table == VACANT else 0,
            reduction=self.random.choice((0, 0, 0, 1, 4)),
            relief_ppm=self.random.choice((0, 0, 0, 333_333, 1_000_000)),
        )

    def _rows(self) -> list[Row]:
        structure = self.random.randint(0, 3)
        area = self.random.randint(1, 10**6)
        price = int(self.most_price ** self.random.random())
        age = self.random.randint(0, 80)
        exempt = self.random.choice((0, 0, 0, 500_000, 123_457))
        den = self.random.choice(self.dens)
        cut = self.random.randint(0, den - 1) if den > 1 else 0
        shares = [None] if den == 1 else [(cut, den, 0), (den - cut, den, cut)]
        return [
            Row(
                area=area,
                price=price,
                structure=structure,
                age=age,
                share=share,
                exempt_ppm=exempt,
            )
            for share in shares
        ]
