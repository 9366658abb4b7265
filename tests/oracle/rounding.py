"""The one way the oracle rounds, because the Act itself has no rounding rule."""

from fractions import Fraction

SATANG = Fraction(1, 100)
"""What is billed: 1/100 baht."""

HELD = Fraction(1, 10_000)
"""What a value is held to: 1/100 satang, in which hundredths of a wah times satang are exact."""


def half_up(amount: Fraction, unit: Fraction) -> Fraction:
    """Bring a non-negative amount in baht to the nearest multiple of `unit`, a half upwards."""
    # ASSUMPTION: half up to the satang, once a line; a local body's finance office should decide.
    steps = (2 * amount.numerator * unit.denominator + amount.denominator * unit.numerator) // (
        2 * amount.denominator * unit.numerator
    )
    return steps * unit


def down(amount: Fraction, unit: Fraction) -> Fraction:
    """Bring a non-negative amount in baht down to a multiple of `unit`."""
    return (amount / unit).__floor__() * unit


def satang(amount: Fraction) -> int:
    """An amount in baht that is whole in satang, as satang; an amount that is not is a bug."""
    count = amount / SATANG
    assert count.denominator == 1, f"{amount} baht is not whole in satang"
    return count.numerator
