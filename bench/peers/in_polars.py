"""The bills in Polars, two ways: grouped by key, and by prefix sums over sorted keys."""

import numpy as np
import polars as pl

from bench.peers.flat import NANOBAHT_PER_SATANG, PARTS, Figures, Flat, Longs

FARM = 1


class InPolars:
    """The tables as data frames; the engine's threads are as many as there are cores."""

    def __init__(self, flat: Flat, law: Figures) -> None:
        """Take the columns over; not timed."""
        self.law = law
        rows = ("line", "area", "price_satang", "structure", "age", "num", "den", "before")
        self.rows = pl.DataFrame({n: vars(flat)[n] for n in (*rows, "exempt_ppm")}).with_columns(
            pl.col("line").set_sorted()
        )
        lines = ("bill", "table", "vacant_years", "reduction")
        self.lines = pl.DataFrame({name: vars(flat)[name] for name in lines}).with_columns(
            pl.col("bill").set_sorted(), line=pl.int_range(len(flat.table), dtype=pl.Int32)
        )
        self.natural = pl.Series("natural", flat.natural)
        self.line_start = pl.Series("start", flat.line_start.astype(np.uint32))
        self.bill_start = pl.Series("start", flat.bill_start.astype(np.uint32))

    def grouped(self) -> Longs:
        """Return the tax of each bill: one lazy query with two groupings."""
        bases = (
            self.rows.lazy()
            .with_columns(self._value())
            .select("line", base=_base())
            .group_by("line", maintain_order=True)
            .agg(pl.col("base").sum())
        )
        lines = pl.concat([self.lines.lazy(), bases.select("base")], how="horizontal").collect()
        taxed = self._taxed(lines)
        bills = taxed.lazy().group_by("bill", maintain_order=True).agg(pl.col("tax").sum())
        found: Longs = bills.collect()["tax"].to_numpy()
        return found

    def prefixed(self) -> Longs:
        """Return the tax of each bill: no grouping, but prefix sums at given offsets."""
        rows = self.rows.lazy().with_columns(self._value()).select(base=_base()).collect()
        lines = self.lines.with_columns(_differences(rows["base"], self.line_start).alias("base"))
        taxed = self._taxed(lines)
        found: Longs = _differences(taxed["tax"], self.bill_start).to_numpy()
        return found

    def _value(self) -> pl.Expr:
        place = pl.col("structure").cast(pl.UInt32) * 64 + pl.col("age").cast(pl.UInt32)
        remaining = pl.lit(pl.Series(self.law.remaining_percent)).gather(place)
        whole = (pl.col("area").cast(pl.Int64) * pl.col("price_satang") * remaining + 50) // 100
        after = pl.col("before") + pl.col("num")
        share = whole * after // pl.col("den") - whole * pl.col("before") // pl.col("den")
        return pl.when(pl.col("den") == 1).then(whole).otherwise(share).alias("value")

    def _taxed(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Return lines with the tax of each in satang."""
        law = self.law
        limit = pl.lit(pl.Series([*law.limit_csat])).gather(pl.col("table").cast(pl.UInt32))
        natural = pl.lit(self.natural).gather(pl.col("bill").cast(pl.UInt32)) == 1
        farm = pl.col("table") == FARM
        lines = lines.with_columns(
            exempt=pl.when(farm & natural)
            .then(pl.col("base"))
            .otherwise(pl.min_horizontal("base", limit))
        )
        lines = self._limit_farms(lines, natural)
        first = {table: law.ladder(table)[0] for table in range(1, 7)}
        rates = pl.Series([0, *(first[table].rate_pcm for table in first)])
        uppers = pl.Series([0, *(first[table].upper_csat for table in first)])
        place = pl.col("table").cast(pl.UInt32)
        lines = lines.with_columns(net=pl.col("base") - pl.col("exempt")).with_columns(
            nanobaht=pl.col("net") * pl.lit(rates).gather(place)
        )
        above = lines.lazy().filter(pl.col("net") > pl.lit(uppers).gather(place))
        lines = self._replaced(lines, above.select("line", nanobaht=self._climbed()).collect())
        long = lines.lazy().filter(pl.col("vacant_years") > law.surcharge_years)
        step = (pl.col("vacant_years").cast(pl.Int64) - 1) // law.surcharge_years
        more = pl.col("nanobaht") + pl.col("net") * step * law.surcharge_step_pcm
        lines = self._replaced(lines, long.select("line", nanobaht=more).collect())
        half, whole = NANOBAHT_PER_SATANG // 2, NANOBAHT_PER_SATANG
        num0, den0 = int(law.num[0]), int(law.den[0])
        plain = (pl.col("nanobaht") * num0 + half * den0) // (whole * den0)
        lines = lines.with_columns(tax=plain)
        entry = pl.col("reduction").cast(pl.UInt32)
        num, den = (pl.lit(pl.Series(column)).gather(entry) for column in (law.num, law.den))
        divisor = den * whole
        rest = pl.col("nanobaht") % divisor
        tax = pl.col("nanobaht") // divisor * num + (2 * rest * num + divisor) // (2 * divisor)
        listed = lines.lazy().filter(pl.col("reduction") > 0).select("line", tax=tax).collect()
        return self._replaced(lines, listed)

    def _limit_farms(self, lines: pl.DataFrame, natural: pl.Expr) -> pl.DataFrame:
        """Keep each person's farms to the limit, the most valuable first (s.40)."""
        limit = self.law.farm_limit_csat
        farms = lines.lazy().filter((pl.col("table") == FARM) & natural)
        above = (
            farms.group_by("bill").agg(pl.col("base").sum()).filter(pl.col("base") > limit)
        ).select("bill")
        spread = (
            farms.join(above, on="bill", how="semi")
            .sort("bill", "base", "line", descending=[False, True, False])
            .with_columns(before=pl.col("base").cum_sum().over("bill") - pl.col("base"))
            .select(
                "line",
                exempt=pl.min_horizontal((limit - pl.col("before")).clip(lower_bound=0), "base"),
            )
            .sort("line")
        )
        return self._replaced(lines, spread.collect())

    def _climbed(self) -> pl.Expr:
        tax = pl.lit(0, dtype=pl.Int64)
        for step in self.law.steps:
            part = (pl.col("net").clip(upper_bound=step.upper_csat) - step.lower_csat).clip(0)
            tax += pl.when(pl.col("table") == step.table).then(part * step.rate_pcm).otherwise(0)
        return tax

    def _replaced(self, lines: pl.DataFrame, few: pl.DataFrame) -> pl.DataFrame:
        """Return lines with one column replaced in a few of them."""
        name = few.columns[1]
        return lines.with_columns(lines[name].clone().scatter(few["line"], few[name]))


def _base() -> pl.Expr:
    value, ppm = pl.col("value"), pl.col("exempt_ppm").cast(pl.Int64)
    exempt = value // PARTS * ppm + (value % PARTS * ppm + PARTS // 2) // PARTS
    return value - pl.when(ppm == 0).then(0).otherwise(exempt)


def _differences(values: pl.Series, starts: pl.Series) -> pl.Series:
    prefix = pl.concat([pl.Series([0], dtype=pl.Int64), values.cum_sum().rename("")])
    at_start = prefix.gather(starts)
    return at_start.slice(1) - at_start.slice(0, len(at_start) - 1)
