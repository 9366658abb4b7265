"""The bills in PostgreSQL: SQL over tables, as the database of an office would compute them."""

from collections.abc import Mapping

import numpy as np
import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from bench.peers.flat import Figures, Flat, Ints, Longs

_ROWS = ("line", "area", "price_satang", "structure", "age", "num", "den", "before", "exempt_ppm")
_LINES = ("bill", "table", "vacant_years", "reduction")

_SETTINGS = (
    "work_mem = '512MB'",
    "max_parallel_workers_per_gather = 2",
    # It takes few lines for farms above the limit, and would look for each among all the others.
    "enable_nestloop = off",
    "jit = off",
)


class InPostgres:
    """The tables in a database, loaded and analysed once; as many processes as there are cores."""

    def __init__(self, flat: Flat, law: Figures, url: str) -> None:
        """Load the tables; not timed."""
        self.law = law
        self.connection = psycopg.connect(url, autocommit=True)
        for setting in _SETTINGS:
            self.connection.execute(f"SET {setting}".encode())
        columns = vars(flat)
        self._load("rows_", {name: columns[name] for name in _ROWS})
        lines = {name.replace("table", "tab"): columns[name] for name in _LINES}
        self._load("lines_", {"line": np.arange(len(flat.table), dtype=np.int32), **lines})
        bills = np.arange(len(flat.natural), dtype=np.int32)
        self._load("bills_", {"bill": bills, "own": flat.natural})
        slots = np.arange(len(law.remaining_percent))
        kept = {"structure": slots // 64, "age": slots % 64, "percent": law.remaining_percent}
        self._load("remaining_", kept)
        entries = np.arange(len(law.num))
        self._load("reductions_", {"entry": entries, "n": law.num, "d": law.den})

    def _load(self, name: str, columns: Mapping[str, Ints]) -> None:
        table = Identifier(name)
        listed = SQL(", ").join(
            SQL("{} {} NOT NULL").format(
                Identifier(column),
                SQL("bigint" if cells.dtype.itemsize > 4 else "integer"),  # noqa: PLR2004
            )
            for column, cells in columns.items()
        )
        self.connection.execute(SQL("DROP TABLE IF EXISTS {}").format(table))
        self.connection.execute(SQL("CREATE UNLOGGED TABLE {} ({})").format(table, listed))
        copying = SQL("COPY {} FROM STDIN").format(table)
        with self.connection.cursor() as cursor, cursor.copy(copying) as copy:
            for row in zip(*(cells.tolist() for cells in columns.values()), strict=True):
                copy.write_row(row)
        self.connection.execute(SQL("VACUUM ANALYZE {}").format(table))

    def bills(self) -> Longs:
        """Return the tax of each bill in satang."""
        found = self.connection.execute(self._query()).fetchall()
        tax = np.zeros(len(found), dtype=np.int64)
        pairs = np.asarray(found, dtype=np.int64)
        tax[pairs[:, 0]] = pairs[:, 1]
        return tax

    def _query(self) -> Composed:
        law = self.law
        steps = SQL(" ").join(
            SQL("WHEN tab = {} AND net <= {} THEN {} + (net - {}) * {}").format(
                *map(Literal, (step.table, step.upper_csat, step.below_nanobaht)),
                *map(Literal, (step.lower_csat, step.rate_pcm)),
            )
            for step in law.steps
        )
        return SQL(_BILLS).format(
            steps=steps,
            farm=Literal(law.farm_limit_csat),
            main=Literal(law.limit_csat[2]),
            alone=Literal(law.limit_csat[3]),
            years=Literal(law.surcharge_years),
            more=Literal(law.surcharge_step_pcm),
        )


_BILLS = """
WITH base_ AS (
    SELECT line, sum(CASE WHEN exempt_ppm = 0 THEN value ELSE value
        - value / 1000000 * exempt_ppm
        - (value % 1000000 * exempt_ppm + 500000) / 1000000 END)::bigint AS base
    FROM (
        SELECT line, exempt_ppm, CASE WHEN den = 1 THEN whole
            ELSE whole * (before + num) / den - whole * before / den END AS value
        FROM (
            SELECT line, exempt_ppm, num, den, before,
                (area::bigint * price_satang * percent + 50) / 100 AS whole
            FROM rows_ JOIN remaining_ USING (structure, age)
        ) AS value_
    ) AS share_ GROUP BY line
), line_ AS (
    SELECT line, bill, tab, vacant_years, reduction, base, own
    FROM base_ JOIN lines_ USING (line) JOIN bills_ USING (bill)
), above_ AS (
    SELECT bill FROM line_ WHERE tab = 1 AND own = 1 GROUP BY bill HAVING sum(base) > {farm}
), farm_ AS (
    SELECT line, least(base, greatest({farm} - earlier, 0)) AS farm_exempt
    FROM (SELECT line, base, sum(base) OVER (
            PARTITION BY bill ORDER BY base DESC, line ROWS UNBOUNDED PRECEDING
        ) - base AS earlier
        FROM line_ WHERE tab = 1 AND own = 1 AND bill IN (SELECT bill FROM above_)) AS ranked
), net_ AS (
    SELECT bill, tab, vacant_years, reduction, (base - CASE
        WHEN tab = 1 AND own = 1 THEN coalesce(farm_exempt, base)
        WHEN tab = 2 THEN least(base, {main})
        WHEN tab = 3 THEN least(base, {alone})
        ELSE 0 END)::bigint AS net
    FROM line_ LEFT JOIN farm_ USING (line)
), tax_ AS (
    SELECT bill, reduction, (CASE {steps} END + CASE
        WHEN vacant_years > {years} THEN net * ((vacant_years - 1) / {years} * {more})
        ELSE 0 END)::bigint AS tax
    FROM net_
)
SELECT bill, sum(CASE WHEN reduction = 0 AND d = 1 THEN (tax + 5000000) / 10000000
    ELSE tax / (d * 10000000) * n
    + (2 * (tax % (d * 10000000)) * n + d * 10000000) / (2 * d * 10000000) END)::bigint AS tax
FROM tax_ JOIN reductions_ ON entry = reduction GROUP BY bill
"""
"""The figures are put in as literals. PostgreSQL divides whole numbers downwards, as is wanted."""
