"""Division of many small whole numbers at a time, by the two divisors every property meets.

A processor divides no whole numbers many at a time, nor does it give the upper half of a product.
By multiplication it is exact all the same: where the divisor is large, of an estimate from the
upper bits that is set right by what it leaves; else in parts. Where 2**k is `whole * d + rest`, a
number of an upper part `a` and k lower bits `b` has the quotient
`a * whole + (a * rest + b) // d`, and what is left to divide is short. Of a short number t the
quotient is `t * m >> s`, m being 2**s / d rounded up, as long as `t * (m * d - 2**s)` is below 2**s
and the product within 63 bits (Granlund and Montgomery 1994, section 4).
"""

from typing import Final

from projections.bill_engine.compiled import compiled

SMALL_BITS: Final = 50
"""Numbers of so many bits are divided so."""
_LOW_24: Final = 2**24 - 1
_SATANG: Final = 10_000_000


@compiled
def hundredth_of_small(number: int) -> int:
    """Return `number // 100`, of a number within SMALL_BITS and some hundreds more.

    By 4 and by 25; 2**24 is 671,088 * 25 + 16. What is left has 29 bits, m * 25 is 2**34 + 16.
    """
    fourth = number >> 2
    upper, lower = fourth >> 24, fourth & _LOW_24
    return 671_088 * upper + ((16 * upper + lower) * 687_194_768 >> 34)


@compiled
def satang_of_small(nanobaht: int) -> int:
    """Return `nanobaht // 10_000_000`, of a number within SMALL_BITS and ten millions more.

    Its upper 32 bits times 2**51 / 10,000,000, rounded down, give a quotient that is never too
    large: at most 0.03 is lost with the 18 lower bits and 0.19 with the rounding, so it is right or
    one too small, and the rest says which.
    """
    quotient = (nanobaht >> 18) * 225_179_981 >> 33
    return quotient + int(nanobaht - quotient * _SATANG >= _SATANG)
