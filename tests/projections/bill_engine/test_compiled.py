"""The compiled form of the Act gives what the plain one gives, and refuses what that refuses."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from fcntl import LOCK_EX, LOCK_NB, flock
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, cast

import numpy as np
import pytest
from numba import njit

from domain.law import Law, YearLaw
from projections.assessables import LARGEST_VALUE_CSAT, Assessables
from projections.bill_engine import Assessment, assess, bill_taxes, engine
from projections.bill_engine.compiled import COMPILING, digest_of_sources, one_program_at_a_time
from projections.bill_engine.compiled_bills import MOST_FARMS
from projections.bill_engine.compiled_blocks import BILLS, compute_block
from projections.bill_engine.compiled_division import SMALL_BITS
from projections.bill_engine.compiled_lines import part_of
from projections.bill_engine.compiled_rows import MOST_ROWS
from projections.bill_engine.compiled_run import CompiledRun
from projections.bill_engine.s37_rates import LARGEST_NET_CSAT
from tests.projections.bill_engine.building import (
    AGRICULTURE,
    BAHT,
    OTHER,
    VACANT,
    Bill,
    Body,
    Crowd,
    Ladder,
    Line,
    Row,
    alone,
    bill_of,
    columns_of,
    worth,
)
from tests.projections.bill_engine.test_run import dearer

YEARS = range(2563, 2570)
MILLION = 1_000_000 * BAHT


@pytest.fixture(autouse=True)
def form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test here runs both forms, so it is run once."""
    monkeypatch.setattr(engine, "ROWS_WORTH_COMPILING", 2**63)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the compiled form answers, block by block: whether it did the block."""
    found: list[bool] = []
    run = CompiledRun._run

    def told(self: CompiledRun, *given: Any, **more: Any) -> bool:
        found.append(run(self, *given, **more))
        return found[-1]

    monkeypatch.setattr(CompiledRun, "_run", told)
    return found


def in_both_forms(
    monkeypatch: pytest.MonkeyPatch, columns: Assessables, law: YearLaw
) -> list[tuple[Any, Any]]:
    """Every column of every step, and the totals: plain beside compiled."""
    found = []
    for rows in (2**63, 0):
        monkeypatch.setattr(engine, "ROWS_WORTH_COMPILING", rows)
        steps = assess(columns, law, [dearer(law)], workers=1)
        totals = bill_taxes(columns, law, [dearer(law)], workers=2)
        columns_ = [getattr(steps, one.name).tolist() for one in fields(Assessment)]
        found.append([*columns_, totals.tolist()])
    return list(zip(*found, strict=True))


def refusals(
    monkeypatch: pytest.MonkeyPatch, compute: Callable[..., Any], columns: Assessables, law: YearLaw
) -> list[tuple[str, str]]:
    """What each form says when it refuses the columns, or that it does not."""
    found = []
    for rows in (2**63, 0):
        monkeypatch.setattr(engine, "ROWS_WORTH_COMPILING", rows)
        try:
            compute(columns, law, workers=1)
        except (ValueError, OverflowError, IndexError) as refused:
            found.append((type(refused).__name__, str(refused)))
        else:
            found.append(("", ""))
    return found


def narrow(columns: Assessables) -> Assessables:
    """The columns with areas and prices of 32 bits, as a nation's are."""
    return replace(
        columns,
        area=columns.area.astype(np.int32),
        price_satang=columns.price_satang.astype(np.int32),
    )


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("shape", [narrow, lambda columns: columns], ids=["narrow", "wide"])
def test_every_step_of_random_bills_is_the_same(
    law_in_force: Law,
    monkeypatch: pytest.MonkeyPatch,
    answers: list[bool],
    year: int,
    shape: Callable[[Assessables], Assessables],
) -> None:
    monkeypatch.setattr(engine, "ROWS_PER_BLOCK", 200)
    for seed in range(12):
        crowd = Crowd(seed=f"{year} {seed}", dens=(1, 1, 3, 1_000_000), most_price=10**8)

        columns = shape(crowd.columns())

        for plain, compiled in in_both_forms(monkeypatch, columns, law_in_force.for_year(year)):
            assert compiled == plain
    assert sum(answers) > 0.9 * len(answers) > 100


