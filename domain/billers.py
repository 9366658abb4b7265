"""Who is paid: the biller id a bank knows each local body by, and the common one for orders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.errors import Refused

COMMON: Final = 0
"""Stands for the account that orders over several bodies are paid to."""

UNKNOWN: Final = -1
"""Stands for an account that is none of ours: the bank told of it all the same."""

BILLER_DIGITS: Final = 15
_TAX_ID_DIGITS: Final = 13
_MODULUS: Final = 11
_STATE: Final = "0994"
_SUFFIX: Final = "00"


class BillerWrong(Refused):
    """A biller id is not 15 digits, is given twice, or is missing."""

    code = "biller-wrong"


@dataclass(frozen=True)
class Billers:
    """Biller ids by local body, `COMMON` for orders: 13 digits of the tax id, 2 of the bank."""

    of: Mapping[int, str]

    def __post_init__(self) -> None:
        """Raise `BillerWrong` for an id that cannot be, or that two have."""
        for body, biller in self.of.items():
            if len(biller) != BILLER_DIGITS or not (biller.isascii() and biller.isdigit()):
                raise BillerWrong(f"The biller id of {body:08d} does not have 15 digits.")
        if len(set(self.of.values())) != len(self.of):
            raise BillerWrong("Two local bodies have the same biller id.")

    @cached_property
    def _holders(self) -> Mapping[str, int]:
        return {biller: body for body, biller in self.of.items()}

    def holder(self, biller: str) -> int | None:
        """Return whose account the money is in, None for a biller id that is none of ours."""
        return self._holders.get(biller)

    def biller(self, body: int) -> str:
        """Return a body's biller id. Raises `BillerWrong`."""
        if body not in self.of:
            raise BillerWrong(
                f"Local body {body:08d} has no biller id; agree on one with its bank and put it "
                "into the settings of billers."
            )
        return self.of[body]


def made_up_billers(bodies: Iterable[int]) -> Billers:
    """Return biller ids for trying things out: tax ids of the state's form that nobody has.

    The check digit is right, so that every program that checks it takes them.
    """
    return Billers({body: _made_up(body) for body in [COMMON, *bodies]})


def _made_up(body: int) -> str:
    digits = f"{_STATE}{body:08d}"
    weighed = sum(
        int(digit) * weight
        for digit, weight in zip(digits, range(_TAX_ID_DIGITS, 1, -1), strict=True)
    )
    return f"{digits}{(_MODULUS - weighed % _MODULUS) % 10}{_SUFFIX}"
