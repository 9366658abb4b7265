"""What log and read model take of a nation's notices: made-up tax to acts, and to the read model.

The full path, with the bills the notices come from, is the step `issue` of `bench/national`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

import numpy as np

from bench.machine import forget_peak, peak_mib
from bench.nation import body_sizes
from domain.local_body import Signed
from domain.log import Log, open_log
from domain.roll import NOTICE_PROPERTIES, NOTICES, NoticeBatch, Roll
from domain.rows import Rows
from projections.read_models import open_views
from projections.registers import Registers

SEED: Final = 2569
NATION_NOTICES: Final = 25_000_000
_PROPERTIES_PER_NOTICE: Final = 2.9
_AT: Final = datetime(2026, 4, 1, 2, tzinfo=UTC)
_DAY: Final = date(2026, 4, 1)
_PAY_BY: Final = date(2026, 6, 30)
_FIRST_BODY: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class IssuedNationwide:
    """How many, how large, and the seconds to the log and to the read model, of processor too."""

    bodies: int
    notices: int
    properties: int
    log_seconds: float
    log_processor_seconds: float
    log_mib: int
    view_seconds: float
    view_processor_seconds: float
    peak_mib: int


def measure(size: float) -> IssuedNationwide:
    """Issue the notices of a part of the nation's bodies, then bring the read model up to them."""
    forget_peak()
    with TemporaryDirectory(prefix="thidin-bench-") as folder:
        path = Path(folder) / "log.sqlite"
        with open_log(f"sqlite:///{path}") as log:
            seconds, processor, bodies, notices, properties = 0.0, 0.0, 0, 0, 0
            for roll, batch in batches(size):
                begun, used = perf_counter(), process_time()
                issue(log, roll, batch)
                seconds += perf_counter() - begun
                processor += process_time() - used
                bodies += 1
                notices += len(batch.notices)
                properties += len(batch.properties)
            begun, used = perf_counter(), process_time()
            write_views(log, Path(folder) / "views.sqlite")
            return IssuedNationwide(
                bodies=bodies,
                notices=notices,
                properties=properties,
                log_seconds=seconds,
                log_processor_seconds=processor,
                log_mib=sum(one.stat().st_size for one in Path(folder).glob("log*")) >> 20,
                view_seconds=perf_counter() - begun,
                view_processor_seconds=process_time() - used,
                peak_mib=peak_mib(),
            )


def issue(log: Log, roll: Roll, batch: NoticeBatch) -> None:
    """Prepare, approve and record, each act durably, as two officers do."""
    log.record([roll.prepare(batch, answered=[], by=Signed(officer="officer-1", at=_AT))])
    roll.take_in(log.stream(roll.stream))
    log.record(
        roll.issue(batch, issued_on=_DAY, pay_by=_PAY_BY, by=Signed(officer="chief-1", at=_AT))
    )


def write_views(log: Log, path: Path) -> None:
    """Write the read model of notices from the log, as the service follows it."""
    views = open_views(f"sqlite:///{path}")
    views.follow(log, Registers(log=log))
    views.engine.dispose()


def batches(size: float) -> Iterator[tuple[Roll, NoticeBatch]]:
    """Make up each body's notices: tax as skewed as taxes are, one to many properties each."""
    random = np.random.default_rng(SEED)
    parcels = body_sizes(size, SEED)
    wanted = np.maximum(1, parcels * (NATION_NOTICES * size / parcels.sum())).astype(np.int64)
    for number, count in enumerate(wanted.tolist()):
        roll = Roll(body=_FIRST_BODY + number, tax_year=2569)
        yield roll, made_up_batch(random, count)


def made_up_batch(random: np.random.Generator, count: int) -> NoticeBatch:
    per_notice = random.geometric(1 / _PROPERTIES_PER_NOTICE, count)
    owner = np.repeat(np.arange(1, count + 1), per_notice)
    part = np.exp(random.normal(9, 2, len(owner))).astype(np.int64) + 1
    tax = np.bincount(owner - 1, weights=part, minlength=count).astype(np.int64)
    return NoticeBatch(
        tax_year=2569,
        register_position=1,
        law="l" * 64,
        notices=Rows(
            NOTICES,
            {
                "notice": np.arange(1, count + 1),
                "taxpayer": random.integers(1, 2**62, count),
                "tax_before_satang": np.zeros(count, dtype=np.int64),
                "tax_satang": tax,
                "hash": random.integers(1, 2**62, count),
                "reason": np.zeros(count, dtype=np.int64),
            },
        ),
        properties=Rows(
            NOTICE_PROPERTIES,
            {
                "notice": owner,
                "property": random.permutation(len(owner)),
                "tax_satang": part,
            },
        ),
    )
