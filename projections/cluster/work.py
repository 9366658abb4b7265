"""What a worker does with a shard: the same functions as a run on one machine, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.errors import Refused, StreamDamaged
from domain.failpoints import Failpoint, reached
from domain.law import Law
from domain.price_list import PricesAnnounced
from projections.assessed import AssessedBody, LeftOut, Wanted, Written, assessed_body, bills_again
from projections.cluster.program import must_be
from projections.cluster.shards import Shard
from projections.cluster.sources import Source
from projections.registers import Registers
from projections.run import run
from projections.simulation import BodyEffect, simulate


class Work(Protocol):
    """What is wanted of each body."""

    def of(self, registers: Registers, codes: Sequence[int]) -> Sequence[Any]:
        """Do it, body by body in the order given."""


@dataclass(frozen=True, kw_only=True)
class AssessBodies:
    """Every bill of a year, as known at a log position."""

    law: Law
    tax_year: int
    position: int

    def of(self, registers: Registers, codes: Sequence[int]) -> Sequence[AssessedBody]:
        """Compute the bodies' bills; a worker's other threads have shards of their own."""
        return [
            assessed_body(bills)
            for bills in run(
                registers,
                self.law,
                tax_year=self.tax_year,
                codes=codes,
                position=self.position,
                workers=1,
            )
        ]


@dataclass(frozen=True, kw_only=True)
class AssessAgain:
    """Bills that the read models had, each as known at its own position."""

    law: Law
    wanted: Sequence[Wanted]

    def of(self, registers: Registers, codes: Sequence[int]) -> Sequence[Written | LeftOut]:
        """Compute those of the bodies."""
        mine = set(codes)
        return list(
            bills_again(registers, self.law, [one for one in self.wanted if one.code in mine])
        )


@dataclass(frozen=True, kw_only=True)
class SimulateBodies:
    """A year as it is and as supposed; `prices` are announcements supposed by province."""

    law: Law
    supposed: Law
    tax_year: int
    position: int
    prices: Mapping[int, Sequence[PricesAnnounced]] = field(default_factory=dict)

    def of(self, registers: Registers, codes: Sequence[int]) -> Sequence[BodyEffect]:
        """Compute both sides of each body."""
        return list(
            simulate(
                registers,
                self.law,
                self.supposed,
                tax_year=self.tax_year,
                codes=codes,
                prices=self.prices,
                position=self.position,
            )
        )


@dataclass(frozen=True)
class Failed:
    """What stops the whole run, whichever worker meets it: to try again would not help."""

    why: Refused | StreamDamaged


def done(work: Work, source: Source, shard: Shard, asked_by: str) -> Sequence[Any] | Failed:
    """Do the work of a shard; this is what runs on a worker."""
    try:
        must_be(asked_by)
        with source.log_of(shard) as log:
            found = work.of(Registers(log=log), shard.codes)
    except (Refused, StreamDamaged) as why:
        return Failed(why)
    reached(Failpoint.SHARD_COMPUTED)
    return found
