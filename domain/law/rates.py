"""Rate tables: for each of the Act's six tables a ladder of slices, exact integers throughout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import Refused

TABLES: Final = {
    1: "agriculture",
    2: "main residence, land and building",
    3: "main residence, building only",
    4: "other residence",
    5: "other",
    6: "vacant",
}
"""The six tables of s.94 by number."""

CLASS_OF_TABLE: Final = {
    1: "agriculture",
    2: "residence",
    3: "residence",
    4: "residence",
    5: "other",
    6: "vacant",
}
"""The class of use (s.37 paragraph 1) of each table."""


class OrdinanceRefused(Refused):
    """An ordinance's rates do not keep to s.37 paragraph 6."""

    code = "ordinance-refused"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Slices of the net base: `upper_satang` (the last None) and the rate of each in pcm.

    A rate applies to the part of the base inside its slice only; upper bounds are inclusive.
    """

    upper_satang: tuple[int | None, ...]
    rates_pcm: tuple[int, ...]

    def show_slice(self, place: int) -> str:
        """Describe the bounds of a slice, counted from 1, in whole baht."""
        upper = self.upper_satang[place - 1]
        lower = self.upper_satang[place - 2] if place > 1 else None
        parts = [] if lower is None else [f"above {lower // 100:,} baht"]
        parts += [] if upper is None else [f"up to {upper // 100:,} baht"]
        return ", ".join(parts) or "the whole base"


@dataclass(frozen=True, kw_only=True)
class RateTable:
    """The ladders of all six tables and the caps of s.37 by class, in pcm."""

    ladders: Mapping[int, Ladder]
    caps_pcm: Mapping[str, int]

    def ladder(self, table: int) -> Ladder:
        """Return the ladder of a table (1 to 6)."""
        return self.ladders[table]

    def with_ordinance(self, rates_pcm: Mapping[int, Sequence[int]]) -> "RateTable":
        """Return the table with a body's own rates, in pcm by table and slice (s.37 paragraph 6).

        Raises `OrdinanceRefused`, naming table, class and slice, where a rate is below the
        decree's or above the cap of the class, or where there is not one rate for each slice.
        """
        ladders = dict(self.ladders)
        for table, rates in rates_pcm.items():
            if table not in self.ladders:
                raise OrdinanceRefused(f"There is no table {table}; tables are 1 to {len(TABLES)}.")
            decree = self.ladders[table]
            cap = self.caps_pcm[CLASS_OF_TABLE[table]]
            if len(rates) != len(decree.rates_pcm):
                raise OrdinanceRefused(
                    f"Table {table} ({TABLES[table]}) has {len(decree.rates_pcm)} slices; "
                    f"the ordinance gives {len(rates)} rates."
                )
            for place, (own, least) in enumerate(zip(rates, decree.rates_pcm, strict=True), 1):
                if not least <= own <= cap:
                    raise OrdinanceRefused(
                        f"Table {table} ({TABLES[table]}; class {CLASS_OF_TABLE[table]}), slice "
                        f"{place} ({decree.show_slice(place)}): an ordinance sets "
                        f"{show_percent(least)} to {show_percent(cap)} (s.37), "
                        f"not {show_percent(own)}."
                    )
            ladders[table] = Ladder(upper_satang=decree.upper_satang, rates_pcm=tuple(rates))
        return RateTable(ladders=ladders, caps_pcm=self.caps_pcm)


def percent_to_pcm(text: str) -> int:
    """Return a percentage with at most three decimals, written plainly, in pcm ("0.02" is 20).

    Raises ValueError for anything else.
    """
    whole, _, fraction = text.partition(".")
    plain = whole.isascii() and whole.isdigit() and (fraction.isdigit() or "." not in text)
    if not plain or not fraction.isascii() or len(fraction) > 3:  # noqa: PLR2004 - 0.001 % = 1 pcm
        msg = f"A rate is a percentage with at most three decimals, such as 0.02, not {text!r}."
        raise ValueError(msg)
    return int(whole) * 1000 + int(fraction.ljust(3, "0"))


def show_percent(rate_pcm: int) -> str:
    """Write a rate in pcm as a percentage without needless zeros."""
    whole, rest = divmod(rate_pcm, 1000)
    fraction = f"{rest:03d}".rstrip("0")
    return f"{whole}.{fraction}%" if fraction else f"{whole}%"
