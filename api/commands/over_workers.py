"""A run here or on the workers of a scheduler: the same figures, only sooner."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from api.office import SHARED_FOLDER, Office
from domain.errors import Refused
from domain.law import Law
from domain.price_list import PricesAnnounced
from projections.assessed import AssessedBody, LeftOut, Wanted, Written, assessed_body
from projections.cluster import (
    AssessAgain,
    AssessBodies,
    FromLog,
    FromShared,
    Shard,
    SimulateBodies,
    Source,
    Work,
    shards_of,
)
from projections.run import run
from projections.simulation import BodyEffect, simulate


class NoWayToWorkers(Refused):
    """Workers cannot be used with what is installed and set."""

    code = "no-way-to-workers"


def assessed(
    office: Office,
    *,
    tax_year: int,
    codes: Sequence[int],
    position: int | None,
    scheduler: str | None,
) -> Iterator[AssessedBody]:
    """Compute the bills of bodies, in the order of `codes`."""
    if scheduler is None:
        found = run(office.registers, office.law, tax_year=tax_year, codes=codes, position=position)
        return (assessed_body(bills) for bills in found)
    known_at = office.log.head() if position is None else position
    work = AssessBodies(law=office.law, tax_year=tax_year, position=known_at)
    return _by_workers(office, scheduler, codes, known_at, lambda _: work)


def simulated(
    office: Office,
    supposed: Law,
    *,
    tax_year: int,
    codes: Sequence[int],
    prices: Mapping[int, Sequence[PricesAnnounced]],
    position: int | None,
    scheduler: str | None,
) -> Iterator[BodyEffect]:
    """Compute the effect of a supposed law and supposed prices, in the order of `codes`."""
    if scheduler is None:
        return simulate(
            office.registers,
            office.law,
            supposed,
            tax_year=tax_year,
            codes=codes,
            prices=prices,
            position=position,
        )
    known_at = office.log.head() if position is None else position
    work = SimulateBodies(
        law=office.law, supposed=supposed, tax_year=tax_year, position=known_at, prices=prices
    )
    return _by_workers(office, scheduler, codes, known_at, lambda _: work)


def again(
    office: Office, scheduler: str | None
) -> Callable[[Sequence[Wanted]], Iterator[Written | LeftOut]]:
    """Return what computes bills that the read models had."""
    if scheduler is None:
        return office.again

    def by_workers(wanted: Sequence[Wanted]) -> Iterator[Written | LeftOut]:
        codes = sorted({one.code for one in wanted})

        def work(shard: Shard) -> Work:
            mine = set(shard.codes)
            return AssessAgain(law=office.law, wanted=[one for one in wanted if one.code in mine])

        return _by_workers(office, scheduler, codes, office.log.head(), work)

    return by_workers


def _by_workers(
    office: Office,
    scheduler: str,
    codes: Sequence[int],
    position: int,
    work: Callable[[Shard], Work],
) -> Iterator[Any]:
    source = _source(office, position)
    if find_spec("distributed") is None or find_spec("fsspec") is None:
        raise NoWayToWorkers("Dask, which shares work among machines, is not installed: make full")
    if not codes:
        return
    from projections.cluster.scheduler import workers_at  # noqa: PLC0415 - only where it is used

    with workers_at(scheduler) as workers:
        groups = shards_of(office.log, codes, threads=workers.threads)
        yield from workers.results(source, work, source.shards(office.registers, groups))


def _source(office: Office, position: int) -> Source:
    settings = office.settings
    if settings.shared_folder:
        return FromShared(url=settings.shared_folder)
    if settings.database_url.startswith("sqlite:///"):
        raise NoWayToWorkers(
            "Workers cannot read a SQLite file of this machine. Name a folder that all of them "
            f"reach in {SHARED_FOLDER}, such as file:///mnt/thidin or s3://bucket/thidin."
        )
    return FromLog(url=settings.replica_url or settings.database_url, position=position)
