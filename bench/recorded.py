"""A log with made-up registers in it: generated facts, decided and recorded as imports are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from domain.delivery import Columns, Delivery
from domain.local_body import Joined
from domain.log import Log, open_log
from domain.log.stream_ids import Kind, stream_id
from domain.register import Delivered, LandRegistryReceived, Register, SurveyReceived
from domain.rows import Rows
from domain.tables import FINDINGS
from generator.bodies import LAMPANG, Body
from generator.columns import columns_of
from projections.registers import Registers

SEED: Final = 2569
RECORDED_AT: Final = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
_SURVEYED: Final = {"building", "use"}
EVENTS_AT_ONCE: Final = 10


@contextmanager
def recorded(bodies: Iterator[Body]) -> Iterator[str]:
    """Give the URL of a log, in a file of its own, in which these bodies' facts are recorded."""
    with TemporaryDirectory(prefix="thidin-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'log.sqlite'}"
        with open_log(url) as log:
            registers = Registers(log=log)
            for one in columns_of(SEED, bodies):
                record_body(registers, one.body, one.tables, one.prices)
        yield url


def record_body(
    registers: Registers, body: Body, tables: Mapping[str, Columns], prices: Mapping[str, Columns]
) -> None:
    """Record that a body joined, its registry, its survey, and its prices."""
    log = registers.log
    log.record([joined(body)])
    register = Register(body.code)
    for number, (kind, names) in enumerate(
        ((LandRegistryReceived, set(tables) - _SURVEYED), (SurveyReceived, _SURVEYED)), start=1
    ):
        facts = {name: columns for name, columns in tables.items() if name in names}
        decision = register.decide(kind, delivery(facts, number, body.code), confirmed=True)
        _record(log, list(decision.events))
        if number == 1:
            for one in log.stream(register.stream):
                register.apply(one)
    known = registers.prices(body.province.code)
    # All at once: a list that was cut off would pass for the whole announcement.
    log.record(known.decide(delivery(prices, 3, body.code)).events)


def delivery(facts: Mapping[str, Columns], number: int, body: int) -> Delivery:
    """Return a delivery of facts under a digest of its own."""
    return Delivery(
        feed="bench",
        authority="made-up",
        officer="officer-1",
        as_of=date(2025, 12, 31),
        recorded_at=RECORDED_AT,
        file_sha256=f"{body:08d}{number:056d}",
        rows_in=sum(len(columns["since"]) for columns in facts.values()),
        facts=facts,
        findings=Rows.empty(FINDINGS),
    )


def _record(log: Log, events: list[Delivered]) -> None:
    for start in range(0, len(events), EVENTS_AT_ONCE):
        log.record(events[start : start + EVENTS_AT_ONCE])


def joined(body: Body) -> Joined:
    """Return the act by which a body joins."""
    return Joined(
        stream=stream_id(Kind.LOCAL_BODY, body.code),
        version=1,
        code=body.code,
        name_th=body.name,
        name_en=f"Made-up {body.slot}",
        kind="TAO",
        province=body.province.code,
        officer="officer-1",
        recorded_at=RECORDED_AT,
    )


def large_body(parcels: int) -> Body:
    """Return one made-up body of so many parcels and a few units."""
    return replace(LAMPANG, parcels=parcels, units=min(parcels // 25, 2_000))
