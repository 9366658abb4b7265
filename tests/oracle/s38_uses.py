"""How one property is divided among its uses (s.38), and which rate table each share goes to."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.oracle import s37_rates as rates
from tests.oracle.rounding import HELD, down

WHOLE = Fraction(100)


def use_shares(value: Fraction, uses: Iterable[Any]) -> list[tuple[str, Fraction]]:
    """(use class, baht of the value) in the order given; the shares add up to the value exactly.

    Each share is what the uses up to and including it reach, brought down to 1/10,000 baht, less
    what the uses before it reached.
    """
    shares: list[tuple[str, Fraction]] = []
    percent_so_far = baht_so_far = Fraction(0)
    for use in uses:
        percent_so_far += Fraction(use["percent"])
        reached = down(value * percent_so_far / WHOLE, HELD)
        shares.append((use["class"], reached - baht_so_far))
        baht_so_far = reached
    if percent_so_far != WHOLE:
        message = f"the uses add up to {percent_so_far} percent, not 100 (s.38)"
        raise ValueError(message)
    return shares


def table_of(use: str, *, kind: str, natural: bool, main: bool, on_own_land: bool) -> str:
    """The rate table of one share (s.37 ¶1, s.94); main residence is a natural person's (s.41)."""
    match use:
        case "agriculture":
            return rates.AGRICULTURE
        case "other":
            return rates.OTHER
        case "vacant":
            return rates.VACANT
        case "residence":
            if not (natural and main):
                return rates.OTHER_RESIDENCE
            if kind == "building" and not on_own_land:
                return rates.MAIN_BUILDING_ONLY
            # A condominium unit carries its share of the land (Supreme Court 3227/2568).
            return rates.MAIN_RESIDENCE
        case _:
            message = f"no such use class: {use!r} (s.37)"
            raise ValueError(message)
