"""One body's monthly file of the land office, when notices are out, to the bills that differ."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from api.commands.notices import batch_of
from bench.national.delivering import files_of, hand_in
from bench.national.run import FILES, TAX_YEAR, Run
from bench.national.step import Clock, Part, Step

_ON: Final = date(2026, 4, 1)


def differ(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Hand in the late month of some bodies, large and small; hold their bills to the roll."""
    if run.source != FILES:
        return
    files = files_of(run)
    for body in run.late_bodies:
        mine = [file for file in files[body.code8] if run.comes_late(file)]
        if body.code8 in known or not mine:
            continue
        office = run.office()
        _ = office.vault, office.law
        clock = Clock()
        hand_in(office, run, mine[0])
        bills = office.registers.bills(body.code, office.law, tax_year=TAX_YEAR)
        batch = batch_of(bills, office.rolls.roll(body.code, TAX_YEAR), on=_ON)
        yield clock.part(
            body.code8,
            int(mine[0]["rows"]),
            differences=len(batch.notices),
            parcels=body.parcels,
        )


DIFFER: Final = Step(
    name="differ",
    what="a body's monthly file of the land office to new differences",
    unit="rows",
    do=differ,
    apart=True,
    target=2,
)