def test_thousands_of_bills_of_a_block_are_the_same_as_a_few_at_a_time(
    law_in_force: Law, monkeypatch: pytest.MonkeyPatch, answers: list[bool]
) -> None:
    crowds = [Crowd(seed=f"many {n}", dens=(1, 3), most_price=10**8).columns() for n in range(20)]
    columns = narrow(Assessables.join(crowds * (3 * BILLS // sum(one.bills for one in crowds) + 1)))
    assert columns.bills > 3 * BILLS

    for plain, compiled in in_both_forms(monkeypatch, columns, law_in_force.for_year(2563)):
        assert compiled == plain

    assert all(answers)


def test_bills_of_more_rows_than_there_is_room_for_at_a_time_are_the_same(
    law: YearLaw, monkeypatch: pytest.MonkeyPatch, answers: list[bool]
) -> None:
    small, half, whole = (
        bill_of(Ladder(table=OTHER, lines=[Line(rows=[worth(BAHT)] * rows)]))
        for rows in (1, MOST_ROWS // 2 + 1, MOST_ROWS + 1)
    )

    for bills, done in (([small, half, half, small], True), ([small, whole], False)):
        answers.clear()
        for plain, compiled in in_both_forms(monkeypatch, columns_of(Body(bills=bills)), law):
            assert compiled == plain
        assert answers == [done, done]


def test_values_and_taxes_where_small_ones_end_are_the_same(
    law: YearLaw, monkeypatch: pytest.MonkeyPatch, answers: list[bool]
) -> None:
    random = Random("small ones end")
    edge, dens = 2**SMALL_BITS // 100, (100, 2**25 - 1, 2**25 + 1)
    for _ in range(60):
        area = random.choice((1, 7, 99, 100, 101, 400, random.randrange(1, 10**6)))
        price = (edge + random.choice((-1, 1)) * random.randrange(10**6)) // area
        rows = [
            Row(area=area, price=price, structure=random.randrange(4), age=random.randrange(70)),
            Row(area=area, price=price // 100, structure=1, age=random.randrange(70)),
            Row(
                area=area,
                price=price // random.choice((1, 100)),
                share=(random.randrange(1, 99), random.choice(dens), random.randrange(2)),
            ),
        ]
        random.shuffle(rows)
        bills = [
            bill_of(alone(table, random.randrange(2**SMALL_BITS // 300)), natural=False)
            for table in range(AGRICULTURE, VACANT + 1)
        ]
        of_rows = bill_of(Ladder(table=OTHER, lines=[Line(rows=rows)]))

        columns = columns_of(Body(bills=[*bills, of_rows]))

        for plain, compiled in in_both_forms(monkeypatch, columns, law):
            assert compiled == plain
    assert all(answers)


def test_what_is_out_of_the_ordinary_is_left_to_the_plain_form_block_by_block(
    law_in_force: Law, monkeypatch: pytest.MonkeyPatch, answers: list[bool]
) -> None:
    monkeypatch.setattr(engine, "ROWS_PER_BLOCK", 20)
    columns = Crowd(seed="fine shares, palaces").columns()

    for plain, compiled in in_both_forms(monkeypatch, columns, law_in_force.for_year(2563)):
        assert compiled == plain

    assert {True, False} == set(answers)


@pytest.mark.parametrize("order", ["highest_value_first", "lowest_value_first"])
def test_s40_farms_above_the_limit_together_are_the_same(
    law: YearLaw, monkeypatch: pytest.MonkeyPatch, answers: list[bool], order: str
) -> None:
    random = Random(order)
    ordered = replace(law, settings=law.settings.having({"farming_exemption_order": order}))
    for _ in range(40):
        values = [random.choice((0, 7, 20, 20, random.randrange(60))) for _ in range(9)]
        ladders = [alone(random.choice((1, 1, 1, 5)), value * MILLION) for value in values]
        split = [
            Line(rows=[worth(value * MILLION)], reduction=entry)
            for entry, value in enumerate(values[:2])
        ]
        bills = [
            Bill(ladders=ladders, natural=random.random() < 0.8),
            Bill(ladders=[*ladders[:4], Ladder(table=AGRICULTURE, lines=split), *ladders[4:]]),
        ]

        for plain, compiled in in_both_forms(monkeypatch, columns_of(Body(bills=bills)), ordered):
            assert compiled == plain
    assert all(answers)


def test_s40_a_person_of_thousands_of_farms_is_left_to_the_plain_form(
    law: YearLaw, monkeypatch: pytest.MonkeyPatch, answers: list[bool]
) -> None:
    bill = bill_of(*(alone(AGRICULTURE, (place % 7) * BAHT) for place in range(MOST_FARMS + 1)))
    rich = bill_of(*bill.ladders, alone(AGRICULTURE, 60 * MILLION))

    for one, done in ((bill, True), (rich, False)):
        answers.clear()
        for plain, compiled in in_both_forms(monkeypatch, columns_of(one), law):
            assert compiled == plain
        assert answers == [done, done]


def test_s37_bases_at_the_edges_of_every_slice_and_of_63_bits_are_the_same(
    law: YearLaw, monkeypatch: pytest.MonkeyPatch
) -> None:
    edges = [0, LARGEST_NET_CSAT, LARGEST_VALUE_CSAT]
    for table in range(AGRICULTURE, VACANT + 1):
        uppers = law.ladders.ladder(table).upper_satang
        edges += [satang * 100 for satang in uppers if satang is not None]
    for edge in edges:
        for csat in (max(edge - 1, 0), edge, min(edge + 1, LARGEST_VALUE_CSAT)):
            ladders = [
                alone(table, csat, vacant_years=years, reduction=entry, relief_ppm=ppm)
                for table in range(AGRICULTURE, VACANT + 1)
                for years in (0, 1, 4, 28, 255)
                for entry, ppm in ((0, 0), (4, 0), (1, 333_333))
            ]
            columns = columns_of(*(bill_of(one, natural=False) for one in ladders))
            for plain, compiled in in_both_forms(monkeypatch, columns, law):
                assert compiled == plain


def damages(good: Assessables, random: Random) -> dict[str, Any]:
    """One column with one figure in it that may be impossible."""
    name = random.choice([one.name for one in fields(Assessables)])
    column = getattr(good, name).copy()
    if random.random() < 0.2 or len(column) == 0:
        return {name: column[:-1]}
    most = int(np.iinfo(column.dtype).max)
    least = int(np.iinfo(column.dtype).min)
    figure = random.choice((least, max(least, -1), 0, 1, 2, 3, 4, 5, 7, 8, most // 2, most))
    column[random.randrange(len(column))] = figure
    return {name: column}


def test_damaged_columns_are_refused_or_taken_in_the_same_words(
    law_in_force: Law, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random("damage")
    monkeypatch.setattr(engine, "ROWS_PER_BLOCK", 30)
    law = law_in_force.for_year(2563)
    seen = set()
    for number in range(600):
        crowd = Crowd(seed=f"damage {number % 30}", bodies=3, most_bills=8, dens=(1, 3))
        good = crowd.columns().with_rates(np.zeros(3, dtype=np.uint8))
        columns = replace(good, **damages(good, random))

        compute = random.choice((assess, bill_taxes))
        plain, compiled = refusals(monkeypatch, compute, columns, law)

        assert compiled == plain
        seen.add(plain[1][:12])
    assert len(seen) > 20


@pytest.mark.parametrize("compute", [assess, bill_taxes])
@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([Row(area=2**31, price=2**31 - 1)], "OverflowError"),
        ([Row(area=300_000_001, price=300_000_000)], "OverflowError"),
        ([Row(area=2**62, price=4)], "OverflowError"),
        ([worth(LARGEST_VALUE_CSAT)] * 103, "OverflowError"),
        ([worth(LARGEST_VALUE_CSAT)] * 102, ""),
    ],
)
def test_values_beyond_the_columns_are_refused_in_the_same_words(
    law: YearLaw,
    monkeypatch: pytest.MonkeyPatch,
    compute: Callable[..., Any],
    rows: list[Row],
    refusal: str,
) -> None:
    columns = columns_of(Ladder(table=OTHER, lines=[Line(rows=rows)]))

    plain, compiled = refusals(monkeypatch, compute, columns, law)

    assert compiled == plain
    assert plain[0] == refusal


def test_a_part_of_any_amount_is_exact() -> None:
    def in_a_loop(amount: int, part: int, whole: int) -> tuple[int, int]:
        return part_of(amount, part, whole)

    random, compiled = Random("part"), cast("Callable[..., tuple[int, int]]", njit(in_a_loop))
    for _ in range(2_000):
        amount, whole = (random.randrange(2 ** random.randint(1, 63)) for _ in range(2))
        part = random.choice((0, whole, random.randint(0, whole)))

        quotient, rest = compiled(amount, part, whole)

        exact = Fraction(amount * part, whole) if whole else Fraction(0)
        assert quotient == exact // 1
        assert rest == (amount * part % whole if whole else 0)


def test_one_program_at_a_time_compiles_and_keeps_a_form(tmp_path: Path) -> None:
    def compiling(signature: str) -> str:
        with (tmp_path / COMPILING).open() as other, pytest.raises(BlockingIOError):
            flock(other, LOCK_EX | LOCK_NB)
        return f"the form of {signature}"

    kept = one_program_at_a_time(compiling, str(tmp_path), "64 bits")

    assert kept == "the form of 64 bits"
    with (tmp_path / COMPILING).open() as other:
        flock(other, LOCK_EX | LOCK_NB)
    assert vars(compute_block)["compile"].func is one_program_at_a_time


def test_code_is_kept_under_a_name_that_all_compiled_files_are_in() -> None:
    kept = compute_block.stats.cache_path  # type: ignore[attr-defined]

    names = [path.name for path in Path(kept).glob("compiled_blocks.compute_block_*.nbi")]

    assert any(digest_of_sources() in name for name in names)


def test_few_rows_do_not_load_numba() -> None:
    code = (
        "import sys\n"
        "from domain.law import load_law\n"
        "from projections.bill_engine import assess\n"
        "from tests.projections.bill_engine.building import alone, columns_of\n"
        "assess(columns_of(alone(5, 100)), load_law().for_year(2569))\n"
        "print('numba' in sys.modules)"
    )

    assert _printed(code) == "False"


def test_where_nothing_can_be_kept_on_disk_the_plain_form_does_it_all() -> None:
    code = (
        "from domain.law import load_law\n"
        "from projections.bill_engine import assess, engine\n"
        "from projections.bill_engine.compiled_run import CompiledRun\n"
        "from tests.projections.bill_engine.building import alone, columns_of\n"
        "columns, law = columns_of(alone(5, 10**9)), load_law().for_year(2569)\n"
        "engine.ROWS_WORTH_COMPILING = 0\n"
        "print(CompiledRun.of(columns, law, [law.ladders]))\n"
        "print(assess(columns, law).bill_tax_satang)"
    )

    # Of Numba's places the one for programs in an archive, which this is not.
    assert _printed(code, NUMBA_CACHE_LOCATOR_CLASSES="ZipCacheLocator") == "None\n[30000]"


def _printed(code: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **more},
    )
    return done.stdout.strip()
