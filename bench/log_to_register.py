"""The log replayed into registers: every act read, checked, decompressed, laid out in columns."""

from dataclasses import dataclass

from bench.machine import forget_peak, peak_mib, timed
from bench.recorded import recorded
from domain.log import open_log
from domain.log.stream_ids import Kind, read_stream_id
from domain.register import Register
from generator.bodies import nation


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """Facts (rows of the register's tables), their bytes, seconds cold and warm, peak memory."""

    facts: int
    column_bytes: int
    cold_seconds: float
    warm_seconds: float
    processor_seconds: float
    peak_mib: int


def measure(size: float, *, repeats: int = 3) -> Replayed:
    """Record a part of the nation, then replay every register, one after the other."""
    with recorded(nation(size)) as url:
        forget_peak()
        run = timed(lambda: replay_all(url), repeats=repeats)
        return Replayed(
            facts=run.made[0],
            column_bytes=run.made[1],
            cold_seconds=run.cold,
            warm_seconds=run.warm,
            processor_seconds=run.processor,
            peak_mib=peak_mib(),
        )


def replay_all(url: str) -> tuple[int, int]:
    """Replay all registers with every column joined; return the facts and their bytes."""
    facts = size = 0
    with open_log(url) as log:
        for stream in log.stream_ids(Kind.REGISTER):
            register = Register.replay(read_stream_id(stream).place, log.stream(stream))
            for table in register.facts.values():
                facts += len(table)
                size += sum(table.column(one.name).nbytes for one in table.table.schema.columns)
    return facts, size
