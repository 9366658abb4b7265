"""The engine beside other tools: same rows, same law, same process, checked to be equal."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from bench.machine import Timed, alternately, timed
from bench.nation import SHARED_LAW, make_nation
from bench.peers.flat import Figures, Flat, Longs, figures, flatten
from bench.peers.per_row import PerRow
from bench.postgres_server import PostgresServer, server_of_our_own
from domain.law import YearLaw, load_law
from projections.assessables import Assessables
from projections.bill_engine import assess, bill_taxes

TAX_YEAR: Final = 2569


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One tool on one nation: seconds, and how its bills compare with the engine's.

    `times` says how many times as long it took as the engine's totals on the very same rows, which
    ran by turns with it; `processor_times` the same of processor seconds. 0 processor seconds: not
    ours to count.
    """

    tool: str
    rows: int
    bills: int
    cold_seconds: float
    warm_seconds: float
    processor_seconds: float
    times: float
    processor_times: float
    differing_bills: int
    largest_difference_satang: int


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A way to compute the bills; `prepare` loads the tables, untimed, and returns the run.

    What it must close after is put on the stack.
    """

    tool: str
    library: str
    prepare: Callable[[Flat, Figures, ExitStack], Callable[[], Longs]]


def peers() -> Iterator[Peer]:
    """Return the peers, fastest first; libraries are imported when they are prepared."""
    yield Peer(tool="Polars, prefix sums at offsets", library="polars", prepare=_polars_prefixed)
    yield Peer(tool="Polars, group by", library="polars", prepare=_polars_grouped)
    yield Peer(tool="DuckDB, SQL", library="duckdb", prepare=_duckdb)
    yield Peer(tool="PostgreSQL, SQL", library="psycopg", prepare=_postgres)
    fisca = "openfisca_core"
    yield Peer(tool="OpenFisca, float32 as shipped", library=fisca, prepare=_fisca_stock)
    yield Peer(tool="OpenFisca, float64", library=fisca, prepare=_fisca_double)
    yield Peer(tool="OpenFisca, float64, built each run", library=fisca, prepare=_fisca_built)
    yield Peer(tool="Python, row by row", library="", prepare=_per_row)


def installed(peer: Peer) -> bool:
    """Say whether a peer's library is there, and a server where it needs one."""
    if peer.prepare is _postgres and PostgresServer.find(Path()) is None:
        return False
    return not peer.library or importlib.util.find_spec(peer.library) is not None


def measure(size: float, tools: list[Peer], *, repeats: int = 3) -> list[Beside]:
    """Compute the same nation with the engine and with some tools, by turns."""
    columns = make_nation(size, mix=SHARED_LAW).columns
    law = load_law().for_year(TAX_YEAR)
    flat, plain = flatten(columns), figures(law)

    def totals() -> Longs:
        return bill_taxes(columns, law)

    engine = timed(totals, repeats=repeats)

    def compared(tool: str, one: Timed[Longs], beside: Timed[Longs]) -> Beside:
        apart = np.abs(one.made - engine.made)
        return Beside(
            tool=tool,
            rows=columns.rows,
            bills=columns.bills,
            cold_seconds=one.cold,
            warm_seconds=one.warm,
            processor_seconds=one.processor,
            times=one.warm / beside.warm,
            processor_times=one.processor / beside.processor,
            differing_bills=int(np.count_nonzero(apart)),
            largest_difference_satang=int(apart.max(initial=0)),
        )

    def by_turns(tool: str, run: Callable[[], Longs], repeats: int) -> Beside:
        return compared(tool, *alternately(run, totals, repeats=repeats))

    results = [compared("Thidin, totals", engine, engine)]
    results += [by_turns("Thidin, every step kept", lambda: _explained(columns, law), repeats)]
    for peer in tools:
        if installed(peer):
            with ExitStack() as stack:
                run = peer.prepare(flat, plain, stack)
                one = by_turns(peer.tool, run, repeats if peer.library else 0)
            if peer.prepare is _postgres:
                one = replace(one, processor_seconds=0.0)
            results.append(one)
    return results


def _explained(columns: Assessables, law: YearLaw) -> Longs:
    return assess(columns, law).bill_tax_satang


def _polars_prefixed(flat: Flat, law: Figures, _: ExitStack) -> Callable[[], Longs]:
    from bench.peers.in_polars import InPolars

    return InPolars(flat, law).prefixed


def _polars_grouped(flat: Flat, law: Figures, _: ExitStack) -> Callable[[], Longs]:
    from bench.peers.in_polars import InPolars

    return InPolars(flat, law).grouped


def _duckdb(flat: Flat, law: Figures, _: ExitStack) -> Callable[[], Longs]:
    from bench.peers.in_duckdb import InDuckDB

    return InDuckDB(flat, law).bills


def _postgres(flat: Flat, law: Figures, stack: ExitStack) -> Callable[[], Longs]:
    from bench.peers.in_postgres import InPostgres

    server = stack.enter_context(server_of_our_own())
    assert server is not None
    peer = InPostgres(flat, law, server.url("bench"))
    stack.callback(peer.connection.close)
    return peer.bills


def _fisca_stock(flat: Flat, law: Figures, _: ExitStack) -> Callable[[], Longs]:
    from bench.peers.in_openfisca import InOpenFisca

    return InOpenFisca(flat, law, double=False).prepared()


def _fisca_double(flat: Flat, law: Figures, _: ExitStack) -> Callable[[], Longs]:
    from bench.peers.in_openfisca import InOpenFisca

    return InOpenFisca(flat, law, double=True).prepared()


def _fisca_built(flat: Flat, law: Figures, _: ExitStack) -> Callable[[], Longs]:
    from bench.peers.in_openfisca import InOpenFisca

    return InOpenFisca(flat, law, double=True).built_and_computed


def _per_row(flat: Flat, law: Figures, _: ExitStack) -> Callable[[], Longs]:
    return PerRow(flat, law).bills
