"""The bills in DuckDB: SQL over tables in memory."""

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from bench.peers.flat import Figures, Flat, Ints, Longs

_ROWS = ("line", "area", "price_satang", "structure", "age", "num", "den", "before", "exempt_ppm")
_LINES = ("bill", "table", "vacant_years", "reduction")


class InDuckDB:
    """The tables in an in-memory database, loaded once; as many threads as there are cores."""

    def __init__(self, flat: Flat, law: Figures) -> None:
        """Load the tables; not timed."""
        self.law = law
        self.connection = duckdb.connect()
        columns = vars(flat)
        self._load("rows_", {name: columns[name] for name in _ROWS})
        lines = {name.replace("table", "tab"): columns[name] for name in _LINES}
        self._load("lines_", {"line": np.arange(len(flat.table), dtype=np.int32), **lines})
        bills = np.arange(len(flat.natural), dtype=np.int32)
        self._load("bills_", {"bill": bills, "own": flat.natural})
        slots = np.arange(len(law.remaining_percent))
        kept = {"structure": slots // 64, "age": slots % 64, "percent": law.remaining_percent}
        self._load("remaining_", {name: column.astype(np.int32) for name, column in kept.items()})
        entries = np.arange(len(law.num))
        self._load("reductions_", {"entry": entries.astype(np.uint8), "n": law.num, "d": law.den})

    def _load(self, name: str, columns: Mapping[str, Ints]) -> None:
        loaded = pa.table(columns)
        self.connection.from_arrow(loaded).create(name)

    def bills(self) -> Longs:
        """Return the tax of each bill in satang."""
        found = self.connection.execute(self._query()).fetchnumpy()
        order = np.argsort(found["bill"], kind="stable")
        return np.asarray(found["tax"][order], dtype=np.int64)

    def _query(self) -> str:
        law = self.law
        steps = "\n".join(
            f"WHEN tab = {step.table} AND net <= {step.upper_csat} "
            f"THEN {step.below_nanobaht} + (net - {step.lower_csat}) * {step.rate_pcm}"
            for step in law.steps
        )
        # All figures are the program's own whole numbers.
        return f"""
        WITH value_ AS (
            SELECT line, exempt_ppm, num, den, before,
                (area::BIGINT * price_satang * percent + 50) // 100 AS whole
            FROM rows_ JOIN remaining_ USING (structure, age)
        ), share_ AS (
            SELECT line, exempt_ppm, CASE WHEN den = 1 THEN whole
                ELSE whole * (before + num) // den - whole * before // den END AS value
            FROM value_
        ), base_ AS (
            SELECT line, sum_no_overflow(CASE WHEN exempt_ppm = 0 THEN value ELSE value
                - value // 1000000 * exempt_ppm
                - (value % 1000000 * exempt_ppm + 500000) // 1000000 END)::BIGINT AS base
            FROM share_ GROUP BY line
        ), line_ AS (
            SELECT line, bill, tab, vacant_years, reduction, base, own
            FROM base_ JOIN lines_ USING (line) JOIN bills_ USING (bill)
        ), above_ AS (
            SELECT bill FROM line_ WHERE tab = 1 AND own = 1
            GROUP BY bill HAVING sum(base) > {law.farm_limit_csat}
        ), farm_ AS (
            SELECT line, least(base, greatest({law.farm_limit_csat} - before, 0)) AS farm_exempt
            FROM (SELECT line, base, sum(base) OVER (
                    PARTITION BY bill ORDER BY base DESC, line ROWS UNBOUNDED PRECEDING
                ) - base AS before
                FROM line_ WHERE tab = 1 AND own = 1 AND bill IN (SELECT bill FROM above_))
        ), net_ AS (
            SELECT bill, tab, vacant_years, reduction, (base - CASE
                WHEN tab = 1 AND own = 1 THEN coalesce(farm_exempt, base)
                WHEN tab = 2 THEN least(base, {law.limit_csat[2]})
                WHEN tab = 3 THEN least(base, {law.limit_csat[3]})
                ELSE 0 END)::BIGINT AS net
            FROM line_ LEFT JOIN farm_ USING (line)
        ), tax_ AS (
            SELECT bill, reduction, (CASE {steps} END + CASE
                WHEN vacant_years > {law.surcharge_years} THEN net
                * ((vacant_years - 1) // {law.surcharge_years} * {law.surcharge_step_pcm})
                ELSE 0 END)::BIGINT AS tax
            FROM net_
        )
        SELECT bill, sum(CASE WHEN reduction = 0 AND d = 1 THEN (tax + 5000000) // 10000000
            ELSE tax // (d * 10000000) * n
            + (2 * (tax % (d * 10000000)) * n + d * 10000000) // (2 * d * 10000000) END
            )::BIGINT AS tax
        FROM tax_ JOIN reductions_ ON entry = reduction GROUP BY bill
        """  # noqa: S608
